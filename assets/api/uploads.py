"""Uploads for programs: files go straight to the bucket, large ones in parts."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.client import origin_of
from assets import services
from assets.api.base import WorkspaceViewSet, person, schema_name
from assets.models import Upload
from assets.serializers import uploads as shapes
from assets.services import sending
from workspaces.roles import Permission


@extend_schema(tags=["assets"])
class UploadViewSet(WorkspaceViewSet):
    """Files sent straight to the bucket: announce, post or put, complete, ask."""

    queryset = Upload.objects.none()
    serializer_class = shapes.UploadSerializer
    pagination_class = None
    creates = holds = frozenset({"create"})
    told_anew = frozenset({"create"})  # the form opens the bucket
    permissions_by_action: ClassVar[dict[str, Permission]] = {
        "create": Permission.ASSET_UPLOAD,
        "list": Permission.ASSET_UPLOAD,
        "destroy": Permission.ASSET_UPLOAD,
        "parts": Permission.ASSET_UPLOAD,
        "sign_parts": Permission.ASSET_UPLOAD,
        "complete": Permission.ASSET_UPLOAD,
    }

    def get_queryset(self) -> QuerySet[Upload]:
        return Upload.objects.select_related("asset__current")

    @extend_schema(responses=shapes.UnfinishedSerializer(many=True))
    def list(self, request: Request) -> Response:
        """List what you began to send in parts, and what of yours is being checked; 20 at most."""
        found = sending.unfinished(actor=person(request))
        return Response(shapes.UnfinishedSerializer(found, many=True).data)

    @extend_schema(request=shapes.NewUploadSerializer, responses={201: shapes.BegunSerializer})
    def create(self, request: Request) -> Response:
        """Announce a file. A posted one is completed within the hour, one in parts within a day."""
        begun = services.begin_upload(
            self.checked(shapes.NewUploadSerializer).arriving(),
            schema_name=schema_name(request),
            actor=person(request),
            origin=origin_of(request),
        )
        return _begun(begun)

    def made_again(self, made: str) -> Response:
        """Sign the form of an announced file anew; once it has come, show how far it is."""
        begun = services.begin_again(UUID(made), origin=origin_of(self.request))
        return _begun(begun) if begun else super().made_again(made)

    def retrieve(self, request: Request, pk: str) -> Response:
        """Show how far an upload is."""
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Give up an upload of yours: what was sent is dropped, and its room is free again."""
        try:
            sending.abort_upload(UUID(str(pk)), actor=person(request))
        except Upload.DoesNotExist as error:
            raise Http404 from error
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses=shapes.ArrivedPartsSerializer)
    @action(detail=True, methods=["get"])
    def parts(self, request: Request, pk: str) -> Response:
        """List the parts of your upload that are there."""
        try:
            upload = sending.own(UUID(str(pk)), actor=person(request))
        except Upload.DoesNotExist as error:
            raise Http404 from error
        found = {"parts": sending.arrived(upload)}
        return Response(shapes.ArrivedPartsSerializer(found).data)

    @extend_schema(
        request=shapes.PartNumbersSerializer, responses={200: shapes.PartAddressesSerializer}
    )
    @parts.mapping.post
    def sign_parts(self, request: Request, pk: str) -> Response:
        """Ask where parts of your upload are put; an address takes its part and no other."""
        numbers = self.checked(shapes.PartNumbersSerializer).validated_data["numbers"]
        try:
            places = sending.sign_parts(
                UUID(str(pk)), numbers, origin=origin_of(request), actor=person(request)
            )
        except Upload.DoesNotExist as error:
            raise Http404 from error
        return Response(shapes.PartAddressesSerializer({"parts": places}).data)

    @extend_schema(request=shapes.CompleteSerializer)
    @action(detail=True, methods=["post"])
    def complete(self, request: Request, pk: str) -> Response:
        """Say that the file has been sent. Asking again answers how far it is."""
        try:
            services.complete_upload(
                UUID(str(pk)),
                schema_name=schema_name(request),
                told=self.checked(shapes.CompleteSerializer).told(),
            )
        except Upload.DoesNotExist as error:
            raise Http404 from error
        return Response(self.get_serializer(self.get_object()).data)


def _begun(begun: services.Begun) -> Response:
    upload = begun.upload
    told: dict[str, Any] = {
        "id": upload.pk,
        "method": "PARTS" if upload.part_bytes else "POST",
        "complete_url": reverse("upload-complete", args=[upload.pk]),
        "expires_at": upload.expires_at,
    }
    if upload.part_bytes:
        told["part_bytes"] = upload.part_bytes
        told["parts"] = len(sending.parts_of(upload))
        told["parts_url"] = reverse("upload-parts", args=[upload.pk])
    else:
        told |= {"url": begun.url, "fields": begun.fields}
    return Response(shapes.BegunSerializer(told).data, status=status.HTTP_201_CREATED)
