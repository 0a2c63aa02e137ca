"""The caller's workspaces as a whole: they need no `X-Workspace`, and name none."""

from typing import Any, cast
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import ViewSet

from accounts import limiting, sessions
from accounts.api_idempotency import IdempotentApi
from accounts.client import origin_of
from accounts.models import User
from accounts.serializers import ProfileSerializer
from accounts.services import change_profile
from workspaces import access, services
from workspaces.models import Workspace
from workspaces.serializers import (
    JoinSerializer,
    MeSerializer,
    NewWorkspaceSerializer,
    WorkspaceDetailSerializer,
    WorkspaceSerializer,
)

# What is deleted is nobody's any more.
SEEN = tuple(Workspace.Status(value) for value in Workspace.Status.values if value != "deleted")


class StatusSerializer(serializers.Serializer[Any]):
    """Which of the caller's workspaces are asked for."""

    status = serializers.ChoiceField(
        choices=[(status.value, status.label) for status in SEEN], required=False
    )


@extend_schema(tags=["workspaces"])
class WorkspaceViewSet(IdempotentApi, ViewSet):
    """The caller's workspaces."""

    creates = frozenset({"create"})
    # Whoever has left since is told nothing of it.
    told_anew = frozenset({"create"})

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Authenticate first; nobody's membership is asked here."""
        super().initial(request, *args, **kwargs)
        self.begin_once(request)

    @extend_schema(
        responses=WorkspaceSerializer(many=True),
        parameters=[OpenApiParameter("status", enum=[status.value for status in SEEN])],
    )
    def list(self, request: Request) -> Response:
        """Return the workspaces the caller is a member of, by name; archived ones, too."""
        asked = StatusSerializer(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        wanted = asked.validated_data.get("status")
        statuses = (wanted,) if wanted else SEEN
        found = services.of_person(caller(request).pk, statuses=statuses)
        return Response(WorkspaceSerializer(found, many=True).data)

    @extend_schema(request=NewWorkspaceSerializer, responses={201: WorkspaceDetailSerializer})
    def create(self, request: Request) -> Response:
        """Make a workspace, whole or not at all; the caller is its owner."""
        given = NewWorkspaceSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        limiting.count_workspace(user_id=caller(request).pk)
        workspace = services.make(given.values(), owner=caller(request), brand=given.brand_given())
        return self.made_again(str(workspace.pk))

    def made_again(self, made: str) -> Response:
        """Return a workspace as the answer to who made it."""
        found = access.find(user_id=caller(self.request).pk, at=UUID(made))
        shown = services.show(found, origin=origin_of(self.request))
        return Response(
            WorkspaceDetailSerializer(shown).data,
            status=status.HTTP_201_CREATED,
            headers={"Location": f"/api/v1/workspaces/{made}"},
        )

    @extend_schema(request=JoinSerializer, responses=WorkspaceSerializer)
    @action(detail=False, methods=["post"])
    def join(self, request: Request) -> Response:
        """Use an invitation: the caller becomes a member. Asking again answers the same."""
        given = JoinSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        token = services.hash_of(given.validated_data["token"])
        return Response(WorkspaceSerializer(services.join(token, by=caller(request))).data)


class MeApi(APIView):
    """Who the caller is, and where they may work."""

    @extend_schema(responses=MeSerializer, tags=["auth"])
    def get(self, request: Request) -> Response:
        """Return the caller with their workspaces and roles."""
        found = {"user": request.user, "workspaces": services.of_person(caller(request).pk)}
        return Response(MeSerializer(found).data)

    @extend_schema(request=ProfileSerializer, responses=MeSerializer, tags=["auth"])
    def patch(self, request: Request) -> Response:
        """Change the caller's name, language, time zone or theme: all or nothing."""
        given = ProfileSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        change_profile(caller(request), **given.validated_data)
        sessions.forget_person(caller(request).pk)
        return self.get(request)


def caller(request: Request) -> User:
    """Return who calls: nobody gets here without having signed in."""
    return cast("User", request.user)
