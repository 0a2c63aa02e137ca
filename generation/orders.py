"""What an order of images is, and whether it can be made."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from assets.models import Asset
from generation import looks
from generation.pipelines.image import MAX_SIDE_PX, MIN_SIDE_PX, RATIOS

MAX_ITEMS = 500
NAMES_IN_TITLE = 3


class BadRequest(Exception):
    """What was asked cannot be made; the text says what to change. Nothing was counted."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True, slots=True)
class ImageOrder:
    """What to make: every photo in every look.

    hints: asset id → rectangle (left, top, width, height) in fractions, where one was drawn.
    leave_out: pairs of photo and look that are not made, as they are known to fail.
    first: make only so many of them, for who has fewer left than the whole would take.
    """

    asset_ids: Sequence[UUID]
    styles: Sequence[str]
    ratio: str = "1:1"
    long_side_px: int = 1600
    title: str = ""
    hints: dict[str, list[float]] = field(default_factory=dict)
    leave_out: frozenset[tuple[UUID, str]] = frozenset()
    first: int | None = None


def photos_of(order: ImageOrder) -> list[Asset]:
    """Return the photos of an order, each once, in its order.

    Raises:
        BadRequest: one of them is not in the library.
    """
    wanted = [str(asset_id) for asset_id in order.asset_ids]
    found = {
        str(asset.id): asset
        for asset in Asset.objects.filter(
            pk__in=wanted, deleted_at__isnull=True, kind=Asset.Kind.IMAGE, current__isnull=False
        ).select_related("product")
    }
    missing = [asset_id for asset_id in wanted if asset_id not in found]
    if missing:
        raise BadRequest(
            "asset-unknown",
            _("There is no photo %(id)s in this workspace.") % {"id": missing[0]},
        )
    return [found[asset_id] for asset_id in dict.fromkeys(wanted)]


def check(order: ImageOrder, photos: Sequence[Asset]) -> None:
    """Refuse what cannot be made.

    Raises:
        BadRequest: a look, ratio, size or rectangle that does not exist, nothing, or too much.
    """
    unknown = looks.unknown(list(order.styles))
    if unknown:
        raise BadRequest(
            "style-unknown",
            _("There is no look called “%(style)s”. Choose from: %(choices)s.")
            % {
                "style": unknown[0],
                "choices": ", ".join(choice.key for choice in looks.choices()),
            },
        )
    if not photos or not order.styles:
        raise BadRequest("nothing-chosen", _("Choose at least one photo and one look."))
    if order.ratio not in RATIOS:
        raise BadRequest(
            "ratio-unknown", _("Choose a ratio from: %(choices)s.") % {"choices": ", ".join(RATIOS)}
        )
    if not MIN_SIDE_PX <= order.long_side_px <= MAX_SIDE_PX:
        raise BadRequest(
            "size-out-of-range",
            _("The longer side can be %(low)d to %(high)d px.")
            % {"low": MIN_SIDE_PX, "high": MAX_SIDE_PX},
        )
    if len(photos) * len(order.styles) > MAX_ITEMS:
        raise BadRequest(
            "too-many-items",
            _("A job makes at most %(most)d images. Choose fewer photos or looks.")
            % {"most": MAX_ITEMS},
        )
    for box in order.hints.values():
        if len(box) != 4 or not all(0 <= value <= 1 for value in box) or min(box[2:]) <= 0:
            raise BadRequest("hint-invalid", _("The rectangle must lie inside the photo."))


def plans_of(order: ImageOrder, photos: Sequence[Asset]) -> list[tuple[Asset, str]]:
    """Return what is to be made, photo and look, look by look.

    Raises:
        BadRequest: nothing is left of it.
    """
    every = ((photo, style) for style in order.styles for photo in photos)
    plans = [plan for plan in every if (plan[0].pk, plan[1]) not in order.leave_out]
    if not plans:
        raise BadRequest(
            "nothing-possible", _("These photos are not cut out. Choose other photos or looks.")
        )
    return plans[: order.first]


def title_of(photos: Sequence[Asset]) -> str:
    """Return what a job is called: its only photo, its few products, else nothing."""
    if len(photos) == 1:
        return photos[0].name[:160]
    names = list(dict.fromkeys(photo.product.name if photo.product else "" for photo in photos))
    if all(names) and len(names) <= NAMES_IN_TITLE:
        return ", ".join(names)[:160]
    return ""
