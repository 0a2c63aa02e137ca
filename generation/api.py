"""The job API: generate, list, show, stream, cancel, retry, download."""

from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404, HttpResponse
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.client import origin_of
from assets import storage
from generation import archive, looks, queue, services, snapshots, streams
from generation.models import Job, JobKind
from generation.serializers import (
    ArchiveSerializer,
    ImageOrderSerializer,
    JobDetailSerializer,
    JobSerializer,
    StreamSerializer,
    StyleSerializer,
)
from workspaces.gate import WorkspaceApi
from workspaces.roles import Permission


@extend_schema(tags=["images"])
class ImageJobViewSet(WorkspaceApi, GenericViewSet[Job]):
    """Jobs whose items are pictures."""

    queryset = Job.objects.none()
    serializer_class = JobSerializer
    lookup_field = "job_id"
    lookup_value_converter = "uuid"
    filterset_fields: ClassVar[list[str]] = ["state"]
    permissions_by_action: ClassVar[dict[str, Permission]] = {
        "generate": Permission.JOB_SUBMIT,
        "cancel": Permission.JOB_CANCEL,
        "retry": Permission.JOB_SUBMIT,
        "download": Permission.ASSET_DOWNLOAD,
    }

    def get_queryset(self) -> Any:
        return services.jobs().filter(kind=JobKind.IMAGE)

    def list(self, request: Request) -> Response:
        """List the jobs, newest first."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response([snapshots.of_job(job) for job in page or []])

    @extend_schema(responses=JobDetailSerializer)
    def retrieve(self, request: Request, job_id: UUID) -> Response:
        """Show a job with its items: what its stream starts with."""
        return Response(_full(job_id))

    @extend_schema(request=ImageOrderSerializer, responses={202: JobDetailSerializer})
    @action(detail=False, methods=["post"])
    def generate(self, request: Request) -> Response:
        """Make every photo in every look. One image is held for each picture."""
        asked = ImageOrderSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        job = services.submit_images(request.workspace, asked.order(), by=request.user)  # type: ignore[attr-defined,arg-type]
        return Response(
            snapshots.full(job.pk), status=202, headers={"Location": f"/api/v1/images/{job.pk}"}
        )

    @extend_schema(responses=StyleSerializer(many=True))
    @action(detail=False, pagination_class=None, filterset_fields=[])
    def styles(self, request: Request) -> Response:
        """List the looks there are."""
        return Response(StyleSerializer(looks.choices(), many=True).data)

    @extend_schema(
        methods=["GET"],
        responses={307: OpenApiResponse(description="The stream's address.")},
    )
    @extend_schema(methods=["POST"], request=None, responses=StreamSerializer)
    @action(detail=True, methods=["get", "post"])
    def stream(self, request: Request, job_id: UUID) -> HttpResponse | Response:
        """Watch a job: GET answers 307 to its event stream, POST answers the address."""
        try:
            url = streams.open_stream(request, back=request.path, job_id=job_id)
        except Job.DoesNotExist as error:
            raise Http404 from error
        return Response({"url": url}) if request.method == "POST" else streams.away(url)

    @extend_schema(request=None, responses=JobSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, job_id: UUID) -> Response:
        """Stop what is not finished. What is finished stays; only that is counted."""
        return self._changed(services.cancel, request, job_id)

    @extend_schema(request=None, responses=JobSerializer)
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, job_id: UUID) -> Response:
        """Try the failed pictures again."""
        return self._changed(services.retry, request, job_id)

    @extend_schema(responses=ArchiveSerializer)
    @action(detail=True)
    def download(self, request: Request, job_id: UUID) -> Response:
        """Ask for the pictures as one zip: 202 while it is packed, then its address."""
        job = services.jobs().filter(pk=job_id).first()
        if job is None:
            raise Http404
        if not archive.is_current(job):
            queue.write_archive(request.workspace.schema_name, job.pk)  # type: ignore[attr-defined]
            return Response(
                {"state": "packing", "url": None}, status=202, headers={"Retry-After": "1"}
            )
        url = storage.presigned_get(
            job.archive_key,
            origin=origin_of(request),
            filename=archive.file_name(job),
            content_type="application/zip",
        )
        return Response({"state": "ready", "url": url})

    def _changed(self, change: Any, request: Request, job_id: UUID) -> Response:
        try:
            job = change(request.workspace, job_id, by=request.user)  # type: ignore[attr-defined]
        except Job.DoesNotExist as error:
            raise Http404 from error
        return Response(snapshots.of_job(job))


def _full(job_id: UUID) -> dict[str, Any]:
    try:
        return snapshots.full(job_id)
    except Job.DoesNotExist as error:
        raise Http404 from error
