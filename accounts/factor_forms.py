"""Forms that ask for a code of a second factor: each code is counted before it is looked at."""

from typing import Any

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django.core.exceptions import ValidationError

from accounts import guessing, services


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
