"""The statements that decide: conditional counters and the period that is now.

Time is the database's alone: a worker's clock may be wrong. Locks are taken in the order
queue of the period → reservation → period → grants by (priority, id); who waits longer than two
seconds for one gives up with an OperationalError.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from billing.models import Grant, PlanVersion, QuotaPeriod
from billing.shapes import Account, Hold

HOLD_DAYS = 2
UNKNOWN_HOURS = 24
_LOCK_SWEEP = 0x45425142
_LOCK_QUEUE = 0x45425151

PATIENCE = "SET LOCAL lock_timeout = '2s';"
# A busy period's callers queue here, not at its row: who comes to the row then sees it as it is,
# and need not look for its newest version again (twice the pairs a second, by `bench/quota.py`).
QUEUE = """
SELECT pg_advisory_xact_lock(%(queue)s, (%(period)s %% 2147483647)::int);
"""
QUEUE_OF = """
SELECT pg_advisory_xact_lock(%(queue)s, (period_id %% 2147483647)::int) FROM (
  SELECT DISTINCT period_id FROM billing_reservation WHERE id = ANY(%(ids)s) ORDER BY period_id
) AS periods;
"""

# Of a grant `g`: it can be held from.
LIVE = """g.remaining > 0 AND g.voided_at IS NULL AND g.effective_at <= statement_timestamp()
          AND (g.expires_at IS NULL OR g.expires_at > statement_timestamp())"""

# What is asked for under a known key is passed over; the rest is held in one step or not at all.
HOLD = """
WITH asked AS (
  SELECT * FROM unnest(%(ids)s::uuid[], %(subjects)s::uuid[], %(units)s::bigint[],
                       %(keys)s::text[], %(digests)s::text[], %(labels)s::text[],
                       %(products)s::text[])
    WITH ORDINALITY AS row (id, subject_id, units, idem_key, digest, label, product, place)
), held AS (
  INSERT INTO billing_reservation
    (id, workspace_id, meter, period_id, kind, job_id, actor_id, subject_id, units, idem_key,
     request_sha256, subject_label, product, unit_price_frozen, unit_cost_frozen, currency,
     price_version, price_units, provider, is_own_key, state, attempt, expires_at)
  SELECT id, %(workspace)s, %(meter)s, %(period)s, %(kind)s, %(job)s, %(actor)s, subject_id, units,
         idem_key, digest, label, product, %(price)s, %(cost)s, %(currency)s, %(price_version)s,
         %(price_units)s, %(provider)s, %(own_key)s,
         'held', 0, statement_timestamp() + make_interval(days => %(days)s)
  FROM asked ORDER BY place
  ON CONFLICT (workspace_id, idem_key) DO NOTHING
  RETURNING id, units
), moved AS (
  UPDATE billing_quotaperiod AS p SET reserved = p.reserved + t.units
  FROM (SELECT sum(units) AS units FROM held) AS t
  WHERE p.id = %(period)s AND p.used + p.reserved + t.units <= p.limit_units + p.overdraft_units
  RETURNING p.limit_units + p.overdraft_units - p.used - p.reserved + t.units AS before
), noted AS (
  INSERT INTO billing_ledgerentry
    (workspace_id, meter, period_id, reservation_id, kind, units_delta, balance_after, reason,
     actor_id)
  SELECT %(workspace)s, %(meter)s, %(period)s, id, 'reserve', -held.units,
         moved.before - sum(held.units) OVER (ORDER BY place), '', %(actor)s
  FROM held JOIN asked USING (id) CROSS JOIN moved ORDER BY place
)
SELECT held.id, moved.before FROM held LEFT JOIN moved ON true
"""

# Of what is still open: the plan's part is counted first, the rest of it is given back. The state
# is asked for by what it is not, or old statistics make it search the index of all that is open.
SETTLE = """
WITH settled AS (
  UPDATE billing_reservation AS r
  SET state = %(state)s, settled_units = least(r.units, %(counted)s),
      settled_at = statement_timestamp()
  WHERE r.id = ANY(%(ids)s) AND r.state NOT IN ('committed', 'released')
  RETURNING r.*, r.units - r.granted_units AS held,
            least(r.settled_units, r.units - r.granted_units) AS counted
), moved AS (
  UPDATE billing_quotaperiod AS p SET reserved = p.reserved - t.held, used = p.used + t.counted
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
)
SELECT id, units, granted_units, settled_units FROM settled ORDER BY period_id, id
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


def current_period(*, workspace_id: UUID, meter: str) -> QuotaPeriod:
    """Return the period that is now, opening it when this is its first use.

    Periods are calendar months counted from the month the workspace was made in, in UTC. What
    grants hold beside the plan is read with it.
    """
    for row in _periods("p.starts_at <= now() AND p.ends_at > now()", workspace_id, meter):
        return row
    limit = limit_of(default_version(), meter)
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO billing_quotaperiod
                 (workspace_id, meter, period_no, limit_units, overdraft_units, reserved, used,
                  starts_at, ends_at)
               SELECT w.id, %(meter)s, (p.y - c.y) * 12 + (p.m - c.m) + 1, %(limit)s, 0, 0, 0,
                      date_trunc('month', now(), 'UTC'),
                      date_trunc('month', now(), 'UTC') + interval '1 month'
               FROM workspaces_workspace w,
                    LATERAL (SELECT extract(year FROM now())::int y, extract(month FROM now())::int m) p,
                    LATERAL (SELECT extract(year FROM w.created_at)::int y,
                                    extract(month FROM w.created_at)::int m) c
               WHERE w.id = %(workspace)s
               ON CONFLICT (workspace_id, meter, period_no) DO NOTHING""",
            {"meter": meter, "limit": limit, "workspace": workspace_id},
        )
    return _periods("true", workspace_id, meter)[0]


def _periods(condition: str, workspace_id: UUID, meter: str) -> list[QuotaPeriod]:
    found = QuotaPeriod.objects.raw(
        f"""SELECT p.*, (SELECT coalesce(sum(g.remaining), 0)::bigint FROM billing_grant AS g
                         WHERE g.workspace_id = p.workspace_id AND g.meter = p.meter AND {LIVE})
                   AS granted
            FROM billing_quotaperiod AS p
            WHERE p.workspace_id = %s AND p.meter = %s AND {condition}
            ORDER BY p.period_no DESC LIMIT 1""",
        [workspace_id, meter],
    )
    return list(found)


def default_version() -> PlanVersion:
    """Return the newest edition of the default plan."""
    return PlanVersion.objects.filter(plan__is_default=True).latest("version")


def limit_of(version: PlanVersion, meter: str) -> int:
    """Return how many units of a meter an edition allows."""
    units = version.limits.filter(meter=meter).values_list("units", flat=True).first()
    return int(units or 0)


def hold(account: Account, *, period_id: int, holds: Sequence[Hold]) -> dict[UUID, int | None]:
    """Write the holds whose keys are new, and hold their units when the plan has all of them.

    Returns the ids written, each with what the plan had left before; None when it had not enough:
    the caller has to find the units elsewhere or roll back.
    """
    price = account.price
    values: dict[str, Any] = {
        "ids": [hold.id for hold in holds],
        "subjects": [hold.subject_id for hold in holds],
        "units": [hold.units for hold in holds],
        "keys": [hold.idem_key for hold in holds],
        "digests": [account.digest(hold) for hold in holds],
        "labels": [hold.label[:200] for hold in holds],
        "products": [hold.product[:200] for hold in holds],
        "workspace": account.workspace_id,
        "meter": account.meter,
        "period": period_id,
        "kind": account.kind,
        "job": account.job_id,
        "actor": account.actor_id,
        "price": price.unit_price,
        "cost": price.unit_cost,
        "currency": price.currency,
        "price_version": price.version,
        "price_units": price.per_units,
        "provider": price.provider,
        "own_key": price.own_key,
        "days": HOLD_DAYS,
    }
    written = _ask(QUEUE, HOLD, values)
    return {key: None if left is None else int(left) for key, left in written}


def settle(
    ids: Sequence[UUID], *, state: str, kind: str, counted: int | None, reason: str = ""
) -> list[Settled]:
    """Settle those that are still open; return them.

    counted: units delivered of each, at most what was held; None for all.
    """
    values = {
        "ids": list(ids),
        "state": state,
        "kind": kind,
        "counted": counted,
        "reason": reason[:200],
    }
    return [Settled(*row) for row in _ask(QUEUE_OF, SETTLE, values)]


def note_late(reservation_id: UUID, *, reason: str) -> bool:
    """Note a delivery whose units were given back before; False when it is none, or noted."""
    with connection.cursor() as cursor:
        cursor.execute(LATE, {"id": reservation_id, "reason": reason})
        return bool(cursor.rowcount == 1)


def lock_live_grants(*, workspace_id: UUID, meter: str) -> list[Grant]:
    """Lock what can be held from, in the order of all locks, to the end of the transaction."""
    return list(
        Grant.objects.raw(
            f"""SELECT g.* FROM billing_grant AS g
                WHERE g.workspace_id = %s AND g.meter = %s AND {LIVE}
                ORDER BY g.priority, g.id FOR NO KEY UPDATE""",
            [workspace_id, meter],
        )
    )


def only_sweeper() -> bool:
    """Return whether this transaction alone looks after what is overdue (to its end)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK_SWEEP])
        return bool(cursor.fetchone()[0])


def _ask(queue: str, statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Queue, then run a statement, with limited patience for locks and in one round trip."""
    with connection.cursor() as cursor:
        cursor.execute(PATIENCE + queue + statement, {"queue": _LOCK_QUEUE, **values})
        while cursor.nextset():
            pass
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
