"""Fills the database of `bench.dashboard`, and tells how it is asked."""

import uuid
from itertools import cycle
from typing import Any

from django.db import connection  # noqa: TID251  it is measured

from accounts.models import User
from accounts.services import NewPerson, create_person
from bench.dashboard_rows import ROWS
from bench.trail_filling import as_owner
from workspaces import services

# With schemas: those are looked into that have the oldest work.
REAL_PLACES = 20


def explain(slowest: list[dict[str, str]]) -> None:
    """Print how the database answers, the slowest first."""
    for query in reversed(slowest):
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) {query['sql']}")
            print(f"-- {float(query['time']) * 1000:.0f} ms: {query['sql'][:80]!r}")
            print("\n".join(row[0] for row in cursor.fetchall()))


def fill(workspaces: int, reservations: int) -> User:
    """Write the rows; return a member of staff who may see all of them."""
    email = f"bench-{uuid.uuid4().hex}@example.com"
    boss = create_person(NewPerson(email, "Bench", uuid.uuid4().hex, is_staff=True))
    for _place in zip(range(REAL_PLACES), cycle([boss]), strict=False):
        services.create(name="Bench", owner=boss)
    values: dict[str, Any] = {
        "owner": boss.pk,
        "workspaces": workspaces,
        "reservations": reservations,
    }
    # Nobody else may write rows of the trail that say they are of other days.
    with as_owner() as owner:
        for statement in ROWS:
            owner.execute(statement, values)
    return boss
