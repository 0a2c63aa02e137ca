"""Other sites that vouch for a person."""

from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import services
from accounts.views.own import PersonRequest, own, proven

FRONT_END = "nextauth"


@require_http_methods(["GET", "HEAD", "POST"])
def connections(request: Any) -> HttpResponse:
    """Show who vouches for the person; a POST ends one of them."""
    return _end(request) if request.method == "POST" else _show(request)


@own
def _show(request: PersonRequest) -> HttpResponse:
    found = [
        {"id": one.pk, "name": name_of(one.provider), "who": one.extra_data.get("email", "")}
        for one in SocialAccount.objects.filter(user=request.user).order_by("date_joined")
    ]
    has_google = any(one["name"] == "Google" for one in found)
    context = {"connections": found, "offers_google": settings.GOOGLE_CLIENT_ID and not has_google}
    return render(request, "socialaccount/connections.html", context)


@proven
def _end(request: PersonRequest) -> HttpResponse:
    named = request.POST.get("account", "")
    mine = SocialAccount.objects.filter(user=request.user)
    wanted = mine.filter(pk=int(named)).first() if named.isdecimal() else None
    if wanted is None:
        messages.info(request, _("It was not connected any more."))
    elif not request.user.has_usable_password():
        messages.error(request, _("Set a password first: without one nothing else signs you in."))
        return redirect("account_set_password")
    else:
        with services.recorded(request.user):
            wanted.delete()
        messages.success(request, _("It no longer signs you in."))
    return redirect("socialaccount_connections")


def name_of(provider: str) -> str:
    """Return what a provider is called: `Google`, or what a front end of ours vouches for."""
    first, _colon, rest = provider.partition(":")
    if first != FRONT_END:
        return first.title()
    return _("Front end (%(provider)s)") % {"provider": rest.title()} if rest else _("Front end")
