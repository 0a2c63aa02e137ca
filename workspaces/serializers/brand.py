"""How a brand looks in the API, and how it is changed there."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from rest_framework import serializers

from workspaces import hooks, validation
from workspaces.services import BrandValues


class BrandSerializer(serializers.Serializer[Any]):
    """How a workspace's shop looks and speaks."""

    logo_asset_id = serializers.UUIDField(
        source="brand.logo_asset_id", read_only=True, allow_null=True
    )
    logo_url = serializers.CharField(
        read_only=True, allow_null=True, help_text="The logo, small; null when it is not there."
    )
    colours = serializers.ListField(
        source="brand.colours",
        child=serializers.CharField(),
        read_only=True,
        help_text="`#rrggbb`, the main one first.",
    )
    tone = serializers.CharField(source="brand.tone", read_only=True)
    words_to_use = serializers.ListField(
        source="brand.words_to_use", child=serializers.CharField(), read_only=True
    )
    words_to_avoid = serializers.ListField(
        source="brand.words_to_avoid", child=serializers.CharField(), read_only=True
    )


def _words(help_text: str) -> Any:
    return serializers.ListField(
        child=serializers.CharField(max_length=validation.MAX_WORD, allow_blank=True),
        max_length=validation.MAX_WORDS,
        required=False,
        help_text=help_text,
    )


class BrandChangeSerializer(serializers.Serializer[Any]):
    """What is to be different of a brand; what is left out stays."""

    # context: `schema_name` of the workspace and `origin`, `kept`: the brand as it is. Nothing of
    # it while the workspace is not there yet.

    logo_asset_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="A picture of the library; null takes it away."
    )
    colours = serializers.ListField(
        child=serializers.CharField(max_length=20),
        max_length=validation.MAX_COLOURS,
        required=False,
        help_text="`#rrggbb`, the main one first.",
    )
    tone = serializers.CharField(max_length=validation.MAX_TONE, allow_blank=True, required=False)
    words_to_use = _words("Words and phrases that the shop uses.")
    words_to_avoid = _words("Words and phrases that never stand in its texts.")

    def validate_logo_asset_id(self, value: UUID | None) -> UUID | None:
        """Refuse what is no picture of this workspace's library."""
        if value is None:
            return None
        schema_name = self.context.get("schema_name")
        if schema_name and hooks.logo_url(schema_name, value, origin=self.context["origin"]):
            return value
        raise serializers.ValidationError(
            _("There is no such picture in the workspace's library."), code="unknown"
        )

    def validate_colours(self, value: list[str]) -> list[str]:
        return validation.clean_colours(value)

    def validate_tone(self, value: str) -> str:
        return validation.clean_tone(value)

    def validate_words_to_use(self, value: list[str]) -> list[str]:
        return validation.clean_words(value)

    def validate_words_to_avoid(self, value: list[str]) -> list[str]:
        return validation.clean_words(value)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse a word that would be both used and avoided."""
        kept = self.context.get("kept")
        names = ("words_to_use", "words_to_avoid")
        both = [attrs.get(name, getattr(kept, name, ())) for name in names]
        try:
            validation.check_words(*both)
        except ValidationError as error:
            raise serializers.ValidationError({names[1]: error.messages}, code="both") from error
        return attrs


def brand_values(given: dict[str, Any]) -> BrandValues:
    """Return what was given of a brand as the core takes it."""
    values = dict(given)
    if "logo_asset_id" in values:
        values["logo_asset_id"] = values["logo_asset_id"] or ""
    return BrandValues(**values)
