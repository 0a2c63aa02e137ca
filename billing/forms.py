"""What is asked about who pays."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing.money import profiles
from billing.money.accounts import Profile


class DetailsForm(forms.Form):
    """Whom invoices are made out to, and the version that was read."""

    version = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Name or company"),
        max_length=profiles.MAX_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    address = forms.CharField(
        label=pgettext_lazy("billing", "Address"),
        max_length=profiles.MAX_ADDRESS,
        required=False,
        help_text=_("As it stands on a letter, line by line."),
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "street-address"}),
    )
    tax_id = forms.CharField(
        label=_("Tax number"),
        max_length=profiles.MAX_TAX_ID,
        required=False,
        help_text=_("VAT number or the like, if invoices are to show one."),
    )
    email = forms.EmailField(
        label=_("E-mail for invoices"),
        required=False,
        help_text=_("It stands on the invoice. Owners are told of new invoices anyway."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    language = forms.ChoiceField(
        label=_("Language of the PDF"),
        choices=settings.LANGUAGES,
        help_text=_("The one that is offered first. Each invoice can be had in every language."),
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, auto_id="details-%s", **options)

    def clean(self) -> dict[str, Any]:
        """Clean each value by the rule it has however it arrives."""
        for name, rule in profiles.RULES.items():
            if name not in self.cleaned_data:
                continue
            try:
                self.cleaned_data[name] = rule(self.cleaned_data[name])
            except ValidationError as error:
                self.add_error(name, error)
        return self.cleaned_data

    @property
    def profile(self) -> Profile:
        """What was said."""
        return Profile(**{name: self.cleaned_data[name] for name in profiles.RULES})

    @property
    def read(self) -> str | None:
        """The version that was read; None when none is named."""
        return self.cleaned_data["version"] or None
