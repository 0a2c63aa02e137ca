"""How allauth makes, proves and signs in people here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.forms import BaseForm
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from accounts import services
from accounts.client import address_of
from accounts.models import User

EMAIL_TAKEN = _("Somebody with this e-mail has an account here. Sign in instead.")
TOO_MANY_TRIES = _("Too many tries. Wait 15 minutes, or reset the password.")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Sign-up makes a person; where they go next is decided by the start page."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_taken": EMAIL_TAKEN,
        "too_many_login_attempts": TOO_MANY_TRIES,
    }

    def save_user(
        self,
        request: HttpRequest,
        user: User,
        form: BaseForm,
        commit: bool = True,  # noqa: FBT001, FBT002  allauth's signature
    ) -> User:
        """Keep the person with their name, in the language they signed up in."""
        made: User = super().save_user(request, user, form, commit=False)
        made.name = form.cleaned_data["name"]
        made.language = get_language() or ""
        if commit:
            try:
                with transaction.atomic(durable=True):
                    made.save()
                    services.note_signed_up(made)
            except IntegrityError as error:
                # Twice at once: the other request was the first.
                messages.error(request, EMAIL_TAKEN)
                raise ImmediateHttpResponse(redirect("account_login")) from error
        return made

    def login(self, request: HttpRequest, user: User) -> None:
        """Open the session, and record it with it."""
        with transaction.atomic(durable=True):
            super().login(request, user)
            services.note_signed_in(user)

    def logout(self, request: HttpRequest) -> None:
        """End the session, and record it with it."""
        with transaction.atomic(durable=True):
            if isinstance(request.user, User):
                services.note_signed_out(request.user)
            super().logout(request)

    def set_password(self, user: User, password: str) -> None:
        """Change the password; sessions of programs end with the old one."""
        services.change_password(user, password=password)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Record the failure; whether the e-mail exists is written nowhere."""
        services.note_sign_in_failed(str(credentials.get("email", "")))
        self._key = self._get_login_attempts_cache_key(request, **credentials)

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """Tell how many tries are left when the password does not match."""
        if code != "email_password_mismatch":
            error: ValidationError = super().validation_error(code, *args)
            return error
        left = self._tries_left()
        text = ngettext(
            "The e-mail and the password do not match. "
            "%(left)d more try before a pause of %(minutes)d minutes.",
            "The e-mail and the password do not match. "
            "%(left)d more tries before a pause of %(minutes)d minutes.",
            left,
        ) % {"left": left, "minutes": settings.SIGN_IN_PAUSE_SECONDS // 60}
        return ValidationError(text if left else TOO_MANY_TRIES, code=code)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the client's address as our proxies tell it."""
        return address_of(request) or "unknown"

    def is_safe_url(self, url: str | None) -> bool:
        """Refuse what leads to another site, and what is no address at all."""
        return bool(url) and super().is_safe_url(url)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count tries by e-mail and address, so that a stranger cannot lock somebody out."""
        return f"{credentials.get('email', '').lower()} {self.get_client_ip(request)}"

    def _tries_left(self) -> int:
        rates = ratelimit.get_rates(app="allauth.account", action="login_failed")
        return min(int(rate.amount) - self._tries_made(rate) for rate in rates)

    def _tries_made(self, rate: ratelimit.Rate) -> int:
        key = ratelimit.get_cache_key(
            self.request, app="allauth.account", action="login_failed", rate=rate, key=self._key
        )
        return len(cache.get(key, []))
