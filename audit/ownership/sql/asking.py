"""One statement at a time."""

from typing import Any

from django.db import connection


def do(statement: Any, values: Any = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def rows(statement: str, values: Any = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def one(statement: str, values: Any = None) -> Any:
    found = rows(statement, values)
    return found[0][0] if found else None
