"""The shapes of conversions of pictures in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assets import conversions
from assets.decoding.convert import Wanted
from assets.models import Derivative
from assets.services import converting


class ConversionAskedSerializer(serializers.Serializer[Any]):
    """How a picture is to be written. What is left out is not limited."""

    format = serializers.ChoiceField(conversions.FORMATS)
    quality = serializers.IntegerField(
        min_value=conversions.LEAST_QUALITY,
        max_value=conversions.MOST_QUALITY,
        default=conversions.WEB.quality,
        help_text="PNG has none: it is left as it is.",
    )
    max_px = serializers.IntegerField(
        min_value=conversions.LEAST_PX,
        max_value=conversions.MOST_PX,
        required=False,
        allow_null=True,
        help_text="The most pixels on the longest side; a picture is never enlarged.",
    )
    max_bytes = serializers.IntegerField(
        min_value=conversions.LEAST_BYTES,
        max_value=conversions.MOST_BYTES,
        required=False,
        allow_null=True,
        help_text="Met by less quality first, then by fewer pixels.",
    )

    def wanted(self) -> Wanted:
        """Return it as the core takes it."""
        given = self.validated_data
        return Wanted(
            given["format"],
            given["quality"],
            given.get("max_px") or 0,
            given.get("max_bytes") or 0,
        )


class ConversionSerializer(serializers.ModelSerializer[Derivative]):
    """A picture in another format, quality or size. `url` saves it, for 30 minutes, when it is ready."""

    format = serializers.SerializerMethodField()
    quality = serializers.SerializerMethodField()
    written_quality = serializers.SerializerMethodField()
    max_px = serializers.SerializerMethodField()
    max_bytes = serializers.SerializerMethodField()
    problem = serializers.SerializerMethodField()
    detail = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()

    class Meta:
        model = Derivative
        fields = (
            "id",
            "state",
            "format",
            "quality",
            "max_px",
            "max_bytes",
            "written_quality",
            "content_type",
            "width_px",
            "height_px",
            "size_bytes",
            "problem",
            "detail",
            "url",
            "created_at",
            "finished_at",
        )
        read_only_fields = fields

    def get_format(self, made: Derivative) -> str:
        return str(made.parameters["format"])

    def get_quality(self, made: Derivative) -> int:
        return int(made.parameters["quality"])

    @extend_schema_field(
        serializers.IntegerField(allow_null=True, help_text="Less than asked for, to be small.")
    )
    def get_written_quality(self, made: Derivative) -> int | None:
        written: int | None = made.parameters.get("written_quality")
        return written

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_max_px(self, made: Derivative) -> int | None:
        return made.parameters["max_px"] or None

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_max_bytes(self, made: Derivative) -> int | None:
        return made.parameters["max_bytes"] or None

    @extend_schema_field(serializers.CharField(allow_null=True, help_text="Why it failed: a code."))
    def get_problem(self, made: Derivative) -> str | None:
        return made.problem or None

    @extend_schema_field(serializers.CharField(allow_null=True, help_text="Why it failed."))
    def get_detail(self, made: Derivative) -> str | None:
        return conversions.sentence(made.problem, made.problem_data) if made.problem else None

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_url(self, made: Derivative) -> str | None:
        return converting.conversion_url(made, origin=self.context["origin"])
