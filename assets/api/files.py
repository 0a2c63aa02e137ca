"""The library for programs."""

from typing import ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.client import origin_of
from assets import services
from assets.api.base import person, saved_from, saves_a_file, schema_name
from assets.api.pages import SortedPages
from assets.api.reading import ReadingApi
from assets.filters import AssetFilter
from assets.models import Asset, Upload
from assets.serializers import (
    AssetChangeSerializer,
    AssetSerializer,
    UploadFileSerializer,
    UploadSerializer,
)
from workspaces.roles import Permission


@extend_schema(tags=["assets"])
class AssetViewSet(ReadingApi):
    """The library: files that were uploaded, pictures and videos made here."""

    queryset = Asset.objects.none()
    serializer_class = AssetSerializer
    filterset_class = AssetFilter
    pagination_class = SortedPages
    creates = holds = frozenset({"upload"})
    permissions_by_action: ClassVar[dict[str, Permission]] = {
        "upload": Permission.ASSET_UPLOAD,
        "partial_update": Permission.ASSET_UPLOAD,
        "destroy": Permission.ASSET_DELETE,
        "download": Permission.ASSET_DOWNLOAD,
    }

    def get_queryset(self) -> QuerySet[Asset]:
        return services.assets().prefetch_related("tags")

    def list(self, request: Request) -> Response:
        """List files, newest first, or as `sort` says."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def retrieve(self, request: Request, pk: str) -> Response:
        """Show one file."""
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=AssetChangeSerializer, responses=AssetSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Rename a file, give it to another product, or other tags."""
        changes = self.checked(AssetChangeSerializer).changes()
        asset = services.change_asset(self.get_object().pk, changes=changes, actor=person(request))
        return Response(self.get_serializer(self.get_queryset().get(pk=asset.pk)).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Put a file into the bin; it is deleted for good after 30 days."""
        services.delete_assets([self.get_object().pk], actor=person(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(
        request={"multipart/form-data": UploadFileSerializer}, responses={202: UploadSerializer}
    )
    @action(detail=False, methods=["post"], parser_classes=[MultiPartParser], filterset_class=None)
    def upload(self, request: Request) -> Response:
        """Take a photo of at most 25 MB. It is checked by a worker: ask `Location` how far it is."""
        given = self.checked(UploadFileSerializer)
        upload = services.receive(
            given.arriving(),
            given.validated_data["file"],
            schema_name=schema_name(request),
            actor=person(request),
        )
        return Response(
            self.shown(UploadSerializer, upload),
            status=status.HTTP_202_ACCEPTED,
            headers={"Location": reverse("upload-detail", args=[upload.pk]), "Retry-After": "1"},
        )

    def made_again(self, made: str) -> Response:
        """Return the answer of an upload whose answer was lost."""
        upload = Upload.objects.select_related("asset__current").get(pk=made)
        return Response(self.shown(UploadSerializer, upload), status=status.HTTP_202_ACCEPTED)

    @saves_a_file
    @action(detail=True, methods=["get"], filterset_class=None)
    def download(self, request: Request, pk: str) -> Response | HttpResponseRedirect:
        """Save the file: goes to an address that holds for 30 minutes."""
        try:
            url = services.download_url(
                UUID(str(pk)), origin=origin_of(request), actor=person(request)
            )
        except Asset.DoesNotExist as error:
            raise Http404 from error
        return saved_from(request, url)
