"""The counters that are now: opened with the periods of the plan, sized by its editions.

Whoever opens, rolls or resizes holds the plan of the workspace (`sql.lock_plan`), so each period
has one opening in the ledger. What was reserved before stays with the period it was made in.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Greatest

from billing import periods, sql
from billing.models import (
    GAUGES,
    LedgerEntry,
    Meter,
    PlanLimit,
    PlanVersion,
    QuotaPeriod,
    Subscription,
)
from billing.quotas import rolling
from billing.quotas.sizing import Size, resize
from billing.quotas.terms import assert_transaction


@dataclass(frozen=True, slots=True)
class Opening:
    """What is opened: an edition's counters between two moments."""

    workspace_id: UUID
    version: PlanVersion
    bounds: periods.Bounds
    subscription: Subscription | None = None

    @property
    def subscription_id(self) -> UUID | None:
        """Return whose periods they are; None for the default plan's."""
        return self.subscription.pk if self.subscription else None


def current_period(*, workspace_id: UUID, meter: str) -> QuotaPeriod:
    """Return the period that is now, with what grants hold beside it.

    Its first use opens it, after every one that was missed.

    Raises:
        LookupError: there is no such workspace, or no such meter.
    """
    found = sql.present_period(workspace_id=workspace_id, meter=meter)
    if found is None:
        with transaction.atomic():
            open_present(workspace_id)
        found = sql.present_period(workspace_id=workspace_id, meter=meter)
    if found is None:
        raise LookupError(f"no period of {meter} for {workspace_id}")
    return found


def current_periods(*, workspace_id: UUID) -> list[QuotaPeriod]:
    """Return the periods that are now, in the order of the meters; as `current_period`, at once.

    Raises:
        LookupError: there is no such workspace.
    """
    found = sql.present_periods(workspace_id=workspace_id)
    if len(found) < len(Meter.values):
        with transaction.atomic():
            open_present(workspace_id)
        found = sql.present_periods(workspace_id=workspace_id)
    if len(found) < len(Meter.values):
        raise LookupError(f"no periods for {workspace_id}")
    return [found[meter] for meter in Meter.values]


def open_present(workspace_id: UUID) -> Subscription | None:
    """Roll what has ended and open what is now; return the subscription, if there is one."""
    assert_transaction()
    sql.lock_plan(workspace_id)
    now = sql.now()
    subscription = present_subscription(workspace_id)
    while subscription is not None and rolling.is_due(subscription, now=now):
        at, was = rolling.due_at(subscription), subscription
        subscription = rolling.step(subscription)
        if subscription is None:
            cut(workspace_id, at=at)
        elif subscription.period_no != was.period_no:
            open_rows(_of(subscription), now=at)
    open_rows(opening_of(workspace_id, subscription, now=now), now=now)
    return subscription


def present_subscription(workspace_id: UUID) -> Subscription | None:
    """Return the subscription that has not ended."""
    found = Subscription.objects.filter(workspace_id=workspace_id, ended_at__isnull=True)
    return found.select_related("plan_version__plan", "pending_version__plan").first()


def moment(workspace_id: UUID) -> datetime:
    """Return now; were the clock set back, the moment at which the last period began.

    Whoever changes a plan holds it: a plan does not change before it was opened.
    """
    rows = QuotaPeriod.objects.filter(workspace_id=workspace_id)
    last = rows.aggregate(last=Max("starts_at"))["last"]
    now = sql.now()
    return max(now, last) if last else now


def opening_of(workspace_id: UUID, subscription: Subscription | None, *, now: datetime) -> Opening:
    """Return what is open at a moment: the subscription's period, else the calendar's month."""
    if subscription is not None:
        return _of(subscription)
    return Opening(workspace_id, sql.default_version(), periods.calendar_month(now))


def _of(subscription: Subscription) -> Opening:
    bounds = periods.Bounds(subscription.period_start, subscription.period_end)
    return Opening(subscription.workspace_id, subscription.plan_version, bounds, subscription)


def cut(workspace_id: UUID, *, at: datetime) -> None:
    """End the periods that are open; what a gauge counts goes on."""
    still_open = QuotaPeriod.objects.filter(workspace_id=workspace_id, ends_at__gt=at)
    still_open.exclude(meter__in=GAUGES).update(ends_at=Greatest("starts_at", at))


def open_rows(what: Opening, *, now: datetime) -> None:
    """Open the counters that are missing at a moment, and move gauges on to it."""
    limits = {limit.meter: limit for limit in what.version.limits.all()}
    rows = QuotaPeriod.objects.filter(workspace_id=what.workspace_id).select_related("plan_limit")
    last = {row.meter: row for row in rows.order_by("meter", "-period_no").distinct("meter")}
    fresh = []
    for meter in Meter.values:
        before = last.get(meter)
        if before is not None and meter in GAUGES:
            _move_gauge(before, what, limits.get(meter))
        elif before is None or before.ends_at <= now:
            fresh.append(_fresh(what, meter, limits.get(meter), before))
    if fresh:
        _write(what, fresh)


def _fresh(
    what: Opening, meter: str, limit: PlanLimit | None, before: QuotaPeriod | None
) -> QuotaPeriod:
    """Return a counter that begins where the one before ended, or with its bounds."""
    carried = _carried(what, limit, before)
    start = what.bounds.start
    return QuotaPeriod(
        workspace_id=what.workspace_id,
        meter=meter,
        period_no=before.period_no + 1 if before else 1,
        subscription_id=what.subscription_id,
        plan_limit=limit,
        limit_units=(limit.units if limit else 0) + carried,
        carried_units=carried,
        overdraft_units=limit.overdraft_units if limit else 0,
        starts_at=max(start, before.ends_at) if before else start,
        ends_at=what.bounds.end,
    )


def _carried(what: Opening, limit: PlanLimit | None, before: QuotaPeriod | None) -> int:
    """Return how much of what is unused goes on: only from period to period of one plan."""
    if limit is None or before is None or not limit.rollover_units:
        return 0
    is_next = before.ends_at == what.bounds.start
    if not is_next or before.subscription_id != what.subscription_id:
        return 0
    left = before.limit_units - before.used - before.reserved
    return max(0, min(limit.rollover_units, left))


def _write(what: Opening, fresh: Iterable[QuotaPeriod]) -> None:
    rows = QuotaPeriod.objects.bulk_create(fresh)
    LedgerEntry.objects.bulk_create(
        LedgerEntry(
            workspace_id=row.workspace_id,
            meter=row.meter,
            period=row,
            kind=LedgerEntry.Kind.ROLLOVER,
            units_delta=row.limit_units + row.overdraft_units,
            balance_after=row.limit_units + row.overdraft_units,
            reason=f"carried: {row.carried_units}" if row.carried_units else "",
        )
        for row in rows
    )
    PlanVersion.objects.filter(pk=what.version.pk, used_at__isnull=True).update(used_at=sql.Now())


def _move_gauge(row: QuotaPeriod, what: Opening, limit: PlanLimit | None) -> None:
    """Let a gauge go on in the period that begins: the same row, with the limit of the plan."""
    if row.subscription_id == what.subscription_id and what.bounds.start <= row.starts_at:
        return
    old = row.plan_limit.units if row.plan_limit else 0
    size = Size(
        limit_units=max(0, row.limit_units + (limit.units if limit else 0) - old),
        overdraft_units=limit.overdraft_units if limit else 0,
        plan_limit=limit,
    )
    resize(row, size, kind=LedgerEntry.Kind.PLAN_CHANGE, reason=str(what.version))
    QuotaPeriod.objects.filter(pk=row.pk).update(
        period_no=row.period_no + 1,
        subscription_id=what.subscription_id,
        starts_at=what.bounds.start,
        ends_at=what.bounds.end,
    )
