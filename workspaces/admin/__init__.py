"""What staff see of workspaces and who is in them, and the little they change."""

from workspaces.admin.people import InvitationAdmin, MembershipAdmin
from workspaces.admin.standing import OpenWorkAdmin, SchemaStateAdmin
from workspaces.admin.workspaces import WorkspaceAdmin

__all__ = [
    "InvitationAdmin",
    "MembershipAdmin",
    "OpenWorkAdmin",
    "SchemaStateAdmin",
    "WorkspaceAdmin",
]
