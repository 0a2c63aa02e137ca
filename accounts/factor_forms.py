"""Forms that ask for a second factor: each code is counted before it is looked at.

What a browser sends of a passkey is bytes of anybody's: what cannot be read is a wrong one.
"""

import struct
from collections.abc import Callable
from typing import Any

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django.core.exceptions import ValidationError

from accounts import guessing, services

# What the library's reading of a passkey stumbles over and does not catch.
UNREADABLE = (AttributeError, LookupError, TypeError, ValueError, struct.error)


class _Counted:
    """Before the library's form: wrong codes are counted, as wrong passwords are."""

    user: Any
    authenticator: Any

    def clean_code(self) -> str:
        try:
            counted = guessing.take_code(context.request, email=self.user.email)
        except guessing.Paused as paused:
            raise guessing.too_many_codes(paused.wait) from paused
        try:
            code: str = super().clean_code()  # type: ignore[misc]  # the form's own
            if not services.is_first_use(self.authenticator, code):
                raise get_adapter().validation_error("incorrect_code")
        except ValidationError:
            services.note_code_wrong(self.user, counted=counted)
            raise
        guessing.give_back(counted)
        return code


class CodeForm(_Counted, AuthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """At sign-in, after the password."""


class CodeAgainForm(_Counted, ReauthenticateForm):  # type: ignore[misc]
    """Before something that wants to be sure who it is."""


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey."""

    def clean(self) -> Any:
        """Return what was sent, read."""
        return _read(super().clean)


class PasskeyCodeForm(AuthenticateWebAuthnForm):  # type: ignore[misc]
    """At sign-in, after the password."""

    def clean_credential(self) -> Any:
        """Return the passkey this is of."""
        return _read(super().clean_credential)


class PasskeyLoginForm(LoginWebAuthnForm):  # type: ignore[misc]
    """At sign-in, instead of a password."""

    def clean_credential(self) -> Any:
        """Return the passkey this is of."""
        return _read(super().clean_credential)


class PasskeyAgainForm(ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """Before something that wants to be sure who it is."""

    def clean_credential(self) -> Any:
        """Return the passkey this is of."""
        return _read(super().clean_credential)


def _read(clean: Callable[[], Any]) -> Any:
    try:
        return clean()
    except UNREADABLE as error:
        raise get_adapter().validation_error("incorrect_code") from error
