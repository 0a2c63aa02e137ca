"""What beat's rounds ask: who may run one, and whether the counters are what the ledger says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from billing.models import GAUGES
from billing.sql.asking import one, rows

_LOCK_SWEEP = 0x45425142
_LOCK_ROLL = 0x45425252
_LOCK_MONEY = 0x45424D4F
_LOCK_RECONCILE = 0x45425243

# A balance is what its rows of the ledger add up to, nothing else. The last row has to say it too.
BALANCES = """
SELECT 'period', p.id, p.workspace_id, p.meter,
       p.limit_units + p.overdraft_units - p.used - p.reserved, coalesce(l.total, 0)
FROM billing_quotaperiod AS p LEFT JOIN (
  SELECT period_id, sum(units_delta) AS total FROM billing_ledgerentry
  WHERE grant_id IS NULL GROUP BY period_id
) AS l ON l.period_id = p.id
WHERE p.limit_units + p.overdraft_units - p.used - p.reserved <> coalesce(l.total, 0)
UNION ALL
SELECT 'grant', g.id, g.workspace_id, g.meter, g.remaining, coalesce(l.total, 0)
FROM billing_grant AS g LEFT JOIN (
  SELECT grant_id, sum(units_delta) AS total FROM billing_ledgerentry
  WHERE grant_id IS NOT NULL GROUP BY grant_id
) AS l ON l.grant_id = g.id
WHERE g.remaining <> coalesce(l.total, 0)
ORDER BY 1, 2
"""

# What is held and what is counted, by the reservations.
COUNTERS = """
SELECT c.name, p.id, p.workspace_id, p.meter, c.counter, c.total
FROM billing_quotaperiod AS p LEFT JOIN (
  SELECT period_id,
         sum(units - granted_units) FILTER (WHERE state IN ('held', 'unknown')) AS reserved,
         sum(least(settled_units, units - granted_units)) FILTER (WHERE state = 'committed') AS used
  FROM billing_reservation GROUP BY period_id
) AS r ON r.period_id = p.id
CROSS JOIN LATERAL (VALUES ('reserved', p.reserved, coalesce(r.reserved, 0)::bigint),
                           ('used', p.used, coalesce(r.used, 0)::bigint)) AS c (name, counter, total)
WHERE c.counter <> c.total ORDER BY p.id, c.name
"""

# Days of use as the reservations make them; `cancelled` is no failure, which only the ledger says.
DAYS = """
WITH made AS (
  SELECT r.workspace_id, (r.settled_at AT TIME ZONE 'UTC')::date AS day, r.meter, r.kind,
         r.actor_id, r.product, r.currency, sum(r.settled_units)::bigint AS units,
         coalesce(sum(r.units) FILTER (
           WHERE r.state = 'released' AND l.reason IS DISTINCT FROM 'cancelled'), 0)::bigint
           AS failed_units,
         sum(r.settled_units * r.unit_cost_frozen * 1000000 / r.price_units)::bigint
           AS cost_micros,
         sum(r.settled_units * r.unit_price_frozen * 1000000 / r.price_units)::bigint
           AS charge_micros
  FROM billing_reservation AS r LEFT JOIN billing_ledgerentry AS l
    ON l.reservation_id = r.id AND l.grant_id IS NULL AND l.kind = 'release'
       AND r.state = 'released'
  WHERE r.settled_at >= %(since)s::date::timestamp AT TIME ZONE 'UTC'
    AND r.meter <> ALL(%(gauges)s)
  GROUP BY 1, 2, 3, 4, 5, 6, 7
), there AS (
  SELECT * FROM billing_usageday WHERE day >= %(since)s::date
), wrong AS (
  SELECT coalesce(m.workspace_id, t.workspace_id) AS workspace_id, coalesce(m.day, t.day) AS day,
         coalesce(m.meter, t.meter) AS meter, coalesce(m.kind, t.kind) AS kind,
         coalesce(m.actor_id, t.actor_id) AS actor_id,
         coalesce(m.product, t.product) AS product,
         coalesce(m.currency, t.currency) AS currency,
         coalesce(m.units, 0) AS units, coalesce(m.failed_units, 0) AS failed_units,
         coalesce(m.cost_micros, 0) AS cost_micros,
         coalesce(m.charge_micros, 0) AS charge_micros
  FROM made AS m FULL JOIN there AS t
    USING (workspace_id, day, meter, kind, actor_id, product, currency)
  WHERE (coalesce(m.units, 0), coalesce(m.failed_units, 0), coalesce(m.cost_micros, 0),
         coalesce(m.charge_micros, 0))
        IS DISTINCT FROM (coalesce(t.units, 0), coalesce(t.failed_units, 0),
                          coalesce(t.cost_micros, 0), coalesce(t.charge_micros, 0))
)
INSERT INTO billing_usageday AS d
  (workspace_id, day, meter, kind, actor_id, product, currency, units, failed_units, cost_micros,
   charge_micros)
SELECT workspace_id, day, meter, kind, actor_id, product, currency, units, failed_units,
       cost_micros, charge_micros
FROM wrong ORDER BY workspace_id, meter, kind, actor_id, product, currency, day
ON CONFLICT (workspace_id, day, meter, kind, actor_id, product, currency) DO UPDATE
SET units = excluded.units, failed_units = excluded.failed_units,
    cost_micros = excluded.cost_micros, charge_micros = excluded.charge_micros
RETURNING 1
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """A counter that is not what it is made of. what: period, grant, reserved or used."""

    what: str
    id: int
    workspace_id: UUID
    meter: str
    counter: int
    rebuilt: int


def only_sweeper() -> bool:
    """Return whether this transaction alone looks after what is overdue (to its end)."""
    return _alone(_LOCK_SWEEP)


def only_roller() -> bool:
    """Return whether this transaction alone looks for periods that have ended (to its end)."""
    return _alone(_LOCK_ROLL)


def only_reconciler() -> bool:
    """Return whether this transaction alone compares the counters (to its end)."""
    return _alone(_LOCK_RECONCILE)


def only_biller() -> bool:
    """Return whether this transaction alone asks for what is due (to its end)."""
    return _alone(_LOCK_MONEY)


def _alone(lock: int) -> bool:
    return bool(one("SELECT pg_try_advisory_xact_lock(%s)", [lock]))


def differences() -> list[Difference]:
    """Return the counters that are not what ledger and reservations say, as of one moment."""
    return [*_read(BALANCES), *_read(COUNTERS)]


def _read(statement: str) -> Iterator[Difference]:
    for what, key, workspace_id, meter, counter, rebuilt in rows(statement):
        yield Difference(what, key, workspace_id, meter, int(counter), int(rebuilt))


def rebuild_days(*, since: date) -> int:
    """Set right the days of use since a day; return how many were wrong."""
    found: Sequence[Any] = rows(DAYS, {"since": since, "gauges": sorted(GAUGES)})
    return len(found)
