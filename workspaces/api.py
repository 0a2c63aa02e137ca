"""Workspaces in the API: those of the caller, which need no `X-Workspace`."""

from typing import cast
from uuid import UUID

from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import ViewSet

from accounts.models import User
from workspaces import access, services
from workspaces.serializers import MeSerializer, NewWorkspaceSerializer, WorkspaceSerializer

_ID = OpenApiParameter("id", OpenApiTypes.UUID, OpenApiParameter.PATH)


class WorkspaceViewSet(ViewSet):
    """The caller's workspaces."""

    lookup_value_converter = "uuid"

    @extend_schema(responses=WorkspaceSerializer(many=True), tags=["workspaces"])
    def list(self, request: Request) -> Response:
        """Return the workspaces the caller is a member of, by name."""
        return Response(
            WorkspaceSerializer(services.of_person(_caller(request).pk), many=True).data
        )

    @extend_schema(responses=WorkspaceSerializer, parameters=[_ID], tags=["workspaces"])
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """Return one of the caller's workspaces."""
        for member in services.of_person(_caller(request).pk):
            if member.workspace_id == pk:
                return Response(WorkspaceSerializer(member).data)
        raise access.NotFound(str(pk))

    @extend_schema(
        request=NewWorkspaceSerializer, responses={201: WorkspaceSerializer}, tags=["workspaces"]
    )
    def create(self, request: Request) -> Response:
        """Make a workspace; the caller is its owner."""
        given = NewWorkspaceSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        caller = _caller(request)
        workspace = services.create(
            **given.validated_data, owner=caller, language=get_language() or "en"
        )
        member = services.membership(user_id=caller.pk, workspace_id=workspace.pk)
        return Response(WorkspaceSerializer(member).data, status=status.HTTP_201_CREATED)


class MeApi(APIView):
    """Who the caller is, and where they may work."""

    @extend_schema(responses=MeSerializer, tags=["auth"])
    def get(self, request: Request) -> Response:
        """Return the caller with their workspaces and roles."""
        found = {"user": request.user, "workspaces": services.of_person(_caller(request).pk)}
        return Response(MeSerializer(found).data)


def _caller(request: Request) -> User:
    """Return who calls: nobody gets here without having signed in."""
    return cast("User", request.user)
