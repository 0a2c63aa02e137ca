"""Holding units: in one guarded statement, or, with grants, in a few under their locks."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from billing.models import Grant
from billing.shapes import Account, Hold
from billing.sql.asking import LIVE, QUEUE, ask

HOLD_DAYS = 2

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
         'held', 0, billing_now() + make_interval(days => %(days)s)
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
    written = ask(QUEUE, HOLD, values)
    return {key: None if left is None else int(left) for key, left in written}


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
