"""Plans and their editions: what is offered, and new editions by staff."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max, QuerySet

from audit import services as audit
from audit.actions import Action
from billing.models import Plan, PlanLimit, PlanVersion
from billing.models.plans import WARN_AT


@dataclass(frozen=True, slots=True)
class NewLimit:
    """A limit of a new edition, as `PlanLimit` says."""

    units: int
    overdraft_units: int = 0
    overage_price: int = 0
    overage_block: int = 1
    warn_at: tuple[int, ...] = WARN_AT
    rollover_units: int = 0


@dataclass(frozen=True, slots=True)
class NewEdition:
    """A new edition of a plan. limits: meter → limit; a meter that is missing is not allowed."""

    limits: Mapping[str, NewLimit]
    price: int = 0
    currency: str = "USD"
    interval: str = PlanVersion.Interval.MONTH
    concurrency: int = 4
    trial_days: int = 0
    features: tuple[str, ...] = field(default=())


def make_edition(plan_code: str, *, new: NewEdition, by: audit.Actor) -> PlanVersion:
    """Make the next edition of a plan; who has an earlier one keeps it.

    On the default plan everybody without a subscription has it from their next period on.

    Raises:
        Plan.DoesNotExist: there is no such plan.
        IntegrityError: a number is negative.
    """
    with transaction.atomic(durable=True):
        plan = Plan.objects.select_for_update().get(pk=plan_code)
        last = plan.versions.aggregate(last=Max("version"))["last"] or 0
        made = PlanVersion.objects.create(
            plan=plan,
            version=last + 1,
            price=new.price,
            currency=new.currency,
            interval=new.interval,
            concurrency=new.concurrency,
            trial_days=new.trial_days,
            features=list(new.features),
            created_by=by.id,
        )
        PlanLimit.objects.bulk_create(
            PlanLimit(
                plan_version=made,
                meter=meter,
                units=limit.units,
                mode=PlanLimit.Mode.SOFT if limit.overdraft_units else PlanLimit.Mode.HARD,
                warn_at=list(limit.warn_at),
                overdraft_units=limit.overdraft_units,
                overage_price=limit.overage_price,
                overage_block=limit.overage_block,
                rollover_units=limit.rollover_units,
            )
            for meter, limit in new.limits.items()
        )
        audit.record(
            Action.PLAN_EDITION_MADE,
            actor=by,
            target=audit.Target("plan", plan.code, str(made)),
            details=audit.Details(data={"price": new.price, "interval": new.interval}),
        )
    return made


def offered() -> QuerySet[PlanVersion]:
    """Return the newest edition of each offered plan and interval, in the order of the plans."""
    newest = (
        PlanVersion.objects.filter(plan__is_offered=True)
        .order_by("plan_id", "interval", "-version")
        .distinct("plan_id", "interval")
    )
    return (
        PlanVersion.objects.filter(pk__in=newest.values("pk"))
        .select_related("plan")
        .prefetch_related("limits")
        .order_by("plan__position", "plan", "interval")
    )
