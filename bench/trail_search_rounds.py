"""The rounds of `bench.trail_search`, among its servers."""

import os
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import django

django.setup()

from django.db import connection  # noqa: E402, TID251  its questions are counted and explained
from django.test.utils import CaptureQueriesContext  # noqa: E402

from assets import storage  # noqa: E402
from audit import exports, search, services  # noqa: E402
from audit.models import AuditEvent, TrailExport  # noqa: E402
from audit.search import Filters  # noqa: E402
from bench import servers  # noqa: E402
from bench.trail_search_filling import BUSY, GONE, NEVER, ONCE, fill, key, moment, place  # noqa: E402

LIMIT_MS, ROWS_A_SECOND, GROWTH = 300.0, 20_000, 50 * 1024**2
DEEP = (None, 0.9, 0.5, 0.1)


def main() -> int:
    """Print the figures; return 1 when a limit is not kept."""
    rows, places, times = (int(word) for word in sys.argv[1:])
    began = time.perf_counter()
    fill(rows, places=places)
    print(
        f"{rows:,} rows of {places:,} workspaces, filled in {time.perf_counter() - began:.0f} s;"
        f" {servers.load()}"
    )
    slowest = max(_searched(rows, places, times))
    _explain(*slowest[1:])
    storage.setup_bucket()
    exported = [_exported(form) for form in TrailExport.Format.values]
    verdict = "within" if slowest[0] <= LIMIT_MS else "OVER"
    print(f"the slowest search: p95 {slowest[0]:.0f} ms, {verdict} {LIMIT_MS:.0f} ms")
    return 0 if slowest[0] <= LIMIT_MS and all(exported) else 1


def _asked(rows: int) -> dict[str, Filters]:
    hour, month = timedelta(hours=1), timedelta(days=30)
    far, middle = moment(0.1), moment(0.5)
    return {
        "everything": Filters(),
        "actor, in every month": Filters(actor_id=BUSY),
        "actor, of a hundred": Filters(actor_id="p7"),
        "actor, long gone": Filters(actor_id=GONE),
        "actor, once": Filters(actor_id=ONCE),
        "actor, never": Filters(actor_id=NEVER),
        "action, a third of all": Filters(actions=("bench.work.done",)),
        "action, seldom": Filters(actions=("bench.action.n59",)),
        "action, once": Filters(actions=("bench.action.once",)),
        "twenty actions": Filters(actions=tuple(f"bench.action.n{n}" for n in range(40, 60))),
        "kind of target": Filters(target_type="product"),
        "target": Filters(target_id=key("t", rows // 9)),
        "refused": Filters(outcome="denied"),
        "done": Filters(outcome="ok"),
        "address, of many": Filters(address="10.0.7.1"),
        "address, of none": Filters(address="192.0.2.1"),
        "request": Filters(request_id=key("r", rows // 7)),
        "word, in a third": Filters(text="front"),
        "word, in one": Filters(text=f"view {rows // 3 - rows // 3 % 3}"),
        "word, in none": Filters(text="nowhere"),
        "letter": Filters(text="f"),
        "Chinese": Filters(text="连衣裙"),
        "Chinese, as nobody writes it": Filters(text="裙衣连"),
        "name, in every month": Filters(text="beatrice"),
        "name, of a hundred": Filters(text="person"),
        "name, long gone": Filters(text="gordon gone"),
        "name, of twenty thousand elsewhere": Filters(text="example.com"),
        "an hour": Filters(since=middle, until=middle + hour),
        "a month": Filters(since=far, until=far + month),
        "until long ago": Filters(until=far),
        "since not long ago": Filters(since=moment(0.999)),
        "never together": Filters(actor_id="p7", actions=("bench.work.done",), outcome="denied"),
        "never together, often alone": Filters(target_type="product", text="linen"),
        "long gone, refused": Filters(actor_id=GONE, outcome="denied"),
        "long gone, not long ago": Filters(actor_id=GONE, since=middle),
        "a hundredth, in an hour": Filters(actor_id="p7", since=middle, until=middle + hour),
        "words, in a month": Filters(text="linen shirt", since=far, until=far + month),
        "all together": Filters(
            actor_id=BUSY,
            actions=("bench.action.n1", "bench.action.n2"),
            target_type="asset",
            outcome="ok",
            address="10.0.7.1",
            since=far,
            until=middle,
            text="front",
        ),
    }


def _searched(
    rows: int, places: int, times: int
) -> Iterator[tuple[float, str, Filters, int | None]]:
    newest = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True)[0]
    for where, scope in (("all", None), ("one", place(7 % places))):
        for name, filters in _asked(rows).items():
            asked = replace(filters, workspace_id=scope)
            for deep in DEEP:
                before = int(newest * deep) if deep else None
                yield _measured(f"{where}: {name}", asked, before, times)


def _measured(
    name: str, filters: Filters, before: int | None, times: int
) -> tuple[float, str, Filters, int | None]:
    found = len(search.page(filters, before=before).events)
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        search.page(filters, before=before)
        taken.append(1000 * (time.perf_counter() - began))
    middle, high = statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
    print(
        f"{name:46} {before or 'newest':>9} {middle:7.1f} ms, p95 {high:7.1f}, {found}", flush=True
    )
    return high, f"{name}, before {before}", filters, before


def _explain(name: str, filters: Filters, before: int | None) -> None:
    print(f"\nslowest: {name}")
    with CaptureQueriesContext(connection) as queries:
        search.page(filters, before=before)
    for query in queries:
        if query["sql"].startswith(("SELECT", "WITH")):
            with connection.cursor() as cursor:
                cursor.execute(
                    "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) " + query["sql"].replace("%", "%%")
                )
                lines = [line for (line,) in cursor.fetchall()]
            print("\n".join(line for line in lines if "never executed" not in line))


def _exported(form: str) -> bool:
    """Export all of it; print and return whether it was quick enough in little memory."""
    export = exports.ask(Filters(), format=form, by=services.SYSTEM, is_staff=True)
    before = _memory()
    began = time.perf_counter()
    exports.write(export.pk)
    seconds, grown = time.perf_counter() - began, _memory() - before
    export.refresh_from_db()
    rate = export.rows / seconds
    print(
        f"{form}: {export.rows:,} rows, {export.size_bytes / 1024**2:.0f} MB, {rate:,.0f} rows a second,"
        f" memory grew by {grown / 1024**2:.0f} MB; {servers.load()}",
        flush=True,
    )
    return rate >= ROWS_A_SECOND and grown < GROWTH


def _memory() -> int:
    """Return the most memory this process has ever had in use."""
    with open(f"/proc/{os.getpid()}/status") as status:  # noqa: PTH123
        lines = dict(line.split(":", 1) for line in status)
    return int(lines["VmHWM"].split()[0]) * 1024


if __name__ == "__main__":
    sys.exit(main())
