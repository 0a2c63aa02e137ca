"""How every statement is asked: with the database's clock, and limited patience for locks.

Time is the database's alone: a worker's clock may be wrong. Locks are taken in the order
plan of the workspace → queue of the period → reservation → period → grants by (priority, id); who
waits longer than two seconds for one gives up with an OperationalError.
"""

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import DateTimeField, Func

_LOCK_QUEUE = 0x45425151

PATIENCE = "SET LOCAL lock_timeout = '2s';"
# A busy period's callers queue here, not at its row: who comes to the row then sees it as it is,
# and need not look for its newest version again (twice the pairs a second, by `bench/quota.py`).
QUEUE = """
SELECT pg_advisory_xact_lock(%(queue)s, (%(period)s %% 2147483647)::int);
"""
QUEUE_OF = """
SELECT pg_advisory_xact_lock(%(queue)s, (period_id %% 2147483647)::int) FROM (
  SELECT DISTINCT period_id FROM billing_reservation WHERE id = ANY(%(ids)s) ORDER BY period_id
) AS periods;
"""

# Of a grant `g`: it can be held from.
LIVE = """g.remaining > 0 AND g.voided_at IS NULL AND g.effective_at <= billing_now()
          AND (g.expires_at IS NULL OR g.expires_at > billing_now())"""


class Now(Func):
    """The moment by the clock that counts, in queries."""

    function = "billing_now"
    output_field = DateTimeField()


def now() -> datetime:
    """Return the moment by the clock that counts."""
    found: datetime = one("SELECT billing_now()")
    return found


def ask(queue: str, statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Queue, then run a statement, with limited patience for locks and in one round trip."""
    with connection.cursor() as cursor:
        cursor.execute(PATIENCE + queue + statement, {"queue": _LOCK_QUEUE, **values})
        while cursor.nextset():
            pass
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def queue(period_id: int) -> None:
    """Queue for a period's counter, to the commit: before its row is locked for more than one step."""
    ask("", QUEUE, {"period": period_id})


def rows(statement: str, values: Any = None) -> list[tuple[Any, ...]]:
    """Return what a statement finds."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def one(statement: str, values: Any = None) -> Any:
    """Return the first value a statement finds."""
    return rows(statement, values)[0][0]
