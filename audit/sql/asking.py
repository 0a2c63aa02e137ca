"""How a statement is run, and what comes back."""

import json
from typing import Any

from django.db import connection


def rows(statement: str, values: Any = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def one(statement: str, values: Any = None) -> Any:
    return rows(statement, values)[0][0]


def do(statement: str, values: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def read(event: Any) -> Any:
    """Return what is in a JSON column: Django has it come as text."""
    return json.loads(event) if isinstance(event, str) else event
