"""A trail of one's own: the tests' server lets its superuser do what triggers refuse."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

TABLES = "audit_event, audit_seal, audit_seal_rows, audit_seal_kept, audit_dropped"
MONTHS = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ '^audit_(event|seal_rows)_[0-9]+$'"
Tamper = Callable[..., None]


@contextmanager
def without_triggers() -> Iterator[Any]:
    """Yield a cursor no trigger watches, as a superuser's can be."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        try:
            yield cursor
        finally:
            cursor.execute("SET session_replication_role = DEFAULT")


def clear() -> None:
    with without_triggers() as cursor:
        cursor.execute(f"TRUNCATE {TABLES}")
        cursor.execute(MONTHS)
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TABLE {name}")
        cursor.execute("DELETE FROM audit_hold")
        cursor.execute("DELETE FROM audit_repeat")
        cursor.execute("UPDATE audit_clock SET shift = 0")
        cursor.execute("ALTER TABLE audit_event ALTER COLUMN xid SET DEFAULT pg_current_xact_id()")


@pytest.fixture(autouse=True)
def _empty_trail(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Begin and end with a trail that holds nothing; what happens in between is committed."""
    with django_db_blocker.unblock():
        clear()
        yield
        clear()


@pytest.fixture
def tamper() -> Tamper:
    """Run a statement as somebody who may do anything to the database."""

    def run(statement: str, *values: Any) -> None:
        with without_triggers() as cursor:
            cursor.execute(statement, values)
            assert cursor.rowcount > 0, "nothing was tampered with"

    return run
