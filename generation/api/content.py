"""Texts and video projects for programs: read, change on a version, bring old versions back."""

from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from generation import registry, services, snapshots
from generation.api.billed import DRY_RUN, BilledApi, is_dry_run
from generation.api.jobs import ORDERED, access_of, priced, submitted, told
from generation.content_serializers import (
    ProjectChangeSerializer,
    ProjectSerializer,
    ProjectVersionSerializer,
    RestoreSerializer,
    RewriteSerializer,
    TextChangeSerializer,
    TextSerializer,
    TextVersionSerializer,
    VoiceSerializer,
)
from generation.filters import TextFilter
from generation.models import ProjectVersion, Text, TextVersion, VideoProject
from workspaces.roles import Permission


class _Versioned(BilledApi, GenericViewSet[Any]):
    """What texts and projects have in common: they are read, and changed by versions."""

    lookup_value_converter = "uuid"
    version_serializer: ClassVar[type[Any]]
    permissions_by_action: ClassVar[dict[str, Permission]] = {
        "partial_update": Permission.TEXT_EDIT,
        "restore": Permission.TEXT_EDIT,
    }

    def list(self, request: Request) -> Response:
        """List them, newest first."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def retrieve(self, request: Request, pk: UUID) -> Response:
        """Show one as it is now."""
        return Response(self.get_serializer(self.get_object()).data)

    def checked(self, kind: type[Any]) -> Any:
        """Return the body, checked to be of this shape."""
        given = kind(data=self.request.data)
        given.is_valid(raise_exception=True)
        return given


@extend_schema(tags=["texts"])
class TextViewSet(_Versioned):
    """Texts about products, each in versions."""

    queryset = Text.objects.none()
    serializer_class = TextSerializer
    filterset_class = TextFilter
    creates = frozenset({"rewrite"})
    bills = creates
    permissions_by_action: ClassVar[dict[str, Permission]] = {
        **_Versioned.permissions_by_action,
        "rewrite": Permission.JOB_SUBMIT,
    }

    def get_queryset(self) -> Any:
        return services.texts()

    @extend_schema(request=TextChangeSerializer, responses=TextSerializer)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Write new words. `version` is the one they were made on; 409 when it is not the newest."""
        given = self.checked(TextChangeSerializer).validated_data
        text = services.change_text(
            access_of(request),
            self.get_object().pk,
            by=request.user,  # type: ignore[arg-type]
            **given,
        )
        return Response(self.get_serializer(text).data)

    @extend_schema(request=RewriteSerializer, parameters=[DRY_RUN], responses=ORDERED)
    @action(detail=True, methods=["post"])
    def rewrite(self, request: Request, pk: UUID) -> Response:
        """Write it anew: a copy job of one text, whose words become the next version."""
        given = self.checked(RewriteSerializer).validated_data
        order = services.RewriteOrder(self.get_object().pk, **given)
        if is_dry_run(request):
            return told(priced(request, order))
        return self.made_again(str(submitted(request, order).pk))

    def made_again(self, made: str) -> Response:
        """Return the answer of a rewrite, as it is given again when it was lost: its job."""
        headers = {"Location": f"/api/v1/copy/{made}"}
        return Response(snapshots.full(UUID(made)), status=202, headers=headers)

    @extend_schema(responses=TextVersionSerializer(many=True))
    @action(detail=True, pagination_class=None, filterset_class=None)
    def versions(self, request: Request, pk: UUID) -> Response:
        """List what it said, the newest first."""
        return Response(TextVersionSerializer(self.get_object().versions.all(), many=True).data)

    @extend_schema(request=RestoreSerializer, responses=TextSerializer)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: UUID) -> Response:
        """Make an older version's words the newest again."""
        given = self.checked(RestoreSerializer).validated_data
        try:
            text = services.restore_text(
                access_of(request),
                self.get_object().pk,
                by=request.user,  # type: ignore[arg-type]
                **given,
            )
        except TextVersion.DoesNotExist as error:
            raise Http404 from error
        return Response(self.get_serializer(text).data)


@extend_schema(tags=["video"])
class VideoProjectViewSet(_Versioned):
    """Video projects: scripts in versions, and how they look and sound. POST /video/script starts one."""

    queryset = VideoProject.objects.none()
    serializer_class = ProjectSerializer
    filterset_fields: ClassVar[list[str]] = ["product", "language"]

    def get_queryset(self) -> Any:
        return services.projects()

    @extend_schema(request=ProjectChangeSerializer, responses=ProjectSerializer)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Keep a script as the next version, made on `version`; 409 when that is not the newest."""
        given = self.checked(ProjectChangeSerializer)
        project = services.change_project(
            access_of(request),
            self.get_object().pk,
            version=given.validated_data["version"],
            title=given.validated_data["title"],
            script=given.asked(),
            by=request.user,  # type: ignore[arg-type]
        )
        return Response(self.get_serializer(project).data)

    @extend_schema(responses=ProjectVersionSerializer(many=True))
    @action(detail=True, pagination_class=None, filterset_fields=[])
    def versions(self, request: Request, pk: UUID) -> Response:
        """List the versions, the newest first."""
        return Response(ProjectVersionSerializer(self.get_object().versions.all(), many=True).data)

    @extend_schema(request=RestoreSerializer, responses=ProjectSerializer)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: UUID) -> Response:
        """Make an older version the newest again."""
        given = self.checked(RestoreSerializer).validated_data
        try:
            project = services.restore_project(
                access_of(request),
                self.get_object().pk,
                by=request.user,  # type: ignore[arg-type]
                **given,
            )
        except ProjectVersion.DoesNotExist as error:
            raise Http404 from error
        return Response(self.get_serializer(project).data)

    @extend_schema(responses=VoiceSerializer(many=True))
    @action(detail=False, pagination_class=None, filterset_fields=[])
    def voices(self, request: Request) -> Response:
        """List the voices there are."""
        return Response(VoiceSerializer(registry.voices(), many=True).data)
