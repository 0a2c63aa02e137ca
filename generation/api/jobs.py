"""The job API, one family of addresses a kind: generate, list, show, stream, cancel, retry."""

from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404, HttpResponse
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.client import origin_of
from assets import storage
from generation import archive, exports, looks, queue, services, snapshots, streams
from generation.models import Job, JobKind
from generation.order_serializers import (
    CopyOrderSerializer,
    ImageOrderSerializer,
    ScriptOrderSerializer,
    VideoOrderSerializer,
)
from generation.serializers import (
    ArchiveSerializer,
    JobDetailSerializer,
    JobSerializer,
    StreamSerializer,
    StyleSerializer,
)
from workspaces.gate import WorkspaceApi
from workspaces.roles import Permission


class JobViewSet(WorkspaceApi, GenericViewSet[Job]):
    """What every kind of job has in common. kind: whose jobs these are."""

    kind: ClassVar[JobKind]
    queryset = Job.objects.none()
    serializer_class = JobSerializer
    lookup_field = "job_id"
    lookup_value_converter = "uuid"
    filterset_fields: ClassVar[list[str]] = ["state"]
    permissions_by_action: ClassVar[dict[str, Permission]] = {
        "generate": Permission.JOB_SUBMIT,
        "script": Permission.JOB_SUBMIT,
        "cancel": Permission.JOB_CANCEL,
        "retry": Permission.JOB_SUBMIT,
        "download": Permission.ASSET_DOWNLOAD,
        "export": Permission.ASSET_DOWNLOAD,
    }

    def get_queryset(self) -> Any:
        return services.jobs().filter(kind=self.kind)

    def list(self, request: Request) -> Response:
        """List the jobs, newest first."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response([snapshots.of_job(job) for job in page or []])

    @extend_schema(responses=JobDetailSerializer)
    def retrieve(self, request: Request, job_id: UUID) -> Response:
        """Show a job with its items: what its stream starts with."""
        return Response(snapshots.full(self._own(job_id)))

    @extend_schema(
        methods=["GET"],
        responses={307: OpenApiResponse(description="The stream's address.")},
    )
    @extend_schema(methods=["POST"], request=None, responses=StreamSerializer)
    @action(detail=True, methods=["get", "post"])
    def stream(self, request: Request, job_id: UUID) -> HttpResponse | Response:
        """Watch a job: GET answers 307 to its event stream, POST answers the address."""
        url = streams.open_stream(request, back=request.path, job_id=self._own(job_id))
        return Response({"url": url}) if request.method == "POST" else streams.away(url)

    @extend_schema(request=None, responses=JobSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, job_id: UUID) -> Response:
        """Stop what is not finished. What is finished stays; only that is counted."""
        job = services.cancel(_access(request), self._own(job_id), by=request.user)  # type: ignore[arg-type]
        return Response(snapshots.of_job(job))

    @extend_schema(request=None, responses=JobSerializer)
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, job_id: UUID) -> Response:
        """Try what failed again."""
        job = services.retry(_access(request), self._own(job_id), by=request.user)  # type: ignore[arg-type]
        return Response(snapshots.of_job(job))

    def _submit(self, kind: type[Any], request: Request) -> Response:
        """Take an order in this shape; answer 202 with the job."""
        asked = kind(data=request.data)
        asked.is_valid(raise_exception=True)
        job = services.submit(_access(request), asked.order(), by=request.user)  # type: ignore[arg-type]
        family = request.path.rpartition("/")[0]
        return Response(
            snapshots.full(job.pk), status=202, headers={"Location": f"{family}/{job.pk}"}
        )

    def _own(self, job_id: UUID) -> UUID:
        """Return the id of a job of this kind; anything else is not found."""
        if not self.get_queryset().filter(pk=job_id).exists():
            raise Http404
        return job_id


class FileJobViewSet(JobViewSet):
    """Jobs that deliver files."""

    @extend_schema(responses=ArchiveSerializer)
    @action(detail=True)
    def download(self, request: Request, job_id: UUID) -> Response:
        """Ask for the files as one zip: 202 while it is packed, then its address."""
        job = self.get_queryset().get(pk=self._own(job_id))
        if not archive.is_current(job):
            queue.write_archive(_access(request).schema_name, job.pk)
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


@extend_schema(tags=["images"])
class ImageJobViewSet(FileJobViewSet):
    """Jobs whose items are pictures."""

    kind = JobKind.IMAGE

    @extend_schema(request=ImageOrderSerializer, responses={202: JobDetailSerializer})
    @action(detail=False, methods=["post"])
    def generate(self, request: Request) -> Response:
        """Make every photo in every look. One image is held for each picture."""
        return self._submit(ImageOrderSerializer, request)

    @extend_schema(responses=StyleSerializer(many=True))
    @action(detail=False, pagination_class=None, filterset_fields=[])
    def styles(self, request: Request) -> Response:
        """List the looks there are."""
        return Response(StyleSerializer(looks.choices(), many=True).data)


@extend_schema(tags=["copy"])
class CopyJobViewSet(JobViewSet):
    """Jobs whose items are texts, and those that write the script of a video."""

    kind = JobKind.COPY

    @extend_schema(request=CopyOrderSerializer, responses={202: JobDetailSerializer})
    @action(detail=False, methods=["post"])
    def generate(self, request: Request) -> Response:
        """Write every kind of text for every product in every language. One text is held each."""
        return self._submit(CopyOrderSerializer, request)

    @extend_schema(
        parameters=[OpenApiParameter("as", str, enum=["json", "csv"], default="json")],
        responses={
            (200, "application/json"): OpenApiResponse(description="The texts."),
            (200, "text/csv"): OpenApiResponse(description="The texts, a row each."),
        },
    )
    @action(detail=True)
    def export(self, request: Request, job_id: UUID) -> HttpResponse:
        """Take the finished texts home, as JSON or CSV (UTF-8)."""
        form = request.query_params.get("as", "json")
        by, own = request.user, self._own(job_id)
        made = exports.of_job(_access(request), own, form=form, by=by)  # type: ignore[arg-type]
        return exports.attachment(made)


@extend_schema(tags=["video"])
class VideoJobViewSet(FileJobViewSet):
    """Jobs whose item is a video."""

    kind = JobKind.VIDEO

    @extend_schema(request=VideoOrderSerializer, responses={202: JobDetailSerializer})
    @action(detail=False, methods=["post"])
    def generate(self, request: Request) -> Response:
        """Render a version of a video project. As many seconds are held as its scenes last."""
        return self._submit(VideoOrderSerializer, request)

    @extend_schema(request=ScriptOrderSerializer, responses={202: JobDetailSerializer})
    @action(detail=False, methods=["post"])
    def script(self, request: Request) -> Response:
        """Start a video: a copy job writes its script into a new project.

        The job is one of /copy; its `params.project` names the project under /video-projects.
        With `straight_through` the video is rendered as soon as the script is written.
        """
        answer = self._submit(ScriptOrderSerializer, request)
        answer["Location"] = f"/api/v1/copy/{answer.data['id']}"
        return answer


# Kind of job → the end of its addresses under /api/v1, and its view set.
JOB_APIS: dict[str, type[JobViewSet]] = {
    "images": ImageJobViewSet,
    "copy": CopyJobViewSet,
    "video": VideoJobViewSet,
}


def _access(request: Request) -> Any:
    return request.workspace  # type: ignore[attr-defined]  # set by the gate
