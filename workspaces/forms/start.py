"""What is asked of who makes a workspace."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from workspaces import validation
from workspaces.forms.fields import RuledField, currency_field, language_field, time_zone_field


class WorkspaceForm(forms.Form):
    """A name, and the address made from it unless another is wanted; where the work is done."""

    name = RuledField(
        label=_("Name"),
        max_length=validation.MAX_NAME,
        rule=validation.clean_name,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "organization",
                "autofocus": True,
                "hx-get": reverse_lazy("workspaces:address"),
                "hx-trigger": "input changed delay:250ms",
                "hx-target": "#address",
                "hx-swap": "outerHTML",
            }
        ),
    )
    slug = RuledField(
        label=_("Address"),
        max_length=validation.MAX_SLUG,
        rule=validation.clean_slug,
        required=False,
        help_text=_("Letters, digits and hyphens."),
    )
    language = language_field(required=False)
    time_zone = time_zone_field(required=False)
    currency = currency_field(required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # The script chooses the browser's own zone, as long as nobody has chosen another.
        if not self.is_bound:
            self.fields["time_zone"].widget.attrs["data-browser-zone"] = True

    def values(self, **fallback: str) -> dict[str, str]:
        """Return what was given; what was left out is as the person has it."""
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return {**fallback, **given}
