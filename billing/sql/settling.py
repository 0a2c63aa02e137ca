"""Settling what is held, and freeing what a gauge has counted: in one guarded statement each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from billing.models import GAUGES
from billing.sql.asking import QUEUE_OF, ask

UNKNOWN_HOURS = 24

# Of what is still open: the plan's part is counted first, the rest of it is given back. The state
# is asked for by what it is not, or old statistics make it search the index of all that is open.
# What a gauge had beyond its limit shrinks with what goes. The day's use is kept with it.
SETTLE = """
WITH settled AS (
  UPDATE billing_reservation AS r
  SET state = %(state)s, settled_units = least(r.units, %(counted)s), settled_at = billing_now()
  WHERE r.id = ANY(%(ids)s) AND r.state NOT IN ('committed', 'released', 'returned')
  RETURNING r.*, r.units - r.granted_units AS held,
            least(r.settled_units, r.units - r.granted_units) AS counted
), moved AS (
  UPDATE billing_quotaperiod AS p SET reserved = p.reserved - t.held, used = p.used + t.counted,
    excess_units = greatest(0, least(p.excess_units, p.used + t.counted + p.reserved - t.held
                                                     - p.limit_units - p.overdraft_units))
  FROM (SELECT period_id, sum(held) AS held, sum(counted) AS counted
        FROM settled GROUP BY period_id) AS t
  WHERE p.id = t.period_id
  RETURNING p.id, p.limit_units + p.overdraft_units - p.used - p.reserved - t.held + t.counted
    AS before
), noted AS (
  INSERT INTO billing_ledgerentry
    (workspace_id, meter, period_id, reservation_id, kind, units_delta, balance_after, reason,
     actor_id)
  SELECT s.workspace_id, s.meter, s.period_id, s.id, %(kind)s, s.held - s.counted,
         moved.before + sum(s.held - s.counted) OVER (PARTITION BY s.period_id ORDER BY s.id),
         %(reason)s, s.actor_id
  FROM settled AS s JOIN moved ON moved.id = s.period_id ORDER BY s.period_id, s.id
), day AS (
  INSERT INTO billing_usageday AS d
    (workspace_id, day, meter, kind, actor_id, product, currency, units, failed_units,
     cost_micros, charge_micros)
  SELECT workspace_id, (billing_now() AT TIME ZONE 'UTC')::date, meter, kind, actor_id, product,
         currency, sum(settled_units),
         CASE WHEN %(state)s = 'released' AND %(reason)s <> 'cancelled' THEN sum(units) ELSE 0 END,
         sum(settled_units * unit_cost_frozen * 1000000 / price_units),
         sum(settled_units * unit_price_frozen * 1000000 / price_units)
  FROM settled WHERE meter <> ALL(%(gauges)s)
  GROUP BY workspace_id, meter, kind, actor_id, product, currency
  ORDER BY workspace_id, meter, kind, actor_id, product, currency
  ON CONFLICT (workspace_id, day, meter, kind, actor_id, product, currency) DO UPDATE
  SET units = d.units + excluded.units, failed_units = d.failed_units + excluded.failed_units,
      cost_micros = d.cost_micros + excluded.cost_micros,
      charge_micros = d.charge_micros + excluded.charge_micros
)
SELECT id, units, granted_units, settled_units FROM settled ORDER BY period_id, id
"""

# What is counted of a gauge and is gone: its units can be used again.
FREE = """
WITH freed AS (
  UPDATE billing_reservation AS r SET state = 'returned', returned_at = billing_now()
  WHERE r.id = ANY(%(ids)s) AND r.state = 'committed' AND r.meter = ANY(%(gauges)s)
  RETURNING r.*, least(r.settled_units, r.units - r.granted_units) AS counted
), moved AS (
  UPDATE billing_quotaperiod AS p SET used = p.used - t.counted,
    excess_units = greatest(0, least(p.excess_units, p.used - t.counted + p.reserved
                                                     - p.limit_units - p.overdraft_units))
  FROM (SELECT period_id, sum(counted) AS counted FROM freed GROUP BY period_id) AS t
  WHERE p.id = t.period_id
  RETURNING p.id, p.limit_units + p.overdraft_units - p.used - p.reserved - t.counted AS before
), noted AS (
  INSERT INTO billing_ledgerentry
    (workspace_id, meter, period_id, reservation_id, kind, units_delta, balance_after, reason,
     actor_id)
  SELECT f.workspace_id, f.meter, f.period_id, f.id, 'release', f.counted,
         moved.before + sum(f.counted) OVER (PARTITION BY f.period_id ORDER BY f.id),
         %(reason)s, f.actor_id
  FROM freed AS f JOIN moved ON moved.id = f.period_id ORDER BY f.period_id, f.id
)
SELECT id, units, granted_units, settled_units FROM freed ORDER BY period_id, id
"""

# A delivery after its units were given back moves no balance; the ledger says it once.
LATE = """
WITH late AS (
  SELECT r.* FROM billing_reservation AS r WHERE r.id = %(id)s AND r.state = 'released'
), period AS (
  SELECT p.id, p.limit_units + p.overdraft_units - p.used - p.reserved AS units
  FROM billing_quotaperiod AS p WHERE p.id IN (SELECT period_id FROM late) FOR NO KEY UPDATE
)
INSERT INTO billing_ledgerentry
  (workspace_id, meter, period_id, reservation_id, kind, units_delta, balance_after, reason,
   actor_id)
SELECT late.workspace_id, late.meter, period.id, late.id, 'adjust', 0, period.units, %(reason)s,
       late.actor_id
FROM late JOIN period ON period.id = late.period_id
ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Settled:
    """A reservation as it was settled. granted_units: how many of `units` came from grants."""

    id: UUID
    units: int
    granted_units: int
    settled_units: int


def settle(
    ids: Sequence[UUID], *, state: str, kind: str, counted: int | None, reason: str = ""
) -> list[Settled]:
    """Settle those that are still open; return them.

    counted: units delivered of each, at most what was held; None for all.
    """
    values: dict[str, Any] = {
        "ids": list(ids),
        "state": state,
        "kind": kind,
        "counted": counted,
        "reason": reason[:200],
        "gauges": sorted(GAUGES),
    }
    return [Settled(*row) for row in ask(QUEUE_OF, SETTLE, values)]


def free(ids: Sequence[UUID], *, reason: str) -> list[Settled]:
    """Take what a gauge has counted off it again; return what was counted until now."""
    values = {"ids": list(ids), "reason": reason[:200], "gauges": sorted(GAUGES)}
    return [Settled(*row) for row in ask(QUEUE_OF, FREE, values)]


def note_late(reservation_id: UUID, *, reason: str) -> bool:
    """Note a delivery whose units were given back before; False when it is none, or noted."""
    with connection.cursor() as cursor:
        cursor.execute(LATE, {"id": reservation_id, "reason": reason})
        return bool(cursor.rowcount == 1)
