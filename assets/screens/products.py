"""Products as a table, and one product with everything known and made of it."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q
from django.http import QueryDict

from assets import addresses, money, services
from assets.filters import ProductFilter
from assets.models import Asset, Fact, Product
from assets.screens.library import Tile, query_with
from assets.screens.lists import Cursor, cursor_of

PAGE = 50
IMAGES_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Row:
    """One product of the table."""

    product: Product
    thumb_url: str
    photos: int
    images: int


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the table. total: 0 on a later page, which does not show it."""

    rows: list[Row]
    total: int
    next_href: str
    search: str

    @property
    def is_empty(self) -> bool:
        """Whether there is no product at all."""
        return not self.rows and not self.search


@dataclass(frozen=True, slots=True)
class Photo:
    """One photo of a product."""

    asset: Asset
    thumb_url: str
    large_url: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A product's page."""

    product: Product
    price: str
    facts: list[Fact]
    photos: list[Photo]
    images: list[Tile]
    image_count: int

    @property
    def all_query(self) -> str:
        """Return the query of the library that shows every image of it."""
        return f"?kind=image&source=generated&product={self.product.pk}"


def products(asked: QueryDict, *, origin: str) -> Listing:
    """Return the page of products that was asked for, the one changed last first."""
    cursor = cursor_of(asked.get("cursor", ""))
    found = ProductFilter(asked, queryset=services.products()).qs
    total = found.count() if cursor is None else 0
    if cursor is not None:
        found = found.filter(cursor.after("changed_at"))
    rows = list(found.order_by("-changed_at", "-pk")[: PAGE + 1])
    shown = rows[:PAGE]
    made = _images_of([product.pk for product in shown])
    next_href = ""
    if len(rows) > PAGE:
        after = Cursor(shown[-1].changed_at, shown[-1].pk)
        next_href = query_with(asked, cursor=str(after))
    return Listing(
        rows=[
            Row(
                product,
                addresses.thumb_url(photos[0], origin=origin)
                if (photos := _photos(product))
                else "",
                len(photos),
                made.get(product.pk, 0),
            )
            for product in shown
        ],
        total=total,
        next_href=next_href,
        search=asked.get("q", ""),
    )


def sheet(product_id: UUID, *, origin: str) -> Sheet:
    """Return one product's page.

    Raises:
        Product.DoesNotExist: no such product.
    """
    product = services.products().prefetch_related("facts").get(pk=product_id)
    made = services.assets().filter(
        product=product, kind=Asset.Kind.IMAGE, source=Asset.Source.GENERATED
    )
    images = list(made.order_by("-created_at", "-pk")[: IMAGES_SHOWN + 1])
    return Sheet(
        product=product,
        price=money.shown(product.price_minor, product.currency),
        facts=list(product.facts.all()),
        photos=[
            Photo(
                asset,
                addresses.thumb_url(asset, origin=origin),
                addresses.thumb_url(asset, origin=origin, side_px=addresses.LARGE_PX),
            )
            for asset in _photos(product)
        ],
        images=[
            Tile(asset, addresses.thumb_url(asset, origin=origin))
            for asset in images[:IMAGES_SHOWN]
        ],
        image_count=made.count() if len(images) > IMAGES_SHOWN else len(images),
    )


def names(search: str, *, at_most: int) -> list[Product]:
    """Return products for a menu, by name."""
    asked = QueryDict(mutable=True)
    asked["q"] = search
    return list(ProductFilter(asked, queryset=Product.objects.order_by("name")).qs[:at_most])


def _photos(product: Product) -> list[Asset]:
    photos: list[Asset] = getattr(product, "photos", [])
    return photos


def _images_of(product_ids: list[UUID]) -> dict[UUID, int]:
    return dict(
        services.assets()
        .filter(Q(product_id__in=product_ids), kind=Asset.Kind.IMAGE, source=Asset.Source.GENERATED)
        .values_list("product_id")
        .annotate(Count("pk"))
        .order_by()
    )
