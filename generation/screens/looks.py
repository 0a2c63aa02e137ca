"""One photo in every look, and what is known of its cut-out."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.cache import cache

from assets import services as library
from assets.models import Asset
from generation import cutouts, failures, looks, queue
from generation.models import CutOut
from generation.pixels.looks import LOOKS
from generation.screens.pictures import Pictures
from workspaces.access import Access

ASK_AGAIN_SECONDS = 60
PENDING = "pending"


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


def looks_of(
    access: Access, asset_id: UUID, *, chosen: Sequence[str], since: str, pictures: Pictures
) -> tuple[Current, list[LookCard]]:
    """Return one photo in every look; three queries at the most.

    since: the cut-out that was shown when a new one was asked for; until it comes, it is awaited.

    Raises:
        Asset.DoesNotExist: there is no such photo in this workspace.
    """
    asset = library.assets().get(pk=asset_id, kind=Asset.Kind.IMAGE)
    cut = cutouts.of_assets([asset]).get(asset.pk)
    if _mark(cut) == since:
        cut = None
    current = current_of(access, asset, cut, pictures=pictures, since=since)
    return current, cards_of(cut, chosen, pictures)


def state_of(cut: CutOut | None) -> str:
    """Return whether a photo is cut out; a cut-out without its previews is still being made."""
    if cut is None or (cut.state == CutOut.State.READY and not cut.previews):
        return PENDING
    return cut.state


def current_of(
    access: Access, asset: Asset, cut: CutOut | None, *, pictures: Pictures, since: str = ""
) -> Current:
    state = state_of(cut)
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


def cards_of(cut: CutOut | None, chosen: Sequence[str], pictures: Pictures) -> list[LookCard]:
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


def _mark(cut: CutOut | None) -> str:
    """Return what tells this cut-out from a newer one; one asked for again counts as newer."""
    return f"{cut.pk}.{cut.created_at.timestamp()}" if cut else ""


def _ask_again(access: Access, asset: Asset) -> None:
    """Repeat the hint that made no cut-out so far, at most once a minute: it may have been lost."""
    if cache.add(f"cutout:{access.schema_name}:{asset.pk}", 1, ASK_AGAIN_SECONDS):
        queue.prepare_cutout(access.schema_name, asset.pk)
