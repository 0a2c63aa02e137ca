"""The API of image jobs."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from generation import looks
from generation.api.billed import DRY_RUN
from generation.api.jobs import ORDERED, FileJobViewSet
from generation.kinds.image import ImageOrder
from generation.models import JobKind
from generation.orders import MAX_ITEMS
from generation.pipelines.image import MAX_SIDE_PX, MIN_SIDE_PX, RATIOS
from generation.serializers import StyleSerializer


class ImageOrderSerializer(serializers.Serializer[Any]):
    """What to make: every photo in every look."""

    asset_ids = serializers.ListField(
        child=serializers.UUIDField(), min_length=1, max_length=MAX_ITEMS, help_text="Photos."
    )
    styles = serializers.ListField(
        child=serializers.CharField(max_length=40), min_length=1, max_length=50, help_text="Looks."
    )
    ratio = serializers.CharField(default="1:1", help_text=", ".join(RATIOS))
    long_side_px = serializers.IntegerField(
        default=1600, help_text=f"The longer side, {MIN_SIDE_PX} to {MAX_SIDE_PX} px."
    )
    title = serializers.CharField(default="", allow_blank=True, max_length=160)
    hints = serializers.DictField(
        child=serializers.ListField(child=serializers.FloatField(), min_length=4, max_length=4),
        default=dict,
        help_text="Asset id → rectangle round the product: left, top, width, height, 0 to 1.",
    )

    def order(self) -> ImageOrder:
        """Return what was asked as the core takes it."""
        return ImageOrder(**self.validated_data)


@extend_schema(tags=["images"])
class ImageJobViewSet(FileJobViewSet):
    """Jobs whose items are pictures."""

    kind = JobKind.IMAGE
    family = "images"

    @extend_schema(request=ImageOrderSerializer, parameters=[DRY_RUN], responses=ORDERED)
    @action(detail=False, methods=["post"])
    def generate(self, request: Request) -> Response:
        """Make every photo in every look. One image is held for each picture."""
        return self.submit(ImageOrderSerializer, request)

    @extend_schema(responses=StyleSerializer(many=True))
    @action(detail=False, pagination_class=None, filterset_fields=[])
    def styles(self, request: Request) -> Response:
        """List the looks there are."""
        return Response(StyleSerializer(looks.choices(), many=True).data)


VIEWSET = ImageJobViewSet
