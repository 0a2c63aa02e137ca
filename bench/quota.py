"""One hot workspace: 64 clients hold and settle units; the goal is 250 pairs a second.

    DATABASE_URL=… uv run python -m bench.quota [--clients 64] [--processes 4] [--seconds 10]

A pair is what a submitted and finished item costs: two transactions. The rows stay: use a database
of your own. At the end the counters are held against the ledger.
"""

import argparse
import json
import os
import subprocess
import sys
import threading
import time
import uuid

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.testing")
django.setup()

from django.db import connection, transaction  # noqa: E402, TID251  after django.setup(); threads
from django.db.models import Sum  # noqa: E402

from accounts.services import NewPerson, create_person  # noqa: E402
from billing import quotas  # noqa: E402
from billing.models import LedgerEntry, QuotaPeriod  # noqa: E402
from billing.quotas import Account, Hold, sizing  # noqa: E402
from workspaces import services  # noqa: E402

GOAL = 250.0
LIMIT = 10**9


def main() -> None:
    """Print pairs a second, their p95, and whether goal and ledger are kept."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--in-workspace", type=uuid.UUID, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.in_workspace:
        json.dump(_clients(options.in_workspace, options.clients, options.seconds), sys.stdout)
        return
    email = f"bench-{uuid.uuid4().hex}@example.com"
    owner = create_person(NewPerson(email, "Bench", uuid.uuid4().hex))
    place = services.create(name="Hot", owner=owner)
    period = quotas.current_period(workspace_id=place.pk, meter="images")
    with transaction.atomic():
        size = sizing.Size(LIMIT, 0, period.plan_limit)
        sizing.resize(period, size, kind=LedgerEntry.Kind.ADJUST, reason="bench")
    children = [
        subprocess.Popen(
            [
                *(sys.executable, "-m", "bench.quota", "--in-workspace", str(place.pk)),
                *("--clients", str(options.clients // options.processes)),
                *("--seconds", str(options.seconds)),
            ],
            stdout=subprocess.PIPE,
        )
        for _ in range(options.processes)
    ]
    told = [json.loads(child.communicate()[0]) for child in children]
    took = sorted(second for one in told for second in one["took"])
    rate = sum(len(one["took"]) / one["seconds"] for one in told)
    p95 = 1000 * took[int(0.95 * len(took))]
    _check(period, counted=len(took))
    verdict = "within" if rate >= GOAL else "BELOW"
    print(
        f"one workspace, {options.clients} clients: {rate:.0f} reserve + settle a second of "
        f"{len(took)}, {verdict} {GOAL:.0f}; p95 {p95:.0f} ms, median "
        f"{1000 * took[len(took) // 2]:.0f} ms; the ledger adds up"
    )


def _clients(workspace_id: uuid.UUID, count: int, seconds: float) -> dict[str, object]:
    """Work in so many threads, each with its connection; return what each pair took."""
    ready, took = threading.Barrier(count), list[float]()
    began = time.perf_counter()

    def work() -> None:
        connection.ensure_connection()
        ready.wait()
        end = time.perf_counter() + seconds
        while (start := time.perf_counter()) < end:
            _pair(workspace_id)
            took.append(time.perf_counter() - start)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"took": took, "seconds": time.perf_counter() - began}


def _pair(workspace_id: uuid.UUID) -> None:
    """Hold one unit as a submitted job does, and count it as a finished item does."""
    account = Account(workspace_id, "images", "image", uuid.uuid4(), "bench")
    hold = Hold(uuid.uuid4(), uuid.uuid4(), 1, uuid.uuid4().hex, label="Mug, pure white")
    with transaction.atomic():
        period = quotas.current_period(workspace_id=workspace_id, meter="images")
        quotas.reserve(account, period=period, holds=[hold])
    with transaction.atomic():
        assert quotas.commit(hold.id)


def _check(period: QuotaPeriod, *, counted: int) -> None:
    period.refresh_from_db()
    assert (period.used, period.reserved) == (counted, 0)
    moved = LedgerEntry.objects.filter(period=period).aggregate(total=Sum("units_delta"))["total"]
    assert moved == quotas.remaining(period)


if __name__ == "__main__":
    main()
