"""What the gate costs a request whose membership is known: the limit is 150 µs of processor time.

    DATABASE_URL=… REDIS_URL=… uv run python -m bench.gate [--times 20000]

Counted: the middleware's going to `public`, finding the access, checking the permission, entering,
and leaving again. Not counted: the question itself. One person, one workspace; they stay.
"""

import argparse
import os
import statistics
import sys
import time
import uuid

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.testing")
django.setup()

from django.db import connection  # noqa: E402, TID251  after django.setup(); it is counted
from django.test.utils import CaptureQueriesContext  # noqa: E402

from accounts.services import NewPerson, create_person  # noqa: E402
from workspaces import access, services, tenancy  # noqa: E402
from workspaces.roles import Permission  # noqa: E402

LIMIT_US = 150.0
ROUNDS = 7


def main() -> int:
    """Print the processor time of one passing; return 1 when the limit is not kept."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=20_000)
    times = parser.parse_args().times
    owner = create_person(
        NewPerson(f"bench-{uuid.uuid4().hex}@example.com", "Bench", uuid.uuid4().hex)
    )
    slug = services.create(name="Bench", owner=owner).slug
    # A minute instead of five seconds: what is read anew in between is another figure.
    access.KEEP_SECONDS = 60.0
    figures = {}
    for permission in (Permission.WORKSPACE_VIEW, Permission.JOB_SUBMIT):
        _pass(owner.pk, slug, permission)
        with CaptureQueriesContext(connection) as queries:
            _pass(owner.pk, slug, permission)
        assert not queries.captured_queries, "a passing that is known asks the database nothing"
        figures[permission] = statistics.median(
            _spent(owner.pk, slug, permission, times) for _ in range(ROUNDS)
        )
    worst = max(figures.values())
    verdict = "within" if worst <= LIMIT_US else "OVER"
    each = ", ".join(f"{permission} {spent:.1f} µs" for permission, spent in figures.items())
    print(f"gate, membership known: {each} of processor time, {verdict} {LIMIT_US:.0f} µs")
    return 0 if worst <= LIMIT_US else 1


def _pass(user_id: uuid.UUID, slug: str, permission: Permission) -> None:
    """Do what the middleware and the gate do for one request."""
    tenancy.leave()
    try:
        found = access.find(user_id=user_id, at=slug)
        access.enter(found, permission, user_id=user_id)
    finally:
        tenancy.leave()


def _spent(user_id: uuid.UUID, slug: str, permission: Permission, times: int) -> float:
    began = time.thread_time()
    for _time in range(times):
        _pass(user_id, slug, permission)
    return 1e6 * (time.thread_time() - began) / times


if __name__ == "__main__":
    sys.exit(main())
