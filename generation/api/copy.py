"""The API of copy jobs."""

from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from generation import exports
from generation.api.billed import DRY_RUN
from generation.api.jobs import ORDERED, JobViewSet, access_of
from generation.kinds.copy import MAX_BRIEF, CopyOrder
from generation.models import JobKind
from generation.orders import MAX_ITEMS
from generation.pipelines import copy
from workspaces.roles import Permission


def _some(choices: tuple[str, ...], **options: Any) -> Any:
    return serializers.ListField(
        child=serializers.ChoiceField(choices=choices), max_length=len(choices), **options
    )


class CopyOrderSerializer(serializers.Serializer[Any]):
    """What to write: every kind for every product in every language; a post for every network."""

    product_ids = serializers.ListField(
        child=serializers.UUIDField(), min_length=1, max_length=MAX_ITEMS
    )
    kinds = _some(copy.KINDS, min_length=1)
    languages = _some(copy.LANGUAGES, min_length=1)
    networks = _some(copy.NETWORKS, default=["xiaohongshu"], help_text="Where posts go.")
    channel = serializers.ChoiceField(choices=copy.CHANNELS, default="general")
    tone = serializers.ChoiceField(choices=copy.TONES, default="plain")
    length = serializers.ChoiceField(choices=copy.LENGTHS, default="medium")
    brief = serializers.CharField(
        default="", allow_blank=True, max_length=MAX_BRIEF, help_text="What to say besides."
    )
    title = serializers.CharField(default="", allow_blank=True, max_length=160)

    def order(self) -> CopyOrder:
        """Return what was asked as the core takes it."""
        return CopyOrder(**self.validated_data)


@extend_schema(tags=["copy"])
class CopyJobViewSet(JobViewSet):
    """Jobs whose items are texts, and those that write the script of a video."""

    kind = JobKind.COPY
    family = "copy"
    permissions_by_action: ClassVar[dict[str, Permission]] = {
        **JobViewSet.permissions_by_action,
        "export": Permission.ASSET_DOWNLOAD,
    }

    @extend_schema(request=CopyOrderSerializer, parameters=[DRY_RUN], responses=ORDERED)
    @action(detail=False, methods=["post"])
    def generate(self, request: Request) -> Response:
        """Write every kind of text for every product in every language. One text is held each."""
        return self.submit(CopyOrderSerializer, request)

    @extend_schema(
        parameters=[OpenApiParameter("as", str, enum=["json", "csv"], default="json")],
        responses={
            (200, "application/json"): OpenApiTypes.OBJECT,
            (200, "text/csv"): OpenApiTypes.STR,
        },
    )
    @action(detail=True)
    def export(self, request: Request, job_id: UUID) -> HttpResponse:
        """Take the finished texts home, as JSON or CSV (UTF-8)."""
        form = request.query_params.get("as", "json")
        by, own = request.user, self.own(job_id)
        made = exports.of_job(access_of(request), own, form=form, by=by)  # type: ignore[arg-type]
        return exports.attachment(made)


VIEWSET = CopyJobViewSet
