"""The page of one job: its head, its problems, and what it makes, whatever its kind."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from assets.models import Asset
from generation import failures, pace, telling, wording
from generation.breaker import PAUSED
from generation.models import (
    OPEN_ITEM,
    OPEN_JOB,
    ItemState,
    Job,
    JobItem,
    JobKind,
    JobState,
    counted,
)
from generation.screens import films, pieces
from generation.screens import items as known
from generation.screens.allowance import Allowance, Estimate, allowance_of
from generation.screens.items import Problem
from generation.screens.jobs import done_percent, stands_still, timed
from generation.screens.pictures import Pictures
from generation.screens.tiles import Group, LookCount, groups_of, looks_of, photo_count, tiles_of
from workspaces.access import Access
from workspaces.roles import Permission

CAUSES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Head:
    """What changes above the tiles. done, failed: whole percentages; left, ahead: words.

    paused: why some of it is not begun, while its vendor is not asked. allowance: of what it takes,
    once it has ended and for whom may make it again. units: of all its items, and of the failed.
    """

    job: Job
    done: int
    failed: int
    left: str
    ahead: str
    looks: list[LookCount]
    problems: list[Problem]
    more_problems: list[Problem]
    paused: failures.Failure | None = None
    allowance: Allowance | None = None
    units: tuple[int, int] = (0, 0)

    @property
    def again(self) -> Estimate | None:
        """What making it again would use."""
        return self.allowance.of(self.units[0]) if self.allowance else None

    @property
    def retry(self) -> Estimate | None:
        """What trying again what failed would use."""
        return self.allowance.of(self.units[1]) if self.allowance else None

    @property
    def each(self) -> Estimate | None:
        """What making one image or text of it anew would use."""
        return self.allowance.of(1) if self.allowance else None

    @property
    def is_single(self) -> bool:
        """Whether the job makes one thing: then its percentage says more than "0 of 1"."""
        return self.job.total == 1

    @property
    def outcome(self) -> str:
        """How an ended job came out, in large: "15 of 18 done"; one thing was made, or was not."""
        job = self.job
        if job.state == JobState.SUCCEEDED:
            return self.made
        if not self.is_single:
            return _("%(done)s of %(total)s done") % {"done": job.succeeded, "total": job.total}
        if job.state == JobState.CANCELLED:
            return pgettext("of one thing", "Stopped")
        return _("Not written") if job.kind == JobKind.COPY else _("Not made")

    @property
    def told(self) -> str:
        """What is to be known besides: while it is open that one may leave, else what was stopped."""
        job = self.job
        if (job.cancelled and not self.is_open) or (job.cancel_requested_at and self.is_open):
            return telling.message(job, pace.ENDED)
        if self.is_open:
            return _("You can close this page. The work goes on, and the job stays under Jobs.")
        return ""

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
        return photo_count(self.job) == 1

    @property
    def made(self) -> str:
        """What was made: "24 images"."""
        return counted(self.job.kind, self.job.succeeded)

    @property
    def stop_question(self) -> str:
        """What is asked before the rest is stopped."""
        return wording.stop_question(self.job.kind, self.unfinished)

    @property
    def can_retry(self) -> bool:
        """Whether trying again can help: a refused photo is refused again."""
        causes = (*self.problems, *self.more_problems)
        return not self.is_open and any(cause.words.remedy == "retry" for cause in causes)

    @property
    def counts_as(self) -> str:
        """What the job counts as, if what is not ended succeeds: "24 images", "20 s of video"."""
        count = self.job.succeeded + self.unfinished
        if self.job.kind == JobKind.VIDEO and count:
            return wording.seconds_of_video(self.job.parameters.seconds)
        return counted(self.job.kind, count)

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
class Page:
    """A job with what it makes. facts: what is told of it below, as (name, value).

    groups: pictures look by look; photos: how many each look has, which decides how they lie.
    cards: texts or videos.
    """

    head: Head
    facts: list[tuple[str, str]]
    groups: list[Group] = field(default_factory=list)
    photos: int = 0
    cards: list[Any] = field(default_factory=list)


def page(
    job_id: UUID, *, pictures: Pictures, state: str = "", access: Access | None = None
) -> Page:
    """Return a job with what it makes, or with that in one state; twelve queries at the most.

    access: who looks; what making it again would use is told to who may.

    Raises:
        Job.DoesNotExist: there is no such job in this workspace.
    """
    job = timed().get(pk=job_id)
    items = list(job.items.all())
    photos = known.photos_of(items)
    head = _head(job, items, photos, pictures, access)
    wanted = [item for item in items if state in ("", item.state)]
    if job.kind != JobKind.IMAGE:
        return Page(head, wording.facts_of(job), cards=_cards(job, wanted, pictures))
    groups = groups_of(job, wanted, head.looks, photos, pictures)
    facts = wording.facts_of(job, looks=[look.name for look in head.looks])
    return Page(head, facts, groups=groups, photos=photo_count(job))


def head(job_id: UUID, *, pictures: Pictures, access: Access | None = None) -> Head:
    """Return only what stands above; eight queries at the most.

    Raises:
        Job.DoesNotExist: there is no such job in this workspace.
    """
    job = timed().get(pk=job_id)
    items = list(job.items.all())
    failed = [item for item in items if item.state == ItemState.FAILED]
    return _head(job, items, known.photos_of(failed), pictures, access)


def some(job_id: UUID, item_ids: Iterable[UUID], *, pictures: Pictures) -> tuple[Job, list[Any]]:
    """Return a job and some of its tiles or cards; five queries at the most.

    Raises:
        Job.DoesNotExist: there is no such job in this workspace.
    """
    job = timed().get(pk=job_id)
    items = list(job.items.filter(pk__in=list(item_ids)))
    if job.kind != JobKind.IMAGE:
        return job, _cards(job, items, pictures)
    return job, tiles_of(job, items, known.photos_of(items), pictures)


def _cards(job: Job, items: Sequence[JobItem], pictures: Pictures) -> list[Any]:
    if job.kind == JobKind.VIDEO:
        return films.cards_of(items, pictures)
    return pieces.cards_of(job, items)


def _head(
    job: Job,
    items: Sequence[JobItem],
    photos: dict[str, Asset],
    pictures: Pictures,
    access: Access | None,
) -> Head:
    spent: timedelta | None = getattr(job, "spent", None)
    moving = sum(item.percent for item in items if item.state == ItemState.RUNNING)
    stands = pace.Standing(left=pace.left_of(job, spent=spent))
    if job.queued + job.running and (job.state == JobState.QUEUED or stands.left is None):
        stands = pace.standing(job, spent=spent, moving=moving)
    problems = known.problems_of(job, items, photos, pictures)
    still = stands_still(job)
    is_paused = getattr(job, "paused", False) and not job.cancel_requested_at
    return Head(
        job=job,
        done=done_percent(job, moving=moving),
        failed=-(-job.failed * 100 // (job.total or 1)),
        left="" if still else wording.time_left(stands.left),
        ahead=telling.waits(stands) if job.state == JobState.QUEUED and not still else "",
        looks=looks_of(job, items) if job.kind == JobKind.IMAGE else [],
        problems=problems[:CAUSES_SHOWN],
        more_problems=problems[CAUSES_SHOWN:],
        paused=failures.explain(PAUSED) if is_paused else None,
        allowance=_allowance(job, access),
        units=(sum(item.units for item in items), sum(problem.units for problem in problems)),
    )


def each(job: Job, *, access: Access) -> Estimate | None:
    """Return what making one image or text of a job anew would use; two queries.

    Nothing while the job goes on, or for who may not.
    """
    found = _allowance(job, access)
    return found.of(1) if found else None


def _allowance(job: Job, access: Access | None) -> Allowance | None:
    """Return what is left for making it again; nothing while it goes on, or for who may not."""
    if access is None or job.state in OPEN_JOB or not access.may(Permission.JOB_SUBMIT):
        return None
    return allowance_of(access, job.kind)
