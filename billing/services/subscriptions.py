"""How a workspace comes to a plan, changes it and leaves it.

Every change holds the plan of the workspace, brings it up to date first, is recorded and told
(`billing.hooks`). Who pays for what is decided elsewhere: these do what was decided.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from audit import services as audit
from audit.actions import Action
from billing import hooks, periods, sql
from billing.models import PlanVersion, Subscription
from billing.quotas import opening, rolling
from billing.services import standing
from workspaces.models import Workspace

Status = Subscription.Status


class NoSubscription(Exception):
    """The workspace is on the default plan: there is nothing to change."""


class AlreadySubscribed(Exception):
    """The workspace has a plan; it can be changed."""


class NotOffered(Exception):
    """The edition cannot be subscribed to: it is another's, not offered, or has no trial."""


class TrialUsed(Exception):
    """The workspace has had its trial."""


class NotActive(Exception):
    """Nothing is paid for the plan yet: a trial cannot be late."""


class NothingToChange(Exception):
    """It is so already."""


@dataclass(frozen=True, slots=True)
class Payer:
    """Through whom a plan is paid. reference: what the provider calls the subscription."""

    provider: str = ""
    reference: str = ""


NOBODY = Payer()


def subscription_of(workspace_id: UUID) -> Subscription | None:
    """Return a workspace's subscription as it stands; None on the default plan."""
    return opening.present_subscription(workspace_id)


def start_trial(
    workspace_id: UUID, version_id: int, *, by: audit.Actor, payer: Payer = NOBODY
) -> Subscription:
    """Let a workspace try an edition: its limits are there whole until the trial ends.

    Raises:
        NotOffered, TrialUsed, AlreadySubscribed: it cannot.
    """
    with transaction.atomic(durable=True):
        if opening.open_present(workspace_id) is not None:
            raise AlreadySubscribed
        version = offered_version(version_id)
        if not version.trial_days:
            raise NotOffered
        if Subscription.objects.filter(
            workspace_id=workspace_id, trial_ends_at__isnull=False
        ).exists():
            raise TrialUsed
        now = opening.moment(workspace_id)
        ends = now + timedelta(days=version.trial_days)
        made = _make(workspace_id, version, payer=payer, bounds=periods.Bounds(now, ends))
        return _begun(made, now=now, by=by, told="trial_started")


def start(
    workspace_id: UUID, version_id: int, *, by: audit.Actor, payer: Payer = NOBODY
) -> Subscription:
    """Let a workspace have an edition from now on; a trial of whatever plan ends with it.

    Raises:
        NotOffered: there is no such edition.
        AlreadySubscribed: it has one: `upgrade` or `plan_change` changes it.
    """
    with transaction.atomic():  # or in the payment's that brings it about
        present = opening.open_present(workspace_id)
        version = offered_version(version_id)
        now = opening.moment(workspace_id)
        if present is None:
            place = Workspace.objects.values_list("time_zone", flat=True).get(pk=workspace_id)
            bounds = periods.bounds(now, zone=place, interval=version.interval, number=1)
            made = _make(workspace_id, version, payer=payer, bounds=bounds, is_trial=False)
        elif present.status == Status.TRIALING:
            made = _pay_trial(present, version, payer, now=now)
        else:
            raise AlreadySubscribed
        return _begun(made, now=now, by=by, told="started")


def offered_version(version_id: int) -> PlanVersion:
    """Return an edition that can be subscribed to: the default plan needs none."""
    found = PlanVersion.objects.select_related("plan").filter(pk=version_id).first()
    if found is None or found.plan.is_default:
        raise NotOffered
    return found


def _make(
    workspace_id: UUID,
    version: PlanVersion,
    *,
    payer: Payer,
    bounds: periods.Bounds,
    is_trial: bool = True,
) -> Subscription:
    """Write a new subscription; periods are counted from its start, or from its trial's end."""
    zone = Workspace.objects.values_list("time_zone", flat=True).get(pk=workspace_id)
    return Subscription.objects.create(
        workspace_id=workspace_id,
        plan_version=version,
        status=Status.TRIALING if is_trial else Status.ACTIVE,
        anchor_at=bounds.end if is_trial else bounds.start,
        time_zone=zone,
        period_no=0 if is_trial else 1,
        period_start=bounds.start,
        period_end=bounds.end,
        trial_ends_at=bounds.end if is_trial else None,
        provider=payer.provider,
        provider_ref=payer.reference,
        created_at=bounds.start,
    )


def _pay_trial(
    trial: Subscription, version: PlanVersion, payer: Payer, *, now: datetime
) -> Subscription:
    """Turn a trial into the paid plan: its first period begins now."""
    trial.plan_version, trial.status, trial.pending_version = version, Status.ACTIVE, None
    trial.anchor_at, trial.anchor_no, trial.period_no = now, 1, 1
    trial.period_start, trial.trial_ends_at = now, now
    trial.cancel_at_period_end = False
    trial.provider, trial.provider_ref = payer.provider, payer.reference
    trial.period_end = rolling.bounds_of(trial).end
    trial.version += 1
    trial.save()
    return trial


def _begun(made: Subscription, *, now: datetime, by: audit.Actor, told: str) -> Subscription:
    """Open the counters of a subscription that has just begun, and say so."""
    opening.cut(made.workspace_id, at=now)
    what = opening.opening_of(made.workspace_id, made, now=now)
    opening.open_rows(what, now=now)
    standing.forget(made.workspace_id)
    rolling.record(Action.SUBSCRIPTION_STARTED, made, actor=by, data={"status": made.status})
    tell(told, made, version=made.plan_version_id)
    return made


def cancel(workspace_id: UUID, *, by: audit.Actor, reason: str = "") -> Subscription:
    """Let the plan end with its period; until then it stays what it is.

    Raises:
        NoSubscription, NothingToChange: there is none, or it ends already.
    """
    with transaction.atomic(durable=True):
        held = present(workspace_id)
        if held.cancel_at_period_end:
            raise NothingToChange
        held.cancel_at_period_end, held.pending_version = True, None
        save(held, "cancel_at_period_end", "pending_version")
        rolling.record(Action.SUBSCRIPTION_CANCELLED, held, actor=by, reason=reason)
        tell("cancelled", held, ends_at=held.period_end.isoformat())
        return held


def resume(workspace_id: UUID, *, by: audit.Actor) -> Subscription:
    """Let a plan that was cancelled go on after its period.

    Raises:
        NoSubscription, NothingToChange: there is none, or it goes on.
    """
    with transaction.atomic(durable=True):
        held = present(workspace_id)
        if not held.cancel_at_period_end:
            raise NothingToChange
        held.cancel_at_period_end = False
        save(held, "cancel_at_period_end")
        rolling.record(Action.SUBSCRIPTION_RESUMED, held, actor=by)
        tell("resumed", held)
        return held


def mark_past_due(
    workspace_id: UUID, *, by: audit.Actor = audit.SYSTEM, reason: str = ""
) -> Subscription:
    """Note that a payment is overdue: after the grace the workspace is on the default plan.

    Said again it changes nothing: the grace counts from the first time.

    Raises:
        NoSubscription: there is none.
        NotActive: it is on trial, and asks for nothing yet.
    """
    with transaction.atomic():  # or in the payment's that brings it about
        held = present(workspace_id)
        if held.status == Status.PAST_DUE:
            return held
        if held.status != Status.ACTIVE:
            raise NotActive
        was, held.status, held.past_due_since = held.status, Status.PAST_DUE, sql.now()
        save(held, "status", "past_due_since")
        changes = {"status": (was, held.status)}
        rolling.record(Action.SUBSCRIPTION_OVERDUE, held, actor=by, reason=reason, changes=changes)
        ends = rolling.grace_ends_at(held)
        tell("past_due", held, ends_at=ends.isoformat() if ends else "")
        return held


def mark_paid(
    workspace_id: UUID, *, by: audit.Actor = audit.SYSTEM, reason: str = ""
) -> Subscription:
    """Note that nothing is overdue any more; said again it changes nothing.

    Raises:
        NoSubscription: there is none, or its grace was over.
    """
    with transaction.atomic():  # or in the payment's that brings it about
        held = present(workspace_id)
        if held.status != Status.PAST_DUE:
            return held
        was, held.status, held.past_due_since = held.status, Status.ACTIVE, None
        save(held, "status", "past_due_since")
        changes = {"status": (was, held.status)}
        rolling.record(Action.SUBSCRIPTION_PAID, held, actor=by, reason=reason, changes=changes)
        tell("paid", held)
        return held


def end_now(workspace_id: UUID, *, reason: str, by: audit.Actor) -> None:
    """End a plan at once (by staff, or because the provider ended it).

    Raises:
        NoSubscription: there is none.
    """
    with transaction.atomic(durable=True):
        held = present(workspace_id)
        now = opening.moment(workspace_id)
        rolling.end(held, at=now, status=Status.CANCELLED, reason=reason, by=by)
        opening.cut(workspace_id, at=now)
        opening.open_present(workspace_id)
        standing.forget(workspace_id)


def present(workspace_id: UUID) -> Subscription:
    """Bring a workspace's plan up to date, hold it to the commit and return its subscription.

    Raises:
        NoSubscription: there is none.
    """
    held = opening.open_present(workspace_id)
    if held is None:
        raise NoSubscription
    return held


def tell(name: str, held: Subscription, **data: object) -> None:
    """Tell who wants to know what happened to a subscription."""
    hooks.happened(hooks.Event(name, held.workspace_id, held.pk, data))


def save(held: Subscription, *names: str) -> None:
    held.version += 1
    held.save(update_fields=[*names, "version"])
