"""Tags for programs."""

from typing import ClassVar

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from assets import services
from assets.api.base import WorkspaceViewSet, person
from assets.models import Tag
from assets.serializers.tags import TagsChangedSerializer, TagsChangeSerializer, TagSerializer
from workspaces.roles import Permission

MOST = 200


@extend_schema(tags=["assets"])
class TagViewSet(WorkspaceViewSet):
    """The words people put on files to find them again."""

    queryset = Tag.objects.none()
    serializer_class = TagSerializer
    pagination_class = None
    filterset_class = None

    @extend_schema(
        parameters=[OpenApiParameter("q", str, description="A piece of their names.")],
        responses=TagSerializer(many=True),
    )
    def list(self, request: Request) -> Response:
        """List the 200 tags that are on most files, those of most first."""
        found = services.suggestions(request.query_params.get("q", ""), at_most=MOST)
        return Response(TagSerializer(found, many=True).data)


@extend_schema(tags=["assets"])
class AssetTagsViewSet(WorkspaceViewSet):
    """Tags of many files at once."""

    queryset = Tag.objects.none()
    serializer_class = TagsChangeSerializer
    pagination_class = None
    permissions_by_action: ClassVar[dict[str, Permission]] = {"create": Permission.ASSET_UPLOAD}

    @extend_schema(request=TagsChangeSerializer, responses={200: TagsChangedSerializer})
    def create(self, request: Request) -> Response:
        """Put tags on up to 500 files and take others off. What is so already stays as it is."""
        given = self.checked(TagsChangeSerializer).validated_data
        changed = services.set_tags(
            given["asset_ids"], add=given["add"], remove=given["remove"], actor=person(request)
        )
        return Response(TagsChangedSerializer({"changed": len(changed)}).data)
