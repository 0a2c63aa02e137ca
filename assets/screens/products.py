"""One product with everything known and made of it, and products by name."""

from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict

from assets import addresses, money, services
from assets.filters import ProductFilter
from assets.models import Asset, Fact, Product
from assets.screens import tiles
from assets.screens.tiles import Tile

IMAGES_SHOWN = 12


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
        images=[tiles.of(asset, origin=origin) for asset in images[:IMAGES_SHOWN]],
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
