"""Uploads for programs: large files go straight to the bucket."""

from typing import ClassVar
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
from assets.serializers import (
    BegunSerializer,
    NewUploadSerializer,
    UploadSerializer,
)
from workspaces.roles import Permission


@extend_schema(tags=["assets"])
class UploadViewSet(WorkspaceViewSet):
    """Large files, posted straight to the bucket: announce, post, complete, ask."""

    queryset = Upload.objects.none()
    serializer_class = UploadSerializer
    pagination_class = None
    creates = holds = frozenset({"create"})
    told_anew = frozenset({"create"})  # the form opens the bucket
    permissions_by_action: ClassVar[dict[str, Permission]] = {
        "create": Permission.ASSET_UPLOAD,
        "complete": Permission.ASSET_UPLOAD,
    }

    def get_queryset(self) -> QuerySet[Upload]:
        return Upload.objects.select_related("asset__current")

    @extend_schema(request=NewUploadSerializer, responses={201: BegunSerializer})
    def create(self, request: Request) -> Response:
        """Announce a photo of at most 50 MB; post it within five minutes, complete within 60."""
        begun = services.begin_upload(
            self.checked(NewUploadSerializer).arriving(),
            schema_name=schema_name(request),
            actor=person(request),
            origin=origin_of(request),
        )
        return _begun(begun)

    def made_again(self, made: str) -> Response:
        """Sign the form of an announced photo anew; once it is posted, show how far it is."""
        begun = services.begin_again(UUID(made), origin=origin_of(self.request))
        return _begun(begun) if begun else super().made_again(made)

    def retrieve(self, request: Request, pk: str) -> Response:
        """Show how far an upload is."""
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def complete(self, request: Request, pk: str) -> Response:
        """Say that the file has been posted. Asking again answers how far it is."""
        try:
            services.complete_upload(UUID(str(pk)), schema_name=schema_name(request))
        except Upload.DoesNotExist as error:
            raise Http404 from error
        return Response(self.get_serializer(self.get_object()).data)


def _begun(begun: services.Begun) -> Response:
    told = {
        "id": str(begun.upload.pk),
        "method": "POST",
        "url": begun.url,
        "fields": begun.fields,
        "complete_url": reverse("upload-complete", args=[begun.upload.pk]),
    }
    return Response(told, status=status.HTTP_201_CREATED)
