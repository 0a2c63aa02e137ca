"""Conversions of pictures for programs."""

from typing import ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from assets import services
from assets.api.base import WorkspaceViewSet, person, schema_name
from assets.models import Asset, Derivative, Work
from assets.serializers.derivatives import ConversionAskedSerializer, ConversionSerializer
from workspaces.roles import Permission


@extend_schema(
    tags=["assets"],
    parameters=[OpenApiParameter("asset_id", OpenApiTypes.UUID, OpenApiParameter.PATH)],
)
class DerivativeViewSet(WorkspaceViewSet):
    """A picture in other formats, qualities and sizes. What nobody used for 30 days is deleted."""

    queryset = Derivative.objects.none()
    serializer_class = ConversionSerializer
    filter_backends = ()
    creates = frozenset({"create"})
    permissions_by_action: ClassVar[dict[str, Permission]] = {
        "list": Permission.ASSET_DOWNLOAD,
        "create": Permission.ASSET_DOWNLOAD,
        "retrieve": Permission.ASSET_DOWNLOAD,
    }

    def get_queryset(self) -> QuerySet[Derivative]:
        return services.conversions(self.kwargs["asset_id"])

    def list(self, request: Request, asset_id: UUID) -> Response:
        """List what was made of the picture as it is now, newest first."""
        if not services.assets().filter(pk=asset_id).exists():
            raise Http404
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        request=ConversionAskedSerializer,
        responses={200: ConversionSerializer, 202: ConversionSerializer},
    )
    def create(self, request: Request, asset_id: UUID) -> Response:
        """Have the picture written another way. Asked for again, it is answered at once."""
        if not services.assets().filter(pk=asset_id).exists():
            raise Http404  # before the body is looked at
        wanted = self.checked(ConversionAskedSerializer).wanted()
        try:
            made, _is_there = services.convert(
                asset_id, wanted, actor=person(request), schema_name=schema_name(request)
            )
        except Asset.DoesNotExist as error:
            raise Http404 from error
        return self._told(made)

    def made_again(self, made: str) -> Response:
        """Show how far the conversion is that an earlier request with the key asked for."""
        return self._told(self.get_queryset().get(pk=made))

    def retrieve(self, request: Request, asset_id: UUID, pk: UUID) -> Response:
        """Show how far it is; look again until its `state` is `ready`."""
        made = self.get_object()
        services.use_conversion(made)
        return Response(self.get_serializer(made).data)

    def _told(self, made: Derivative) -> Response:
        told = self.get_serializer(made).data
        if made.state == Work.State.READY:
            return Response(told)
        asset_id = made.version.asset_id
        where = f"/api/v1/assets/{asset_id}/derivatives/{made.pk}"
        headers = {"Location": where, "Retry-After": "1"}
        return Response(told, status=status.HTTP_202_ACCEPTED, headers=headers)
