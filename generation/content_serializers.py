"""The shapes of texts and video projects in the API."""

from typing import Any

from rest_framework import serializers

from generation.kinds.copy import MAX_BRIEF
from generation.models import ProjectVersion, Text, TextVersion, VideoProject
from generation.pipelines import copy, video
from generation.scripts import MAX_NARRATION, MAX_ON_SCREEN, Scene, Script


class TextSerializer(serializers.ModelSerializer[Text]):
    """A text with its newest words. content: structured by kind; text: as it is read."""

    text = serializers.CharField(source="current.plain", read_only=True)
    content = serializers.JSONField(source="current.content", read_only=True)
    facts = serializers.JSONField(source="current.facts", read_only=True)
    source = serializers.CharField(source="current.source", read_only=True)  # type: ignore[assignment]  # shadows an attribute of Field
    made_offline = serializers.BooleanField(source="current.made_offline", read_only=True)
    product = serializers.UUIDField(source="product_id", read_only=True, allow_null=True)

    class Meta:
        model = Text
        fields = (
            "id",
            "product",
            "kind",
            "channel",
            "language",
            "tone",
            "length",
            "version",
            "text",
            "content",
            "facts",
            "source",
            "made_offline",
            "created_at",
            "changed_at",
        )
        read_only_fields = fields


class TextVersionSerializer(serializers.ModelSerializer[TextVersion]):
    """What a text said as of one edition."""

    text = serializers.CharField(source="plain", read_only=True)
    made_by = serializers.CharField(source="made_by_label", read_only=True)

    class Meta:
        model = TextVersion
        fields = (
            "number",
            "text",
            "content",
            "source",
            "provider",
            "model",
            "made_offline",
            "made_by",
            "created_at",
        )
        read_only_fields = fields


class TextChangeSerializer(serializers.Serializer[Any]):
    """New words, in the shape of the text's kind, made on a version."""

    version = serializers.IntegerField(min_value=1)
    content = serializers.DictField()


class RewriteSerializer(serializers.Serializer[Any]):
    """How a text is written anew; what is left out stays as it was."""

    tone = serializers.ChoiceField(choices=("", *copy.TONES), default="")
    length = serializers.ChoiceField(choices=("", *copy.LENGTHS), default="")
    brief = serializers.CharField(default="", allow_blank=True, max_length=MAX_BRIEF)


class RestoreSerializer(serializers.Serializer[Any]):
    """The version to bring back. version: the newest one, as the caller knows it."""

    version = serializers.IntegerField(min_value=1)
    number = serializers.IntegerField(min_value=1)


class SceneSerializer(serializers.Serializer[Any]):
    """What is shown and said at one time."""

    narration = serializers.CharField(allow_blank=True, default="", max_length=MAX_NARRATION)
    on_screen = serializers.CharField(allow_blank=True, default="", max_length=MAX_ON_SCREEN)
    picture = serializers.UUIDField(allow_null=True, default=None, help_text="Asset id.")
    seconds = serializers.FloatField(
        min_value=video.SHORTEST_SCENE, max_value=video.LONGEST_SCENE, default=4.0
    )
    motion = serializers.ChoiceField(choices=video.MOTIONS, default="push_in")


class ScriptSerializer(serializers.Serializer[Any]):
    """A whole video."""

    scenes = SceneSerializer(many=True, max_length=video.MAX_SCENES)  # type: ignore[call-arg]  # of the list
    ratio = serializers.ChoiceField(choices=video.RATIOS, default="9:16")
    language = serializers.ChoiceField(choices=copy.LANGUAGES, default="en")
    voice = serializers.CharField(allow_blank=True, default="", max_length=80)
    subtitles = serializers.ChoiceField(choices=video.SUBTITLES, default="large")
    music = serializers.ChoiceField(choices=("none", *video.TUNES), default="open_road")


class ProjectSerializer(serializers.ModelSerializer[VideoProject]):
    """A video project. script: null while it is being written by `script_job_id`.

    held_back: why it did not go straight to rendering; empty when nothing stopped it.
    """

    script = serializers.SerializerMethodField()
    product = serializers.UUIDField(source="product_id", read_only=True, allow_null=True)

    class Meta:
        model = VideoProject
        fields = (
            "id",
            "product",
            "title",
            "language",
            "version",
            "script",
            "script_job_id",
            "render_when_written",
            "held_back",
            "created_at",
            "changed_at",
        )
        read_only_fields = fields

    def get_script(self, project: VideoProject) -> dict[str, Any] | None:
        return project.current.content if project.current else None


class ProjectVersionSerializer(serializers.ModelSerializer[ProjectVersion]):
    """A project as of one edition. approved_at: when it was first rendered."""

    script = serializers.JSONField(source="content", read_only=True)
    made_by = serializers.CharField(source="made_by_label", read_only=True)
    approved_by = serializers.CharField(source="approved_by_label", read_only=True)

    class Meta:
        model = ProjectVersion
        fields = (
            "number",
            "script",
            "source",
            "made_by",
            "approved_at",
            "approved_by",
            "created_at",
        )
        read_only_fields = fields


class ProjectChangeSerializer(serializers.Serializer[Any]):
    """A script made on a version."""

    version = serializers.IntegerField(min_value=0)
    title = serializers.CharField(default="", allow_blank=True, max_length=160)
    script = ScriptSerializer()

    def asked(self) -> Script:
        """Return the script as the core takes it."""
        given = dict(self.validated_data["script"])
        scenes = tuple(
            Scene(**{**scene, "picture": str(scene["picture"] or "")}) for scene in given["scenes"]
        )
        return Script(**{**given, "scenes": scenes})


class VoiceSerializer(serializers.Serializer[Any]):
    """A voice to choose."""

    key = serializers.CharField()
    name = serializers.CharField()
    language = serializers.CharField()
