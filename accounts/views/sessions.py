"""Where one is signed in, and how that ends."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts import services, sessions
from accounts.actors import actor_of
from accounts.views.own import PersonRequest, own


@require_safe
@own
def sessions_page(request: PersonRequest) -> HttpResponse:
    """Show where the person is signed in: this browser first."""
    user = request.user
    found = services.sessions_of(user, current=sessions.reference(request))
    return render(request, "accounts/sessions.html", {"sign_ins": found})


@require_POST
@own
def session_end(request: PersonRequest, session_id: UUID) -> HttpResponse:
    """Sign one browser or program out."""
    user = request.user
    current = next(
        (
            one.id
            for one in services.sessions_of(user, current=sessions.reference(request))
            if one.is_current
        ),
        None,
    )
    if services.end_session(user, session_id, actor=actor_of(user)):
        messages.success(request, _("Signed out there."))
    else:
        messages.info(request, _("That session was over already."))
    if session_id == current:
        logout(request)
    return redirect("accounts:sessions")


@require_POST
@own
def sessions_end_all(request: PersonRequest) -> HttpResponse:
    """Sign out everywhere; with `keep` everywhere but here."""
    user = request.user
    here = sessions.reference(request)
    keeps = "keep" in request.POST
    ended = services.end_all_sessions(user, actor=actor_of(user), keep=here if keeps else "")
    if keeps:
        text = ngettext(
            "Signed out of %(count)d other session.",
            "Signed out of %(count)d other sessions.",
            ended,
        )
        messages.success(request, text % {"count": ended})
        return redirect("accounts:sessions")
    # What is left of this session is thrown away with it.
    logout(request)
    messages.success(request, _("You are signed out everywhere."))
    return redirect("account_login")
