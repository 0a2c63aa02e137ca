"""Rows of jobs: on home, and on the list of all of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.utils.dateparse import parse_datetime

from assets.models import Asset
from generation import pace, services, wording
from generation.models import OPEN_JOB, Job, JobState, Output
from generation.screens.pictures import Pictures

OPEN_AT_MOST = 100
PAGE = 20


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


@dataclass(frozen=True, slots=True)
class Listing:
    """The list of jobs in its groups. `cursor` asks for the next ended ones; empty at the end."""

    running: list[Row] = field(default_factory=list)
    waiting: list[Row] = field(default_factory=list)
    earlier: list[Row] = field(default_factory=list)
    cursor: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.running or self.waiting or self.earlier)


def timed() -> QuerySet[Job]:
    """Return the jobs people see, each with `spent`: the time since its work began."""
    return services.jobs().annotate(spent=Now() - F("started_at"))


def rows(jobs: Sequence[Job], pictures: Pictures) -> list[Row]:
    """Return jobs (of `timed`) as rows, each with a picture of its own; two queries at the most."""
    shown = _pictures_of(jobs)
    return [_row(job, pictures.thumb(shown.get(job.pk))) for job in jobs]


def _row(job: Job, thumb: str) -> Row:
    spent: timedelta | None = getattr(job, "spent", None)
    total = job.total or 1
    return Row(
        job=job,
        made_of=wording.made_of(job),
        thumb=thumb,
        done=job.succeeded * 100 // total,
        failed=-(-job.failed * 100 // total),
        left=wording.time_left(pace.left_of(job, spent=spent)),
    )


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
    missing = {photo for job_id, photo in first.items() if job_id not in found}
    photos = Asset.objects.select_related("current").in_bulk([UUID(photo) for photo in missing])
    for job_id, photo in first.items():
        if job_id not in found and UUID(photo) in photos:
            found[job_id] = photos[UUID(photo)]
    return found


def listing(*, pictures: Pictures, cursor: str = "", person_id: UUID | None = None) -> Listing:
    """Return the unended jobs and the first ended ones; with a cursor, only the next ended ones.

    person_id: only jobs this person started.

    Raises:
        ValueError: the cursor is none of ours.
    """
    past = _of(person_id).exclude(state__in=OPEN_JOB)
    if cursor:
        at, job_id = _read_cursor(cursor)
        past = past.filter(Q(created_at__lt=at) | Q(created_at=at, pk__lt=job_id))
    page = list(past[: PAGE + 1])
    present = [] if cursor else list(_of(person_id).filter(state__in=OPEN_JOB)[:OPEN_AT_MOST])
    return _grouped(
        rows([*present, *page[:PAGE]], pictures),
        cursor=_cursor(page[PAGE - 1]) if len(page) > PAGE else "",
    )


def unended(*, pictures: Pictures, person_id: UUID | None = None) -> Listing:
    """Return only the running and the waiting jobs; three queries."""
    return _grouped(rows(list(_of(person_id).filter(state__in=OPEN_JOB)[:OPEN_AT_MOST]), pictures))


def ended(
    job_ids: Sequence[UUID], *, pictures: Pictures, person_id: UUID | None = None
) -> list[Row]:
    """Return those of these jobs that have ended; three queries."""
    found = _of(person_id).filter(pk__in=job_ids).exclude(state__in=OPEN_JOB)
    return rows(list(found), pictures)


def _of(person_id: UUID | None) -> QuerySet[Job]:
    return timed().filter(created_by=person_id) if person_id else timed()


def _grouped(all_rows: Sequence[Row], *, cursor: str = "") -> Listing:
    return Listing(
        running=[row for row in all_rows if row.job.state == JobState.RUNNING],
        waiting=[row for row in all_rows if row.job.state == JobState.QUEUED],
        earlier=[row for row in all_rows if not row.is_open],
        cursor=cursor,
    )


def _cursor(job: Job) -> str:
    return f"{job.created_at.isoformat()}_{job.pk}"


def _read_cursor(text: str) -> tuple[datetime, UUID]:
    stamp, _sep, job_id = text.partition("_")
    at: Any = parse_datetime(stamp)
    if at is None or at.tzinfo is None:
        raise ValueError(text)
    return at, UUID(job_id)
