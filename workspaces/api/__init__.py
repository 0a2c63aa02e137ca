"""Workspaces, their members and their invitations for programs."""

from workspaces.api.invitations import InvitationViewSet
from workspaces.api.members import MemberViewSet
from workspaces.api.own import MeApi, WorkspaceViewSet
from workspaces.api.trail import EventViewSet, ExportViewSet
from workspaces.api.workspaces import OneWorkspaceViewSet

__all__ = [
    "EventViewSet",
    "ExportViewSet",
    "InvitationViewSet",
    "MeApi",
    "MemberViewSet",
    "OneWorkspaceViewSet",
    "WorkspaceViewSet",
]
