"""The statements of the job engine. Time is the database's alone, as of each statement.

Every statement runs in the schema that is entered; `workspaces_openwork` lies in `public`.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection
from psycopg import sql as parts

from generation import statements
from generation.moves import Claim, Counted, Moved, Open, Pulse


def hang_up() -> None:
    """Let go of a connection that is of no use; the next statement opens another."""
    connection.close()


def claim(item_id: UUID, *, worker: str, lease_seconds: int) -> Claim | None:
    """Take an item that is due; None when it is not, or when somebody else has it."""
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH due AS (
                 SELECT id FROM generation_jobitem
                 WHERE id = %(id)s AND cancel_requested_at IS NULL
                   AND state = 'queued' AND next_run_at <= statement_timestamp()
                 FOR UPDATE SKIP LOCKED)
               UPDATE generation_jobitem AS item
               SET state = 'running', attempt = attempt + 1, leased_by = %(worker)s,
                   lease_until = statement_timestamp() + make_interval(secs => %(lease)s),
                   heartbeat_at = statement_timestamp(), started_at = coalesce(started_at, statement_timestamp()),
                   stage = '', percent = 0
               FROM due WHERE item.id = due.id
               RETURNING item.id, item.job_id, item.attempt""",
            {"id": item_id, "worker": worker[:120], "lease": lease_seconds},
        )
        row = cursor.fetchone()
    return Claim(*row) if row else None


def renew(
    item_id: UUID, *, attempt: int, lease_seconds: int, stage: str, percent: int
) -> Pulse | None:
    """Prolong the lease and note how far the work is; None when the lease was lost."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE generation_jobitem
               SET lease_until = statement_timestamp() + make_interval(secs => %s), heartbeat_at = statement_timestamp(),
                   stage = %s, percent = greatest(percent, %s)
               WHERE id = %s AND attempt = %s AND state = 'running'
               RETURNING cancel_requested_at IS NOT NULL""",
            [lease_seconds, stage[:24], percent, item_id, attempt],
        )
        row = cursor.fetchone()
    return Pulse(row[0]) if row else None


def end(
    item_id: UUID, *, attempt: int, state: str, code: str = "", detail: str = ""
) -> Moved | None:
    """Move a running item to a terminal state; None when the attempt is not the present one."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE generation_jobitem
               SET state = %(state)s, lease_until = NULL, leased_by = '', finished_at = statement_timestamp(),
                   error_code = %(code)s, error_detail = %(detail)s,
                   percent = CASE WHEN %(state)s = 'succeeded' THEN 100 ELSE percent END
               WHERE id = %(id)s AND attempt = %(attempt)s AND state = 'running'
               RETURNING id, job_id, reservation_id, state, error_code""",
            {"state": state, "code": code, "detail": detail, "id": item_id, "attempt": attempt},
        )
        row = cursor.fetchone()
    return Moved(*row) if row else None


def put_back(
    item_id: UUID, *, attempt: int, wait_seconds: float, failed: bool, stage: str = ""
) -> Moved | None:
    """Queue a running item again, due after a wait; None when the attempt is not the present one.

    One that was asked to stop ends as cancelled: nobody may claim it again.
    stage: what it waits for, where that is to be said.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE generation_jobitem
               SET state = CASE WHEN cancel_requested_at IS NULL THEN 'queued' ELSE 'cancelled' END,
                   finished_at = CASE WHEN cancel_requested_at IS NOT NULL THEN statement_timestamp() END,
                   lease_until = NULL, leased_by = '', hinted_at = NULL,
                   next_run_at = statement_timestamp() + make_interval(secs => %s),
                   failures = failures + %s, stage = %s, percent = 0
               WHERE id = %s AND attempt = %s AND state = 'running'
               RETURNING id, job_id, reservation_id, state, error_code""",
            [wait_seconds, 1 if failed else 0, stage, item_id, attempt],
        )
        row = cursor.fetchone()
    return Moved(*row) if row else None


def cancel_queued(job_id: UUID, *, item_id: UUID | None = None) -> list[Moved]:
    """End every queued item of a job (or just one) as cancelled."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE generation_jobitem
               SET state = 'cancelled', finished_at = statement_timestamp(), cancel_requested_at = statement_timestamp()
               WHERE job_id = %(job)s AND state = 'queued'
                 AND (%(item)s::uuid IS NULL OR id = %(item)s::uuid)
               RETURNING id, job_id, reservation_id, state, error_code""",
            {"job": job_id, "item": item_id},
        )
        return [Moved(*row) for row in cursor.fetchall()]


def ask_running_to_stop(job_id: UUID, *, item_id: UUID | None = None) -> int:
    """Ask the workers of a job's running items (or of just one) to stop at their next report."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE generation_jobitem SET cancel_requested_at = statement_timestamp()
               WHERE job_id = %(job)s AND state = 'running' AND cancel_requested_at IS NULL
                 AND (%(item)s::uuid IS NULL OR id = %(item)s::uuid)""",
            {"job": job_id, "item": item_id},
        )
        return int(cursor.rowcount)


def requeue_failed(job_id: UUID, *, item_id: UUID | None = None, code: str = "") -> list[Moved]:
    """Queue a job's failed items (just one; of one error code) again, as if new."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE generation_jobitem
               SET state = 'queued', finished_at = NULL, error_code = '', error_detail = '',
                   failures = 0, hinted_at = NULL, next_run_at = statement_timestamp(),
                   stage = '', percent = 0, cancel_requested_at = NULL
               WHERE job_id = %(job)s AND state = 'failed' AND %(code)s IN ('', error_code)
                 AND (%(item)s::uuid IS NULL OR id = %(item)s::uuid)
               RETURNING id, job_id, reservation_id, state, error_code""",
            {"job": job_id, "item": item_id, "code": code},
        )
        return [Moved(*row) for row in cursor.fetchall()]


def recount(job_id: UUID) -> Counted:
    """Derive a job's counters and state from its items, and note what ended with it by the day.

    The caller holds `lock_job`, taken in a statement of its own: a count in the statement that
    waits for the lock would still see the rows as they were before the wait.
    """
    with connection.cursor() as cursor:
        cursor.execute(statements.RECOUNT, {"job": job_id})
        return Counted(*cursor.fetchone())


def lock_job(job_id: UUID) -> None:
    """Hold the job's row to the end of the transaction: its items move one after the other.

    Locks are always taken in this order, or two workers wait for each other for ever:
    job → items → the workspace's day and open work → reservation → quota period.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM generation_job WHERE id = %s FOR UPDATE", [job_id])


def lock_job_of(item_id: UUID) -> UUID | None:
    """Hold the row of an item's job as `lock_job` does; None when there is no such item."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT id FROM generation_job
               WHERE id = (SELECT job_id FROM generation_jobitem WHERE id = %s) FOR UPDATE""",
            [item_id],
        )
        row = cursor.fetchone()
    return row[0] if row else None


def lock_feeding(workspace_id: UUID) -> None:
    """Let only one feeder of a workspace count and hint at a time (to the commit)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7))", [str(workspace_id)])


def hint_due(*, slots: int, hint_seconds: int) -> list[tuple[UUID, str, int]]:
    """Note hints for due items while slots are free; return (item, kind of job, slots taken).

    They come in their order. Taken slots, as they were before, are the running items and the hints
    nobody has claimed yet. Items somebody else moves just now are passed over: neither waits.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH taken AS (
                 SELECT count(*) AS n FROM generation_jobitem
                 WHERE state = 'running' AND lease_until > statement_timestamp()
                    OR state = 'queued' AND hinted_at > statement_timestamp() - make_interval(secs => %(hint)s)),
               due AS (
                 SELECT id FROM generation_jobitem
                 WHERE state = 'queued' AND next_run_at <= statement_timestamp()
                   AND (hinted_at IS NULL OR hinted_at <= statement_timestamp() - make_interval(secs => %(hint)s))
                 ORDER BY next_run_at, created_at, position
                 LIMIT greatest(0, %(slots)s - (SELECT n FROM taken))
                 FOR UPDATE SKIP LOCKED),
               hinted AS (
                 UPDATE generation_jobitem AS item SET hinted_at = statement_timestamp()
                 FROM due WHERE item.id = due.id
                 RETURNING item.id, item.job_id, item.next_run_at, item.created_at, item.position)
               SELECT hinted.id, job.kind, (SELECT n FROM taken)
               FROM hinted JOIN generation_job AS job ON job.id = hinted.job_id
               ORDER BY hinted.next_run_at, hinted.created_at, hinted.position""",
            {"slots": slots, "hint": hint_seconds},
        )
        return list(cursor.fetchall())


def take_back_hints(item_ids: list[UUID] | None = None) -> int:
    """Note that the hints at some items (or at all) reached nobody; return how many there were.

    Items somebody else moves just now are passed over: a cancel locks them in another order.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE generation_jobitem SET hinted_at = NULL WHERE id IN (
                 SELECT id FROM generation_jobitem WHERE state = 'queued' AND hinted_at IS NOT NULL
                   AND (%(ids)s::uuid[] IS NULL OR id = ANY(%(ids)s::uuid[])) FOR UPDATE SKIP LOCKED)""",
            {"ids": item_ids},
        )
        return int(cursor.rowcount)


def note_asked(kind: str) -> None:
    """Count a new job on this day, in the open transaction and before `note_open_work`."""
    with connection.cursor() as cursor:
        cursor.execute(statements.ASKED, {"kind": kind})


def note_open_work(workspace_id: UUID) -> None:
    """Bring a workspace's line in the sweeper's list up to date, in the open transaction."""
    with connection.cursor() as cursor:
        cursor.execute(statements.OPEN_WORK, {"workspace": workspace_id})


def look_into(schema_names: Sequence[str]) -> dict[str, Open]:
    """Return schema → what is open in it, all in one statement and without entering any."""
    if not schema_names:
        return {}
    each = [
        parts.SQL(statements.LOOK).format(
            name=parts.Literal(name), items=parts.Identifier(name, "generation_jobitem")
        )
        for name in schema_names
    ]
    with connection.cursor() as cursor:
        cursor.execute(parts.SQL(" UNION ALL ").join(each).as_string(cursor.cursor))
        return {name: Open(*rest) for name, *rest in cursor.fetchall()}
