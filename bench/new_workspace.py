"""A new workspace, from the call to a first answer in it: the limit is 100 ms at the median.

    DATABASE_URL=… REDIS_URL=… uv run python -m bench.new_workspace [--schemas 1000] [--count 50]

It is usable when its owner has been let in and a question to its tables is answered. With
--schemas the database is first filled up to so many workspaces. Beside it, in the same run, what
migrating a fresh schema costs. The rows stay: use a database of your own.
"""

import argparse
import os
import statistics
import sys
import time
import uuid
from collections.abc import Callable

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.testing")
django.setup()

from accounts.models import User  # noqa: E402  after django.setup()
from accounts.services import NewPerson, create_person  # noqa: E402
from assets.models import Product  # noqa: E402
from workspaces import access, services, tenancy  # noqa: E402
from workspaces.roles import Permission  # noqa: E402

LIMIT_MS = 100.0
# So many more are made and not measured: the first statements of a connection are slower.
WARM_UP = 3


def main() -> int:
    """Print the medians; return 1 when the limit is not kept."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--schemas", type=int, default=0)
    parser.add_argument("--count", type=int, default=50)
    options = parser.parse_args()
    _fill(options.schemas - WARM_UP)
    for _time in range(WARM_UP):
        _use(_person())
    there = len(tenancy.all_schemas())
    made = [_timed(_use, _person()) for _ in range(options.count)]
    migrated = [_timed(tenancy.build_script) for _ in range(3)]
    median = statistics.median(made)
    verdict = "within" if median <= LIMIT_MS else "OVER"
    print(
        f"new workspace beside {there}: usable after {median:.0f} ms (median of {options.count}, "
        f"max {max(made):.0f}), {verdict} {LIMIT_MS:.0f} ms; "
        f"migrating a fresh schema: {statistics.median(migrated):.0f} ms"
    )
    return 0 if median <= LIMIT_MS else 1


def _use(owner: User) -> None:
    """Make a workspace, enter it as its owner through the gate's door, and ask it something."""
    workspace = services.create(name="Bench", owner=owner, slug=f"bench-{uuid.uuid4().hex[:12]}")
    found = access.find(user_id=owner.pk, at=workspace.slug)
    access.enter(found, Permission.WORKSPACE_VIEW, user_id=owner.pk)
    try:
        assert Product.objects.count() == 0
    finally:
        tenancy.leave()


def _fill(wanted: int) -> None:
    owner = _person()
    for number in range(len(tenancy.all_schemas()), wanted):
        services.create(name="Filling", owner=owner, slug=f"filling-{uuid.uuid4().hex[:12]}")
        if number % 100 == 0:
            print(f"{number} of {wanted} workspaces are there")


def _person() -> User:
    """Return somebody with no workspace yet: a person has few."""
    return create_person(
        NewPerson(f"bench-{uuid.uuid4().hex}@example.com", "Bench", uuid.uuid4().hex)
    )


def _timed(work: Callable[..., object], *given: object) -> float:
    began = time.perf_counter()
    work(*given)
    return 1000 * (time.perf_counter() - began)


if __name__ == "__main__":
    sys.exit(main())
