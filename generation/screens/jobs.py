"""Rows of jobs: on home, and on the list of all of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Now
from django.utils.dateparse import parse_datetime

from assets.models import Asset
from generation import lifecycle, pace, services, wording
from generation.models import OPEN_JOB, ItemState, Job, JobItem, JobKind, JobState, Output
from generation.screens import films
from generation.screens.pictures import Pictures

OPEN_AT_MOST = 100
PAGE = 20
NEWEST = 1000
PEOPLE_AT_MOST = 50
# The sign of each kind, as everywhere.
ICONS = {JobKind.IMAGE: "image", JobKind.COPY: "type", JobKind.VIDEO: "clapperboard"}


@dataclass(frozen=True, slots=True)
class Row:
    """A job on one line. done, failed: whole percentages of its items."""

    job: Job
    made_of: str
    thumb: str
    done: int
    failed: int
    left: str

    @property
    def is_open(self) -> bool:
        """Whether the job is not ended."""
        return self.job.state in OPEN_JOB

    @property
    def icon(self) -> str:
        """The sign of its kind."""
        return ICONS[JobKind(self.job.kind)]

    @property
    def verbs(self) -> str:
        """What can be done with it among others: stop, retry, hide."""
        first = "stop" if self.is_open else "hide"
        return f"{first} retry" if self.job.failed else first


@dataclass(frozen=True, slots=True)
class Listing:
    """The list of jobs in its groups. `cursor` asks for the next ended ones; empty at the end.

    more_open: how many unended jobs there are besides those shown.
    """

    running: list[Row] = field(default_factory=list)
    waiting: list[Row] = field(default_factory=list)
    earlier: list[Row] = field(default_factory=list)
    cursor: str = ""
    more_open: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.running or self.waiting or self.earlier)


def timed() -> QuerySet[Job]:
    """Return the jobs people see, each with `spent`: the time since its work began.

    Also `moving`: the percentages of its running items, added up; and `paused`: whether some of it
    waits because its vendor is not asked for a moment.
    """
    running = (
        JobItem.objects.filter(job=OuterRef("pk"), state=ItemState.RUNNING)
        .values("job")
        .annotate(sum=Sum("percent"))
        .values("sum")
    )
    paused = JobItem.objects.filter(
        job=OuterRef("pk"), state=ItemState.QUEUED, stage=lifecycle.WAITING
    )
    return services.jobs().annotate(
        spent=Now() - F("started_at"), moving=Subquery(running), paused=Exists(paused)
    )


def done_percent(job: Job, *, moving: int) -> int:
    """Return how much of a job is done, in whole percentages. moving: of its running items."""
    return min(100, (job.succeeded * 100 + moving) // (job.total or 1))


def rows(jobs: Sequence[Job], pictures: Pictures) -> list[Row]:
    """Return jobs (of `timed`) as rows, each with a picture of its own; seven queries at the most."""
    shown = _pictures_of(jobs)
    return [_row(job, pictures.thumb(shown.get(job.pk))) for job in jobs]


def _row(job: Job, thumb: str) -> Row:
    spent: timedelta | None = getattr(job, "spent", None)
    moving: int = getattr(job, "moving", None) or 0
    return Row(
        job=job,
        made_of=wording.made_of(job),
        thumb=thumb,
        done=done_percent(job, moving=moving),
        failed=-(-job.failed * 100 // (job.total or 1)),
        left=wording.stage(lifecycle.WAITING)
        if stands_still(job)
        else wording.time_left(pace.left_of(job, spent=spent)),
    )


def stands_still(job: Job) -> bool:
    """Return whether a job (of `timed`) only waits for a vendor that is not asked for a moment."""
    return bool(job.state in OPEN_JOB and not job.running and getattr(job, "paused", False))


def _pictures_of(jobs: Sequence[Job]) -> dict[UUID, Asset]:
    """Return job → its first finished picture, else the first photo it is made from."""
    outputs = (
        Output.objects.filter(
            item__job__in=[job.pk for job in jobs], asset__deleted_at__isnull=True
        )
        .exclude(asset__current=None)
        .select_related("asset__current", "item")
        .order_by("item__job_id", "item__position")
        .distinct("item__job_id")
    )
    found = {output.item.job_id: output.asset for output in outputs if output.asset}
    first = {job.pk: photos[0] for job in jobs if (photos := job.params.get("photos"))}
    found |= _stills_of([job for job in jobs if job.kind == JobKind.VIDEO and job.pk not in found])
    found |= _faces_of([job for job in jobs if job.pk not in found and job.pk not in first])
    missing = {photo for job_id, photo in first.items() if job_id not in found}
    photos = Asset.objects.select_related("current").in_bulk([UUID(photo) for photo in missing])
    for job_id, photo in first.items():
        if job_id not in found and UUID(photo) in photos:
            found[job_id] = photos[UUID(photo)]
    return found


def _stills_of(jobs: Sequence[Job]) -> dict[UUID, Asset]:
    """Return job → the first picture of its video, for videos that are not there."""
    items = list(JobItem.objects.filter(job__in=[job.pk for job in jobs])) if jobs else []
    stills = films.stills_of(items)
    return {item.job_id: stills[item.pk] for item in items if item.pk in stills}


def _faces_of(jobs: Sequence[Job]) -> dict[UUID, Asset]:
    """Return job → the main photo of its first product, for jobs that show no picture else."""
    items = (
        JobItem.objects.filter(job__in=[job.pk for job in jobs], product__isnull=False)
        .order_by("job_id", "position")
        .distinct("job_id")
        .values_list("job_id", "product_id")
    )
    of_job = dict(items)
    photos = first_photos(list(set(of_job.values())))
    return {job_id: photos[pk] for job_id, pk in of_job.items() if pk in photos}


def first_photos(products: Sequence[UUID]) -> dict[UUID, Asset]:
    """Return product → its first photo, in one query."""
    photos = (
        Asset.objects.filter(
            product__in=products,
            kind=Asset.Kind.IMAGE,  # a sheet has a picture, too
            source=Asset.Source.UPLOAD,
            deleted_at__isnull=True,
            current__isnull=False,
        )
        .select_related("current")
        .order_by("product_id", "position", "created_at")
        .distinct("product_id")
    )
    return {photo.product_id: photo for photo in photos if photo.product_id}


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which jobs are shown. person_id: only those this person started; kind, state: only this one."""

    person_id: UUID | None = None
    kind: str = ""
    state: str = ""


EVERY = Narrowed()


def listing(*, pictures: Pictures, cursor: str = "", only: Narrowed = EVERY) -> Listing:
    """Return the unended jobs and the first ended ones; with a cursor, only the next ended ones.

    Raises:
        ValueError: the cursor is none of ours.
    """
    past = _of(only).exclude(state__in=OPEN_JOB)
    if cursor:
        at, job_id = _read_cursor(cursor)
        past = past.filter(Q(created_at__lt=at) | Q(created_at=at, pk__lt=job_id))
    page = list(past[: PAGE + 1])
    present, more = ([], 0) if cursor else _open(only)
    return _grouped(
        rows([*present, *page[:PAGE]], pictures),
        cursor=_cursor(page[PAGE - 1]) if len(page) > PAGE else "",
        more_open=more,
    )


def unended(*, pictures: Pictures, only: Narrowed = EVERY) -> Listing:
    """Return only the running and the waiting jobs; nine queries at the most."""
    present, more = _open(only)
    return _grouped(rows(present, pictures), more_open=more)


def ended(job_ids: Sequence[UUID], *, pictures: Pictures, only: Narrowed = EVERY) -> list[Row]:
    """Return those of these jobs that have ended; eight queries at the most."""
    found = _of(only).filter(pk__in=job_ids).exclude(state__in=OPEN_JOB)
    return rows(list(found), pictures)


def _open(only: Narrowed) -> tuple[list[Job], int]:
    """Return the unended jobs, those that run before those that wait, and how many more there are."""
    found = _of(only).filter(state__in=OPEN_JOB)
    first = Case(When(state=JobState.RUNNING, then=Value(0)), default=Value(1))
    shown = list(found.order_by(first, "-created_at", "-id")[:OPEN_AT_MOST])
    return shown, found.count() - len(shown) if len(shown) == OPEN_AT_MOST else 0


def _of(only: Narrowed) -> QuerySet[Job]:
    found = timed()
    if only.person_id:
        found = found.filter(created_by=only.person_id)
    if only.state:
        found = found.filter(state=only.state)
    return found.filter(kind=only.kind) if only.kind else found


def people() -> list[tuple[UUID, str]]:
    """Return who started one of the newest jobs, by name: (person, name)."""
    newest = services.jobs().filter(created_by__isnull=False)[:NEWEST]
    found = (
        Job.objects.filter(pk__in=newest.values("pk"))
        .order_by()
        .values_list("created_by")
        .annotate(label=Max("created_by_label"))
        .order_by("label")
    )
    return [(person_id, label or "?") for person_id, label in found[:PEOPLE_AT_MOST]]


def _grouped(all_rows: Sequence[Row], *, cursor: str = "", more_open: int = 0) -> Listing:
    return Listing(
        running=[row for row in all_rows if row.job.state == JobState.RUNNING],
        waiting=[row for row in all_rows if row.job.state == JobState.QUEUED],
        earlier=[row for row in all_rows if not row.is_open],
        cursor=cursor,
        more_open=more_open,
    )


def _cursor(job: Job) -> str:
    return f"{job.created_at.isoformat()}_{job.pk}"


def _read_cursor(text: str) -> tuple[datetime, UUID]:
    stamp, _sep, job_id = text.partition("_")
    at: Any = parse_datetime(stamp)
    if at is None or at.tzinfo is None:
        raise ValueError(text)
    return at, UUID(job_id)
