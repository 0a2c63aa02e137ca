"""A job's pictures: tiles look by look, and one of them large."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from assets.models import Asset
from generation import cutouts, failures, looks, wording
from generation.models import OPEN_ITEM, CutOut, ItemState, Job, JobItem, Output
from generation.screens import items as known
from generation.screens.jobs import timed
from generation.screens.pictures import Pictures


@dataclass(frozen=True, slots=True)
class LookCount:
    """How many pictures of a look are done."""

    key: str
    name: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Tile:
    """One picture on the page, in whatever state it is. src: of the picture or what stands for it.

    caption: what stands below it; empty where a heading says it.
    """

    item: JobItem
    look: str
    src: str
    asset: Asset | None
    download: str = ""
    caption: str = ""

    @property
    def is_open(self) -> bool:
        """Whether the picture is still to come."""
        return self.item.state in OPEN_ITEM

    @property
    def is_done(self) -> bool:
        """Whether there is a picture to look at."""
        return self.item.state == ItemState.SUCCEEDED and bool(self.src)

    @property
    def shown_state(self) -> str:
        """The state as pictures show it: none when done, `missing` when deleted since."""
        if self.item.state != ItemState.SUCCEEDED:
            return self.item.state
        return "" if self.src else "missing"

    @property
    def stage(self) -> str:
        """What is being done to it."""
        return wording.stage(self.item.stage)

    @property
    def wait(self) -> str:
        """What it waits for besides its turn."""
        return known.wait_of(self.item)

    @property
    def alt(self) -> str:
        """What the picture shows."""
        return known.title(self.item)


@dataclass(frozen=True, slots=True)
class Group:
    """The tiles of one look."""

    look: LookCount
    tiles: list[Tile]


@dataclass(frozen=True, slots=True)
class Viewed:
    """One picture, large. photo: the one it is made from, while that is in the library."""

    job: Job
    tile: Tile
    photo: Asset | None
    failure: failures.Failure | None
    made_offline: bool


def viewed(job_id: UUID, item_id: UUID, *, pictures: Pictures) -> Viewed:
    """Return one item as the large view shows it; four queries at the most.

    Raises:
        Job.DoesNotExist, JobItem.DoesNotExist: there is no such item in this workspace.
    """
    job = timed().get(pk=job_id)
    item = job.items.get(pk=item_id)
    photo = known.photos_of([item]).get(known.photo_id(item))
    output = _outputs([item]).get(item.pk)
    asset = output.asset if output else None
    src = pictures.original(asset) if asset else pictures.thumb(photo, px=800)
    return Viewed(
        job=job,
        tile=_finished(item, asset, src=src, pictures=pictures),
        photo=photo if photo is not None and photo.deleted_at is None else None,
        failure=failures.explain(item.error_code) if item.error_code else None,
        made_offline=bool(output and output.made_offline),
    )


def looks_of(job: Job, items: Sequence[JobItem]) -> list[LookCount]:
    total: dict[str, int] = dict.fromkeys(job.params.get("styles", []), 0)
    done = dict(total)
    for item in items:
        key = known.style(item)
        total[key] = total.get(key, 0) + 1
        done[key] = done.get(key, 0) + (item.state == ItemState.SUCCEEDED)
    return [LookCount(key, looks.name_of(key), done[key], count) for key, count in total.items()]


def groups_of(
    job: Job,
    items: Sequence[JobItem],
    counts: Sequence[LookCount],
    photos: dict[str, Asset],
    pictures: Pictures,
) -> list[Group]:
    """Return the tiles of these items, look by look. counts: of every look of the job."""
    by_look: dict[str, list[Tile]] = {look.key: [] for look in counts}
    for tile in tiles_of(job, items, photos, pictures):
        by_look[known.style(tile.item)].append(tile)
    return [Group(look, by_look[look.key]) for look in counts if by_look[look.key]]


def tiles_of(
    job: Job, items: Sequence[JobItem], photos: dict[str, Asset], pictures: Pictures
) -> list[Tile]:
    outputs = _outputs(items)
    working = {known.photo_id(item) for item in items if item.state == ItemState.RUNNING}
    cuts = cutouts.of_assets([photos[photo] for photo in working if photo in photos])
    is_flat = photo_count(job) == 1
    tiles = []
    for item in items:
        output, photo = outputs.get(item.pk), photos.get(known.photo_id(item))
        asset = output.asset if output else None
        if item.state == ItemState.SUCCEEDED:
            src = pictures.thumb(asset, px=800 if is_flat else 320)
        else:
            src = _stand_in(item, photo, cuts, pictures)
        caption = looks.name_of(known.style(item)) if is_flat else ""
        tiles.append(_finished(item, asset, src=src, pictures=pictures, caption=caption))
    return tiles


def _stand_in(
    item: JobItem, photo: Asset | None, cuts: dict[UUID, CutOut], pictures: Pictures
) -> str:
    """Return what a picture develops from: its look's preview, else the photo."""
    cut = cuts.get(photo.pk) if photo and item.state == ItemState.RUNNING else None
    return pictures.kept(cut.previews.get(known.style(item), "") if cut else "") or pictures.thumb(
        photo
    )


def _finished(
    item: JobItem, asset: Asset | None, *, src: str, pictures: Pictures, caption: str = ""
) -> Tile:
    download = pictures.download(asset, title=known.title(item)) if asset else ""
    return Tile(item, looks.name_of(known.style(item)), src, asset, download, caption)


def _outputs(items: Iterable[JobItem]) -> dict[UUID, Output]:
    done = [item.pk for item in items if item.state == ItemState.SUCCEEDED]
    if not done:
        return {}
    found = Output.objects.filter(item__in=done).select_related("asset__current")
    return {output.item_id: output for output in found.order_by("-position")}


def photo_count(job: Job) -> int:
    return len(job.params.get("photos", []))
