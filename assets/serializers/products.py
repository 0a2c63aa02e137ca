"""The shapes of products and facts in the API."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assets import addresses, texts
from assets.catalogue.amounts import MAX_MINOR
from assets.models import Fact, Product
from assets.services import FactValue, ProductValues
from assets.services.facts import MAX_FACTS
from workspaces.currencies import CURRENCIES


class FactSourceSerializer(serializers.Serializer[Fact]):
    """Where a fact was learnt, and who vouches for it.

    kind: `typed` by a person, or from a `sheet`. What was typed over a sheet keeps where that says
    otherwise. confidence: of the reading, in per cent. confirmed_by: the person's id.
    """

    kind = serializers.ChoiceField(choices=Fact.Source.choices, source="source")
    asset = serializers.SerializerMethodField()
    version = serializers.UUIDField(source="origin_id", allow_null=True)
    page = serializers.IntegerField(allow_null=True)
    sheet = serializers.CharField()
    cell = serializers.CharField()
    quote = serializers.CharField()
    confidence = serializers.IntegerField(allow_null=True)
    confirmed_by = serializers.UUIDField(source="confirmed_by_id", allow_null=True)
    confirmed_at = serializers.DateTimeField(allow_null=True)

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_asset(self, fact: Fact) -> str | None:
        return str(fact.origin.asset_id) if fact.origin else None


class Shown:
    """Takes texts as they are kept: what is nothing but control characters is blank."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            data = {
                name: texts.clean(value) if isinstance(value, str) else value
                for name, value in data.items()
            }
        return super().to_internal_value(data)  # type: ignore[misc]  # a serializer's


class FactSerializer(Shown, serializers.ModelSerializer[Fact]):
    """One fact of a product."""

    # DRF's own types take every `source` for the argument of that name.
    source = FactSourceSerializer(source="*", read_only=True)  # type: ignore[assignment]

    class Meta:
        model = Fact
        fields = ("id", "attribute", "value", "unit", "language", "source", "confirmed_at")
        read_only_fields = ("id", "confirmed_at")


class ProductSerializer(Shown, serializers.ModelSerializer[Product]):
    """A product. A change names the `version` it was made on."""

    price_minor = serializers.IntegerField(
        min_value=0, max_value=MAX_MINOR, allow_null=True, required=False
    )
    currency = serializers.ChoiceField(CURRENCIES, allow_blank=True, required=False)
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

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse a price nobody knows the currency of."""
        product: Product | None = self.context.get("product")
        price, currency = (
            attrs.get(name, getattr(product, name, None)) for name in ("price_minor", "currency")
        )
        if price is not None and not currency:
            raise serializers.ValidationError(
                {"currency": _("Say in which currency the price is.")}
            )
        return attrs

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

    @classmethod
    def of(cls, product: Product) -> Any:
        """Return all that is known of a product as it is shown."""
        facts = product.facts.select_related("origin")
        return cls({"version": product.version, "facts": facts}).data

    def given(self) -> list[FactValue]:
        """Return the facts as the core takes them."""
        return [FactValue(**fact) for fact in self.validated_data["facts"]]
