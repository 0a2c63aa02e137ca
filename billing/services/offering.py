"""Which plans there are, which can be chosen, and which one everybody begins with; by staff."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from audit import services as audit
from audit.actions import Action
from billing.models import Plan, PlanVersion
from billing.services.plans import NotFree, is_free
from billing.services.subscriptions import NothingToChange


class CodeTaken(Exception):
    """There is a plan with this code."""


class NoEdition(Exception):
    """The plan has no edition yet: there is nothing to choose."""


@dataclass(frozen=True, slots=True)
class NewPlan:
    """A plan to be. position: its place among the others."""

    code: str
    name: str
    description: str = ""
    position: int = 0


def make_plan(new: NewPlan, *, by: audit.Actor, reason: str = "") -> Plan:
    """Make a plan; it is offered once it has an edition and staff say so.

    Raises:
        CodeTaken: there is one.
    """
    with transaction.atomic(durable=True):
        try:
            with transaction.atomic():
                made = Plan.objects.create(
                    code=new.code,
                    name=new.name,
                    description=new.description,
                    position=new.position,
                    is_offered=False,
                )
        except IntegrityError as error:
            raise CodeTaken(new.code) from error
        changes: dict[str, tuple[object, object]] = {"name": ("", made.name)}
        _record(Action.PLAN_MADE, made, changes, by=by, reason=reason)
    return made


def offer(code: str, *, is_offered: bool, by: audit.Actor, reason: str = "") -> Plan:
    """Let a plan be chosen, or no longer; who has it keeps it.

    Raises:
        NothingToChange: it is so already.
        NoEdition: there is nothing to choose yet.
        Plan.DoesNotExist: there is no such plan.
    """
    with transaction.atomic(durable=True):
        plan = Plan.objects.select_for_update().get(pk=code)
        if plan.is_offered == is_offered:
            raise NothingToChange
        if is_offered and newest(plan) is None:
            raise NoEdition(code)
        plan.is_offered = is_offered
        plan.save(update_fields=["is_offered"])
        changes: dict[str, tuple[object, object]] = {"is_offered": (not is_offered, is_offered)}
        _record(Action.PLAN_OFFER_CHANGED, plan, changes, by=by, reason=reason)
    return plan


def make_default(code: str, *, by: audit.Actor, reason: str = "") -> Plan:
    """Let every workspace without a subscription be on this plan from its next period on.

    Raises:
        NothingToChange: it is so already.
        NoEdition: the plan has no edition yet.
        NotFree: its newest edition costs something, or is not for a month.
        Plan.DoesNotExist: there is no such plan.
    """
    with transaction.atomic(durable=True):
        # In one order, whoever changes it: two of them wait for each other.
        plans = {plan.pk: plan for plan in Plan.objects.select_for_update().order_by("pk")}
        if code not in plans:
            raise Plan.DoesNotExist(code)
        plan = plans[code]
        if plan.is_default:
            raise NothingToChange
        edition = newest(plan)
        if edition is None:
            raise NoEdition(code)
        if not is_free(edition.price, edition.interval):
            raise NotFree(code)
        was = next((one for one in plans.values() if one.is_default), None)
        Plan.objects.filter(is_default=True).update(is_default=False)
        plan.is_default = True
        plan.save(update_fields=["is_default"])
        changes: dict[str, tuple[object, object]] = {"default": (was.pk if was else "", code)}
        _record(Action.PLAN_DEFAULT_CHANGED, plan, changes, by=by, reason=reason)
    return plan


def newest(plan: Plan) -> PlanVersion | None:
    """Return the newest edition of a plan; None when it has none."""
    return plan.versions.order_by("-version").first()


def _record(
    action: Action,
    plan: Plan,
    changes: dict[str, tuple[object, object]],
    *,
    by: audit.Actor,
    reason: str,
) -> None:
    audit.record(
        action,
        actor=by,
        target=audit.Target("plan", plan.code, plan.name),
        details=audit.Details(reason=reason, changes=changes),
    )
