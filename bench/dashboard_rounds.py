"""The rounds of `bench.dashboard`: fills a database of its own, then asks for the page."""

import argparse
import os
import statistics
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.testing")
django.setup()

from django.db import connection  # noqa: E402, TID251  after django.setup(); it is measured
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bench.dashboard_filling import explain, fill  # noqa: E402
from tests.factories import people  # noqa: E402

LIMIT_MS = 300.0
QUESTIONS = 22
TOLD = 3


def main() -> int:
    """Print what the page takes for each span; return 1 when it is too much."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--workspaces", type=int, required=True)
    parser.add_argument("--reservations", type=int, required=True)
    parser.add_argument("--times", type=int, required=True)
    parser.add_argument("--plans", action="store_true")
    options = parser.parse_args()
    boss = fill(options.workspaces, options.reservations)
    client = Client(HTTP_HOST="localhost")
    people.sign_in(client, boss)
    client.get("/staff/")
    is_kept = True
    for days in (7, 30, 90):
        is_kept &= _look(client, days, times=options.times, tells_plans=options.plans)
    return 0 if is_kept else 1


def _look(client: Client, days: int, *, times: int, tells_plans: bool) -> bool:
    address = f"/staff/?days={days}"
    begun = time.perf_counter()
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    first = 1000 * (time.perf_counter() - begun)
    assert answer.status_code == 200, answer
    asked = [query for query in queries if not query["sql"].startswith("SET search_path")]
    clock, worked = [], []
    for _ in range(times):
        begun, cpu = time.perf_counter(), time.process_time()
        client.get(address)
        clock.append(1000 * (time.perf_counter() - begun))
        worked.append(1000 * (time.process_time() - cpu))
    middle = statistics.median(clock)
    is_kept = middle <= LIMIT_MS and len(asked) <= QUESTIONS
    print(
        f"first page of staff, {days} days: median {middle:.0f} ms (best {min(clock):.0f}, worst "
        f"{max(clock):.0f}), {'within' if is_kept else 'OVER'} {LIMIT_MS:.0f} ms; of it "
        f"{statistics.median(worked):.0f} ms of this process's time; the first look {first:.0f} ms; {len(asked)} questions of "
        f"{QUESTIONS}; {len(answer.content) / 1000:.0f} kB; load {os.getloadavg()[0]:.1f}"
    )
    if tells_plans:
        explain(sorted(asked, key=lambda query: float(query["time"]))[-TOLD:])
    return is_kept


if __name__ == "__main__":
    sys.exit(main())
