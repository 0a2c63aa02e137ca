"""The page of one job: its head, its problems, its tiles."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from assets.models import Asset
from generation import cutouts, failures, looks, pace, sql, wording
from generation.models import OPEN_ITEM, OPEN_JOB, CutOut, ItemState, Job, JobItem, JobState, Output
from generation.screens import items as known
from generation.screens.items import Problem
from generation.screens.jobs import timed
from generation.screens.pictures import Pictures

CAUSES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class LookCount:
    """How many pictures of a look are done."""

    key: str
    name: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Head:
    """What changes above the tiles. done, failed: whole percentages; left, ahead: words."""

    job: Job
    done: int
    failed: int
    left: str
    ahead: str
    looks: list[LookCount]
    problems: list[Problem]
    more_problems: list[Problem]

    @property
    def is_open(self) -> bool:
        """Whether the job is not ended."""
        return self.job.state in OPEN_JOB

    @property
    def unfinished(self) -> int:
        """How many items cancelling would stop."""
        return self.job.queued + self.job.running

    @property
    def is_flat(self) -> bool:
        """Whether there is one photo: then pictures stand in one grid, each with its look's name."""
        return _photo_count(self.job) == 1

    @property
    def can_retry(self) -> bool:
        """Whether trying again can help: a refused photo is refused again."""
        causes = (*self.problems, *self.more_problems)
        return not self.is_open and any(cause.words.remedy == "retry" for cause in causes)

    @property
    def counted(self) -> int:
        """How many images the job counts as, if what is not ended succeeds."""
        return self.job.succeeded + self.unfinished

    @property
    def states(self) -> list[tuple[str, str, int]]:
        """The tabs: (state, word, count); a tab nobody needs is left out."""
        job = self.job
        tabs: list[tuple[str, str, int]] = [
            ("", _("All"), job.total),
            (ItemState.SUCCEEDED, _("Done"), job.succeeded),
            (ItemState.RUNNING, _("Working"), job.running),
            (ItemState.QUEUED, _("Waiting"), job.queued),
            (ItemState.FAILED, _("Failed"), job.failed),
            (ItemState.CANCELLED, _("Cancelled"), job.cancelled),
        ]
        always = {"", ItemState.SUCCEEDED, *(OPEN_ITEM if self.is_open else ())}
        return [tab for tab in tabs if tab[2] or tab[0] in always]


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
    def alt(self) -> str:
        """What the picture shows."""
        return known.title(self.item)


@dataclass(frozen=True, slots=True)
class Group:
    """The tiles of one look."""

    look: LookCount
    tiles: list[Tile]


@dataclass(frozen=True, slots=True)
class Page:
    """A job with its tiles. photos: how many each look has, which decides how they lie."""

    head: Head
    groups: list[Group]
    photos: int
    size: str


def page(job_id: UUID, *, pictures: Pictures, state: str = "") -> Page:
    """Return a job with its tiles, or with those in one state; seven queries at the most.

    Raises:
        Job.DoesNotExist: there is no such job in this workspace.
    """
    job = timed().get(pk=job_id)
    items = list(job.items.all())
    photos = known.photos_of(items)
    head = _head(job, items, photos, pictures)
    wanted = [item for item in items if state in ("", item.state)]
    by_look: dict[str, list[Tile]] = {look.key: [] for look in head.looks}
    for tile in _tiles(job, wanted, photos, pictures):
        by_look[known.style(tile.item)].append(tile)
    groups = [Group(look, by_look[look.key]) for look in head.looks if by_look[look.key]]
    return Page(head, groups, _photo_count(job), wording.size(job.params))


def head(job_id: UUID, *, pictures: Pictures) -> Head:
    """Return only what stands above the tiles; four queries at the most.

    Raises:
        Job.DoesNotExist: there is no such job in this workspace.
    """
    job = timed().get(pk=job_id)
    items = list(job.items.all())
    failed = [item for item in items if item.state == ItemState.FAILED]
    return _head(job, items, known.photos_of(failed), pictures)


def tiles(job_id: UUID, item_ids: Iterable[UUID], *, pictures: Pictures) -> list[Tile]:
    """Return some tiles of a job; five queries at the most.

    Raises:
        Job.DoesNotExist: there is no such job in this workspace.
    """
    job = timed().get(pk=job_id)
    items = list(job.items.filter(pk__in=list(item_ids)))
    return _tiles(job, items, known.photos_of(items), pictures)


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


def _head(job: Job, items: Sequence[JobItem], photos: dict[str, Asset], pictures: Pictures) -> Head:
    spent: timedelta | None = getattr(job, "spent", None)
    waits = job.state == JobState.QUEUED
    problems = known.problems_of(items, photos, pictures)
    return Head(
        job=job,
        done=job.succeeded * 100 // (job.total or 1),
        failed=-(-job.failed * 100 // (job.total or 1)),
        left=wording.time_left(pace.left_of(job, spent=spent)),
        ahead=wording.jobs_ahead(sql.ahead_of(job.pk, job.created_at)) if waits else "",
        looks=_looks(job, items),
        problems=problems[:CAUSES_SHOWN],
        more_problems=problems[CAUSES_SHOWN:],
    )


def _looks(job: Job, items: Sequence[JobItem]) -> list[LookCount]:
    total: dict[str, int] = dict.fromkeys(job.params.get("styles", []), 0)
    done = dict(total)
    for item in items:
        key = known.style(item)
        total[key] = total.get(key, 0) + 1
        done[key] = done.get(key, 0) + (item.state == ItemState.SUCCEEDED)
    return [LookCount(key, looks.name_of(key), done[key], count) for key, count in total.items()]


def _tiles(
    job: Job, items: Sequence[JobItem], photos: dict[str, Asset], pictures: Pictures
) -> list[Tile]:
    outputs = _outputs(items)
    working = {known.photo_id(item) for item in items if item.state == ItemState.RUNNING}
    cuts = cutouts.of_assets([photos[photo] for photo in working if photo in photos])
    is_flat = _photo_count(job) == 1
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


def _photo_count(job: Job) -> int:
    return len(job.params.get("photos", []))
