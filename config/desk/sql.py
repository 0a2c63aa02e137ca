"""What the first page asks the database: of `public` alone, each in one statement.

A workspace's plan on a day is the one it had when the day ended, as the trail tells it. One the
trail says nothing of has the plan it has now; one without a subscription the default plan.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from config.desk.spans import Span

STINTS = """
WITH told AS MATERIALIZED (
  SELECT id, workspace_id, (at AT TIME ZONE 'UTC')::date AS day,
         CASE WHEN action <> 'billing.subscription.ended'
              THEN split_part(target_label, ' v', 1) END AS plan,
         CASE action WHEN 'billing.subscription.started' THEN NULL
                     WHEN 'billing.subscription.changed'
                     THEN split_part(changes -> 'plan' ->> 0, ' v', 1)
                     ELSE split_part(target_label, ' v', 1) END AS was
  FROM audit_event
  WHERE action IN ('billing.subscription.started', 'billing.subscription.changed',
                   'billing.subscription.renewed', 'billing.subscription.ended')
    AND outcome = 'ok'
), stint AS MATERIALIZED (
  SELECT workspace_id, plan, day AS since,
         coalesce(lead(day) OVER (PARTITION BY workspace_id ORDER BY id), 'infinity') AS until
  FROM told
  UNION ALL
  (SELECT DISTINCT ON (workspace_id) workspace_id, was, '-infinity', day
   FROM told ORDER BY workspace_id, id)
  UNION ALL
  SELECT s.workspace_id, v.plan_id, '-infinity', 'infinity'
  FROM billing_subscription AS s JOIN billing_planversion AS v ON v.id = s.plan_version_id
  WHERE s.ended_at IS NULL
    AND NOT EXISTS (SELECT FROM told WHERE told.workspace_id = s.workspace_id)
), usual AS (SELECT code FROM billing_plan WHERE is_default)
"""

PEOPLE = """
SELECT NULL::date, count(*) FROM accounts_user WHERE is_active
UNION ALL
SELECT (joined_at AT TIME ZONE 'UTC')::date, count(*) FROM accounts_user
WHERE joined_at >= %(before_at)s AND joined_at < %(after_at)s GROUP BY 1
"""

# There at some time of each span; and there now.
PLACES = """
SELECT count(*) FILTER (WHERE created_at < %(after_at)s
                          AND (deleted_at IS NULL OR deleted_at >= %(first_at)s)),
       count(*) FILTER (WHERE created_at < %(first_at)s
                          AND (deleted_at IS NULL OR deleted_at >= %(before_at)s)),
       count(*) FILTER (WHERE status <> 'deleted')
FROM workspaces_workspace
"""

USE = (
    STINTS
    + """, used AS MATERIALIZED (
  SELECT u.workspace_id, u.day >= %(first)s AS is_now, s.plan, u.meter, u.currency,
         sum(u.units) AS units, sum(u.failed_units) AS failed, sum(u.charge_micros) AS charge,
         sum(u.cost_micros) AS cost
  FROM billing_usageday AS u LEFT JOIN stint AS s
    ON s.workspace_id = u.workspace_id AND u.day >= s.since AND u.day < s.until
  WHERE u.day >= %(before)s AND u.day < %(after)s
  GROUP BY 1, 2, 3, 4, 5
)
SELECT is_now, coalesce(plan, (SELECT code FROM usual)), meter, currency, sum(units), sum(failed),
       sum(charge), sum(cost)
FROM used GROUP BY 1, 2, 3, 4
UNION ALL
SELECT is_now, NULL, NULL, NULL, count(DISTINCT workspace_id), 0, 0, 0
FROM used WHERE units > 0 GROUP BY 1
"""
)

WORK = """
SELECT day, kind, sum(asked), sum(succeeded), sum(partial), sum(failed), sum(cancelled),
       sum(items_succeeded), sum(items_failed), sum(items_cancelled)
FROM billing_workday WHERE day >= %(before)s AND day < %(after)s GROUP BY 1, 2
"""

# An invoice is of the plan that was ordered with it, else of the one its workspace had on the day
# of its issue; a note of the plan of the invoice it corrects. What was voided was never asked for.
INVOICED = (
    STINTS
    + """SELECT i.issued_at >= %(first_at)s,
       coalesce(ordered.plan_id, s.plan, (SELECT code FROM usual)), i.currency,
       coalesce(sum(i.subtotal) FILTER (WHERE i.corrects_id IS NULL), 0),
       coalesce(sum(-i.subtotal) FILTER (WHERE i.corrects_id IS NOT NULL), 0)
FROM billing_invoice AS i
LEFT JOIN billing_invoice AS first ON first.id = i.corrects_id
LEFT JOIN LATERAL (
  SELECT v.plan_id FROM billing_order AS o JOIN billing_planversion AS v ON v.id = o.plan_version_id
  WHERE o.invoice_id = coalesce(i.corrects_id, i.id) ORDER BY o.created_at LIMIT 1
) AS ordered ON true
LEFT JOIN stint AS s ON s.workspace_id = i.workspace_id
  AND (coalesce(first.issued_at, i.issued_at) AT TIME ZONE 'UTC')::date >= s.since
  AND (coalesce(first.issued_at, i.issued_at) AT TIME ZONE 'UTC')::date < s.until
WHERE i.issued_at >= %(before_at)s AND i.issued_at < %(after_at)s
  AND i.state <> 'void' AND coalesce(first.state, '') <> 'void'
GROUP BY 1, 2, 3
"""
)

# What an invoice takes from its account's credit came before, with another payment.
RECEIVED = (
    STINTS
    + """SELECT p.paid_at >= %(first_at)s,
       coalesce(ordered.plan_id, s.plan, (SELECT code FROM usual)), p.currency,
       coalesce(sum(p.amount) FILTER (WHERE p.amount > 0), 0),
       coalesce(sum(-p.amount) FILTER (WHERE p.amount < 0), 0)
FROM billing_payment AS p
LEFT JOIN billing_invoice AS i ON i.id = p.invoice_id
LEFT JOIN LATERAL (
  SELECT v.plan_id FROM billing_order AS o JOIN billing_planversion AS v ON v.id = o.plan_version_id
  WHERE o.id = p.order_id OR o.invoice_id = p.invoice_id
  ORDER BY o.id = p.order_id DESC NULLS LAST, o.created_at LIMIT 1
) AS ordered ON true
LEFT JOIN stint AS s ON s.workspace_id = p.workspace_id
  AND (coalesce(i.issued_at, p.paid_at) AT TIME ZONE 'UTC')::date >= s.since
  AND (coalesce(i.issued_at, p.paid_at) AT TIME ZONE 'UTC')::date < s.until
WHERE p.paid_at >= %(before_at)s AND p.paid_at < %(after_at)s AND p.provider <> 'credit'
GROUP BY 1, 2, 3
"""
)

# What stands there now and asks to be looked at; what has ended, of the last seven days.
WAITING: dict[str, str] = {
    "orders": "SELECT 'orders', currency, count(*), sum(amount - paid) FROM billing_order"
    " WHERE state = 'waiting' GROUP BY 2",
    "overdue": "SELECT 'overdue', currency, count(*), sum(total - paid) FROM billing_invoice"
    " WHERE state IN ('open', 'part_paid') AND due_at <= billing_now() GROUP BY 2",
    "events": "SELECT 'events', '', count(*), 0 FROM billing_webhookevent"
    " WHERE handled_at IS NULL AND error <> ''",
    "mails": "SELECT 'mails', '', count(*), 0 FROM accounts_mailout"
    " WHERE state = 'given_up' AND created_at >= now() - interval '7 days'",
    "given_up": "SELECT 'given_up', '', count(*), 0 FROM audit_event"
    " WHERE action = 'generation.item.failed' AND at >= now() - interval '7 days'",
    "refused": "SELECT 'refused', '', count(*), 0 FROM audit_event"
    " WHERE outcome = 'denied' AND at >= now() - interval '1 day'",
}

HELD = """
SELECT coalesce(sum(p.used), 0), count(*) FILTER (WHERE p.used > 0)
FROM billing_quotaperiod AS p JOIN workspaces_workspace AS w ON w.id = p.workspace_id
WHERE p.meter = 'storage_bytes' AND w.status <> 'deleted'
"""

OPEN = """
SELECT coalesce(sum(n.waiting), 0), coalesce(sum(n.running), 0), coalesce(sum(o.items), 0)
FROM workspaces_workspace AS w
LEFT JOIN billing_worknow AS n ON n.workspace_id = w.id
LEFT JOIN workspaces_openwork AS o ON o.workspace_id = w.id
WHERE w.status <> 'deleted'
"""


@dataclass(frozen=True, slots=True)
class Used:
    """Units of a meter, by the plan under which they were used. Amounts in millionths."""

    is_now: bool
    plan: str
    meter: str
    currency: str
    units: int
    failed: int
    charge: int
    cost: int


@dataclass(frozen=True, slots=True)
class Worked:
    """What ended on a day. Jobs by how they ended; items made, failed and stopped."""

    day: date
    kind: str
    asked: int
    succeeded: int
    partial: int
    failed: int
    cancelled: int
    items: int
    items_failed: int
    items_cancelled: int


@dataclass(frozen=True, slots=True)
class Money:
    """Minor units of a currency, by plan. back: credited, or returned."""

    is_now: bool
    plan: str
    currency: str
    came: int
    back: int


@dataclass(frozen=True, slots=True)
class Waits:
    """How much of something waits. amount: minor units of `currency` that are still to come."""

    what: str
    currency: str
    count: int
    amount: int


def people(span: Span) -> tuple[int, dict[date, int]]:
    """Return how many people there are, and day → how many came, of both spans."""
    found: dict[date | None, int] = dict(_rows(PEOPLE, span.bounds))
    total = found.pop(None, 0)
    return total, {day: count for day, count in found.items() if day is not None}


def places(span: Span) -> tuple[int, int, int]:
    """Return how many workspaces there were in the span, in the one before, and are now."""
    now, before, there = _rows(PLACES, span.bounds)[0]
    return now, before, there


def use(span: Span) -> tuple[list[Used], dict[bool, int]]:
    """Return the use of both spans, and is_now → how many workspaces made something in each."""
    used: list[Used] = []
    active: dict[bool, int] = {}
    for is_now, plan, meter, currency, *counts in _rows(USE, span.bounds):
        numbers = [int(count) for count in counts]
        if meter is None:
            active[is_now] = numbers[0]
        else:
            used.append(Used(is_now, plan, meter, currency, *numbers))
    return used, active


def work(span: Span) -> list[Worked]:
    """Return what ended in both spans, by day and kind."""
    return [Worked(*row) for row in _rows(WORK, span.bounds)]


def invoiced(span: Span) -> list[Money]:
    """Return what was asked for in both spans, without tax, and what of it was credited."""
    return _money(INVOICED, span)


def received(span: Span) -> list[Money]:
    """Return what money came in both spans, and what went back."""
    return _money(RECEIVED, span)


def waiting(wanted: Sequence[str]) -> list[Waits]:
    """Return what waits, of the things that are wanted."""
    if not wanted:
        return []
    rows = _rows(" UNION ALL ".join(WAITING[name] for name in wanted))
    return [
        Waits(what, currency, count, int(amount or 0)) for what, currency, count, amount in rows
    ]


def held() -> tuple[int, int]:
    """Return how many bytes are stored in all, and by how many workspaces."""
    total, holders = _rows(HELD)[0]
    return int(total), holders


def open_jobs() -> tuple[int, int, int]:
    """Return how many jobs wait and run now, and how many items are open."""
    waits, runs, items = _rows(OPEN)[0]
    return int(waits), int(runs), int(items)


def _money(statement: str, span: Span) -> list[Money]:
    return [
        Money(is_now, plan, currency, int(came), int(back))
        for is_now, plan, currency, came, back in _rows(statement, span.bounds)
    ]


def _rows(
    statement: str, values: Mapping[str, date | datetime] | None = None
) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
