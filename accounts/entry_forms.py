"""Sign-up and sign-in as forms; sign-up takes as long for who has an account as for who has none.

They stand apart from the fields that are asked: the library's forms are made of those
(accounts.forms).
"""

from typing import Any

from allauth.account.forms import LoginForm, SignupForm
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest

from accounts import services


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
        bound = MaxLengthValidator(settings.PASSWORD_MAX_LENGTH)
        self.fields["password"].validators.append(bound)
