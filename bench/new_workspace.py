"""A new workspace, from the call to a usable schema: the limit is 100 ms at the median.

    DATABASE_URL=… uv run python -m bench.new_workspace [--count 50]

Beside it, in the same run, what migrating a fresh schema costs.
"""

import argparse
import os
import statistics
import time
import uuid
from collections.abc import Callable

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.testing")
django.setup()

from accounts.services import NewPerson, create_person  # noqa: E402  after django.setup()
from workspaces import services, tenancy  # noqa: E402

LIMIT_MS = 100.0


def main() -> None:
    """Print the medians."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=50)
    count = parser.parse_args().count
    owner = create_person(
        NewPerson(f"bench-{uuid.uuid4().hex}@example.com", "Bench", uuid.uuid4().hex)
    )
    services.create(name="Warm up", owner=owner)
    made = [_timed(lambda: services.create(name="Bench", owner=owner)) for _ in range(count)]
    migrated = [_timed(tenancy.build_script) for _ in range(3)]
    median = statistics.median(made)
    verdict = "within" if median <= LIMIT_MS else "OVER"
    print(
        f"new workspace: median {median:.0f} ms of {count} (max {max(made):.0f}), {verdict} "
        f"{LIMIT_MS:.0f} ms; migrating a fresh schema: {statistics.median(migrated):.0f} ms"
    )


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)


if __name__ == "__main__":
    main()
