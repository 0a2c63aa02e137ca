"""Imports of products from sheets, and products as a sheet, for programs."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response

from assets import services
from assets.api.base import WorkspaceViewSet, person, schema_name
from assets.models import Asset, CatalogueImport, Export, ImportRow, Upload
from assets.serializers import (
    CatalogueAskedSerializer,
    FileExportSerializer,
    ImportChangeSerializer,
    ImportRowSerializer,
    ImportSerializer,
    NewImportSerializer,
    RowChangeSerializer,
)
from workspaces.roles import Permission


class RowPages(CursorPagination):
    """Rows in the order of the sheet, 50 a page, at most 200."""

    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 200
    ordering = ("number",)


@extend_schema(tags=["products"])
class ImportViewSet(WorkspaceViewSet):
    """Imports of products: read a sheet, name its columns, check every row, import.

    Each step is done by a worker: ask again until `state` is `ready` or `failed`.
    """

    queryset = CatalogueImport.objects.none()
    serializer_class = ImportSerializer
    filter_backends = ()
    creates = frozenset({"create", "export"})
    permissions_by_action: ClassVar[dict[str, Permission]] = {
        "create": Permission.PRODUCT_EDIT,
        "partial_update": Permission.PRODUCT_EDIT,
        "check": Permission.PRODUCT_EDIT,
        "run": Permission.PRODUCT_EDIT,
        "cancel": Permission.PRODUCT_EDIT,
        "retry": Permission.PRODUCT_EDIT,
        "export": Permission.PRODUCT_EDIT,
    }

    def get_queryset(self) -> QuerySet[CatalogueImport]:
        return services.imports()

    def list(self, request: Request) -> Response:
        """List imports, newest first."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def retrieve(self, request: Request, pk: str) -> Response:
        """Show how far an import is."""
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=NewImportSerializer, responses={202: ImportSerializer})
    def create(self, request: Request) -> Response:
        """Begin to import a sheet (xlsx or CSV, at most 50 MB) of the library."""
        given = self.checked(NewImportSerializer)
        begun = {
            "schema_name": schema_name(request),
            "actor": person(request),
            "options": given.options(),
        }
        try:
            asset_id = given.validated_data.get("asset_id")
            if "upload_id" in given.validated_data:
                upload_id = given.validated_data["upload_id"]
                run = services.begin_import_with_upload(upload_id, asset_id=asset_id, **begun)
            else:
                run = services.begin_import(asset_id, **begun)
        except (Asset.DoesNotExist, Upload.DoesNotExist) as error:
            raise Http404 from error
        return self._accepted(run.pk)

    def made_again(self, made: str) -> Response:
        """Show the import, or the sheet, that an earlier request with the key asked for."""
        if self.action == "export":
            return _export(self.shown(FileExportSerializer, Export.objects.get(pk=made)))
        return self._accepted(UUID(made))

    @extend_schema(request=ImportChangeSerializer, responses=ImportSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Say what columns mean and how to import; or read another `sheet` or `header_row`.

        `version` is the one you read; a newer one is a conflict (409).
        """
        given = self.checked(ImportChangeSerializer)
        asked, run = given.validated_data, self.get_object()
        if "sheet" in asked or "header_row" in asked:
            services.read_import_again(
                run.pk,
                version=asked["version"],
                schema_name=schema_name(request),
                actor=person(request),
                sheet=asked.get("sheet", run.sheet),
                header_row=asked.get("header_row"),
            )
        else:
            services.change_import(
                run.pk,
                version=asked["version"],
                actor=person(request),
                mapping=asked.get("mapping"),
                options=given.options() or None,
            )
        return self._shown(run.pk)

    @extend_schema(request=None, responses={202: ImportSerializer})
    @action(detail=True, methods=["post"])
    def check(self, request: Request, pk: str) -> Response:
        """Have every row checked; no product is changed."""
        run = self.get_object()
        services.check_import(run.pk, schema_name=schema_name(request), actor=person(request))
        return self._accepted(run.pk)

    @extend_schema(request=None, responses={202: ImportSerializer})
    @action(detail=True, methods=["post"])
    def run(self, request: Request, pk: str) -> Response:
        """Import the rows that are new or changed."""
        run = self.get_object()
        services.confirm_import(run.pk, schema_name=schema_name(request), actor=person(request))
        return self._accepted(run.pk)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        """Stop an import; what was imported stays."""
        run = self.get_object()
        services.cancel_import(run.pk, actor=person(request))
        return self._shown(run.pk)

    @extend_schema(request=None, responses={202: ImportSerializer})
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, pk: str) -> Response:
        """Do the step again that failed, from where it stopped."""
        run = self.get_object()
        services.try_import_again(run.pk, schema_name=schema_name(request), actor=person(request))
        return self._accepted(run.pk)

    @extend_schema(request=None, responses={202: FileExportSerializer})
    @action(detail=True, methods=["post"])
    def export(self, request: Request, pk: str) -> Response:
        """Have the rows that were not imported written into a sheet, with the reasons.

        Look at `/assets/exports/{id}` until its `state` is `ready`.
        """
        run = self.get_object()
        export = services.ask_for_failed(
            run.pk, schema_name=schema_name(request), actor=person(request)
        )
        return _export(self.shown(FileExportSerializer, export))

    def _shown(self, pk: UUID) -> Response:
        return Response(self.get_serializer(services.imports().get(pk=pk)).data)

    def _accepted(self, pk: UUID) -> Response:
        told = self.get_serializer(services.imports().get(pk=pk)).data
        where = {"Location": reverse("product_import-detail", args=[pk]), "Retry-After": "1"}
        return Response(told, status=status.HTTP_202_ACCEPTED, headers=where)


@extend_schema(tags=["products"])
class ImportRowViewSet(WorkspaceViewSet):
    """The rows of an import, each with what it would do and what is wrong with it."""

    queryset = ImportRow.objects.none()
    serializer_class = ImportRowSerializer
    filter_backends = ()
    pagination_class = RowPages
    lookup_field = "number"
    lookup_value_converter = "int"
    permissions_by_action: ClassVar[dict[str, Permission]] = {
        "partial_update": Permission.PRODUCT_EDIT,
    }

    def get_queryset(self) -> QuerySet[ImportRow]:
        return ImportRow.objects.filter(run_id=self.kwargs["import_id"])

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "state", OpenApiTypes.STR, enum=ImportRow.State.values, description="Of which rows."
            )
        ]
    )
    def list(self, request: Request, import_id: UUID) -> Response:
        """List rows in the order of the sheet."""
        run, rows = self._run(import_id), self.get_queryset()
        state = request.query_params.get("state", "")
        if state and state not in ImportRow.State.values:
            states = ", ".join(ImportRow.State.values)
            raise ValidationError({"state": [_("Choose one of %s.") % states]})
        if state:
            rows = rows.filter(state=state)
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(self._told(run, page, many=True))

    @extend_schema(request=RowChangeSerializer, responses=ImportRowSerializer)
    def partial_update(self, request: Request, import_id: UUID, number: int) -> Response:
        """Mend a row: write cells over, or leave it out. It is checked at once."""
        run, given = self._run(import_id), self.checked(RowChangeSerializer).validated_data
        row = services.edit_row(
            run.pk,
            number,
            actor=person(request),
            cells=given.get("cells"),
            skip=given.get("skip"),
            version=given.get("version"),
        )
        return Response(self._told(run, row))

    def _run(self, import_id: UUID) -> CatalogueImport:
        run = services.imports().filter(pk=import_id).first()
        if run is None:
            raise Http404
        return run

    def _told(self, run: CatalogueImport, found: Any, *, many: bool = False) -> Any:
        context = {**self.get_serializer_context(), "run": run}
        return ImportRowSerializer(found, many=many, context=context).data


@extend_schema(tags=["products"])
class CatalogueExportViewSet(WorkspaceViewSet):
    """Products as a sheet that imports back without a difference."""

    queryset = Export.objects.none()
    serializer_class = FileExportSerializer
    filter_backends = ()
    creates = frozenset({"create"})
    permissions_by_action: ClassVar[dict[str, Permission]] = {"create": Permission.ASSET_DOWNLOAD}

    @extend_schema(request=CatalogueAskedSerializer, responses={202: FileExportSerializer})
    def create(self, request: Request) -> Response:
        """Ask for products as a sheet. Look at `/assets/exports/{id}` until it is `ready`."""
        given = self.checked(CatalogueAskedSerializer).validated_data
        narrowed = {name: given[name] for name in ("q", "brand", "category") if name in given}
        export = services.ask_for_products(
            services.Chosen(given.get("product_ids", ()), narrowed),
            file_format=given["format"],
            actor=person(request),
            schema_name=schema_name(request),
        )
        return _export(self.shown(FileExportSerializer, export))

    def made_again(self, made: str) -> Response:
        """Show the sheet that an earlier request with the key asked for."""
        return _export(self.shown(FileExportSerializer, Export.objects.get(pk=made)))


def _export(told: Any) -> Response:
    where = {"Location": reverse("asset_export-detail", args=[told["id"]]), "Retry-After": "2"}
    return Response(told, status=status.HTTP_202_ACCEPTED, headers=where)
