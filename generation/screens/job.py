"""The page of one job: its head, its problems, its tiles."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from uuid import UUID

from django.utils.translation import gettext as _

from assets.models import Asset
from generation import cutouts, failures, looks, pace, sql, wording
from generation.models import OPEN_JOB, CutOut, ItemState, Job, JobItem, JobState, Output
from generation.screens.jobs import timed
from generation.screens.pictures import Pictures

CAUSES_SHOWN = 3
WIDE_TILES_UP_TO = 2  # photos a look: fewer tiles are shown larger


@dataclass(frozen=True, slots=True)
class Problem:
    """One cause for which items failed. asset_id, styles: what a new attempt would start from."""

    code: str
    words: failures.Failure
    names: list[str]
    count: int
    thumb: str
    asset_id: str
    styles: list[str]

    @property
    def not_counted(self) -> str:
        """The sentence that says that they cost nothing."""
        return wording.not_counted(self.count)


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
    def counted(self) -> int:
        """How many images the job counts as, if what is not ended succeeds."""
        return self.job.succeeded + self.unfinished

    @property
    def states(self) -> list[tuple[str, str, int]]:
        """The tabs: (state, word, count); a tab nobody needs is left out."""
        job = self.job
        tabs = [
            ("", _("All"), job.total),
            (ItemState.SUCCEEDED, _("Done"), job.succeeded),
            (ItemState.RUNNING, _("Working"), job.running),
            (ItemState.QUEUED, _("Waiting"), job.queued),
            (ItemState.FAILED, _("Failed"), job.failed),
            (ItemState.CANCELLED, _("Cancelled"), job.cancelled),
        ]
        always = {"", ItemState.SUCCEEDED}
        if self.is_open:
            always |= {ItemState.RUNNING, ItemState.QUEUED}
        return [(state, word, count) for state, word, count in tabs if count or state in always]


@dataclass(frozen=True, slots=True)
class Tile:
    """One picture on the page, in whatever state it is. src: of the picture or what stands for it."""

    item: JobItem
    look: str
    src: str
    stage: str
    asset: Asset | None
    download: str = ""

    @property
    def state(self) -> str:
        """The item's state; `missing` when the picture was deleted since."""
        if self.item.state == ItemState.SUCCEEDED and not self.src:
            return "missing"
        return self.item.state

    @property
    def alt(self) -> str:
        """What the picture shows."""
        return f"{self.item.label}, {self.look}"

    @property
    def is_done(self) -> bool:
        """Whether there is a picture to look at."""
        return self.item.state == ItemState.SUCCEEDED and bool(self.src)


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
    state: str
    photos: int


def page(job_id: UUID, *, pictures: Pictures, state: str = "") -> Page:
    """Return a job with its tiles, or with those in one state; eight queries at the most.

    Raises:
        Job.DoesNotExist: there is no such job in this workspace.
    """
    job = timed().get(pk=job_id)
    items = list(job.items.all())
    photos = _photos(items)
    wanted = [item for item in items if state in ("", item.state)]
    head = _head(job, items, photos, pictures)
    tiles = _tiles(wanted, photos, pictures)
    counts = {look.key: look for look in head.looks}
    groups = [
        Group(counts[key], list(some))
        for key, some in groupby(tiles, key=lambda tile: _style(tile.item))
    ]
    return Page(head, groups, state, len(job.params.get("photos", [])))


def head(job_id: UUID, *, pictures: Pictures) -> Head:
    """Return only what stands above the tiles; four queries at the most.

    Raises:
        Job.DoesNotExist: there is no such job in this workspace.
    """
    job = timed().get(pk=job_id)
    items = list(job.items.all())
    failed = [item for item in items if item.state == ItemState.FAILED]
    return _head(job, items, _photos(failed), pictures)


def tiles(job_id: UUID, item_ids: Iterable[UUID], *, pictures: Pictures) -> list[Tile]:
    """Return some tiles of a job; four queries at the most."""
    items = list(
        JobItem.objects.filter(
            job_id=job_id, job__hidden_at__isnull=True, pk__in=list(item_ids)
        ).select_related("job")
    )
    return _tiles(items, _photos(items), pictures)


@dataclass(frozen=True, slots=True)
class Viewed:
    """One picture, large."""

    tile: Tile
    photo: str
    failure: failures.Failure | None
    made_offline: bool
    remake: str


def viewed(job_id: UUID, item_id: UUID, *, pictures: Pictures) -> Viewed:
    """Return one item as the large view shows it; four queries at the most.

    Raises:
        JobItem.DoesNotExist: there is no such item in this job.
    """
    item = JobItem.objects.select_related("job").get(
        pk=item_id, job_id=job_id, job__hidden_at__isnull=True
    )
    photos = _photos([item])
    outputs = _outputs([item])
    tile = _tile(item, photos, outputs, {}, pictures)
    output = outputs.get(item.pk)
    asset = output.asset if output else None
    photo = photos.get(_photo_id(item))
    src = pictures.original(asset) if asset else pictures.thumb(photo, px=800)
    download = pictures.download(asset, title=tile.alt) if asset else ""
    large = Tile(item, tile.look, src, tile.stage, asset, download)
    failure = failures.explain(item.error_code) if item.error_code else None
    made_offline = bool(output and output.made_offline)
    remake = _photo_id(item) if photo is not None and photo.deleted_at is None else ""
    return Viewed(large, pictures.thumb(photo, px=800), failure, made_offline, remake)


def _head(
    job: Job, items: Sequence[JobItem], photos: dict[str, Asset], pictures: Pictures
) -> Head:
    spent: timedelta | None = getattr(job, "spent", None)
    waits = job.state == JobState.QUEUED
    problems = _problems(items, photos, pictures)
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
        key = _style(item)
        total[key] = total.get(key, 0) + 1
        done[key] = done.get(key, 0) + (item.state == ItemState.SUCCEEDED)
    return [LookCount(key, looks.name_of(key), done[key], count) for key, count in total.items()]


def _problems(
    items: Sequence[JobItem], photos: dict[str, Asset], pictures: Pictures
) -> list[Problem]:
    """Group failed items by cause, the most frequent first."""
    by_code: dict[str, list[JobItem]] = {}
    for item in items:
        if item.state == ItemState.FAILED:
            by_code.setdefault(item.error_code, []).append(item)
    problems = [_problem(code, some, photos, pictures) for code, some in by_code.items()]
    return sorted(problems, key=lambda problem: -problem.count)


def _problem(
    code: str, items: list[JobItem], photos: dict[str, Asset], pictures: Pictures
) -> Problem:
    first = photos.get(_photo_id(items[0]))
    is_there = first is not None and first.deleted_at is None
    return Problem(
        code=code,
        words=failures.explain(code),
        names=list(dict.fromkeys(item.label for item in items)),
        count=len(items),
        thumb=pictures.thumb(first),
        asset_id=_photo_id(items[0]) if is_there else "",
        styles=list(dict.fromkeys(_style(item) for item in items)),
    )


def _tiles(
    items: Sequence[JobItem], photos: dict[str, Asset], pictures: Pictures
) -> list[Tile]:
    outputs = _outputs(items)
    working = [
        photo
        for item in items
        if item.state == ItemState.RUNNING and (photo := photos.get(_photo_id(item)))
    ]
    cuts = cutouts.of_assets(working) if working else {}
    return [_tile(item, photos, outputs, cuts, pictures) for item in items]


def _tile(
    item: JobItem,
    photos: dict[str, Asset],
    outputs: dict[UUID, Output],
    cuts: dict[UUID, CutOut],
    pictures: Pictures,
) -> Tile:
    output = outputs.get(item.pk)
    asset = output.asset if output else None
    photo = photos.get(_photo_id(item))
    if item.state == ItemState.SUCCEEDED:
        src = pictures.thumb(asset, px=320)
    else:
        # A picture that develops shows what it will be; the rest stand as ghosts of their photo.
        cut = cuts.get(photo.pk) if photo else None
        preview = cut.previews.get(_style(item), "") if cut else ""
        src = pictures.kept(preview) or pictures.thumb(photo)
    download = pictures.download(asset, title=_title(item)) if asset else ""
    stage = wording.stage(item.stage)
    return Tile(item, looks.name_of(_style(item)), src, stage, asset, download)


def _title(item: JobItem) -> str:
    return f"{item.label}, {looks.name_of(_style(item))}"


def _photos(items: Iterable[JobItem]) -> dict[str, Asset]:
    """Return photo id (as text) → photo, for the photos of these items."""
    wanted = {UUID(photo_id) for item in items if (photo_id := _photo_id(item))}
    if not wanted:
        return {}
    found = Asset.objects.select_related("current").in_bulk(list(wanted))
    return {str(pk): asset for pk, asset in found.items()}


def _outputs(items: Iterable[JobItem]) -> dict[UUID, Output]:
    done = [item.pk for item in items if item.state == ItemState.SUCCEEDED]
    found = Output.objects.filter(item__in=done).select_related("asset__current")
    return {output.item_id: output for output in found.order_by("-position")}


def _photo_id(item: JobItem) -> str:
    return str(item.params.get("asset_id") or "")


def _style(item: JobItem) -> str:
    return str(item.params.get("style") or "")
