"""How members and invitations look in the API, and what is asked of them there."""

from datetime import datetime
from typing import Any

from rest_framework import serializers

from workspaces.models import Invitation
from workspaces.roles import Role


class MemberSerializer(serializers.Serializer[Any]):
    """Somebody in a workspace. `last_active_at` is true to ten minutes."""

    user_id = serializers.UUIDField(read_only=True)
    name = serializers.CharField(source="user.name", read_only=True)
    email = serializers.EmailField(source="user.email", read_only=True)
    role = serializers.ChoiceField(choices=Role.choices, read_only=True)
    joined_at = serializers.DateTimeField(read_only=True)
    last_active_at = serializers.DateTimeField(read_only=True)


class _WholeSerializer(serializers.Serializer[Any]):
    """A list that always fits on one page: the plan's seats limit it."""

    next = serializers.CharField(default=None, read_only=True, allow_null=True)
    previous = serializers.CharField(default=None, read_only=True, allow_null=True)


class MembersSerializer(_WholeSerializer):
    """Everybody in a workspace: by role, the highest first, then by name."""

    results = MemberSerializer(many=True, read_only=True)


class RoleSerializer(serializers.Serializer[Any]):
    """The role somebody is to have."""

    role = serializers.ChoiceField(choices=Role.choices)


class TransferSerializer(serializers.Serializer[Any]):
    """Who is to own the workspace: one of its members."""

    user_id = serializers.UUIDField()


class InviterSerializer(serializers.Serializer[Any]):
    """Who invited."""

    id = serializers.UUIDField(read_only=True)
    name = serializers.CharField(source="label", read_only=True)


class InvitationSerializer(serializers.Serializer[Any]):
    """A way into a workspace for one e-mail, once."""

    # context: `now`.
    id = serializers.UUIDField(read_only=True)
    email = serializers.EmailField(read_only=True)
    role = serializers.ChoiceField(choices=Role.choices, read_only=True)
    invited_by = InviterSerializer(read_only=True)
    created_at = serializers.DateTimeField(read_only=True)
    expires_at = serializers.DateTimeField(read_only=True)
    is_expired = serializers.SerializerMethodField()

    def get_is_expired(self, invitation: Invitation) -> bool:
        now: datetime = self.context["now"]
        return invitation.expires_at <= now


class InvitationsSerializer(_WholeSerializer):
    """The invitations that are open, the newest first; expired ones, too."""

    results = InvitationSerializer(many=True, read_only=True)


class InviteSerializer(RoleSerializer):
    """Who is invited, as what. Nobody is invited as an owner."""

    email = serializers.EmailField(max_length=254)


class IssuedSerializer(InvitationSerializer):
    """An invitation with a new link."""

    mailed = serializers.BooleanField(read_only=True, help_text="Whether an e-mail was sent.")
    link = serializers.CharField(
        required=False,
        help_text="Only when none was sent: pass it on. It is told once.",
    )


class JoinSerializer(serializers.Serializer[Any]):
    """What stands at the end of an invitation's link."""

    token = serializers.CharField(max_length=200)
