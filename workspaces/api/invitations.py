"""Invitations into a workspace: sent, listed, sent again, taken back."""

from typing import Any, ClassVar
from uuid import UUID

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from workspaces import letters, services
from workspaces.api.one import ID, OneWorkspaceApi
from workspaces.models import Invitation
from workspaces.roles import Permission
from workspaces.serializers import (
    InvitationSerializer,
    InvitationsSerializer,
    InviteSerializer,
    IssuedSerializer,
)
from workspaces.services import Issued

_INVITATION = OpenApiParameter("invitation_id", OpenApiTypes.UUID, OpenApiParameter.PATH)


@extend_schema(tags=["members"], parameters=[ID])
class InvitationViewSet(OneWorkspaceApi):
    """The invitations of a workspace. A link is told once, and only when no e-mail was sent."""

    lookup_field = "invitation_id"
    creates = frozenset({"invite", "resend"})
    unkept_fields = frozenset({"link"})
    permissions_by_action: ClassVar[dict[str, Permission]] = {
        "invite": Permission.MEMBER_INVITE,
        "resend": Permission.MEMBER_INVITE,
        # An archived workspace invites nobody, but what is open is still seen and taken back.
        "list": Permission.MEMBER_MANAGE,
        "destroy": Permission.MEMBER_MANAGE,
    }

    @extend_schema(responses=InvitationsSerializer)
    def list(self, request: Request, pk: UUID) -> Response:
        """List the invitations that are neither used nor taken back; expired ones, too."""
        found = {"results": services.open_invitations(self.workspace_id)}
        return Response(InvitationsSerializer(found, context={"now": timezone.now()}).data)

    @extend_schema(request=InviteSerializer, responses={201: IssuedSerializer})
    def invite(self, request: Request, pk: UUID) -> Response:
        """Invite somebody by e-mail. Inviting again makes a new link, and ends the old one."""
        given = self.checked(InviteSerializer).validated_data
        issued = services.invite_one(self.access, by=self.caller, **given)
        return _told(issued, code=status.HTTP_201_CREATED)

    @extend_schema(responses={204: None}, parameters=[_INVITATION])
    def destroy(self, request: Request, pk: UUID, invitation_id: UUID) -> Response:
        """Take an invitation back: its link ends, its seat is free."""
        services.revoke(self.access, invitation_id, by=self.caller)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses=IssuedSerializer, parameters=[_INVITATION])
    @action(detail=True, methods=["post"])
    def resend(self, request: Request, pk: UUID, invitation_id: UUID) -> Response:
        """Send an invitation again, with a new link that works from now on; the old one ends."""
        return _told(services.invite_again(self.access, invitation_id, by=self.caller))

    def made_again(self, made: str) -> Response:
        """Return an invitation whose answer was lost: its link is gone, resend it for another."""
        invitation = Invitation.objects.select_related("invited_by").get(pk=made)
        return _answer(invitation, code=status.HTTP_201_CREATED, mailed=False)


def _told(issued: Issued, *, code: int = status.HTTP_200_OK) -> Response:
    """Say that the link is on its way, or answer it."""
    link = {} if issued.is_mailed else {"link": letters.link_of(issued.token)}
    return _answer(issued.invitation, code=code, mailed=issued.is_mailed, **link)


def _answer(invitation: Invitation, *, code: int, **told: Any) -> Response:
    shown = InvitationSerializer(invitation, context={"now": timezone.now()}).data
    return Response({**shown, **told}, status=code)
