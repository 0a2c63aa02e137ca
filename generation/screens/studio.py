"""The image studio: photos by product, one of them in every look, and what an order would take."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from assets import services as library_services
from assets.filters import AssetFilter
from assets.models import Asset, Product
from billing import services as billing
from billing.models import Meter
from generation import cutouts, failures, looks, queue, sql, wording
from generation.forms import PHOTOS_AT_MOST, RATIOS, SIDES_PX, Choice
from generation.models import CutOut, JobKind
from generation.pixels.looks import LOOKS
from generation.screens.pictures import Pictures
from generation.services import MAX_ITEMS, ImageOrder
from workspaces.access import Access

PICKER_PAGE = 40
RECENT = 8
ASK_AGAIN_SECONDS = 60
PENDING = "pending"


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
class LookCard:
    """A look as a picture of the user's own product; `src` is empty while there is none."""

    key: str
    name: str
    group: str
    src: str
    is_chosen: bool

    @property
    def needs_cutout(self) -> bool:
        """Whether a photo that is not cut out cannot be shown in it."""
        return LOOKS[self.key].needs_cutout


@dataclass(frozen=True, slots=True)
class Current:
    """The photo that is looked at. cutout: marks what is shown, so that a newer one is noticed."""

    asset: Asset
    before: str
    state: str
    failure: failures.Failure | None
    cutout: str
    hint: list[int]


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left, and how long a picture takes. seconds: 0 when nothing was made yet."""

    left: int
    resets_at: object
    seconds: float
    at_once: int


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
    """Return the studio for a choice; ten queries at the most."""
    assets = _shown(choice)
    newest = [] if assets else _newest()
    cuts = cutouts.of_assets(assets or newest)
    chosen = _chosen(choice, assets)
    groups = _groups(assets, cuts, chosen, pictures)
    current = _current_of(choice, groups)
    # An empty studio shows its looks with the newest product.
    ready = (asset for asset in newest if _state(cuts.get(asset.pk)) == CutOut.State.READY)
    shown = current or next(ready, None)
    cut = cuts.get(shown.pk) if shown else None
    return Studio(
        choice=choice,
        groups=groups,
        current=_current(access, current, cut, pictures=pictures) if current else None,
        cards=_cards(cut, choice.looks, pictures),
        allowance=_allowance(access),
        recent=[Photo(asset, pictures.thumb(asset), PENDING) for asset in newest],
    )


def looks_of(
    access: Access, asset_id: UUID, *, chosen: Sequence[str], since: str, pictures: Pictures
) -> tuple[Current, list[LookCard]]:
    """Return one photo in every look; three queries at the most.

    since: the cut-out that was shown when a new one was asked for; until it comes, it is awaited.

    Raises:
        Asset.DoesNotExist: there is no such photo in this workspace.
    """
    asset = _photos().get(pk=asset_id)
    cut = cutouts.of_assets([asset]).get(asset.pk)
    if _mark(cut) == since:
        cut = None
    current = _current(access, asset, cut, pictures=pictures, since=since)
    return current, _cards(cut, chosen, pictures)


def library(*, search: str, offset: int, pictures: Pictures) -> tuple[list[Photo], int | None]:
    """Return photos to add, newest first, and the offset of the next ones; two queries."""
    asked = {"q": search, "source": Asset.Source.UPLOAD}
    found = AssetFilter(asked, queryset=_photos()).qs.order_by("-created_at", "-id")
    page = list(found[offset : offset + PICKER_PAGE + 1])
    cuts = cutouts.of_assets(page)
    photos = [
        Photo(asset, pictures.thumb(asset), _state(cuts.get(asset.pk)))
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


def _current_of(choice: Choice, groups: Sequence[Group]) -> Asset | None:
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
        state = _state(cuts.get(asset.pk))
        group.photos.append(Photo(asset, pictures.thumb(asset), state, asset.pk in chosen))
    return list(groups.values())


def _state(cut: CutOut | None) -> str:
    """Return whether a photo is cut out; a cut-out without its previews is still being made."""
    if cut is None or (cut.state == CutOut.State.READY and not cut.previews):
        return PENDING
    return cut.state


def _current(
    access: Access, asset: Asset, cut: CutOut | None, *, pictures: Pictures, since: str = ""
) -> Current:
    state = _state(cut)
    if state == PENDING and not since:
        _ask_again(access, asset)
    refused = cut is not None and state == CutOut.State.REFUSED
    hint = cut.hint if cut and cut.hint else []
    return Current(
        asset=asset,
        before=pictures.thumb(asset, px=800),
        state=state,
        failure=failures.explain(f"image.cutout_refused.{cut.reason}") if refused and cut else None,
        cutout=_mark(cut) or since,
        hint=[round(value * 100) for value in hint],
    )


def _mark(cut: CutOut | None) -> str:
    """Return what tells this cut-out from a newer one; one asked for again counts as newer."""
    return f"{cut.pk}.{cut.created_at.timestamp()}" if cut else ""


def _ask_again(access: Access, asset: Asset) -> None:
    """Repeat the hint that made no cut-out so far, at most once a minute: it may have been lost."""
    if cache.add(f"cutout:{access.schema_name}:{asset.pk}", 1, ASK_AGAIN_SECONDS):
        queue.prepare_cutout(access.schema_name, asset.pk)


def _cards(cut: CutOut | None, chosen: Sequence[str], pictures: Pictures) -> list[LookCard]:
    shown = cut.previews if cut else {}
    return [
        LookCard(
            choice.key,
            choice.name,
            choice.group,
            pictures.kept(shown.get(choice.key, "")),
            choice.key in chosen,
        )
        for choice in looks.choices()
    ]


def _allowance(access: Access) -> Allowance:
    usage = billing.usage(workspace_id=access.workspace_id, meter=Meter.IMAGES)
    return Allowance(
        left=max(0, usage.remaining),
        resets_at=usage.resets_at,
        seconds=sql.seconds_an_item(JobKind.IMAGE) or 0,
        at_once=billing.concurrency(workspace_id=access.workspace_id),
    )
