"""The image studio: photos by product, one of them in every look, and what an order would take."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from assets import services as library_services
from assets.filters import AssetFilter
from assets.models import Asset, Product
from generation import cutouts, looks, wording
from generation.forms import PHOTOS_AT_MOST, SIDES_PX, Choice
from generation.kinds.image import ImageOrder
from generation.models import CutOut, JobKind
from generation.orders import MAX_ITEMS
from generation.pipelines.image import RATIOS
from generation.pixels.looks import LOOKS
from generation.screens.allowance import Allowance, Estimate, allowance_of
from generation.screens.looks import (
    PENDING,
    Current,
    LookCard,
    cards_of,
    current_of,
    state_of,
)
from generation.screens.pictures import Pictures
from workspaces.access import Access

PICKER_PAGE = 40
RECENT = 8


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo at the left. state: pending, ready or refused."""

    asset: Asset
    thumb: str
    state: str
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """The photos of one product, or those of none."""

    product: Product | None
    photos: list[Photo]

    @property
    def name(self) -> str:
        """The product's name; empty for photos of none."""
        return self.product.name if self.product else ""


@dataclass(frozen=True, slots=True)
class Studio:
    """The whole page."""

    choice: Choice
    groups: list[Group]
    current: Current | None
    cards: list[LookCard]
    allowance: Allowance
    recent: list[Photo]

    @property
    def chosen(self) -> int:
        """How many photos are chosen."""
        return sum(photo.is_chosen for group in self.groups for photo in group.photos)

    @property
    def look_groups(self) -> list[tuple[str, object]]:
        """The groups of looks: (key, name)."""
        return list(looks.group_names().items())

    @property
    def count(self) -> int:
        """How many images the choice makes."""
        return self.chosen * len(self.choice.looks)

    @property
    def estimate(self) -> Estimate:
        """What the choice uses."""
        return self.allowance.of(self.count)

    @property
    def framed(self) -> str:
        """The names of the looks that need no cut-out."""
        names = [card.name for card in self.cards if not card.needs_cutout]
        return get_text_list(names, _("or"))

    @property
    def most(self) -> int:
        """How many images a job may make."""
        return MAX_ITEMS

    @property
    def ratios(self) -> list[tuple[str, str]]:
        """The ratios that can be made, with what they are good for."""
        names = wording.ratios()
        return [(ratio, names.get(ratio, ratio)) for ratio in RATIOS]

    @property
    def sides_px(self) -> tuple[int, ...]:
        """The lengths of the longer side that are offered."""
        return SIDES_PX


def studio(access: Access, choice: Choice, *, pictures: Pictures) -> Studio:
    """Return the studio for a choice; six queries at the most."""
    assets = _shown(choice)
    newest = [] if assets else _newest()
    cuts = cutouts.of_assets(assets or newest)
    chosen = _chosen(choice, assets)
    groups = _groups(assets, cuts, chosen, pictures)
    current = _looked_at(choice, groups)
    # An empty studio shows its looks with the newest product.
    ready = (asset for asset in newest if state_of(cuts.get(asset.pk)) == CutOut.State.READY)
    shown = current or next(ready, None)
    cut = cuts.get(shown.pk) if shown else None
    return Studio(
        choice=choice,
        groups=groups,
        current=current_of(access, current, cut, pictures=pictures) if current else None,
        cards=cards_of(cut, choice.looks, pictures),
        allowance=allowance_of(access, JobKind.IMAGE, timed=True),
        recent=[Photo(asset, pictures.thumb(asset), PENDING) for asset in newest],
    )


def library(*, search: str, offset: int, pictures: Pictures) -> tuple[list[Photo], int | None]:
    """Return photos to add, newest first, and the offset of the next ones; two queries."""
    asked = {"q": search, "source": Asset.Source.UPLOAD}
    found = AssetFilter(asked, queryset=_photos()).qs.order_by("-created_at", "-id")
    page = list(found[offset : offset + PICKER_PAGE + 1])
    cuts = cutouts.of_assets(page)
    photos = [
        Photo(asset, pictures.thumb(asset), state_of(cuts.get(asset.pk)))
        for asset in page[:PICKER_PAGE]
    ]
    return photos, offset + PICKER_PAGE if len(page) > PICKER_PAGE else None


def order_of(choice: Choice, *, first: int | None) -> ImageOrder:
    """Return what a choice orders: with the rectangles drawn, without what is known to fail.

    A photo that is not cut out is made only in looks that need no cut-out.
    """
    asked = choice.assets or ()
    cuts = cutouts.of_assets(list(_photos().filter(pk__in=asked)))
    ready = {asset_id: cut for asset_id, cut in cuts.items() if cut.state == CutOut.State.READY}
    needing = [look for look in choice.looks if LOOKS[look].needs_cutout]
    return ImageOrder(
        asset_ids=asked,
        styles=choice.looks,
        ratio=choice.ratio,
        long_side_px=choice.side_px,
        hints={str(asset_id): cut.hint for asset_id, cut in ready.items() if cut.hint},
        leave_out=frozenset(
            (asset_id, look)
            for asset_id, cut in cuts.items()
            if cut.state == CutOut.State.REFUSED
            for look in needing
        ),
        first=first,
    )


def _photos() -> QuerySet[Asset]:
    return library_services.assets().filter(kind=Asset.Kind.IMAGE)


def _newest() -> list[Asset]:
    found = _photos().filter(source=Asset.Source.UPLOAD).order_by("-created_at", "-id")
    return list(found[:RECENT])


def _shown(choice: Choice) -> list[Asset]:
    """Return the photos at the left: those named, and all of their products'."""
    named = [*(choice.assets or ()), *choice.off]
    if not named and not choice.products:
        return []
    kin = Asset.objects.filter(pk__in=named, product__isnull=False).values("product")
    own = Q(source=Asset.Source.UPLOAD) & (Q(product__in=choice.products) | Q(product__in=kin))
    found = list(
        _photos().filter(Q(pk__in=named) | own).order_by("position", "created_at")[:PHOTOS_AT_MOST]
    )
    order = {asset_id: place for place, asset_id in enumerate(named)}
    products: dict[object, int] = {}
    for asset in sorted(found, key=lambda asset: order.get(asset.pk, PHOTOS_AT_MOST)):
        products.setdefault(asset.product_id, len(products))
    return sorted(found, key=lambda asset: products[asset.product_id])


def _chosen(choice: Choice, assets: Sequence[Asset]) -> set[UUID]:
    if choice.assets is not None:
        return set(choice.assets)
    return {asset.pk for asset in assets}


def _looked_at(choice: Choice, groups: Sequence[Group]) -> Asset | None:
    """Return the photo asked for, else the first that is chosen and can be shown in every look."""
    photos = [photo for group in groups for photo in group.photos]
    photos.sort(key=lambda photo: (not photo.is_chosen, photo.state == CutOut.State.REFUSED))
    asked = (photo.asset for photo in photos if photo.asset.pk == choice.current)
    return next(asked, photos[0].asset if photos else None)


def _groups(
    assets: Sequence[Asset],
    cuts: dict[UUID, CutOut],
    chosen: set[UUID],
    pictures: Pictures,
) -> list[Group]:
    groups: dict[UUID | None, Group] = {}
    for asset in assets:
        group = groups.setdefault(asset.product_id, Group(asset.product, []))
        state = state_of(cuts.get(asset.pk))
        group.photos.append(Photo(asset, pictures.thumb(asset), state, asset.pk in chosen))
    return list(groups.values())
