"""The shapes of the job API: what may be asked, and what is answered."""

from typing import Any

from rest_framework import serializers

from generation.models import JobState
from generation.orders import MAX_ITEMS, ImageOrder
from generation.pipelines.image import MAX_SIDE_PX, MIN_SIDE_PX, RATIOS


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


class CountsSerializer(serializers.Serializer[Any]):
    """Items of a job by state."""

    total = serializers.IntegerField()
    queued = serializers.IntegerField()
    running = serializers.IntegerField()
    succeeded = serializers.IntegerField()
    failed = serializers.IntegerField()
    cancelled = serializers.IntegerField()


class ErrorSerializer(serializers.Serializer[Any]):
    """Why an item failed, in words."""

    code = serializers.CharField()
    title = serializers.CharField()
    detail = serializers.CharField()
    counted = serializers.BooleanField()


class OutputSerializer(serializers.Serializer[Any]):
    """A picture made; fetch it at /assets/{asset_id}/download."""

    asset_id = serializers.UUIDField(allow_null=True)
    made_offline = serializers.BooleanField()
    provider = serializers.CharField()


class ItemSerializer(serializers.Serializer[Any]):
    """One picture of a job."""

    id = serializers.UUIDField()
    position = serializers.IntegerField()
    label = serializers.CharField()  # type: ignore[assignment]  # shadows an option of Field
    style = serializers.CharField()  # type: ignore[assignment]  # shadows an option of Field
    state = serializers.ChoiceField(
        choices=["queued", "running", "succeeded", "failed", "cancelled"]
    )
    stage = serializers.CharField()
    percent = serializers.IntegerField()
    attempt = serializers.IntegerField()
    outputs = OutputSerializer(many=True)
    error = ErrorSerializer(allow_null=True)


class JobSerializer(serializers.Serializer[Any]):
    """A job without its items."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    title = serializers.CharField()
    state = serializers.ChoiceField(choices=JobState.choices)
    version = serializers.IntegerField()
    counts = CountsSerializer()
    params = serializers.JSONField()
    created_by = serializers.CharField()
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)


class JobDetailSerializer(JobSerializer):
    """A job with its items."""

    seconds_left = serializers.IntegerField(allow_null=True)
    jobs_ahead = serializers.IntegerField()
    items = ItemSerializer(many=True)


class StreamSerializer(serializers.Serializer[Any]):
    """Where the job's events are read (text/event-stream)."""

    url = serializers.CharField()


class ArchiveSerializer(serializers.Serializer[Any]):
    """The zip of a job: its address once it is packed."""

    state = serializers.ChoiceField(choices=["packing", "ready"])
    url = serializers.CharField(allow_null=True)


class StyleSerializer(serializers.Serializer[Any]):
    """A look to choose."""

    key = serializers.CharField()
    name = serializers.CharField()
    group = serializers.CharField()
