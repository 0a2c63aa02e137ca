"""Where a file is used, for programs."""

from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assets.models import Asset
from generation.api.jobs import access_of
from generation.screens import uses as screen
from generation.uses_serializers import UsesSerializer
from workspaces.gate import WorkspaceApi


class AssetUsesApi(WorkspaceApi, APIView):
    """What a file of the library is used for."""

    @extend_schema(
        tags=["assets"],
        parameters=[OpenApiParameter("asset_id", OpenApiTypes.UUID, OpenApiParameter.PATH)],
        responses=UsesSerializer,
    )
    def get(self, request: Request, asset_id: UUID) -> Response:
        """List where a file is used: of each sort the newest six, and how many there are."""
        try:
            found: Any = screen.uses(asset_id, access=access_of(request))
        except Asset.DoesNotExist as error:
            raise Http404 from error
        return Response(UsesSerializer(found).data)
