"""What the APIs of all kinds of jobs have in common, from the order to the download."""

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.urls import reverse
from drf_spectacular.utils import OpenApiResponse, PolymorphicProxySerializer, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.client import origin_of
from assets import storage
from generation import archive, downloads, services, snapshots, streams
from generation.api.billed import DRY_RUN, BilledApi, is_dry_run
from generation.models import Job, JobItem, JobKind
from generation.orders import Order
from generation.serializers import (
    ArchiveSerializer,
    JobDetailSerializer,
    JobSerializer,
    PriceSerializer,
    StreamSerializer,
)
from workspaces.roles import Permission

Asked = TypeVar("Asked")
# What every order is answered; and what is tried again, which is a job that was there before.
ORDERED = {202: JobDetailSerializer, 200: PriceSerializer}
AGAIN_ACTIONS = frozenset({"retry", "retry_item"})
AGAIN = {
    200: PolymorphicProxySerializer(
        "JobOrPrice", serializers=[JobSerializer, PriceSerializer], resource_type_field_name=None
    )
}


class JobViewSet(BilledApi, GenericViewSet[Job]):
    """What every kind of job has in common.

    kind: whose jobs these are. family: the end of their addresses under /api/v1.
    """

    kind: ClassVar[JobKind]
    family: ClassVar[str]
    queryset = Job.objects.none()
    serializer_class = JobSerializer
    lookup_field = "job_id"
    lookup_value_converter = "uuid"
    filterset_fields: ClassVar[list[str]] = ["state"]
    creates: ClassVar[frozenset[str]] = frozenset({"generate", "duplicate", "retry", "retry_item"})
    bills = creates
    permissions_by_action: ClassVar[dict[str, Permission]] = {
        "generate": Permission.JOB_SUBMIT,
        "cancel": Permission.JOB_CANCEL,
        "retry": Permission.JOB_SUBMIT,
        "cancel_item": Permission.JOB_CANCEL,
        "retry_item": Permission.JOB_SUBMIT,
        "duplicate": Permission.JOB_SUBMIT,
        "destroy": Permission.JOB_CANCEL,
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
        return Response(snapshots.full(self.own(job_id)))

    @extend_schema(
        methods=["GET"],
        responses={307: OpenApiResponse(description="The stream's address.")},
    )
    @extend_schema(methods=["POST"], request=None, responses=StreamSerializer)
    @action(detail=True, methods=["get", "post"])
    def stream(self, request: Request, job_id: UUID) -> HttpResponse | Response:
        """Watch a job: GET answers 307 to its event stream, POST answers the address."""
        url = streams.open_stream(request, back=request.path, job_id=self.own(job_id))
        return Response({"url": url}) if request.method == "POST" else streams.away(url)

    @extend_schema(request=None, responses=JobSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, job_id: UUID) -> Response:
        """Stop what is not finished. What is finished stays; only that is counted."""
        job = services.cancel(access_of(request), self.own(job_id), by=request.user)  # type: ignore[arg-type]
        return Response(snapshots.of_job(job))

    @extend_schema(request=None, parameters=[DRY_RUN], responses=AGAIN)
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, job_id: UUID) -> Response:
        """Try what failed again. What was stopped is not: make the job again instead."""
        if is_dry_run(request):
            return told(services.price_of_retry(access_of(request), self.own(job_id)))
        job = services.retry(access_of(request), self.own(job_id), by=request.user)  # type: ignore[arg-type]
        return Response(snapshots.of_job(job))

    @extend_schema(request=None, responses=JobSerializer)
    @action(detail=True, methods=["post"], url_path="items/<uuid:item_id>/cancel")
    def cancel_item(self, request: Request, job_id: UUID, item_id: UUID) -> Response:
        """Stop one item: at once when it waits, at its next step when it runs."""
        job = _changed(services.cancel_item, request, self.own(job_id), item_id)
        return Response(snapshots.of_job(job))

    @extend_schema(request=None, parameters=[DRY_RUN], responses=AGAIN)
    @action(detail=True, methods=["post"], url_path="items/<uuid:item_id>/retry")
    def retry_item(self, request: Request, job_id: UUID, item_id: UUID) -> Response:
        """Try one item that failed again."""
        if is_dry_run(request):
            return told(_found(services.price_of_retry, request, self.own(job_id), item_id))
        job = _changed(services.retry_item, request, self.own(job_id), item_id)
        return Response(snapshots.of_job(job))

    @extend_schema(request=None, parameters=[DRY_RUN], responses=ORDERED)
    @action(detail=True, methods=["post"])
    def duplicate(self, request: Request, job_id: UUID) -> Response:
        """Make the job again: a new one of the same items, its units held anew."""
        if is_dry_run(request):
            return told(services.price_of_duplicate(access_of(request), self.own(job_id)))
        job = services.duplicate(access_of(request), self.own(job_id), by=request.user)  # type: ignore[arg-type]
        return self.ordered(job)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, job_id: UUID) -> Response:
        """Delete an ended job from the history. What it made stays in the library."""
        services.hide(access_of(request), self.own(job_id), by=request.user)  # type: ignore[arg-type]
        return Response(status=204)

    def submit(self, kind: type[Any], request: Request) -> Response:
        """Take an order in this shape; answer 202 with the job, or what it would use."""
        asked = kind(data=request.data)
        asked.is_valid(raise_exception=True)
        if is_dry_run(request):
            return told(priced(request, asked.order()))
        return self.ordered(submitted(request, asked.order()))

    def ordered(self, job: Job) -> Response:
        """Answer 202 with a job that is to be made, and its address."""
        address = reverse(f"{job.kind}-detail", args=[job.pk])
        return Response(snapshots.full(job.pk), status=202, headers={"Location": address})

    def made_again(self, made: str) -> Response:
        """Return the answer of an order whose answer was lost, of whatever kind its job is."""
        job = Job.objects.get(pk=UUID(made))
        return (
            Response(snapshots.of_job(job)) if self.action in AGAIN_ACTIONS else self.ordered(job)
        )

    def own(self, job_id: UUID) -> UUID:
        """Return the id of a job of this kind; anything else is not found."""
        if not self.get_queryset().filter(pk=job_id).exists():
            raise Http404
        return job_id


class FileJobViewSet(JobViewSet):
    """Jobs that deliver files."""

    permissions_by_action: ClassVar[dict[str, Permission]] = {
        **JobViewSet.permissions_by_action,
        "download": Permission.ASSET_DOWNLOAD,
    }

    @extend_schema(responses=ArchiveSerializer)
    @action(detail=True)
    def download(self, request: Request, job_id: UUID) -> Response:
        """Ask for the files as one zip: 202 while it is packed, then its address."""
        job = downloads.ask(access_of(request), self.own(job_id), by=request.user)  # type: ignore[arg-type]
        if job is None:
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


def submitted(request: Request, order: Order) -> Job:
    """Return the job of an order; what it names and is not there is not found."""
    try:
        return services.submit(access_of(request), order, by=request.user)  # type: ignore[arg-type]
    except ObjectDoesNotExist as error:
        raise Http404 from error


def priced(request: Request, order: Order) -> services.Price:
    """Return what an order would use; what it names and is not there is not found."""
    try:
        return services.price(access_of(request), order)
    except ObjectDoesNotExist as error:
        raise Http404 from error


def told(price: services.Price) -> Response:
    """Answer 200 with what something would use; nothing is made or held."""
    return Response(PriceSerializer(price).data)


def _changed(change: Callable[..., Job], request: Request, job_id: UUID, item_id: UUID) -> Job:
    return _found(partial(change, by=request.user), request, job_id, item_id)


def _found(ask: Callable[..., Asked], request: Request, job_id: UUID, item_id: UUID) -> Asked:
    try:
        return ask(access_of(request), job_id, item_id)
    except JobItem.DoesNotExist as error:
        raise Http404 from error


def access_of(request: Request) -> Any:
    """Return the workspace the gate let the request into."""
    return request.workspace  # type: ignore[attr-defined]  # set by the gate
