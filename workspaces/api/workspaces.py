"""One workspace: its settings, its brand, and its life."""

from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from workspaces import services
from workspaces.api.one import ID, OneWorkspaceApi
from workspaces.roles import Permission
from workspaces.serializers import (
    MemberSerializer,
    TransferSerializer,
    WorkspaceChangeSerializer,
    WorkspaceDetailSerializer,
    WorkspaceSerializer,
)


@extend_schema(tags=["workspaces"], parameters=[ID])
class OneWorkspaceViewSet(OneWorkspaceApi):
    """One of the caller's workspaces."""

    permissions_by_action: ClassVar[dict[str, Permission]] = {
        "retrieve": Permission.WORKSPACE_VIEW,
        "partial_update": Permission.WORKSPACE_MANAGE,
        "destroy": Permission.WORKSPACE_DELETE,
        "archive": Permission.WORKSPACE_MANAGE,
        "restore": Permission.WORKSPACE_RESTORE,
        "leave": Permission.WORKSPACE_LEAVE,
        "transfer": Permission.OWNERSHIP_TRANSFER,
    }

    @extend_schema(responses=WorkspaceDetailSerializer)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """Show one of the caller's workspaces, with its brand and seats."""
        return self._shown()

    @extend_schema(request=WorkspaceChangeSerializer, responses=WorkspaceDetailSerializer)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Change settings and brand, all of it or nothing. An old address goes on leading here."""
        given = self.checked(
            WorkspaceChangeSerializer,
            schema_name=self.access.schema_name,
            origin=self.origin,
            kept=services.brand_of(self.workspace_id),
        )
        brand = given.brand_given()
        if brand is not None:
            self.need(Permission.BRAND_EDIT)
        services.change(
            self.access,
            given.values(),
            brand=brand,
            by=self.caller,
            version=given.validated_data.get("version"),
        )
        return self._shown()

    @extend_schema(responses={202: WorkspaceSerializer})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Close the workspace; it goes for good at `delete_at`, and can be restored until then."""
        services.ask_deletion(self.access, by=self.caller)
        return self._member(status.HTTP_202_ACCEPTED)

    @extend_schema(request=None, responses=WorkspaceSerializer)
    @action(detail=True, methods=["post"])
    def archive(self, request: Request, pk: UUID) -> Response:
        """Let the workspace be read, but not changed."""
        services.archive(self.access, by=self.caller)
        return self._member()

    @extend_schema(request=None, responses=WorkspaceSerializer)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: UUID) -> Response:
        """Bring it back: an admin what is archived, an owner what is being deleted."""
        services.restore(self.access, by=self.caller)
        return self._member()

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def leave(self, request: Request, pk: UUID) -> Response:
        """Leave the workspace. The last owner hands it over first."""
        services.leave(self.access, by=self.caller)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=TransferSerializer, responses=MemberSerializer)
    @action(detail=True, methods=["post"])
    def transfer(self, request: Request, pk: UUID) -> Response:
        """Make another member the owner; the caller becomes an admin. Answers the new owner."""
        heir = self.checked(TransferSerializer).validated_data["user_id"]
        member = services.hand_over(self.access, heir, by=self.caller)
        return Response(MemberSerializer(member).data)

    def _shown(self) -> Response:
        shown = services.show(self.access, origin=self.origin)
        return Response(WorkspaceDetailSerializer(shown).data)

    def _member(self, code: int = status.HTTP_200_OK) -> Response:
        member = services.membership(user_id=self.caller.pk, workspace_id=self.workspace_id)
        return Response(WorkspaceSerializer(member).data, status=code)
