"""How workspaces look in the API, and how they are made and changed there."""

from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from rest_framework import serializers

from accounts.serializers import PersonSerializer
from workspaces import validation
from workspaces.models import Workspace
from workspaces.roles import Role
from workspaces.serializers.brand import BrandChangeSerializer, BrandSerializer, brand_values
from workspaces.services import BrandValues, Values


class WorkspaceSerializer(serializers.Serializer[Any]):
    """A workspace and the caller's role in it."""

    id = serializers.UUIDField(source="workspace.id", read_only=True)
    slug = serializers.CharField(source="workspace.slug", read_only=True)
    name = serializers.CharField(source="workspace.name", read_only=True)
    language = serializers.CharField(source="workspace.language", read_only=True)
    time_zone = serializers.CharField(source="workspace.time_zone", read_only=True)
    currency = serializers.CharField(source="workspace.currency", read_only=True)
    status = serializers.ChoiceField(
        source="workspace.status", choices=Workspace.Status.choices, read_only=True
    )
    role = serializers.ChoiceField(choices=Role.choices, read_only=True)
    version = serializers.IntegerField(source="workspace.version", read_only=True)
    created_at = serializers.DateTimeField(source="workspace.created_at", read_only=True)
    archived_at = serializers.DateTimeField(
        source="workspace.archived_at", read_only=True, allow_null=True
    )
    delete_at = serializers.DateTimeField(
        source="workspace.delete_at",
        read_only=True,
        allow_null=True,
        help_text="When it goes for good. Until then an owner can restore it.",
    )


class SeatsSerializer(serializers.Serializer[Any]):
    """How many people the plan lets in, and how many are in or invited."""

    limit = serializers.IntegerField(read_only=True)
    taken = serializers.IntegerField(read_only=True)


class WorkspaceDetailSerializer(WorkspaceSerializer):
    """A workspace with its brand and seats. A change may name the `version` it was made on."""

    brand = BrandSerializer(source="*", read_only=True)
    seats = SeatsSerializer(read_only=True)


_SLUG_HELP = "The end of its address: letters a to z, digits, hyphens."


def _present_language() -> str:
    return get_language() or settings.LANGUAGE_CODE


class _SettingsSerializer(serializers.Serializer[Any]):
    """What is said of a workspace when it is made or changed."""

    name = serializers.CharField(max_length=validation.MAX_NAME)
    slug = serializers.CharField(
        max_length=validation.MAX_SLUG,
        required=False,
        help_text=_SLUG_HELP,
    )
    language = serializers.ChoiceField(choices=settings.LANGUAGES, required=False)
    time_zone = serializers.CharField(
        max_length=64, required=False, help_text="An IANA name, like Europe/Berlin."
    )
    currency = serializers.CharField(max_length=3, required=False, help_text="ISO 4217, like EUR.")
    brand = BrandChangeSerializer(required=False)

    def validate_name(self, value: str) -> str:
        return validation.clean_name(value)

    def validate_slug(self, value: str) -> str:
        return validation.clean_slug(value)

    def validate_time_zone(self, value: str) -> str:
        return validation.clean_time_zone(value)

    def validate_currency(self, value: str) -> str:
        return validation.clean_currency(value)

    def values(self) -> Values:
        """Return the settings that were given as the core takes them."""
        left_out = {"brand", "version"}
        given = self.validated_data.items()
        return Values(**{name: value for name, value in given if name not in left_out})

    def brand_given(self) -> BrandValues | None:
        """Return the brand as the core takes it; None when it was left out."""
        given = self.validated_data.get("brand")
        return None if given is None else brand_values(given)


class NewWorkspaceSerializer(_SettingsSerializer):
    """What makes a workspace. Without a slug, one is made from the name."""

    slug = serializers.CharField(
        max_length=validation.MAX_SLUG,
        required=False,
        allow_blank=True,
        help_text=_SLUG_HELP,
    )
    language = serializers.ChoiceField(choices=settings.LANGUAGES, default=_present_language)

    def validate_slug(self, value: str) -> str:
        return validation.clean_slug(value) if value else ""


class WorkspaceChangeSerializer(_SettingsSerializer):
    """What is to be different of a workspace; what is left out stays."""

    name = serializers.CharField(max_length=validation.MAX_NAME, required=False)
    version = serializers.IntegerField(
        min_value=1,
        max_value=2**31 - 1,
        required=False,
        help_text="The one that was read: 409 when it is not the newest.",
    )


class MeSerializer(serializers.Serializer[Any]):
    """The caller: who they are and where they may work."""

    user = PersonSerializer(read_only=True)
    workspaces = WorkspaceSerializer(many=True, read_only=True)
