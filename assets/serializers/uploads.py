"""The shapes of uploads in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assets import refusals
from assets.models import Upload
from assets.serializers.files import AssetSerializer, product_field
from assets.services import Arriving


class NewUploadSerializer(serializers.Serializer[Any]):
    """A file that is to be posted to the bucket."""

    filename = serializers.CharField(max_length=400)
    content_type = serializers.CharField(max_length=80, default="", allow_blank=True)
    size_bytes = serializers.IntegerField(min_value=0, max_value=2**62)
    product = product_field(required=False, default=None)

    def arriving(self) -> Arriving:
        """Return the file as the core takes it."""
        given = self.validated_data
        return Arriving(
            filename=given["filename"],
            content_type=given["content_type"],
            size_bytes=given["size_bytes"],
            product_id=given["product"].pk if given["product"] else None,
        )


class UploadFileSerializer(serializers.Serializer[Any]):
    """A file of at most 25 MB that comes with the request."""

    file = serializers.FileField(allow_empty_file=True, max_length=400, use_url=False)
    product = product_field(required=False, default=None)

    def arriving(self) -> Arriving:
        """Return the file as the core takes it."""
        file, product = self.validated_data["file"], self.validated_data["product"]
        return Arriving(
            filename=file.name,
            content_type=file.content_type or "",
            size_bytes=file.size,
            product_id=product.pk if product else None,
        )


class BegunSerializer(serializers.Serializer[Any]):
    """Where to post the file: `fields` first, then `file`; then POST `complete_url`."""

    id = serializers.UUIDField()
    method = serializers.CharField(default="POST")
    url = serializers.CharField()
    fields = serializers.DictField(child=serializers.CharField())  # type: ignore[assignment]
    complete_url = serializers.CharField()


class RefusalSerializer(serializers.Serializer[Any]):
    """Why a file was refused."""

    code = serializers.CharField()
    detail = serializers.CharField()


class UploadSerializer(serializers.ModelSerializer[Upload]):
    """How far an upload is. `asset` is there when it is ready, `problem` when it was refused."""

    asset = serializers.SerializerMethodField()
    problem = serializers.SerializerMethodField()

    class Meta:
        model = Upload
        fields = ("id", "state", "filename", "asset", "problem")
        read_only_fields = fields

    @extend_schema_field(AssetSerializer(allow_null=True))
    def get_asset(self, upload: Upload) -> Any:
        if upload.asset is None or upload.asset.deleted_at is not None:
            return None
        return AssetSerializer(upload.asset, context=self.context).data

    @extend_schema_field(RefusalSerializer(allow_null=True))
    def get_problem(self, upload: Upload) -> Any:
        code = "upload-expired" if upload.state == Upload.State.EXPIRED else upload.problem
        if not code:
            return None
        return {"code": code, "detail": refusals.sentence(code, upload.problem_data)}
