"""How workspaces, their people and their invitations look in the API."""

from workspaces.serializers.people import (
    InvitationSerializer,
    InvitationsSerializer,
    InviteSerializer,
    IssuedSerializer,
    JoinSerializer,
    MemberSerializer,
    MembersSerializer,
    RoleSerializer,
    TransferSerializer,
)
from workspaces.serializers.workspaces import (
    MeSerializer,
    NewWorkspaceSerializer,
    WorkspaceChangeSerializer,
    WorkspaceDetailSerializer,
    WorkspaceSerializer,
)

__all__ = [
    "InvitationSerializer",
    "InvitationsSerializer",
    "InviteSerializer",
    "IssuedSerializer",
    "JoinSerializer",
    "MeSerializer",
    "MemberSerializer",
    "MembersSerializer",
    "NewWorkspaceSerializer",
    "RoleSerializer",
    "TransferSerializer",
    "WorkspaceChangeSerializer",
    "WorkspaceDetailSerializer",
    "WorkspaceSerializer",
]
