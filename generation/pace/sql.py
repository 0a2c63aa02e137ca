"""The statements that measure work: how long it took, what stands before a job."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

JOBS_MEASURED = 20


@dataclass(frozen=True, slots=True)
class Measured:
    """How long one item of a kind takes. seconds: the median; items: of how many."""

    seconds: float
    items: int


@dataclass(frozen=True, slots=True)
class Before:
    """What of one job stands before another's first waiting item.

    items: running or waiting earlier; work: the same, less what is done of those that run.
    """

    job_id: UUID
    kind: str
    items: int
    work: float


@dataclass(frozen=True, slots=True)
class Queue:
    """Where a job's first waiting item stands. due_in: seconds until it may run at all.

    due_in: None when no item of the job waits; then nothing stands before it.
    """

    workspace_id: UUID
    due_in: float | None
    before: tuple[Before, ...]


def working_times(*kinds: str) -> dict[str, Measured]:
    """Return kind → the working time of an item, measured on the newest jobs of these kinds."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT newest.kind, count(*),
                      percentile_cont(0.5) WITHIN GROUP (
                        ORDER BY extract(epoch FROM item.finished_at - item.started_at))
               FROM unnest(%(kinds)s::text[]) AS wanted (kind),
                    LATERAL (SELECT id, kind FROM generation_job
                             WHERE kind = wanted.kind AND succeeded > 0
                             ORDER BY created_at DESC, id DESC LIMIT %(jobs)s) AS newest
               JOIN generation_jobitem AS item ON item.job_id = newest.id
               WHERE item.state = 'succeeded'
               GROUP BY newest.kind""",
            {"kinds": list(kinds), "jobs": JOBS_MEASURED},
        )
        return {kind: Measured(float(median), items) for kind, items, median in cursor.fetchall()}


def queue_of(job_id: UUID) -> Queue:
    """Return what is worked off before a job's first waiting item, in the order of feeding."""
    with connection.cursor() as cursor:
        cursor.execute(_QUEUE, {"job": job_id})
        rows = cursor.fetchall()
    workspace_id, due_in = rows[0][:2]
    before = [Before(job, kind, items, float(work)) for *_, job, kind, items, work in rows if job]
    return Queue(workspace_id, None if due_in is None else max(0.0, float(due_in)), tuple(before))


_QUEUE = """
WITH first AS (
  SELECT next_run_at, created_at, position FROM generation_jobitem
  WHERE job_id = %(job)s AND state = 'queued'
  ORDER BY next_run_at, created_at, position LIMIT 1),
before AS (
  SELECT item.job_id, job.kind, count(*) AS items, sum(1 - item.percent / 100.0) AS work
  FROM generation_jobitem AS item
  JOIN generation_job AS job ON job.id = item.job_id
  JOIN first ON item.state = 'running'
    OR item.state = 'queued' AND (item.next_run_at, item.created_at, item.position)
       < (first.next_run_at, first.created_at, first.position)
  GROUP BY item.job_id, job.kind)
SELECT here.id, extract(epoch FROM first.next_run_at - statement_timestamp()),
       before.job_id, before.kind, before.items, before.work
FROM workspaces_workspace AS here LEFT JOIN first ON true LEFT JOIN before ON true
WHERE here.schema_name = current_schema()
"""
