"""How long work takes: what is left of a job, what an order would need."""

from datetime import timedelta

from generation.models import OPEN_JOB, Job

ENOUGH_ITEMS = 3  # fewer say nothing about the pace


def left_of(job: Job, *, spent: timedelta | None) -> int | None:
    """Return the estimated seconds to the job's end; None until three items are finished.

    spent: the time since the job's first item began, by the database's clock. The pace is the
    job's own: items ended in that time.
    """
    done = job.succeeded + job.failed
    if job.state not in OPEN_JOB or done < ENOUGH_ITEMS or spent is None:
        return None
    return max(1, round(spent.total_seconds() / done * (job.queued + job.running)))
