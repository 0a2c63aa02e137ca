"""The way in by an invitation's link: `/join/<token>`, then `/join`."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from workspaces import services
from workspaces.screens import joining, people
from workspaces.screens.joining import INVITATION

REFUSED_PAGE = "workspaces/join_refused.html"
View = Callable[..., HttpResponse]


def kept_nowhere(view: View) -> View:
    """Let no cache keep the answer, and have refusals shown as a page of the entrance."""

    @wraps(view)
    def inner(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        request.problem_page = REFUSED_PAGE
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    return inner


@require_safe
@kept_nowhere
def arrive(request: HttpRequest, token: str) -> HttpResponse:
    """Remember the link by its hash, and go on where the token stands in no address.

    What is no link is remembered nowhere: whoever tries some out fills no table with it.
    """
    token_hash = services.hash_of(token)
    if not joining.is_known(token_hash):
        raise services.InvitationUnknown
    request.session[INVITATION] = token_hash
    response = redirect("join")
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@kept_nowhere
def join(request: HttpRequest) -> HttpResponse:
    """Show who invites to what as what; use the invitation when that is asked for."""
    token_hash = request.session.get(INVITATION, "")
    if request.method == "POST":
        return _join(request, token_hash)
    invitation = services.look(token_hash)
    context: dict[str, Any] = {
        "invitation": invitation,
        "abilities": people.abilities(invitation.role),
    }
    if isinstance(request.user, User):
        context["is_for_you"] = joining.is_for(invitation, request.user)
        context["is_member"] = joining.is_member(invitation, request.user)
    return render(request, "workspaces/join.html", context)


@require_POST
@kept_nowhere
def switch(request: HttpRequest) -> HttpResponse:
    """Sign out, and keep the invitation for who signs in next."""
    token_hash = request.session.get(INVITATION)
    get_adapter(request).logout(request)
    if token_hash:
        request.session[INVITATION] = token_hash
    return redirect("join")


def _join(request: HttpRequest, token_hash: str) -> HttpResponse:
    if "not_now" in request.POST:
        joining.forget(request.session)
        return redirect("start")
    if not isinstance(request.user, User):
        return redirect_to_login("/join")
    if not token_hash:
        # A double click: the first has joined, and forgotten the note.
        return redirect("start")
    try:
        found = services.join(token_hash, by=request.user)
    except services.AnotherPerson:
        # The page says for whom it is, and offers to be that person.
        return redirect("join")
    except services.AlreadyMember:
        joining.forget(request.session)
        return redirect("generation:home", services.look(token_hash).workspace.slug)
    joining.forget(request.session)
    messages.success(
        request, _("You are in. Welcome to %(name)s.") % {"name": found.workspace.name}
    )
    return redirect("generation:home", found.workspace.slug)
