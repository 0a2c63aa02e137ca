"""The default plan as a test needs it. Rolled back with the test."""

from uuid import UUID

from django.db import transaction

from billing import quotas, sql
from billing.models import LedgerEntry, Meter, PlanLimit, PlanVersion, QuotaPeriod
from billing.quotas import sizing


def edition(**units: int) -> PlanVersion:
    """Return a new edition of the default plan that allows other units of some meters."""
    present = sql.default_version()
    fresh = PlanVersion.objects.create(
        plan=present.plan, version=present.version + 1, concurrency=present.concurrency
    )
    allowed = dict(present.limits.values_list("meter", "units")) | units
    PlanLimit.objects.bulk_create(
        PlanLimit(plan_version=fresh, meter=meter, units=count) for meter, count in allowed.items()
    )
    return fresh


def limit(workspace_id: UUID, meter: str, units: int, *, overdraft: int = 0) -> QuotaPeriod:
    """Let a workspace have so many units of a meter in its present period."""
    with transaction.atomic():
        found = quotas.current_period(workspace_id=workspace_id, meter=meter)
        size = sizing.Size(units, overdraft, found.plan_limit)
        sizing.resize(found, size, kind=LedgerEntry.Kind.ADJUST, reason="test")
    return quotas.current_period(workspace_id=workspace_id, meter=meter)


def seats(number: int) -> None:
    """Let `number` people into a workspace, and into those that are there."""
    made = edition(**{Meter.MEMBERS: number})
    there = QuotaPeriod.objects.filter(meter=Meter.MEMBERS, subscription=None)
    for period in there.select_related("plan_limit"):
        size = sizing.Size(number, 0, made.limits.get(meter=Meter.MEMBERS))
        sizing.resize(period, size, kind=LedgerEntry.Kind.PLAN_CHANGE, reason="test")
