"""What happened in a workspace, and files of it, for programs. Staff read all of it elsewhere."""

from typing import Any, ClassVar, cast
from uuid import UUID

from django.http import Http404, HttpResponseRedirect
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.actors import actor_of
from accounts.client import origin_of
from accounts.models import User
from audit import export_lists, exports, names, search
from audit.models import AuditEvent, TrailExport
from workspaces.gate import WorkspaceApi
from workspaces.roles import Permission
from workspaces.serializers.trail import (
    EventsAskedSerializer,
    EventSerializer,
    ExportAskedSerializer,
    ExportPlaceSerializer,
    ExportSerializer,
    ExportsSerializer,
)

_LARGEST = 2**63


def _for_readers(*actions: str) -> dict[str, Permission]:
    return dict.fromkeys(actions, Permission.AUDIT_READ)


class TrailPages(CursorPagination):
    """As every list: the newest first, 50 a page, at most 200. Its pages are the search's own."""

    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 200
    ordering = ("-id",)
    following: int | None = None

    def paginate_queryset(  # type: ignore[override]  # it is no queryset
        self, queryset: Any, request: Request, view: Any = None
    ) -> list[AuditEvent]:
        """Return a page. queryset: what is searched for."""
        self.request, self.base_url = request, request.build_absolute_uri()
        # An empty one is none, as in every other list.
        is_given = bool(request.query_params.get(self.cursor_query_param))
        cursor = self.decode_cursor(request) if is_given else None
        found = search.page(
            queryset,
            before=None if cursor is None else self._before(cursor),
            limit=self.get_page_size(request) or self.page_size,
        )
        self.following = found.next
        return found.events

    def get_next_link(self) -> str | None:
        if self.following is None:
            return None
        return str(self.encode_cursor(Cursor(0, False, self.following)))  # noqa: FBT003  DRF's

    def get_previous_link(self) -> str | None:
        return None

    def _before(self, cursor: Cursor) -> int:
        position = str(cursor.position or "")
        if not position.isascii() or not position.isdigit() or int(position) >= _LARGEST:
            raise NotFound(self.invalid_cursor_message)
        return int(position)


@extend_schema(tags=["audit"])
class EventViewSet(WorkspaceApi, GenericViewSet[AuditEvent]):
    """The events of the workspace."""

    queryset = AuditEvent.objects.none()
    serializer_class = EventSerializer
    pagination_class = TrailPages
    filter_backends = ()
    lookup_value_converter = "int"
    permissions_by_action: ClassVar[dict[str, Permission]] = _for_readers("list", "retrieve")

    @extend_schema(parameters=[EventsAskedSerializer], responses=EventSerializer(many=True))
    def list(self, request: Request) -> Response:
        """List what happened, the newest first; narrowed by all that is given together."""
        asked = EventsAskedSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        filters: Any = asked.filters(_workspace(request))
        return self.get_paginated_response(self._shown(self.paginate_queryset(filters) or []))

    @extend_schema(
        parameters=[OpenApiParameter("id", OpenApiTypes.INT64, OpenApiParameter.PATH)],
        responses=EventSerializer,
    )
    def retrieve(self, request: Request, pk: int) -> Response:
        """Return one event."""
        found = AuditEvent.objects.filter(pk=pk, workspace_id=_workspace(request))[:1]
        if not found:
            raise Http404
        return Response(self._shown(found)[0])

    def _shown(self, events: Any) -> Any:
        context = {"names": names.of(events)}
        return EventSerializer(events, many=True, context=context).data


@extend_schema(tags=["audit"])
class ExportViewSet(WorkspaceApi, GenericViewSet[TrailExport]):
    """Files of events, written by a worker."""

    queryset = TrailExport.objects.none()
    serializer_class = ExportSerializer
    pagination_class = None
    filter_backends = ()
    lookup_field = "export_id"
    lookup_value_converter = "uuid"
    creates = frozenset({"create"})
    permissions_by_action: ClassVar[dict[str, Permission]] = _for_readers(
        "list", "create", "retrieve", "download"
    )

    @extend_schema(responses=ExportsSerializer)
    def list(self, request: Request) -> Response:
        """List the newest 50 files, whoever asked for them."""
        found = export_lists.of_workspace(_workspace(request))
        context = {"askers": export_lists.askers(found)}
        return Response(ExportsSerializer({"results": found}, context=context).data)

    @extend_schema(request=ExportAskedSerializer, responses={202: ExportSerializer})
    def create(self, request: Request) -> Response:
        """Ask for a file of the events that are asked for; all of them when nothing narrows it.

        Look again until its `state` is `done`, then download it. It is kept for a week.
        """
        asked = ExportAskedSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        export = exports.ask(
            asked.filters(_workspace(request)),
            format=asked.validated_data["format"],
            by=actor_of(_caller(request)),
            name=f"{cast('Any', request).workspace.slug}-activity",
        )
        where = {"Location": f"/api/v1/audit/exports/{export.pk}"}
        return Response(_told(export), status=status.HTTP_202_ACCEPTED, headers=where)

    @extend_schema(responses=ExportSerializer)
    def retrieve(self, request: Request, export_id: UUID) -> Response:
        """Return how far a file is."""
        return Response(_told(_export(request, export_id)))

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "redirect", bool, description="`false` answers the address instead of going there."
            )
        ],
        responses={
            200: ExportPlaceSerializer,
            307: OpenApiResponse(description="The file's address."),
        },
    )
    @action(detail=True)
    def download(self, request: Request, export_id: UUID) -> Response | HttpResponseRedirect:
        """Save the file: goes to an address that holds for 30 minutes."""
        url = exports.open_url(
            _export(request, export_id), origin=origin_of(request), by=actor_of(_caller(request))
        )
        if request.query_params.get("redirect", "").lower() in {"false", "0", "no"}:
            return Response({"url": url})
        return HttpResponseRedirect(url, status=status.HTTP_307_TEMPORARY_REDIRECT)


def _told(export: TrailExport) -> Any:
    return ExportSerializer(export, context={"askers": export_lists.askers([export])}).data


def _export(request: Request, export_id: UUID) -> TrailExport:
    try:
        return export_lists.one_of(_workspace(request), export_id)
    except TrailExport.DoesNotExist as error:
        raise Http404 from error


def _caller(request: Request) -> User:
    """Return who calls: nobody gets here without having signed in."""
    return cast("User", request.user)


def _workspace(request: Any) -> UUID:
    """Return the workspace the gate let the request into."""
    found: UUID = request.workspace.workspace_id
    return found
