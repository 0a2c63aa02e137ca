"""Plans and their editions: what is offered, and new editions by staff."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import QuerySet

from audit import services as audit
from audit.actions import Action
from billing.features import every
from billing.models import Plan, PlanLimit, PlanVersion
from billing.models.plans import WARN_AT


class EditionMoved(Exception):
    """The newest edition is no longer the one that was seen; `version` says which it is."""

    def __init__(self, version: int) -> None:
        super().__init__(f"the newest edition is {version}")
        self.version = version


class NotFree(Exception):
    """What a workspace without a subscription is on costs nothing, and is counted by the month."""


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
    features: tuple[str, ...] = field(default_factory=lambda: tuple(every()))


def make_edition(
    plan_code: str, *, new: NewEdition, by: audit.Actor, reason: str = "", seen: int | None = None
) -> PlanVersion:
    """Make the next edition of a plan; who has an earlier one keeps it.

    On the default plan everybody without a subscription has it from their next period on.
    seen: the number of the newest edition as who makes the next one knows it (0 for none), so that
    what is sent twice makes one.

    Raises:
        Plan.DoesNotExist: there is no such plan.
        EditionMoved: the newest edition is not the one that was seen.
        NotFree: it is the default plan's, and costs something or is not for a month.
        IntegrityError: a number is negative.
    """
    with transaction.atomic(durable=True):
        plan = Plan.objects.select_for_update().get(pk=plan_code)
        before = plan.versions.prefetch_related("limits").order_by("-version").first()
        last = before.version if before else 0
        if seen is not None and seen != last:
            raise EditionMoved(last)
        if plan.is_default and not is_free(new.price, new.interval):
            raise NotFree(plan.code)
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
            details=audit.Details(
                reason=reason,
                changes=_moved(before, new),
                data={"price": new.price, "currency": new.currency, "interval": new.interval},
            ),
        )
    return made


def is_free(price: int, interval: str) -> bool:
    """Return whether an edition of this price may be what everybody begins with."""
    return price == 0 and interval == PlanVersion.Interval.MONTH


def _moved(before: PlanVersion | None, new: NewEdition) -> dict[str, tuple[object, object]]:
    """Return what is other in a new edition: field or meter → (before, after)."""
    names = ("price", "currency", "interval", "concurrency", "trial_days")
    was: dict[str, object] = {name: getattr(before, name, None) for name in names}
    now: dict[str, object] = {name: getattr(new, name) for name in names}
    rows = before.limits.all() if before else ()
    was |= {row.meter: row.units for row in rows}
    now |= {meter: limit.units for meter, limit in new.limits.items()}
    both = [*now, *(name for name in was if name not in now)]
    return {name: (was.get(name), now.get(name)) for name in both if was.get(name) != now.get(name)}


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
