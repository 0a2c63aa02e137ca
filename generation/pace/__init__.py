"""How long work takes: what is left of a job, when it starts, what an order would need."""

from dataclasses import dataclass
from datetime import timedelta

from billing import services as billing
from generation.models import OPEN_JOB, Job, JobState
from generation.pace import sql

ENOUGH_ITEMS = 3  # fewer say nothing about the pace


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a job stands that is not ended.

    position: how many items of the workspace, running or waiting, come before the job's first
    waiting one; None when none of it waits. jobs_ahead: how many other jobs these belong to.
    at_once: how many items of the workspace run at a time. starts_in, left: estimated seconds to
    its first start and to its end; None when too little like it was measured.
    """

    position: int | None = None
    jobs_ahead: int = 0
    at_once: int | None = None
    starts_in: int | None = None
    left: int | None = None


ENDED = Standing()


def left_of(job: Job, *, spent: timedelta | None) -> int | None:
    """Return the estimated seconds to the job's end; None until three items are finished.

    spent: the time since the job's first item began, by the database's clock. The pace is the
    job's own: items ended in that time.
    """
    done = job.succeeded + job.failed
    if job.state not in OPEN_JOB or done < ENOUGH_ITEMS or spent is None:
        return None
    return max(1, round(spent.total_seconds() / done * (job.queued + job.running)))


def standing(job: Job, *, spent: timedelta | None, moving: int) -> Standing:
    """Return where a job stands; three queries at the most, none when it has ended.

    Before three of its items are finished, its time is told by what others of its kind took.
    moving: the percentages of its running items, added up. spent: as in `left_of`.
    """
    if job.state not in OPEN_JOB:
        return ENDED
    queue = sql.queue_of(job.pk)
    at_once = max(1, billing.concurrency(workspace_id=queue.workspace_id))
    own = left_of(job, spent=spent) if job.running else None
    known = {} if own else _known(job, queue)
    starts_in = _starts_in(queue, known, at_once)
    return Standing(
        position=None if queue.due_in is None else sum(some.items for some in queue.before),
        jobs_ahead=len({some.job_id for some in queue.before} - {job.pk}),
        at_once=at_once,
        starts_in=None if starts_in is None else round(starts_in),
        left=own or _left(job, known, moving=moving, at_once=at_once, starts_in=starts_in),
    )


def seconds_an_item(kind: str) -> float | None:
    """Return how long an item of a kind takes; None when none was made yet."""
    found = sql.working_times(kind).get(kind)
    return found.seconds if found else None


def _known(job: Job, queue: sql.Queue) -> dict[str, float]:
    """Return kind → seconds an item, of the kinds of which enough was measured."""
    kinds = {job.kind, *(some.kind for some in queue.before)}
    found = sql.working_times(*sorted(kinds))
    return {kind: took.seconds for kind, took in found.items() if took.items >= ENOUGH_ITEMS}


def _starts_in(queue: sql.Queue, known: dict[str, float], at_once: int) -> float | None:
    if queue.due_in is None:
        return None
    if sum(some.items for some in queue.before) < at_once:
        return queue.due_in
    if any(some.kind not in known for some in queue.before):
        return None
    ahead = sum(some.work * known[some.kind] for some in queue.before)
    return max(queue.due_in, ahead / at_once)


def _left(
    job: Job, known: dict[str, float], *, moving: int, at_once: int, starts_in: float | None
) -> int | None:
    seconds = known.get(job.kind)
    wait = starts_in if job.state == JobState.QUEUED else 0.0
    if seconds is None or wait is None:
        return None
    unfinished = job.running - moving / 100
    # However many run at a time: what waits takes the whole of its time, what runs the rest.
    slowest = 1.0 if job.queued else unfinished / (job.running or 1)
    rounds = max(slowest, (job.queued + unfinished) / at_once)
    return max(1, round(wait + seconds * rounds))
