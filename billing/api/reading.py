"""What a workspace used, has and was charged, for programs. Nothing here changes anything."""

from typing import Any, ClassVar, cast
from uuid import UUID

from django.http import Http404, HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.pagination import CursorPagination
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.actors import actor_of
from accounts.models import User
from billing import reporting, services
from billing.api import examples
from billing.api.answers import (
    LedgerRowSerializer,
    LimitsSerializer,
    PlansSerializer,
    StatementSerializer,
    SubscriptionSerializer,
    UsageSerializer,
)
from billing.api.asked import LedgerAskedSerializer, UsageAskedSerializer
from billing.downloads import usage_download
from billing.models import LedgerEntry, Meter
from billing.money import statements
from workspaces.gate import WorkspaceApi
from workspaces.roles import Permission

METER = OpenApiParameter("meter", str, enum=Meter.values, description="One meter alone.")
KIND = OpenApiParameter("kind", str, enum=LedgerEntry.Kind.values, description="One kind alone.")
FROM = OpenApiParameter("from", OpenApiTypes.DATE, description="The first day (UTC).")
TO = OpenApiParameter("to", OpenApiTypes.DATE, description="The last day (UTC), included.")


class TableRenderer(JSONRenderer):
    """Lets `?format=csv` be asked for: the view streams the table, a refusal stays JSON."""

    media_type = "text/csv"
    format = "csv"


class LedgerPages(CursorPagination):
    """As every list: the newest first, 50 a page, at most 200."""

    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 200
    ordering = ("-id",)


@extend_schema(tags=["billing"])
class UsageApi(WorkspaceApi):
    """What the workspace used."""

    renderer_classes = (JSONRenderer, TableRenderer)

    @extend_schema(
        parameters=[FROM, TO, METER],
        responses={(200, "application/json"): UsageSerializer, (200, "text/csv"): OpenApiTypes.STR},
        examples=[examples.USAGE, examples.USAGE_TABLE],
    )
    def get(self, request: Request) -> Response | HttpResponseBase:
        """Return what was used in some days, at most 400: those of the present period if none are named.

        With `format=csv` it is a table with a row for each day, meter, kind, person and product.
        """
        asked = UsageAskedSerializer(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        own = _workspace(request)
        span = asked.span(own)
        if isinstance(request.accepted_renderer, TableRenderer):
            actor = actor_of(cast("User", request.user))
            return usage_download(own, span=span, meter=asked.only_meter, actor=actor)
        report = reporting.report(own, span=span, meter=asked.only_meter)
        return Response(UsageSerializer(report).data)


@extend_schema(tags=["billing"])
class LimitsApi(WorkspaceApi):
    """How the meters stand."""

    @extend_schema(responses=LimitsSerializer, examples=[examples.LIMITS])
    def get(self, request: Request) -> Response:
        """Return what the plan allows, what is used and held of it, and what is left."""
        found = services.all_usage(workspace_id=_workspace(request))
        return Response(LimitsSerializer({"results": found}).data)


@extend_schema(tags=["billing"])
class PlansApi(WorkspaceApi):
    """What can be subscribed to."""

    @extend_schema(responses=PlansSerializer, examples=[examples.PLANS])
    def get(self, request: Request) -> Response:
        """Return the plans that are offered, and the one the workspace has."""
        mine = reporting.plan_of(_workspace(request)).version
        found = list(services.offered())
        if mine.pk not in {version.pk for version in found}:
            found = [mine, *found]
        shown = PlansSerializer({"results": found}, context={"mine": mine.pk})
        return Response(shown.data)


@extend_schema(tags=["billing"])
class SubscriptionApi(WorkspaceApi):
    """The plan of the workspace."""

    @extend_schema(responses=SubscriptionSerializer, examples=[examples.SUBSCRIPTION])
    def get(self, request: Request) -> Response:
        """Return the plan the workspace has, its period, and what is to become of it."""
        return Response(SubscriptionSerializer(reporting.plan_of(_workspace(request))).data)


@extend_schema(tags=["billing"])
class LedgerViewSet(WorkspaceApi, GenericViewSet[LedgerEntry]):
    """Every movement of the workspace's units."""

    queryset = LedgerEntry.objects.none()
    serializer_class = LedgerRowSerializer
    pagination_class = LedgerPages
    filter_backends = ()
    permissions_by_action: ClassVar[dict[str, Permission]] = {"list": Permission.WORKSPACE_MANAGE}

    @extend_schema(
        parameters=[METER, KIND, FROM, TO],
        responses=LedgerRowSerializer(many=True),
        examples=[examples.LEDGER_ROW],
    )
    def list(self, request: Request) -> Response:
        """List the movements, the newest first. Their sum is the balance."""
        asked = LedgerAskedSerializer(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        found = reporting.ledger_entries(_workspace(request), only=asked.only())
        page = self.paginate_queryset(found)
        rows = reporting.ledger_rows(page or [])
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)


@extend_schema(tags=["billing"])
class JobStatementApi(WorkspaceApi):
    """What a job was charged."""

    @extend_schema(responses=StatementSerializer, examples=[examples.STATEMENT])
    def get(self, request: Request, job_id: UUID) -> Response:
        """Return what a job was charged, item by item, at the prices of when it was ordered."""
        found = statements.of_job(job_id, workspace_id=_workspace(request))
        if not found.entries:
            raise Http404
        return Response(StatementSerializer(found).data)


def _workspace(request: Any) -> UUID:
    """Return the workspace the gate let the request into."""
    found: UUID = request.workspace.workspace_id
    return found
