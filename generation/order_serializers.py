"""What may be asked of each kind of job, as programs write it."""

from typing import Any

from rest_framework import serializers

from generation.kinds.copy import MAX_BRIEF, CopyOrder
from generation.kinds.image import ImageOrder
from generation.kinds.script import LONGEST, SHORTEST, ScriptOrder
from generation.kinds.video import VideoOrder
from generation.orders import MAX_ITEMS
from generation.pipelines import copy, video
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


def _some(choices: tuple[str, ...], **options: Any) -> Any:
    return serializers.ListField(
        child=serializers.ChoiceField(choices=choices), max_length=len(choices), **options
    )


class CopyOrderSerializer(serializers.Serializer[Any]):
    """What to write: every kind for every product in every language; a post for every network."""

    product_ids = serializers.ListField(
        child=serializers.UUIDField(), min_length=1, max_length=MAX_ITEMS
    )
    kinds = _some(copy.KINDS, min_length=1)
    languages = _some(copy.LANGUAGES, min_length=1)
    networks = _some(copy.NETWORKS, default=["xiaohongshu"], help_text="Where posts go.")
    channel = serializers.ChoiceField(choices=copy.CHANNELS, default="general")
    tone = serializers.ChoiceField(choices=copy.TONES, default="plain")
    length = serializers.ChoiceField(choices=copy.LENGTHS, default="medium")
    brief = serializers.CharField(
        default="", allow_blank=True, max_length=MAX_BRIEF, help_text="What to say besides."
    )
    title = serializers.CharField(default="", allow_blank=True, max_length=160)

    def order(self) -> CopyOrder:
        """Return what was asked as the core takes it."""
        return CopyOrder(**self.validated_data)


class ScriptOrderSerializer(serializers.Serializer[Any]):
    """A video about one product whose script is to be written."""

    product_id = serializers.UUIDField()
    language = serializers.ChoiceField(choices=copy.LANGUAGES, default="en")
    seconds = serializers.IntegerField(default=20, min_value=SHORTEST, max_value=LONGEST)
    tone = serializers.ChoiceField(choices=copy.TONES, default="plain")
    brief = serializers.CharField(default="", allow_blank=True, max_length=MAX_BRIEF)
    asset_ids = serializers.ListField(
        child=serializers.UUIDField(),
        default=list,
        max_length=video.MAX_SCENES,
        help_text="Pictures to show; none: the product's own.",
    )
    ratio = serializers.ChoiceField(choices=video.RATIOS, default="9:16")
    voice = serializers.CharField(default="", allow_blank=True, max_length=80)
    subtitles = serializers.ChoiceField(choices=video.SUBTITLES, default="large")
    music = serializers.ChoiceField(choices=("none", *video.TUNES), default="open_road")
    straight_through = serializers.BooleanField(
        default=False, help_text="Render the video as soon as its script is written."
    )
    title = serializers.CharField(default="", allow_blank=True, max_length=160)

    def order(self) -> ScriptOrder:
        """Return what was asked as the core takes it."""
        return ScriptOrder(**self.validated_data)


class VideoOrderSerializer(serializers.Serializer[Any]):
    """A version of a video project to render; rendering it approves it."""

    project_id = serializers.UUIDField()
    version = serializers.IntegerField(default=0, min_value=0, help_text="0: the newest.")

    def order(self) -> VideoOrder:
        """Return what was asked as the core takes it."""
        return VideoOrder(**self.validated_data)
