"""What the sections of a workspace's settings ask. Each section is kept by itself."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from workspaces import hooks, validation
from workspaces.access import Access
from workspaces.forms.fields import RuledField, currency_field, language_field, time_zone_field
from workspaces.models import Membership
from workspaces.roles import Role
from workspaces.services import BrandValues, Values


class SectionForm(forms.Form):
    """The fields of one section, and the version that was read."""

    version = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, section: str, **options: Any) -> None:
        super().__init__(data, auto_id=f"{section}-%s", **options)

    @property
    def given(self) -> dict[str, Any]:
        """What is to be kept, by its name in the row."""
        return {name: self.cleaned_data[name] for name in self.fields if name != "version"}

    @property
    def read(self) -> int | None:
        """The version that was read."""
        version: int | None = self.cleaned_data["version"]
        return version

    def values(self) -> Values:
        """Return what is to be changed of the workspace."""
        return Values(**self.given)


class NameForm(SectionForm):
    """What the workspace is called."""

    name = RuledField(label=_("Name"), max_length=validation.MAX_NAME, rule=validation.clean_name)


class AddressForm(SectionForm):
    """Where it is."""

    slug = RuledField(
        label=_("Address"),
        max_length=validation.MAX_SLUG,
        rule=validation.clean_slug,
        help_text=_("Letters, digits and hyphens. The last five addresses keep leading here."),
    )


class RegionForm(SectionForm):
    """How it speaks, counts days and prices."""

    language = language_field()
    time_zone = time_zone_field()
    currency = currency_field()


class BrandForm(SectionForm):
    """A section of the brand."""

    def brand_values(self) -> BrandValues:
        """Return what is to be changed of the brand."""
        return BrandValues(**self.given)


class LogoForm(BrandForm):
    """A picture of the library; none takes the logo away."""

    logo_asset_id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def brand_values(self) -> BrandValues:
        """Return the picture, or that there is none any more."""
        return BrandValues(logo_asset_id=self.cleaned_data["logo_asset_id"] or "")

    def check_picture(self, found: Access, *, origin: str) -> bool:
        """Return whether the picture is in the library; say so beside it when it is not."""
        asset_id: UUID | None = self.cleaned_data["logo_asset_id"]
        if asset_id is None or hooks.logo_url(found.schema_name, asset_id, origin=origin):
            return True
        self.add_error(None, _("This picture is no longer in the library. Choose another."))
        return False


class ColoursForm(BrandForm):
    """Up to six colours, the main one first."""

    colours = forms.CharField(label=_("Colours"), required=False)

    def clean_colours(self) -> list[str]:
        """Return the colours of all fields of that name, the empty ones left out."""
        return validation.clean_colours(text for text in self.shown if text.strip())

    @property
    def shown(self) -> list[str]:
        """The colours as they stand in the fields."""
        if isinstance(self.data, QueryDict) and self.is_bound:
            return [str(text) for text in self.data.getlist("colours")]
        return list(self.initial["colours"])


class ToneForm(BrandForm):
    """How the brand speaks."""

    tone = forms.CharField(
        label=_("Tone of voice"),
        required=False,
        max_length=validation.MAX_TONE,
        help_text=_("How the brand speaks, in a few sentences. At most 500 characters."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_tone(self) -> str:
        """Hold the rule of tones."""
        return validation.clean_tone(self.cleaned_data["tone"])


class WordsField(forms.CharField):
    """Words and phrases, one a line."""

    def __init__(self, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 5, "spellcheck": "false"})
        super().__init__(required=False, widget=widget, **options)

    def prepare_value(self, value: Any) -> Any:
        """Return the lines that show the words."""
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        """Return the words as they are kept."""
        lines = super().clean(value).splitlines()
        return validation.clean_words(line for line in lines if line.strip())


class WordsForm(BrandForm):
    """What the brand says, and what it never does."""

    words_to_use = WordsField(label=_("Words to use"), help_text=_("One a line, at most 50."))
    words_to_avoid = WordsField(label=_("Words to avoid"), help_text=_("One a line, at most 50."))

    def clean(self) -> dict[str, Any]:
        """Refuse a word that stands on both sides."""
        cleaned = super().clean() or {}
        if "words_to_use" in cleaned and "words_to_avoid" in cleaned:
            try:
                validation.check_words(cleaned["words_to_use"], cleaned["words_to_avoid"])
            except ValidationError as refusal:
                self.add_error("words_to_avoid", refusal)
        return cleaned


class HandOverForm(forms.Form):
    """Who is to own the workspace."""

    person = forms.ChoiceField(label=_("New owner"))

    def __init__(self, data: Any = None, *, members: list[Membership]) -> None:
        super().__init__(data, auto_id="hand-over-%s")
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            (str(one.user_id), _name(one)) for one in members if one.role != Role.OWNER
        ]


class DeleteForm(forms.Form):
    """The name, typed: nobody deletes a workspace by a slip."""

    name = forms.CharField(
        label=_("Type the name of the workspace"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, data: Any = None, *, workspace_name: str) -> None:
        super().__init__(data, auto_id="delete-%s")
        self.workspace_name = workspace_name

    def clean_name(self) -> str:
        """Hold what was typed against the name."""
        name: str = self.cleaned_data["name"]
        if validation.folded(name) != validation.folded(self.workspace_name):
            raise ValidationError(_("This is not its name. Type it as it stands above."))
        return name


def _name(member: Membership) -> str:
    return f"{member.user.label} ({member.user.email})"
