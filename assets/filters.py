"""What lists of assets and products can be narrowed by, in the API and in the pages."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from assets.models import Asset, Product


class AssetFilter(django_filters.FilterSet):  # type: ignore[misc]  # it ships no types
    """Assets by kind, source, style, product and words of their name or product."""

    kind = django_filters.ChoiceFilter(choices=Asset.Kind.choices)
    source = django_filters.ChoiceFilter(choices=Asset.Source.choices)
    style = django_filters.CharFilter()
    product = django_filters.UUIDFilter(field_name="product_id")
    q = django_filters.CharFilter(method="search", label=_("Words of the name, product or SKU"))

    class Meta:
        model = Asset
        fields: list[str] = []

    def search(self, queryset: QuerySet[Asset], _name: str, value: str) -> QuerySet[Asset]:
        """Keep what holds every word somewhere."""
        for word in _words(value):
            queryset = queryset.filter(
                Q(name__icontains=word)
                | Q(product__name__icontains=word)
                | Q(product__name_zh__icontains=word)
                | Q(product__sku__icontains=word)
            )
        return queryset


class ProductFilter(django_filters.FilterSet):  # type: ignore[misc]  # it ships no types
    """Products by SKU and by words of what is written of them."""

    sku = django_filters.CharFilter(lookup_expr="iexact")
    brand = django_filters.CharFilter(lookup_expr="iexact")
    category = django_filters.CharFilter(lookup_expr="iexact")
    q = django_filters.CharFilter(method="search", label=_("Words of the name, SKU or brand"))

    class Meta:
        model = Product
        fields: list[str] = []

    def search(self, queryset: QuerySet[Product], _name: str, value: str) -> QuerySet[Product]:
        """Keep what holds every word somewhere."""
        for word in _words(value):
            queryset = queryset.filter(
                Q(name__icontains=word)
                | Q(name_zh__icontains=word)
                | Q(sku__icontains=word)
                | Q(brand__icontains=word)
                | Q(category__icontains=word)
            )
        return queryset


def _words(value: Any) -> list[str]:
    # NUL cannot be kept, so nothing holds it; ten words are more than a name has.
    return str(value).replace("\0", " ").split()[:10]
