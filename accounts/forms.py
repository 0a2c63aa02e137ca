"""What sign-up asks besides e-mail and password."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class SignupExtraForm(forms.Form):
    """The name others see; the adapter keeps it."""

    name = forms.CharField(label=_("Your name"), max_length=120)
    field_order = ("name", "email", "password1")

    def signup(self, request: HttpRequest, user: User) -> None:
        """Do nothing more (allauth calls this after the adapter has kept the person)."""
