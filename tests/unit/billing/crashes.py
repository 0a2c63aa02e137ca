"""A process that dies between two statements, in one transaction that outlives it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

SAVEPOINTS = ("SAVEPOINT", "RELEASE", "ROLLBACK")


class Crash(Exception):
    """The process dies here."""


@contextmanager
def crash_at(number: int) -> Iterator[None]:
    """Die before the so-maniest statement of the block."""
    left = number

    def count(execute: Any, statement: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal left
        if not str(statement).lstrip().startswith(SAVEPOINTS):
            if left == 0:
                raise Crash
            left -= 1
        return execute(statement, params, many, context)

    with connection.execute_wrapper(count):
        yield


@contextmanager
def as_one() -> Iterator[None]:
    """Be one transaction, whatever opens its own inside."""
    block = transaction.atomic()
    block._from_testcase = True
    with block:
        yield


def database_now() -> Any:
    """Return the moment by the clock that counts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT billing_now()")
        return cursor.fetchone()[0]
