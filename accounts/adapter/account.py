"""How allauth makes, proves and signs in people here."""

import math
import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from accounts import guessing, services, sessions
from accounts.adapter import mail
from accounts.client import UNKNOWN, address_of
from accounts.models import User

# What counts as typed by the person: no link of a mail, and no other site's word.
PROOFS = frozenset({"password", "mfa"})
EMAIL_TAKEN = _("Somebody with this e-mail has an account here. Sign in instead.")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Sign-up makes a person; where they go next is decided by the start page."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_taken": EMAIL_TAKEN,
    }

    def save_user(
        self,
        request: HttpRequest,
        user: User,
        form: BaseForm,
        commit: bool = True,  # noqa: FBT001, FBT002  allauth's signature
    ) -> User:
        """Keep the person with their name, as their browser speaks, tells the time and looks."""
        made: User = super().save_user(request, user, form, commit=False)
        made.name = form.cleaned_data["name"]
        made.language = get_language() or ""
        made.time_zone = form.cleaned_data.get("time_zone") or "UTC"
        theme = request.COOKIES.get(settings.THEME_COOKIE_NAME, "")
        made.theme = theme if theme in User.Theme.values else User.Theme.SYSTEM
        if commit:
            try:
                with transaction.atomic():
                    made.save()
                    services.note_signed_up(made)
            except IntegrityError as error:
                # Twice at once: the other request was the first.
                messages.error(request, EMAIL_TAKEN)
                raise ImmediateHttpResponse(redirect("account_login")) from error
        return made

    def login(self, request: HttpRequest, user: User) -> None:
        """Open the session, and record it with it."""
        self._demand_trust(request, user)
        address = address_of(request)
        with transaction.atomic():
            is_new = services.is_new_device(user, address=address, request=request)
            super().login(request, user)
            services.note_signed_in(user)
            if is_new:
                agent = request.headers.get("User-Agent", "")
                services.tell_new_device(user, user_agent=agent, address=address)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponseBase:
        """Have the browser remember who has signed in from it."""
        response: HttpResponseBase = super().post_login(request, user, **kwargs)
        guessing.remember_device(request, response, email=user.email)
        return response

    def logout(self, request: HttpRequest) -> None:
        """End the session, and record it with it."""
        with transaction.atomic():
            if isinstance(request.user, User):
                services.note_signed_out(request.user)
            super().logout(request)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Believe that an address is the person's, and record it."""
        with services.recorded(email_address.user):
            confirmed: bool = super().confirm_email(request, email_address)
        return confirmed

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """Take a password or a code of a sign-in a moment ago for proof: it is not typed twice."""
        return super().is_reauthentication_required(app=app, **more) and not self._has_just_proved()

    def set_password(self, user: User, password: str) -> None:
        """Change the password; every other sign-in ends with the old one."""
        here = self.request if self.request.user == user else None
        keep = sessions.reference(here) if here else ""
        services.change_password(user, password=password, keep=keep)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count nothing here: it is done where the password is looked at (accounts.guessing.handler)."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Return whose password this is; a right one is not counted as a guess."""
        user: User | None = super().authenticate(request, **credentials)
        counted = guessing.noted(request)
        if user is not None and isinstance(counted, guessing.Guess):
            guessing.give_back(counted)
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Record the failure; whether the e-mail exists is written nowhere."""
        counted = guessing.noted(request)
        if isinstance(counted, guessing.Paused):
            raise guessing.too_many_passwords(counted.wait)
        email = str(credentials.get("email", ""))
        services.note_sign_in_failed(email)
        self._left, self._wait = (counted.left, counted.wait) if counted else (0, 0)
        if not self._left:
            services.note_locked_out(email)

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """Tell how many tries are left when the password does not match."""
        if code != "email_password_mismatch":
            error: ValidationError = super().validation_error(code, *args)
            return error
        if not self._left:
            return guessing.too_many_passwords(self._wait)
        text = ngettext(
            "The e-mail and the password do not match. "
            "%(left)d more try before a pause of %(minutes)d minutes.",
            "The e-mail and the password do not match. "
            "%(left)d more tries before a pause of %(minutes)d minutes.",
            self._left,
        ) % {"left": self._left, "minutes": math.ceil(self._wait / 60)}
        return ValidationError(text, code=code)

    def send_confirmation_mail(
        self,
        request: HttpRequest,
        emailconfirmation: Any,
        signup: bool,  # noqa: FBT001  allauth's signature
    ) -> None:
        """Send the link; that somebody asked for it again is recorded."""
        super().send_confirmation_mail(request, emailconfirmation, signup)
        address: EmailAddress = emailconfirmation.email_address
        # Staff do it on a record of their own, with a reason.
        by_staff = isinstance(request.user, User) and request.user != address.user
        if not (signup or by_staff):
            services.note_confirmation_sent(address)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the mail; a worker sends it."""
        mail.post(template_prefix, email, context)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the client's address as our proxies tell it."""
        return address_of(request) or UNKNOWN

    def add_message(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Leave a message for the next page, unless a program asks."""
        if not request.path.startswith("/api/"):
            super().add_message(request, *args, **kwargs)

    def is_safe_url(self, url: str | None) -> bool:
        """Refuse what leads to another site, and what is no address at all."""
        return bool(url) and super().is_safe_url(url)

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """Let somebody who has set a new password by mail try it at once."""
        guessing.forgive(str(credentials.get("email", "")))

    def _demand_trust(self, request: HttpRequest, user: User) -> None:
        """Refuse to end a sign-in that was begun before they were all ended."""
        begun = [record["at"] for record in get_authentication_records(request, user)]
        if user.trusted_since is not None and min(begun, default=math.inf) < (
            user.trusted_since.timestamp()
        ):
            request.session.flush()
            messages.info(request, _("This session has ended. Sign in again."))
            raise ImmediateHttpResponse(redirect("account_login"))

    def _has_just_proved(self) -> bool:
        since = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
        records = get_authentication_records(self.request, self.request.user)
        return any(record["method"] in PROOFS and record["at"] > since for record in records)
