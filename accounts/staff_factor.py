"""Staff have a second step: who has none is led to set one up, and every sign-in proves it.

One query a request of signed-in staff, none for others. Programs with tokens are not asked here:
who has a second step gives its code for the token.
"""

from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.second_steps import KINDS

SET_UP = _("Staff need a second step to sign in. Set one up to go on.")
PROVE = _("Show your second step to go on.")
LAST_ONE = _("Staff need a second step. Add another one before you remove this one.")
# Open to everybody who is signed in.
ALWAYS = {
    "account_logout",
    "staff_logout",
    "set_language",
    "set_theme",
    "healthz",
    "readyz",
    "internal_streams",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
}
# Open to staff who have no second step yet; an e-mail has to be confirmed before.
TO_SET_UP = {"account_reauthenticate", "account_email", "account_confirm_email"}


class StaffFactorMiddleware:
    """Lets staff do nothing by the site's session before they have shown their second step.

    The API is not led anywhere: its own authentication refuses (SiteSessionAuthentication).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        name = (request.resolver_match and request.resolver_match.url_name) or ""
        user = request.user
        if not isinstance(user, User) or not user.is_staff or name in ALWAYS:
            return None
        if request.path.startswith("/api/"):
            return None
        kinds = kinds_of(user)
        if not kinds:
            is_open = name in TO_SET_UP or name.startswith("mfa_")
            return None if is_open else _lead(request, reverse("mfa_index"), SET_UP)
        if not is_proved(request, user):
            return _lead(request, _where_to_prove(request, kinds), PROVE)
        if name == "mfa_remove_webauthn" and request.method == "POST" and len(kinds) == 1:
            return _lead(request, reverse("mfa_index"), LAST_ONE)
        return None


def is_held_up(request: HttpRequest) -> bool:
    """Tell whether this is staff who have not shown a second step in this session."""
    user = request.user
    if not isinstance(user, User) or not user.is_staff:
        return False
    return not is_proved(request, user) or not kinds_of(user)


def kinds_of(user: User) -> list[str]:
    """Return the kind of each second step a person has."""
    found = Authenticator.objects.filter(user_id=user.pk, type__in=KINDS)
    return list(found.values_list("type", flat=True))


def is_proved(request: HttpRequest, user: User) -> bool:
    """Tell whether this session's person has shown their second step in it."""
    return any(
        record.get("method") == "mfa" for record in get_authentication_records(request, user)
    )


def can_remove(authenticator: Authenticator) -> bool:
    """Tell whether a person can do without this one: staff keep one."""
    if not authenticator.user.is_staff:
        return True
    others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=KINDS)
    return bool(others.exclude(pk=authenticator.pk).exists())


def note_set_up(
    *, request: HttpRequest, user: User, authenticator: Authenticator, **_: Any
) -> None:
    """Count a second step that was just set up as shown: it was tried (allauth's signal)."""
    if authenticator.type in KINDS:
        kind = {"id": authenticator.pk, "type": authenticator.type}
        record_authentication(request, user, "mfa", **kind)


def _where_to_prove(request: HttpRequest, kinds: list[str]) -> str:
    has_app = Authenticator.Type.TOTP in kinds
    page = reverse("mfa_reauthenticate" if has_app else "mfa_reauthenticate_webauthn")
    back = request.get_full_path() if request.method == "GET" else "/"
    return f"{page}?{urlencode({REDIRECT_FIELD_NAME: back})}"


def _lead(request: HttpRequest, to: str, why: Any) -> HttpResponseBase:
    """Lead a page there, and a part of a page too; a script is refused."""
    if request.headers.get("Accept", "").startswith(("text/event-stream", "application/json")):
        return HttpResponse(status=403)
    messages.warning(request, why)
    if getattr(request, "htmx", None):
        return HttpResponse(status=403, headers={"HX-Redirect": to})
    return redirect(to)
