"""The shapes of uploads in the API."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assets import duplicates, refusals
from assets.models import Asset, Upload
from assets.serializers.files import AssetSerializer, product_field
from assets.services import Arriving, sending

PARTS_AT_ONCE = 100


def replaces_field(**options: Any) -> Any:
    """Return the field of the file that is to get a new version."""
    return serializers.PrimaryKeyRelatedField(
        queryset=Asset.objects.filter(deleted_at__isnull=True, current__isnull=False),
        allow_null=True,
        help_text="The file this is to be a new version of.",
        **options,
    )


class NewUploadSerializer(serializers.Serializer[Any]):
    """A file that is to be sent to the bucket: more than 25 MB come in parts, less may."""

    filename = serializers.CharField(max_length=400)
    content_type = serializers.CharField(max_length=80, default="", allow_blank=True)
    size_bytes = serializers.IntegerField(min_value=0, max_value=2**62)
    multipart = serializers.BooleanField(default=False)
    product = product_field(required=False, default=None)
    replaces = replaces_field(required=False, default=None)

    def arriving(self) -> Arriving:
        """Return the file as the core takes it."""
        given = self.validated_data
        return Arriving(
            filename=given["filename"],
            content_type=given["content_type"],
            size_bytes=given["size_bytes"],
            product_id=given["product"].pk if given["product"] else None,
            replaces=given["replaces"],
            in_parts=given["multipart"],
        )


class UploadFileSerializer(serializers.Serializer[Any]):
    """A file of at most 25 MB that comes with the request."""

    file = serializers.FileField(allow_empty_file=True, max_length=400, use_url=False)
    product = product_field(required=False, default=None)
    replaces = replaces_field(required=False, default=None)

    def validate_file(self, file: Any) -> Any:
        """Refuse several: all but one would be dropped without a word."""
        if len(self.initial_data.getlist("file")) > 1:
            raise serializers.ValidationError(_("Send one file at a time."))
        return file

    def arriving(self) -> Arriving:
        """Return the file as the core takes it."""
        file, product = self.validated_data["file"], self.validated_data["product"]
        return Arriving(
            filename=file.name,
            content_type=file.content_type or "",
            size_bytes=file.size,
            product_id=product.pk if product else None,
            replaces=self.validated_data["replaces"],
        )


class BegunSerializer(serializers.Serializer[Any]):
    """Where to send the file.

    `POST`: post `fields`, then `file`, to `url`. `PARTS`: ask `parts_url` for the addresses of its
    `parts` parts of `part_bytes` bytes (the last has what is left) and put each there. Then POST
    `complete_url`.
    """

    id = serializers.UUIDField()
    method = serializers.ChoiceField(choices=["POST", "PARTS"])
    url = serializers.CharField(required=False, help_text="Of a POST.")
    fields = serializers.DictField(  # type: ignore[assignment]
        child=serializers.CharField(), required=False, help_text="Of a POST."
    )
    part_bytes = serializers.IntegerField(required=False, help_text="Of one in parts.")
    parts = serializers.IntegerField(required=False, help_text="Of one in parts: how many.")
    parts_url = serializers.CharField(required=False, help_text="Of one in parts.")
    complete_url = serializers.CharField()
    expires_at = serializers.DateTimeField()


class PartNumbersSerializer(serializers.Serializer[Any]):
    """Parts that are to be sent next, at most 100 at once; the first is 1."""

    numbers = serializers.ListField(
        child=serializers.IntegerField(min_value=1), min_length=1, max_length=PARTS_AT_ONCE
    )


class PartAddressSerializer(serializers.Serializer[Any]):
    """Where one part is put, with exactly `size_bytes` bytes."""

    number = serializers.IntegerField()
    size_bytes = serializers.IntegerField()
    url = serializers.CharField()


class PartAddressesSerializer(serializers.Serializer[Any]):
    """Where parts are put. An address holds for an hour and takes its part as often as it comes."""

    parts = PartAddressSerializer(many=True)


class ArrivedPartSerializer(serializers.Serializer[Any]):
    """A part that is there."""

    number = serializers.IntegerField()
    size_bytes = serializers.IntegerField()
    etag = serializers.CharField()


class ArrivedPartsSerializer(serializers.Serializer[Any]):
    """The parts that are there."""

    parts = ArrivedPartSerializer(many=True)


class ToldPartSerializer(serializers.Serializer[Any]):
    """A part as its sender knows it: the ETag its PUT was answered with."""

    number = serializers.IntegerField(min_value=1)
    etag = serializers.CharField(max_length=100)


class CompleteSerializer(serializers.Serializer[Any]):
    """Of one in parts, what was sent: told, it is compared with what is there."""

    parts = ToldPartSerializer(  # type: ignore[call-arg]  # the list's own
        many=True, required=False, default=list, max_length=10_000
    )

    def told(self) -> dict[int, str]:
        """Return number → ETag."""
        return {part["number"]: part["etag"] for part in self.validated_data["parts"]}


class RefusalSerializer(serializers.Serializer[Any]):
    """Why a file was refused."""

    code = serializers.CharField()
    detail = serializers.CharField()


class UploadSerializer(serializers.ModelSerializer[Upload]):
    """How far an upload is. `asset` is there when it is ready, `problem` when it was refused."""

    asset = serializers.SerializerMethodField()
    problem = serializers.SerializerMethodField()
    duplicate_of = serializers.SerializerMethodField()

    class Meta:
        model = Upload
        fields = ("id", "state", "filename", "size_bytes", "asset", "duplicate_of", "problem")
        read_only_fields = fields

    @extend_schema_field(AssetSerializer(allow_null=True))
    def get_asset(self, upload: Upload) -> Any:
        if upload.asset is None or upload.asset.deleted_at is not None:
            return None
        return AssetSerializer(upload.asset, context=self.context).data

    @extend_schema_field(
        serializers.UUIDField(allow_null=True, help_text="A file of the library that is the same.")
    )
    def get_duplicate_of(self, upload: Upload) -> Any:
        if upload.asset is None or upload.asset.deleted_at is not None:
            return None
        return duplicates.duplicate_of(upload.asset)

    @extend_schema_field(RefusalSerializer(allow_null=True))
    def get_problem(self, upload: Upload) -> Any:
        code = "upload-expired" if upload.state == Upload.State.EXPIRED else upload.problem
        if not code:
            return None
        return {"code": code, "detail": refusals.sentence(code, upload.problem_data)}


class UnfinishedSerializer(serializers.ModelSerializer[Upload]):
    """An upload one can go on with (`open`), or whose check has not ended (`checking`)."""

    method = serializers.SerializerMethodField()
    parts = serializers.SerializerMethodField(help_text="How many; 0 of what came in one.")
    sent_bytes = serializers.SerializerMethodField(help_text="Of parts that are there in whole.")
    product = serializers.UUIDField(source="product_id", read_only=True, allow_null=True)
    replaces = serializers.UUIDField(source="replaces_id", read_only=True, allow_null=True)
    parts_url = serializers.SerializerMethodField()
    complete_url = serializers.SerializerMethodField()

    class Meta:
        model = Upload
        fields = (
            "id",
            "state",
            "filename",
            "content_type",
            "size_bytes",
            "method",
            "part_bytes",
            "parts",
            "sent_bytes",
            "product",
            "replaces",
            "parts_url",
            "complete_url",
            "created_at",
            "expires_at",
        )
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(choices=["POST", "PARTS"]))
    def get_method(self, upload: Upload) -> str:
        return "PARTS" if upload.part_bytes else "POST"

    def get_parts(self, upload: Upload) -> int:
        return len(sending.parts_of(upload))

    def get_sent_bytes(self, upload: Upload) -> int:
        if upload.state != Upload.State.OPEN:
            return upload.size_bytes
        return sum(part.size_bytes for part in sending.arrived(upload))

    def get_parts_url(self, upload: Upload) -> str:
        return reverse("upload-parts", args=[upload.pk])

    def get_complete_url(self, upload: Upload) -> str:
        return reverse("upload-complete", args=[upload.pk])
