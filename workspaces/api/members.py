"""Who is in a workspace, as what."""

from typing import ClassVar
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from workspaces import services
from workspaces.api.one import ID, OneWorkspaceApi
from workspaces.roles import Permission
from workspaces.serializers import MemberSerializer, MembersSerializer, RoleSerializer

_USER = OpenApiParameter("user_id", OpenApiTypes.UUID, OpenApiParameter.PATH)


@extend_schema(tags=["members"], parameters=[ID])
class MemberViewSet(OneWorkspaceApi):
    """The members of a workspace. Each of them sees the names and e-mails of all."""

    lookup_field = "user_id"
    permissions_by_action: ClassVar[dict[str, Permission]] = {
        "list": Permission.WORKSPACE_VIEW,
        "partial_update": Permission.MEMBER_MANAGE,
        "destroy": Permission.MEMBER_MANAGE,
    }

    @extend_schema(responses=MembersSerializer)
    def list(self, request: Request, pk: UUID) -> Response:
        """List everybody in the workspace: by role, the highest first, then by name."""
        found = {"results": services.members(self.workspace_id)}
        return Response(MembersSerializer(found).data)

    @extend_schema(request=RoleSerializer, responses=MemberSerializer, parameters=[_USER])
    def partial_update(self, request: Request, pk: UUID, user_id: UUID) -> Response:
        """Give a member another role. Only owners make and unmake owners."""
        role = self.checked(RoleSerializer).validated_data["role"]
        member = services.set_role(self.access, user_id, role=role, by=self.caller)
        return Response(MemberSerializer(member).data)

    @extend_schema(responses={204: None}, parameters=[_USER])
    def destroy(self, request: Request, pk: UUID, user_id: UUID) -> Response:
        """Take somebody out of the workspace, at once; what they made stays."""
        services.remove(self.access, user_id, by=self.caller)
        return Response(status=status.HTTP_204_NO_CONTENT)
