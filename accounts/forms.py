"""What sign-up asks besides e-mail and password."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SignupExtraForm(forms.Form):
    """The name others see."""

    name = forms.CharField(label=_("Your name"), max_length=120)

    def signup(self, request, user) -> None:  # type: ignore[no-untyped-def]
        """Keep what was asked (called by allauth)."""
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])
