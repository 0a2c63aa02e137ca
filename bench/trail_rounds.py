"""The rounds of `bench.trail`, among its servers."""

import statistics
import sys
import time
import uuid
from collections.abc import Callable
from contextlib import nullcontext
from threading import Thread
from typing import Any
from unittest import mock

import django

django.setup()

from django.conf import settings  # noqa: E402  after django.setup()
from django.db import connection, transaction  # noqa: E402, TID251  it is asked, and closed by threads
from django.test import Client  # noqa: E402
from django_celery_beat.models import PeriodicTask  # noqa: E402

from assets import storage  # noqa: E402
from audit import bucket, sealing  # noqa: E402
from audit import services as audit  # noqa: E402
from audit.actions import Action  # noqa: E402
from audit.models import Seal, SealKept  # noqa: E402
from audit.sealing.copies import InBucket  # noqa: E402
from bench import servers, trail_filling  # noqa: E402
from bench.ordering import Place  # noqa: E402

LIMIT_SHARE, LIMIT_LAG, LIMIT_PROOF = 0.15, 30.0, 30.0
EVENTS_A_SECOND, WRITERS = 500, 20
# One transaction in so many stays open for so many seconds.
LONG, LONG_SECONDS = 400, 3.0
LAGS = """
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY lag), percentile_cont(0.95) WITHIN GROUP (ORDER BY lag),
       max(lag), percentile_cont(0.95) WITHIN GROUP (ORDER BY kept), count(*)
FROM (
  SELECT extract(epoch FROM s.at - e.at)::float8 AS lag, extract(epoch FROM k.at - e.at)::float8 AS kept
  FROM audit_seal AS s JOIN audit_seal_rows AS r ON r.n = s.n CROSS JOIN unnest(r.ids) AS row (id)
  JOIN audit_event AS e ON e.id = row.id LEFT JOIN audit_seal_kept AS k ON k.n = s.n
  WHERE e.request_id = 'bench'
) AS lags
"""


def main() -> int:
    """Print the figures; return 1 when a limit is not kept."""
    times, seconds, rows, rows_a_seal = (int(word) for word in sys.argv[1:])
    settings.API_REQUESTS_A_MINUTE = 10_000_000
    print(servers.load())
    sizes = sorted({sealing.sealer.ROWS_A_SEAL, rows_a_seal}, reverse=True)
    kept = [writes(times), lag(seconds), *(proof(rows, size) for size in sizes)]
    return 0 if all(kept) else 1


# --- a write -------------------------------------------------------------------------------------
def writes(times: int) -> bool:
    """Print what the trail adds to requests that change something; return whether it is little."""
    place = Place("Trail")
    browser = Client(SERVER_NAME="localhost", headers={"X-Workspace": place.workspace.slug})
    browser.force_login(place.owner, backend="allauth.account.auth_backends.AuthenticationBackend")

    def post() -> None:
        answer = browser.post(
            "/api/v1/products",
            {"name": f"Mug {uuid.uuid4().hex}", "sku": uuid.uuid4().hex},
            content_type="application/json",
        )
        assert answer.status_code == 201, answer.content

    def profile() -> None:
        answer = browser.patch(
            f"/api/v1/workspaces/{place.workspace.pk}",
            {"name": f"Trail {uuid.uuid4().hex[:6]}"},
            content_type="application/json",
        )
        assert answer.status_code == 200, answer.content

    shares = [
        _share(name, one, times)
        for name, one in (("a new product", post), ("a workspace renamed", profile))
    ]
    return max(shares) <= LIMIT_SHARE


def _share(name: str, one: Callable[[], None], times: int) -> float:
    """Print and return what part of a request the trail is. The two kinds take turns."""
    taken: dict[bool, list[float]] = {True: [], False: []}
    for turn in range(2 * times + 10):
        is_recorded = turn % 2 == 0
        without: Any = mock.patch.multiple(audit, record=_nothing, record_many=_nothing)
        with nullcontext() if is_recorded else without:
            began = time.perf_counter()
            one()
            taken[is_recorded].append(time.perf_counter() - began)
    with_it, bare = (1e3 * statistics.median(taken[which][5:]) for which in (True, False))
    share = with_it / bare - 1
    verdict = "within" if share <= LIMIT_SHARE else "OVER"
    print(
        f"{name}: {with_it:.2f} ms, without the trail {bare:.2f} ms: {share:+.1%}, "
        f"{verdict} {LIMIT_SHARE:.0%}"
    )
    return share


def _nothing(*_action: Any, **_details: Any) -> None:
    """Take the trail's place."""


# --- the lag -------------------------------------------------------------------------------------
def lag(seconds: int) -> bool:
    """Write for so long while beat seals; print how old rows are when they are; is it young enough?"""
    until = time.monotonic() + seconds
    threads = [Thread(target=_write, args=(number, until)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    _wait_until_sealed()
    with connection.cursor() as cursor:
        cursor.execute(LAGS)
        median, p95, most, kept, count = cursor.fetchone()
    verdict = "within" if p95 <= LIMIT_LAG else "OVER"
    print(
        f"{count:,} events, {count / seconds:.0f} a second: sealed after {median:.1f} s (p95 {p95:.1f} s, "
        f"at most {most:.1f} s), in the bucket p95 {kept:.1f} s; {verdict} {LIMIT_LAG:.0f} s; {servers.load()}"
    )
    return bool(p95 <= LIMIT_LAG and count / seconds >= 0.95 * EVENTS_A_SECOND)


def _write(number: int, until: float) -> None:
    """Write at this writer's share of the pace, in transactions of its own."""
    audit.set_origin(request_id="bench", address="203.0.113.7", user_agent="bench")
    actor, target = audit.Actor("user", f"u{number}"), audit.Target("product", "p", "Mug")
    due, turn = time.monotonic(), 0
    while (now := time.monotonic()) < until:
        due += WRITERS / EVENTS_A_SECOND
        time.sleep(max(0.0, due - now))
        turn += 1
        with transaction.atomic():
            audit.record(
                Action.PRODUCT_CHANGED,
                actor=actor,
                workspace_id=uuid.UUID(int=number),
                target=target,
            )
            if (turn + 40 * number) % LONG == 0:
                time.sleep(LONG_SECONDS)
    connection.close()


def _wait_until_sealed() -> None:
    while sealing.verify().waiting or Seal.objects.count() > SealKept.objects.count():
        time.sleep(2)


# --- a proof -------------------------------------------------------------------------------------
def proof(rows: int, rows_a_seal: int) -> bool:
    """Fill, seal and keep; print what proving takes; return whether it is quick enough."""
    _rest_of_beat()
    trail_filling.empty()
    storage.delete_prefix(bucket.SEALS)
    began = time.perf_counter()
    trail_filling.fill(rows, [uuid.UUID(int=number + 1) for number in range(1000)])
    filled = time.perf_counter()
    with mock.patch.object(sealing.sealer, "ROWS_A_SEAL", rows_a_seal):
        sealing.seal()
    sealed = time.perf_counter()
    sealing.keep()
    kept = time.perf_counter()
    report = sealing.verify()
    proven = time.perf_counter()
    against = sealing.verify(against=InBucket())
    ended = time.perf_counter()
    assert report.is_whole, report.first
    assert against.is_whole, against.first
    verdict = "within" if ended - proven <= LIMIT_PROOF else "OVER"
    print(
        f"{report.rows:,} rows (filled in {filled - began:.0f} s), {report.seals:,} seals (sealed in "
        f"{sealed - filled:.0f} s, kept in {kept - sealed:.0f} s): proven in {proven - kept:.1f} s, against the "
        f"bucket in {ended - proven:.1f} s, {verdict} {LIMIT_PROOF:.0f} s; {servers.load()}"
    )
    return ended - proven <= LIMIT_PROOF


def _rest_of_beat() -> None:
    """Let nobody else seal."""
    row = PeriodicTask.objects.get(task="audit.seal")
    row.enabled = False
    row.save()


if __name__ == "__main__":
    sys.exit(main())
