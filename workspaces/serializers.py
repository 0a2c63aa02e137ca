"""How workspaces look in the API."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.serializers import PersonSerializer
from workspaces import services
from workspaces.models import Workspace
from workspaces.roles import Role


class WorkspaceSerializer(serializers.Serializer[Any]):
    """A workspace and the caller's role in it."""

    id = serializers.UUIDField(source="workspace.id", read_only=True)
    slug = serializers.CharField(source="workspace.slug", read_only=True)
    name = serializers.CharField(source="workspace.name", read_only=True)
    language = serializers.CharField(source="workspace.language", read_only=True)
    status = serializers.ChoiceField(
        source="workspace.status", choices=Workspace.Status.choices, read_only=True
    )
    role = serializers.ChoiceField(choices=Role.choices, read_only=True)
    created_at = serializers.DateTimeField(source="workspace.created_at", read_only=True)


class NewWorkspaceSerializer(serializers.Serializer[Any]):
    """What makes a workspace. Without a slug, one is made from the name."""

    name = serializers.CharField(max_length=80)
    slug = serializers.SlugField(max_length=48, required=False, allow_blank=True, default="")

    def validate_slug(self, value: str) -> str:
        """Refuse an address that stands for something else."""
        slug = value.lower()
        if slug in services.RESERVED_SLUGS:
            raise serializers.ValidationError(
                _("This word is kept for the studio itself. Choose another."), code="reserved"
            )
        return slug


class MeSerializer(serializers.Serializer[Any]):
    """The caller: who they are and where they may work."""

    user = PersonSerializer(read_only=True)
    workspaces = WorkspaceSerializer(many=True, read_only=True)
