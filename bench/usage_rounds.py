"""The rounds of `bench.usage`, among its servers."""

import statistics
import sys
import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

import django

django.setup()

from django.conf import settings  # noqa: E402  after django.setup()
from django.db import connection  # noqa: E402, TID251  it is filled, and its questions are counted
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from accounts.models import User  # noqa: E402
from accounts.services import NewPerson, create_person  # noqa: E402
from bench import servers  # noqa: E402
from billing import reporting, sql  # noqa: E402
from billing.models import LedgerEntry, UsageDay  # noqa: E402
from billing.reporting import Span  # noqa: E402
from billing.services import all_usage  # noqa: E402
from workspaces import services  # noqa: E402
from workspaces.models import Workspace  # noqa: E402

LIMIT_MS = 150.0
DAYS, PEOPLE, PRODUCTS = 395, 20, 300
# One in so many is not delivered; one movement in so many is of another kind than work makes.
FAILS, RARE = 50, 10_000

# Of each job's number: when, by whom, for what. `n` counts reservations, from the oldest on.
MADE = """
INSERT INTO billing_reservation (id, workspace_id, meter, period_id, kind, job_id, subject_id,
  subject_label, product, actor_id, idem_key, request_sha256, units, unit_price_frozen,
  unit_cost_frozen, currency, price_version, state, settled_units, attempt, created_at, settled_at,
  expires_at)
SELECT md5('r' || n)::uuid, %(place)s, meter, p.id, kind, md5('j' || job)::uuid,
  md5('s' || n)::uuid, 'Front ' || n, 'Product ' || job %% %(products)s,
  (%(people)s::text[])[1 + job %% %(count)s], 'bench:' || n, '', 1, 4, 2, 'USD', 1,
  CASE WHEN n %% %(fails)s = 0 THEN 'released' ELSE 'committed' END,
  CASE WHEN n %% %(fails)s = 0 THEN 0 ELSE 1 END, 1, at, at + interval '5 seconds',
  at + interval '2 days'
FROM (
  SELECT n, n / %(together)s AS job,
         billing_now() - interval '1 minute' - %(span)s * (1 - n::float8 / %(all)s) AS at,
         (ARRAY['images', 'images', 'copies', 'video_seconds'])[1 + n / %(together)s %% 4] AS meter,
         (ARRAY['image', 'image', 'copy', 'video'])[1 + n / %(together)s %% 4] AS kind
  FROM generate_series(1, %(all)s) AS n
) AS made JOIN billing_quotaperiod AS p USING (meter) WHERE p.workspace_id = %(place)s
"""
MOVED = """
INSERT INTO billing_ledgerentry (workspace_id, meter, period_id, reservation_id, kind, units_delta,
  balance_after, reason, actor_id, at)
SELECT r.workspace_id, r.meter, r.period_id, r.id, said.kind, said.delta, 1000000, said.reason,
       r.actor_id, said.at
FROM billing_reservation AS r CROSS JOIN LATERAL (VALUES
  ('reserve', -1, '', r.created_at),
  (CASE r.state WHEN 'released' THEN 'release' ELSE 'commit' END, 1 - r.settled_units,
   CASE r.state WHEN 'released' THEN 'failed' ELSE '' END, r.settled_at)
) AS said (kind, delta, reason, at)
WHERE r.workspace_id = %(place)s AND r.meter IN ('images', 'copies', 'video_seconds')
ORDER BY said.at, said.kind DESC
"""
SPRINKLED = """
INSERT INTO billing_ledgerentry (workspace_id, meter, period_id, kind, units_delta, balance_after,
  reason, actor_id, at)
SELECT workspace_id, meter, id, 'adjust', 0, 1000000, 'bench', '', billing_now()
FROM billing_quotaperiod, generate_series(1, %(rare)s)
WHERE workspace_id = %(place)s AND meter = 'images'
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one answer, in milliseconds. processor: of this process and of the database's."""

    wall: float
    processor: float


def main() -> int:
    """Print the figures; return 1 when the limit is not kept."""
    entries, together, times = (int(word) for word in sys.argv[1:])
    settings.API_REQUESTS_A_MINUTE = 10_000_000
    began = time.perf_counter()
    owner, place = _furnished(entries, together)
    movements = LedgerEntry.objects.filter(workspace_id=place.pk).count()
    days = UsageDay.objects.filter(workspace_id=place.pk).count()
    print(
        f"{movements:,} movements, {days:,} rows of days, filled in "
        f"{time.perf_counter() - began:.0f} s; {servers.load()}"
    )
    browser = Client(HTTP_HOST="localhost")
    browser.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    taken = {name: _measured(name, ask, times) for name, ask in _asked(browser, place).items()}
    page = taken["the page of use"].processor
    verdict = "within" if page <= LIMIT_MS else "OVER"
    print(f"the page of use: {page:.0f} ms of processor time, {verdict} {LIMIT_MS:.0f} ms")
    return 0 if page <= LIMIT_MS else 1


def _asked(browser: Client, place: Workspace) -> dict[str, Callable[[], int]]:
    """Return what is measured: each answers how many bytes, or rows, it came to."""
    today = sql.now().date()
    month, all_days = Span(today - timedelta(days=30), today), _whole(today)
    settings_, api = f"/w/{place.slug}/settings", "/api/v1/billing"
    own = f"?span=own&start={all_days.start}&end={all_days.end}"
    named = f"start={all_days.start}&end={all_days.end}"
    entries = LedgerEntry.objects.filter(workspace_id=place.pk).order_by("pk")
    deep = entries[int(entries.count() * 0.1)].pk

    def page(address: str) -> Callable[[], int]:
        def ask() -> int:
            answer = browser.get(address, headers={"X-Workspace": place.slug})
            assert answer.status_code == 200, (address, answer.status_code)
            return len(b"".join(cast("Iterable[bytes]", answer)))

        return ask

    def told(span: Span) -> Callable[[], int]:
        return lambda: len(reporting.report(place.pk, span=span).days)

    return {
        "the page of use": page(f"{settings_}/usage"),
        "the page of use, 395 days": page(f"{settings_}/usage{own}"),
        "report(), 31 days": told(month),
        "report(), 395 days": told(all_days),
        "GET /billing/usage": page(f"{api}/usage"),
        "the table, the period": page(f"{settings_}/usage.csv"),
        "the table, 395 days": page(f"{settings_}/usage.csv?{named}"),
        "movements, first page": page(f"{settings_}/usage/ledger"),
        "movements, deep": page(f"{settings_}/usage/ledger?before={deep}"),
        "movements, deep, one meter": page(f"{settings_}/usage/ledger?before={deep}&meter=copies"),
        "GET /billing/ledger": page(f"{api}/ledger"),
        "GET /billing/ledger, rare": page(f"{api}/ledger?kind=adjust"),
        "GET /billing/ledger, none": page(f"{api}/ledger?kind=grant"),
        "GET /billing/ledger, old days": page(
            f"{api}/ledger?from={all_days.start}&to={all_days.start + timedelta(days=1)}"
        ),
    }


def _whole(today: date) -> Span:
    return Span(today - timedelta(days=DAYS), today)


def _measured(name: str, ask: Callable[[], int], times: int) -> Cost:
    """Ask a few times, and print and return what one time took in the middle."""
    ask()
    with CaptureQueriesContext(connection) as queries:
        size = ask()
    asked = [one for one in queries if not one["sql"].startswith("SET ")]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = int(cursor.fetchone()[0])
    began = time.process_time() + servers.processor(backend)
    taken = [_timed(ask) for _ in range(times)]
    spent = time.process_time() + servers.processor(backend) - began
    cost = Cost(statistics.median(taken), 1000 * spent / times)
    print(
        f"{name:32} {cost.wall:7.1f} ms ({cost.processor:.1f} of processor), "
        f"{len(asked)} questions, {size:,}",
        flush=True,
    )
    return cost


def _timed(ask: Callable[[], int]) -> float:
    began = time.perf_counter()
    ask()
    return 1000 * (time.perf_counter() - began)


def _furnished(entries: int, together: int) -> tuple[User, Workspace]:
    """Return the owner and the workspace in which all of it has happened."""
    owner = create_person(
        NewPerson(f"bench-{uuid.uuid4().hex}@example.com", "Bench", uuid.uuid4().hex)
    )
    place = services.create(name="Bench", owner=owner)
    people = [
        User.objects.create_user(f"bench-{number}-{place.pk.hex}@example.com", name=f"P{number}")
        for number in range(PEOPLE)
    ]
    all_usage(workspace_id=place.pk)
    values: dict[str, Any] = {
        "place": place.pk,
        "products": PRODUCTS,
        "people": [str(person.pk) for person in people],
        "count": PEOPLE,
        "fails": FAILS,
        "together": together,
        "all": entries // 2,
        "span": timedelta(days=DAYS - 1),
        "rare": max(1, entries // RARE),
    }
    with connection.cursor() as cursor:
        for statement in (MADE, MOVED, SPRINKLED):
            cursor.execute(statement, values)
    sql.rebuild_days(since=_whole(sql.now().date()).start)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return owner, place


if __name__ == "__main__":
    sys.exit(main())
