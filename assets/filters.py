"""What lists of assets and products can be narrowed by, in the API and in the pages."""

from typing import Any

import django_filters
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    CharField,
    Exists,
    Expression,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Concat, Lower
from django.db.models.lookups import IContains
from django.utils.translation import gettext_lazy as _

from assets import duplicates, searching
from assets.models import Asset, Fact, Product, Tag


class AssetFilter(django_filters.FilterSet):  # type: ignore[misc]  # it ships no types
    """Assets by kind, source, style, product, tags, and by words of what they are and hold."""

    kind = django_filters.ChoiceFilter(choices=Asset.Kind.choices)
    source = django_filters.ChoiceFilter(choices=Asset.Source.choices)
    style = django_filters.CharFilter()
    product = django_filters.UUIDFilter(field_name="product_id")
    duplicates = django_filters.BooleanFilter(
        method="repeated", label=_("Only files that are in the library more than once")
    )
    tag = django_filters.CharFilter(method="tagged", label=_("A tag; several when given again"))
    q = django_filters.CharFilter(
        method="search", label=_("Words of the name, tags, text inside, product or SKU")
    )

    class Meta:
        model = Asset
        fields: list[str] = []

    def repeated(self, queryset: QuerySet[Asset], _name: str, value: Any) -> QuerySet[Asset]:
        """Keep what is there twice, or more often."""
        return duplicates.repeated(queryset) if value else queryset

    def tagged(self, queryset: QuerySet[Asset], name: str, value: str) -> QuerySet[Asset]:
        """Keep what has every one of the tags."""
        several = getattr(self.data, "getlist", None)
        for one in several(name) if several else [value]:
            if not one.strip():
                continue
            tag = Tag.objects.alias(key=Lower("name")).filter(
                key=one.replace("\0", " ").strip().lower()
            )
            marked = Asset.tags.through.objects.filter(tag__in=tag.values("pk"))
            queryset = queryset.filter(pk__in=marked.values("asset_id"))
        return queryset

    def search(self, queryset: QuerySet[Asset], _name: str, value: str) -> QuerySet[Asset]:
        """Keep what holds every word somewhere: itself, or its product."""
        for word in searching.words(str(value)):
            queryset = queryset.filter(_finds(word))
        return queryset


class ProductFilter(django_filters.FilterSet):  # type: ignore[misc]  # it ships no types
    """Products by SKU, brand, category, what is missing, and words of what is written of them."""

    MISSING = (("photo", _("photo")), ("facts", _("facts")))

    sku = django_filters.CharFilter(lookup_expr="iexact")
    brand = django_filters.CharFilter(lookup_expr="iexact")
    category = django_filters.CharFilter(lookup_expr="iexact")
    missing = django_filters.ChoiceFilter(choices=MISSING, method="lacking")
    q = django_filters.CharFilter(method="search", label=_("Words of the name, SKU or brand"))

    class Meta:
        model = Product
        fields: list[str] = []

    def lacking(self, queryset: QuerySet[Product], _name: str, value: str) -> QuerySet[Product]:
        """Keep what has no photo, or no fact."""
        if value == "facts":
            return queryset.exclude(Exists(Fact.objects.filter(product=OuterRef("pk"))))
        photos = Asset.objects.filter(
            product=OuterRef("pk"),
            kind=Asset.Kind.IMAGE,
            source=Asset.Source.UPLOAD,
            deleted_at__isnull=True,
        )
        return queryset.exclude(Exists(photos))

    def search(self, queryset: QuerySet[Product], _name: str, value: str) -> QuerySet[Product]:
        """Keep what holds every word somewhere."""
        for word in searching.words(str(value)):
            queryset = queryset.filter(_says(word, "name", "name_zh", "sku", "brand", "category"))
        return queryset


def _finds(word: str) -> Q:
    """Return the condition that a file holds a word.

    Both arms have an index, and nothing else stands beside them: what the indexes find need not be
    looked at again. The products that hold the word are looked up once, as an array.
    """
    products = Product.objects.filter(_says(word, "name", "name_zh", "sku")).values("pk")
    its_product: Expression = Func(
        F("product_id"),
        ArraySubquery(products.order_by()),
        template="(%(expressions)s))",
        arg_joiner=" = ANY(",
        output_field=BooleanField(),
    )
    matching = searching.matching(word)
    return Q(its_product) if matching is None else Q(matching) | Q(its_product)


def _says(word: str, *fields: str) -> Q:
    """Return the condition that one of the fields holds a word: they are looked through as one text."""
    pieces: list[Any] = []
    for field in fields:
        pieces += [F(field), Value("\n")]
    return Q(IContains(Concat(*pieces, output_field=CharField()), word))
