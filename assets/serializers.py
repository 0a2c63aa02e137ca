"""The shapes of files and products in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assets import addresses, refusals
from assets.models import Asset, Fact, Product, Upload
from assets.services import Arriving, FactValue, ProductValues
from assets.services.facts import MAX_FACTS


def _product_field(**options: Any) -> Any:
    return serializers.PrimaryKeyRelatedField(
        queryset=Product.objects.all(), allow_null=True, **options
    )


class AssetSerializer(serializers.ModelSerializer[Asset]):
    """A picture or video. Its addresses can be read without a sign-in for 30 minutes."""

    url = serializers.SerializerMethodField()
    thumb_url = serializers.SerializerMethodField()
    preview_url = serializers.SerializerMethodField()
    content_type = serializers.CharField(source="file.content_type", read_only=True)
    size_bytes = serializers.IntegerField(source="file.size_bytes", read_only=True)
    width_px = serializers.IntegerField(source="file.width_px", read_only=True)
    height_px = serializers.IntegerField(source="file.height_px", read_only=True)
    sha256 = serializers.CharField(source="file.sha256", read_only=True)
    duration_ms = serializers.IntegerField(
        source="file.duration_ms", read_only=True, allow_null=True, help_text="Of a video."
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
            "style",
            "content_type",
            "size_bytes",
            "width_px",
            "height_px",
            "sha256",
            "url",
            "thumb_url",
            "preview_url",
            "duration_ms",
            "cover_url",
            "subtitles_url",
            "created_at",
        )
        read_only_fields = fields

    def get_url(self, asset: Asset) -> str:
        return addresses.picture_url(asset, origin=self.context["origin"])

    def get_thumb_url(self, asset: Asset) -> str:
        return addresses.thumb_url(asset, origin=self.context["origin"])

    @extend_schema_field(serializers.CharField(allow_null=True, help_text="JPEG of a video."))
    def get_cover_url(self, asset: Asset) -> str | None:
        return addresses.companion_url(asset, "cover", origin=self.context["origin"])

    @extend_schema_field(serializers.CharField(allow_null=True, help_text="SRT of a video."))
    def get_subtitles_url(self, asset: Asset) -> str | None:
        return addresses.companion_url(asset, "subtitles", origin=self.context["origin"])

    def get_preview_url(self, asset: Asset) -> str:
        return addresses.thumb_url(asset, origin=self.context["origin"], side_px=addresses.LARGE_PX)


class AssetChangeSerializer(serializers.Serializer[Any]):
    """What can be changed of an asset."""

    name = serializers.CharField(max_length=200, required=False)
    product = _product_field(required=False)

    def changes(self) -> dict[str, object]:
        """Return what was given, by field of the model."""
        given = dict(self.validated_data)
        if "product" in given:
            product = given.pop("product")
            given["product_id"] = product.pk if product else None
        return given


class NewUploadSerializer(serializers.Serializer[Any]):
    """A file that is to be posted to the bucket."""

    filename = serializers.CharField(max_length=400)
    content_type = serializers.CharField(max_length=80, default="", allow_blank=True)
    size_bytes = serializers.IntegerField(min_value=0, max_value=2**62)
    product = _product_field(required=False, default=None)

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
    product = _product_field(required=False, default=None)

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


class DownloadSerializer(serializers.Serializer[Any]):
    """Where a file is saved from."""

    url = serializers.CharField()


class FactSerializer(serializers.ModelSerializer[Fact]):
    """One fact of a product."""

    class Meta:
        model = Fact
        fields = ("id", "attribute", "value", "unit", "language", "source", "confirmed_at")
        read_only_fields = ("id", "source", "confirmed_at")


class ProductSerializer(serializers.ModelSerializer[Product]):
    """A product. A change names the `version` it was made on."""

    version = serializers.IntegerField(read_only=True)
    thumb_url = serializers.SerializerMethodField()

    class Meta:
        model = Product
        fields = (
            "id",
            "sku",
            "name",
            "name_zh",
            "brand",
            "category",
            "price_minor",
            "currency",
            "thumb_url",
            "version",
            "created_at",
            "changed_at",
        )
        read_only_fields = ("id", "created_at", "changed_at")
        # "Once a workspace" is the core's to say, with a sentence of its own.
        validators: list[Any] = []

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_thumb_url(self, product: Product) -> str | None:
        photos = getattr(product, "photos", [])
        if not photos:
            return None
        return addresses.thumb_url(photos[0], origin=self.context["origin"])


class NewProductSerializer(ProductSerializer):
    """A new product, with what is known of it."""

    facts = serializers.ListField(
        child=FactSerializer(), max_length=MAX_FACTS, default=list, write_only=True
    )

    class Meta(ProductSerializer.Meta):
        fields = (*ProductSerializer.Meta.fields, "facts")  # type: ignore[assignment]  # one more

    def values(self) -> ProductValues:
        """Return the product as the core takes it."""
        given = {name: value for name, value in self.validated_data.items() if name != "facts"}
        return ProductValues(**given)

    def facts_given(self) -> list[FactValue]:
        """Return the facts as the core takes them."""
        return [FactValue(**fact) for fact in self.validated_data["facts"]]


class ProductChangeSerializer(ProductSerializer):
    """What is to be different of a product, and the version that was read."""

    version = serializers.IntegerField(min_value=1)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            field.required = name == "version"

    def changes(self) -> dict[str, Any]:
        """Return what was given, by field of the model."""
        return {name: value for name, value in self.validated_data.items() if name != "version"}


class FactsSerializer(serializers.Serializer[Any]):
    """All facts of a product, in order. `version` is the product's; given, it is checked."""

    version = serializers.IntegerField(min_value=1, required=False)
    facts = serializers.ListField(child=FactSerializer(), max_length=MAX_FACTS)

    def given(self) -> list[FactValue]:
        """Return the facts as the core takes them."""
        return [FactValue(**fact) for fact in self.validated_data["facts"]]
