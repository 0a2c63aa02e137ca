"""The API of video jobs, and of the scripts they begin with."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from generation.api.billed import DRY_RUN
from generation.api.jobs import ORDERED, FileJobViewSet
from generation.kinds.copy import MAX_BRIEF
from generation.kinds.script import LONGEST, PICTURES_AT_MOST, SHORTEST, ScriptOrder
from generation.kinds.video import VideoOrder
from generation.models import JobKind
from generation.pipelines import copy, video
from workspaces.roles import Permission


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
        max_length=PICTURES_AT_MOST,
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


@extend_schema(tags=["video"])
class VideoJobViewSet(FileJobViewSet):
    """Jobs whose item is a video."""

    kind = JobKind.VIDEO
    family = "video"
    creates = FileJobViewSet.creates | {"script"}
    bills = creates
    permissions_by_action: ClassVar[dict[str, Permission]] = {
        **FileJobViewSet.permissions_by_action,
        "script": Permission.JOB_SUBMIT,
    }

    @extend_schema(request=VideoOrderSerializer, parameters=[DRY_RUN], responses=ORDERED)
    @action(detail=False, methods=["post"])
    def generate(self, request: Request) -> Response:
        """Render a version of a video project. As many seconds are held as its scenes last."""
        return self.submit(VideoOrderSerializer, request)

    @extend_schema(request=ScriptOrderSerializer, parameters=[DRY_RUN], responses=ORDERED)
    @action(detail=False, methods=["post"])
    def script(self, request: Request) -> Response:
        """Start a video: a copy job writes its script into a new project.

        The job is one of /copy; its `params.project` names the project under /video-projects.
        With `straight_through` the video is rendered as soon as the script is written.
        """
        return self.submit(ScriptOrderSerializer, request)


VIEWSET = VideoJobViewSet
