"""The shapes of versions of files, and of files to take home, in the API."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assets import storage
from assets.decoding.limits import THUMBS_PX
from assets.models import AssetVersion, Export
from assets.services import export_files
from assets.services import exports as kept

SMALL = str(THUMBS_PX[1])


class AssetVersionSerializer(serializers.ModelSerializer[AssetVersion]):
    """One edition of a file. Its addresses can be read without a sign-in for 30 minutes."""

    is_current = serializers.SerializerMethodField()
    thumb_url = serializers.SerializerMethodField()
    created_by = serializers.SerializerMethodField()

    class Meta:
        model = AssetVersion
        fields = (
            "number",
            "is_current",
            "filename",
            "content_type",
            "size_bytes",
            "width_px",
            "height_px",
            "duration_ms",
            "sha256",
            "thumb_url",
            "created_by",
            "created_at",
        )
        read_only_fields = fields

    def get_is_current(self, version: AssetVersion) -> bool:
        return version.asset.current_id == version.pk

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_thumb_url(self, version: AssetVersion) -> str | None:
        key = version.thumbs.get(SMALL)
        if key is None:
            return None
        return storage.presigned_get(key, origin=self.context["origin"], content_type="image/webp")

    @extend_schema_field(serializers.UUIDField(allow_null=True, help_text="Who brought it."))
    def get_created_by(self, version: AssetVersion) -> UUID | None:
        return version.created_by_id


class FileExportAskedSerializer(serializers.Serializer[Any]):
    """Files that are to come as one zip, at most 1,000 of them and 5 GB."""

    asset_ids = serializers.ListField(
        child=serializers.UUIDField(), min_length=1, max_length=export_files.MOST_FILES * 2
    )


class FileExportSerializer(serializers.ModelSerializer[Export]):
    """A file to take home. `download_url` is there when it is ready, and for seven days."""

    expires_at = serializers.SerializerMethodField()
    download_url = serializers.SerializerMethodField()
    problem = serializers.SerializerMethodField()

    class Meta:
        model = Export
        fields = (
            "id",
            "kind",
            "state",
            "filename",
            "done",
            "total",
            "size_bytes",
            "problem",
            "download_url",
            "created_at",
            "expires_at",
        )
        read_only_fields = fields

    @extend_schema_field(serializers.DateTimeField())
    def get_expires_at(self, export: Export) -> Any:
        return kept.expires_at(export)

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_download_url(self, export: Export) -> str | None:
        return f"/api/v1/assets/exports/{export.pk}/download" if kept.is_there(export) else None

    @extend_schema_field(serializers.CharField(allow_null=True, help_text="Why it failed."))
    def get_problem(self, export: Export) -> str | None:
        return export.problem or None
