"""The shapes of files in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assets import addresses
from assets.models import Asset, Product


def product_field(**options: Any) -> Any:
    """Return the field of a product of the workspace."""
    return serializers.PrimaryKeyRelatedField(
        queryset=Product.objects.all(), allow_null=True, **options
    )


_PICTURE = serializers.CharField(allow_null=True, help_text="WebP; none of sounds and tables.")


class AssetSerializer(serializers.ModelSerializer[Asset]):
    """A file of the library. Its addresses can be read without a sign-in for 30 minutes.

    `measured` says what is known of files of its kind: `pages`, `sheets`, `codec`, `family` …
    """

    url = serializers.SerializerMethodField()
    thumb_url = serializers.SerializerMethodField()
    preview_url = serializers.SerializerMethodField()
    tags: Any = serializers.SlugRelatedField(slug_field="name", many=True, read_only=True)
    version = serializers.IntegerField(source="file.number", read_only=True)
    filename = serializers.CharField(
        source="file.filename", read_only=True, help_text="As it was uploaded."
    )
    measured = serializers.DictField(source="file.measured", read_only=True)
    content_type = serializers.CharField(source="file.content_type", read_only=True)
    size_bytes = serializers.IntegerField(source="file.size_bytes", read_only=True)
    width_px = serializers.IntegerField(source="file.width_px", read_only=True)
    height_px = serializers.IntegerField(source="file.height_px", read_only=True)
    sha256 = serializers.CharField(source="file.sha256", read_only=True)
    duration_ms = serializers.IntegerField(
        source="file.duration_ms",
        read_only=True,
        allow_null=True,
        help_text="Of a video or a sound.",
    )
    cover_url = serializers.SerializerMethodField()
    subtitles_url = serializers.SerializerMethodField()
    product = serializers.UUIDField(source="product_id", read_only=True, allow_null=True)

    class Meta:
        model = Asset
        fields = (
            "id",
            "kind",
            "source",
            "name",
            "product",
            "tags",
            "style",
            "version",
            "filename",
            "content_type",
            "size_bytes",
            "width_px",
            "height_px",
            "sha256",
            "url",
            "thumb_url",
            "preview_url",
            "duration_ms",
            "measured",
            "cover_url",
            "subtitles_url",
            "created_at",
        )
        read_only_fields = fields

    def get_url(self, asset: Asset) -> str:
        return addresses.picture_url(asset, origin=self.context["origin"])

    @extend_schema_field(_PICTURE)
    def get_thumb_url(self, asset: Asset) -> str | None:
        return self._picture(asset, addresses.SMALL_PX)

    @extend_schema_field(serializers.CharField(allow_null=True, help_text="JPEG of a video."))
    def get_cover_url(self, asset: Asset) -> str | None:
        return addresses.companion_url(asset, "cover", origin=self.context["origin"])

    @extend_schema_field(serializers.CharField(allow_null=True, help_text="SRT of a video."))
    def get_subtitles_url(self, asset: Asset) -> str | None:
        return addresses.companion_url(asset, "subtitles", origin=self.context["origin"])

    @extend_schema_field(_PICTURE)
    def get_preview_url(self, asset: Asset) -> str | None:
        return self._picture(asset, addresses.LARGE_PX)

    def _picture(self, asset: Asset, side_px: int) -> str | None:
        """Return where a small picture of the file is; of some files there is none."""
        if asset.kind != Asset.Kind.IMAGE and not asset.file.thumbs:
            return None
        return addresses.thumb_url(asset, origin=self.context["origin"], side_px=side_px)


class AssetChangeSerializer(serializers.Serializer[Any]):
    """What can be changed of an asset."""

    name = serializers.CharField(max_length=200, required=False)
    product = product_field(required=False)
    tags = serializers.ListField(
        child=serializers.CharField(max_length=400),
        required=False,
        max_length=100,
        help_text="All it is to have; at most 20 of 40 characters.",
    )

    def changes(self) -> dict[str, object]:
        """Return what was given, by field of the model."""
        given = dict(self.validated_data)
        if "product" in given:
            product = given.pop("product")
            given["product_id"] = product.pk if product else None
        return given


class DownloadSerializer(serializers.Serializer[Any]):
    """Where a file is saved from."""

    url = serializers.CharField()
