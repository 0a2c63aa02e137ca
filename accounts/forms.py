"""What sign-up and the pages of one's own account ask."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import services
from accounts.models import User
from accounts.zones import clean_time_zone


class SignupExtraForm(forms.Form):
    """The name others see, and the time zone the browser tells; the adapter keeps both."""

    name = forms.CharField(label=_("Your name"), max_length=120)
    time_zone = forms.CharField(
        required=False, widget=forms.HiddenInput(attrs={"data-browser-zone": True})
    )
    field_order = ("name", "email", "password1")

    def clean_name(self) -> str:
        """Hold the rule of names."""
        return services.clean_profile({"name": self.cleaned_data["name"]})["name"]

    def clean_time_zone(self) -> str:
        """Return the zone; one that is not known keeps nobody out."""
        try:
            return clean_time_zone(self.cleaned_data["time_zone"])
        except ValidationError:
            return "UTC"

    def signup(self, request: HttpRequest, user: User) -> None:
        """Do nothing more (allauth calls this after the adapter has kept the person)."""


class ProfileForm(forms.Form):
    """One section of the profile. It is kept by itself, by the rules of `services`."""

    def __init__(self, data: Any = None, *, user: User) -> None:
        initial = {name: getattr(user, name) for name in self.base_fields}
        super().__init__(data, initial=initial, auto_id="profile-%s")

    def clean(self) -> dict[str, Any]:
        """Hold each value against its rule."""
        cleaned = super().clean() or {}
        try:
            return dict(services.clean_profile(cleaned))
        except ValidationError as error:
            self.add_error(None, error)
        return cleaned


class NameForm(ProfileForm):
    """What others call them."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("Others in your workspaces see it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class RegionForm(ProfileForm):
    """The language of pages and mails, and when it is now where they are."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = forms.CharField(
        label=_("Time zone"),
        widget=forms.TextInput(
            attrs={
                "list": "time-zones",
                "autocomplete": "off",
                "spellcheck": "false",
                "data-select-all": True,
            }
        ),
    )


class ThemeForm(ProfileForm):
    """Light, dark, or as the device has it."""

    theme = forms.ChoiceField(label=_("Appearance"), choices=User.Theme, widget=forms.RadioSelect)


class CloseForm(forms.Form):
    """The e-mail, typed: nobody closes an account by a slip."""

    email = forms.CharField(
        label=_("Type your e-mail"),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "inputmode": "email"}
        ),
    )

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data, auto_id="close-%s")
        self.user = user

    def clean_email(self) -> str:
        """Hold what was typed against the person's own."""
        email: str = self.cleaned_data["email"].strip().lower()
        if email != self.user.email:
            raise ValidationError(
                _("This is not your e-mail. Type it as it stands above."), code="differs"
            )
        return email
