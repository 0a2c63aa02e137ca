"""allauth's pages that change what guards an account: what they change is recorded and told."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.account.internal.flows.reauthentication import (
    STATE_SESSION_KEY,
    raise_if_reauthentication_required,
)
from allauth.account.models import EmailAddress
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.providers.google.views import oauth2_callback
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts import services
from accounts.models import User
from accounts.views.own import PersonRequest

View = Callable[..., HttpResponse]


def recorded(view: View) -> View:
    """Let in who is signed in; what the page changes of their account's guard is recorded."""

    @login_required
    @wraps(view)
    def inner(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with services.recorded(request.user):
            return view(request, *args, **kwargs)

    return inner


def adding(view: View) -> View:
    """As `recorded`, for who has proved an address of theirs."""

    @login_required
    @wraps(view)
    def inner(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not services.may_add_factor(request.user):
            messages.error(request, _("Confirm your email first, then set up the second step."))
            return redirect("account_email")
        return recorded(view)(request, *args, **kwargs)

    return inner


def revealing(view: View, *, how: str) -> View:
    """Let in who is signed in; that recovery codes are given out is recorded."""

    @login_required
    @wraps(view)
    def inner(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: Any = view(request, *args, **kwargs)
        found = response.context_data or {}
        # allauth shows stars in their place to who has not proved just now that it is still them.
        if found.get("unused_codes") and found.get("can_view_codes", True):
            services.note_recovery_codes_shown(request.user, how=how)
        return response  # type: ignore[no-any-return]  # allauth ships no types

    return inner


class EmailView(account.EmailView):  # type: ignore[misc]  # allauth ships no types
    """Without a mail server, where nothing is ever confirmed, any address can be the primary one."""

    def _action_primary(self, request: HttpRequest) -> HttpResponse | None:
        try:
            with transaction.atomic():
                return self._make_primary(request)
        except IntegrityError:
            messages.error(request, _("Somebody else has this e-mail. Choose another."))
            return None

    def _make_primary(self, request: HttpRequest) -> HttpResponse | None:
        if settings.HAS_EMAIL:
            response: HttpResponse | None = super()._action_primary(request)
            return response
        raise_if_reauthentication_required(request, app="allauth.account")
        address: EmailAddress | None = self._get_email_address(request)
        if address is None:
            return None
        if not address.can_set_verified():
            raise IntegrityError(address.email)
        address.set_as_primary()
        messages.success(request, _("Your primary email is set."))
        return redirect("account_email")


class _Resuming:
    """A way to prove who one is, after which Google may be connected that was asked for before."""

    request: HttpRequest

    def form_valid(self, form: Any) -> HttpResponse:
        waiting = self.request.session.get(STATE_SESSION_KEY) or {}
        response: HttpResponse
        if "callback" not in waiting or not isinstance(self.request.user, User):
            response = super().form_valid(form)  # type: ignore[misc]  # the view's own
            return response
        with services.recorded(self.request.user):
            response = super().form_valid(form)  # type: ignore[misc]
        return response


class ByPassword(_Resuming, account.ReauthenticateView):  # type: ignore[misc]
    """By the password."""


class ByCode(_Resuming, mfa.ReauthenticateView):  # type: ignore[misc]
    """By a code of the second step."""


class ByPasskey(_Resuming, webauthn.ReauthenticateWebAuthnView):  # type: ignore[misc]
    """By a passkey."""


def google_callback(request: HttpRequest) -> HttpResponse:
    """Take who comes back from Google; when they connect it, that is recorded."""
    kept = statekit.get_states(request).get(request.GET.get("state", ""))
    is_connecting = bool(kept) and kept[0].get("process") == "connect"
    response: HttpResponse
    if not is_connecting or not isinstance(request.user, User):
        response = oauth2_callback(request)
        return response
    with services.recorded(request.user):
        response = oauth2_callback(request)
    return response


email = recorded(EmailView.as_view())
activate_totp = adding(totp.activate_totp)
deactivate_totp = recorded(totp.deactivate_totp)
generate_recovery_codes = recorded(codes.generate_recovery_codes)
# Codes that are shown once stay in no browser's memory.
view_recovery_codes = never_cache(revealing(codes.view_recovery_codes, how="shown"))
download_recovery_codes = revealing(codes.download_recovery_codes, how="downloaded")
add_passkey = adding(webauthn.add_webauthn)
edit_passkey = recorded(webauthn.edit_webauthn)
remove_passkey = recorded(webauthn.remove_webauthn)
reauthenticate = login_required(ByPassword.as_view())
reauthenticate_by_code = login_required(ByCode.as_view())
reauthenticate_by_passkey = login_required(ByPasskey.as_view())
