"""What is asked of who makes a workspace."""

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from workspaces import services


class WorkspaceForm(forms.Form):
    """A name, and the address made from it unless another is wanted."""

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
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
    slug = forms.SlugField(
        label=_("Address"),
        max_length=48,
        required=False,
        help_text=_("Letters, digits and hyphens."),
    )

    def clean_slug(self) -> str:
        """Refuse an address that stands for something else."""
        slug: str = self.cleaned_data["slug"].lower()
        if slug in services.RESERVED_SLUGS:
            raise ValidationError(_("This word is kept for the studio itself. Choose another."))
        return slug
