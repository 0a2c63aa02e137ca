"""What beat's round asks the database. Time is the database's alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection

_LOCK_SWEEP = 72_001


def lost_items() -> list[tuple[UUID, int]]:
    """Return the running items whose lease has run out, with their attempt."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT id, attempt FROM generation_jobitem
               WHERE state = 'running' AND lease_until < statement_timestamp() ORDER BY lease_until LIMIT 500"""
        )
        return list(cursor.fetchall())


def workspaces_with_work() -> list[tuple[UUID, str]]:
    """Return (workspace, schema) of those with items due, the longest due first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT w.id, w.schema_name FROM workspaces_openwork o
               JOIN workspaces_workspace w ON w.id = o.workspace_id
               WHERE o.items > 0 AND o.oldest_due_at <= statement_timestamp() AND w.status IN ('active', 'archived')
               ORDER BY o.oldest_due_at"""
        )
        return list(cursor.fetchall())


@contextmanager
def only_sweeper() -> Iterator[bool]:
    """Say whether this process alone looks after open work, until the block ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK_SWEEP])
        is_alone = bool(cursor.fetchone()[0])
    try:
        yield is_alone
    finally:
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK_SWEEP])
