"""What was read of a document, for programs."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from assets.api.base import WorkspaceViewSet
from assets.models import Reading
from assets.serializers.proposals import ReadingSerializer


class ReadingApi(WorkspaceViewSet):
    """What `/assets/{id}/reading` can do; `AssetViewSet` is one."""

    @extend_schema(responses=ReadingSerializer)
    @action(detail=True, methods=["get"], filterset_class=None, pagination_class=None)
    def reading(self, request: Request, pk: str) -> Response:
        """Show what was read of a document's current version: pages, words, facts, notes."""
        asset = self.get_object()
        found = Reading.objects.prefetch_related("pages").filter(version=asset.current_id).first()
        if found is None:
            raise Http404
        return Response(self.shown(ReadingSerializer, found))
