"""The default plan as a test needs it. Rolled back with the test."""

from billing import sql
from billing.models import Meter, PlanLimit, PlanVersion


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


def seats(number: int) -> None:
    """Let `number` people into a workspace."""
    edition(**{Meter.MEMBERS: number})
