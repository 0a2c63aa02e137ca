"""Sign-up, sign-in and a new password as forms: wrong passwords are counted wherever they are typed.

Sign-up takes as long for who has an account as for who has none.

They stand apart from the fields that are asked: the library's forms are made of those
(accounts.forms).
"""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, SignupForm
from allauth.core import context
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest

from accounts import guessing, services


class EvenSignupForm(SignupForm):  # type: ignore[misc]  # allauth ships no types
    """The library's form; for an e-mail that is known it only sends a mail."""

    def try_save(self, request: HttpRequest) -> Any:
        """Make the person, or do as much for nobody."""
        if self.account_already_exists:
            services.make_nobody(password=self.cleaned_data["password1"])
        return super().try_save(request)


class BoundedLoginForm(LoginForm):  # type: ignore[misc]
    """The library's form; no book is hashed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].validators.append(_bound())


class CountedPasswordForm(ChangePasswordForm):  # type: ignore[misc]
    """The library's form; who sits at somebody's browser does not guess the present password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].validators.append(_bound())

    def clean_oldpassword(self) -> str:
        """Count the try, as one at sign-in is, before it is looked at."""
        try:
            counted = guessing.take_password(context.request, email=self.user.email)
        except guessing.Paused as paused:
            raise guessing.too_many_passwords(paused.wait) from paused
        try:
            password: str = super().clean_oldpassword()
        except ValidationError:
            services.note_sign_in_failed(self.user.email)
            if not counted.left:
                services.note_locked_out(self.user.email)
            raise
        guessing.give_back(counted)
        return password


def _bound() -> MaxLengthValidator:
    return MaxLengthValidator(settings.PASSWORD_MAX_LENGTH)
