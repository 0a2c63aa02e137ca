"""The form that asks for a picture in another format, quality or size."""

from django import forms
from django.utils.translation import gettext_lazy as _

from assets import conversions
from assets.decoding.convert import Wanted

_KB = 1000


class ConversionForm(forms.Form):
    """How a picture is to be written; as it comes, it asks for the size for the web."""

    format = forms.ChoiceField(
        label=_("Format"),
        choices=[("webp", "WebP"), ("jpeg", "JPG"), ("avif", "AVIF"), ("png", "PNG")],
        initial=conversions.WEB.format,
    )
    quality = forms.IntegerField(
        label=_("Quality"),
        min_value=conversions.LEAST_QUALITY,
        max_value=conversions.MOST_QUALITY,
        initial=conversions.WEB.quality,
        error_messages={"required": _("Say a quality from 1 to 100.")},
    )
    max_px = forms.IntegerField(
        label=_("Longest side, px"),
        min_value=conversions.LEAST_PX,
        max_value=conversions.MOST_PX,
        initial=conversions.WEB.max_px,
        required=False,
    )
    max_kb = forms.IntegerField(
        label=_("At most, KB"),
        min_value=conversions.LEAST_BYTES // _KB,
        max_value=conversions.MOST_BYTES // _KB,
        required=False,
    )

    def wanted(self) -> Wanted:
        """Return it as the core takes it."""
        given = self.cleaned_data
        return Wanted(
            given["format"],
            given["quality"],
            given["max_px"] or 0,
            (given["max_kb"] or 0) * _KB,
        )
