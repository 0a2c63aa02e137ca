"""Versions of a file for programs."""

from typing import ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponseRedirect
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.client import origin_of
from assets import services
from assets.api.base import WorkspaceViewSet, person, saved_from, saves_a_file, schema_name
from assets.models import AssetVersion
from assets.serializers import AssetSerializer, AssetVersionSerializer
from workspaces.roles import Permission


@extend_schema(
    tags=["assets"],
    parameters=[OpenApiParameter("asset_id", OpenApiTypes.UUID, OpenApiParameter.PATH)],
)
class AssetVersionViewSet(WorkspaceViewSet):
    """The editions of a file. A new one is an upload that says which file it `replaces`."""

    queryset = AssetVersion.objects.none()
    serializer_class = AssetVersionSerializer
    filter_backends = ()
    lookup_field = "number"
    lookup_value_converter = "int"
    permissions_by_action: ClassVar[dict[str, Permission]] = {
        "choose": Permission.ASSET_UPLOAD,
        "destroy": Permission.ASSET_DELETE,
        "download": Permission.ASSET_DOWNLOAD,
    }

    def get_queryset(self) -> QuerySet[AssetVersion]:
        return services.versions_of(self.kwargs["asset_id"]).select_related("asset")

    def list(self, request: Request, asset_id: UUID) -> Response:
        """List the versions of a file, newest first."""
        if not services.versions_of(asset_id).exists():
            raise Http404
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def retrieve(self, request: Request, asset_id: UUID, number: int) -> Response:
        """Show one version."""
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=None, responses=AssetSerializer)
    @action(detail=True, methods=["post"], pagination_class=None)
    def choose(self, request: Request, asset_id: UUID, number: int) -> Response:
        """Have the file show this version again. The others stay."""
        try:
            services.choose_version(
                asset_id, number, schema_name=schema_name(request), actor=person(request)
            )
        except AssetVersion.DoesNotExist as error:
            raise Http404 from error
        return Response(self.shown(AssetSerializer, services.assets().get(pk=asset_id)))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, asset_id: UUID, number: int) -> Response:
        """Delete a version for good; 409 when it is the one that is shown."""
        try:
            services.delete_version(asset_id, number, actor=person(request))
        except AssetVersion.DoesNotExist as error:
            raise Http404 from error
        return Response(status=status.HTTP_204_NO_CONTENT)

    @saves_a_file
    @action(detail=True, methods=["get"], pagination_class=None)
    def download(
        self, request: Request, asset_id: UUID, number: int
    ) -> Response | HttpResponseRedirect:
        """Save a version: goes to an address that holds for 30 minutes."""
        try:
            url = services.version_url(
                asset_id, number, origin=origin_of(request), actor=person(request)
            )
        except AssetVersion.DoesNotExist as error:
            raise Http404 from error
        return saved_from(request, url)
