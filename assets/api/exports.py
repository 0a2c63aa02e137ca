"""Files to take home for programs: many files as one zip, and what else is written for taking home."""

from typing import ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponseRedirect
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.client import origin_of
from assets import services
from assets.api.base import WorkspaceViewSet, person, saved_from, saves_a_file, schema_name
from assets.models import Export
from assets.serializers import FileExportAskedSerializer, FileExportSerializer
from workspaces.roles import Permission


@extend_schema(tags=["assets"])
class FileExportViewSet(WorkspaceViewSet):
    """Files to take home, written by a worker and kept for seven days."""

    queryset = Export.objects.none()
    serializer_class = FileExportSerializer
    filter_backends = ()
    creates = frozenset({"create"})
    permissions_by_action: ClassVar[dict[str, Permission]] = {
        "list": Permission.ASSET_DOWNLOAD,
        "create": Permission.ASSET_DOWNLOAD,
        "retrieve": Permission.ASSET_DOWNLOAD,
        "download": Permission.ASSET_DOWNLOAD,
    }

    def get_queryset(self) -> QuerySet[Export]:
        return services.recent_exports()

    def list(self, request: Request) -> Response:
        """List what was asked for in the last seven days, newest first."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(request=FileExportAskedSerializer, responses={202: FileExportSerializer})
    def create(self, request: Request) -> Response:
        """Ask for files of the library as one zip. Look again until its `state` is `ready`."""
        wanted = self.checked(FileExportAskedSerializer).validated_data["asset_ids"]
        export = services.ask_for_files(
            wanted, actor=person(request), schema_name=schema_name(request)
        )
        return self._accepted(export)

    def made_again(self, made: str) -> Response:
        """Show how far the zip is that an earlier request with the key asked for."""
        return self._accepted(Export.objects.get(pk=made))

    def retrieve(self, request: Request, pk: UUID) -> Response:
        """Show how far a file is."""
        return Response(self.get_serializer(self.get_object()).data)

    @saves_a_file
    @action(detail=True, methods=["get"], pagination_class=None)
    def download(self, request: Request, pk: UUID) -> Response | HttpResponseRedirect:
        """Save the file: goes to an address that holds for 30 minutes."""
        try:
            url = services.export_url(pk, origin=origin_of(request), actor=person(request))
        except Export.DoesNotExist as error:
            raise Http404 from error
        return saved_from(request, url)

    def _accepted(self, export: Export) -> Response:
        where = {"Location": f"/api/v1/assets/exports/{export.pk}", "Retry-After": "2"}
        told = self.get_serializer(export).data
        return Response(told, status=status.HTTP_202_ACCEPTED, headers=where)
