"""How a subscription goes on by itself: from period to period, or to its end.

One step at a time, each at the moment it was due, so that days off are made up for in order.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings

from audit import services as audit
from audit.actions import Action
from billing import hooks, periods
from billing.models import Subscription
from workspaces.models import Workspace

Status = Subscription.Status


def grace() -> timedelta:
    """Return how long a plan goes on while its payment is overdue."""
    return timedelta(days=settings.BILLING_GRACE_DAYS)


def grace_ends_at(subscription: Subscription) -> datetime | None:
    """Return when a subscription whose payment is overdue ends; None when none is."""
    if subscription.past_due_since is None:
        return None
    return subscription.past_due_since + grace()


def due_at(subscription: Subscription) -> datetime:
    """Return when something happens to it next."""
    grace = _grace_over_at(subscription)
    return min(subscription.period_end, grace) if grace else subscription.period_end


def _grace_over_at(subscription: Subscription) -> datetime | None:
    """Return when the grace ends; None in a workspace that is suspended: meanwhile it stands still."""
    ends = grace_ends_at(subscription)
    if ends is None or subscription.workspace.status == Workspace.Status.SUSPENDED:
        return None
    return ends


def is_due(subscription: Subscription, *, now: datetime) -> bool:
    """Whether something should have happened to it by now."""
    return due_at(subscription) <= now


def step(subscription: Subscription) -> Subscription | None:
    """Do what is due next; return the subscription as it is then, or None when it is over."""
    at = due_at(subscription)
    grace = _grace_over_at(subscription)
    if grace is not None and grace <= at:
        end(subscription, at=grace, status=Status.ENDED, reason="unpaid")
    elif subscription.cancel_at_period_end:
        end(subscription, at=at, status=Status.CANCELLED, reason="cancelled")
    elif subscription.status == Status.TRIALING and not subscription.provider_ref:
        end(subscription, at=at, status=Status.ENDED, reason="trial over")
    else:
        return _next(subscription)
    return None


def _next(subscription: Subscription) -> Subscription:
    """Begin the next period, with the edition that was planned for it."""
    was, start = subscription.plan_version, subscription.period_end
    values: dict[str, object] = {
        "period_no": subscription.period_no + 1,
        "period_start": start,
        "anchor_at": subscription.anchor_at,
        "anchor_no": subscription.anchor_no,
        "plan_version": subscription.pending_version or was,
        "pending_version": None,
        "version": subscription.version + 1,
    }
    now_is = subscription.pending_version or was
    if subscription.status == Status.TRIALING:
        values["status"] = Status.ACTIVE
    if now_is.interval != was.interval:
        values |= {"anchor_at": start, "anchor_no": subscription.period_no + 1}
    after = _changed(subscription, values)
    after.period_end = bounds_of(after).end
    after.save(update_fields=[*values, "period_end"])
    record(Action.SUBSCRIPTION_RENEWED, after, data={"period": after.period_no})
    told = {"period_no": after.period_no, "was": was.pk, "version": now_is.pk}
    hooks.happened(hooks.Event("period_began", after.workspace_id, after.pk, told))
    return after


def bounds_of(subscription: Subscription) -> periods.Bounds:
    """Return the bounds its anchor gives its present period (not a trial's)."""
    return periods.bounds(
        subscription.anchor_at,
        zone=subscription.time_zone,
        interval=subscription.plan_version.interval,
        number=subscription.period_no - subscription.anchor_no + 1,
    )


def end(
    subscription: Subscription,
    *,
    at: datetime,
    status: Status,
    reason: str,
    by: audit.Actor = audit.SYSTEM,
) -> None:
    """Let it be over; the workspace is on the default plan from that moment."""
    values = {"status": status, "ended_at": at, "version": subscription.version + 1}
    _changed(subscription, values).save(update_fields=list(values))
    changes = {"status": (subscription.status, str(status))}
    record(Action.SUBSCRIPTION_ENDED, subscription, actor=by, reason=reason, changes=changes)
    name = "trial_ended" if reason == "trial over" else "ended"
    told = {"reason": reason, "version": subscription.plan_version_id}
    hooks.happened(hooks.Event(name, subscription.workspace_id, subscription.pk, told))


def record(
    action: Action,
    subscription: Subscription,
    *,
    actor: audit.Actor = audit.SYSTEM,
    reason: str = "",
    data: dict[str, object] | None = None,
    changes: Mapping[str, tuple[object, object]] | None = None,
) -> None:
    """Write into the trail what happened to a subscription."""
    audit.record(
        action,
        actor=actor,
        workspace_id=subscription.workspace_id,
        target=audit.Target("subscription", str(subscription.pk), str(subscription.plan_version)),
        details=audit.Details(reason=reason, data=data or {}, changes=changes or {}),
    )


def _changed(subscription: Subscription, values: dict[str, object]) -> Subscription:
    """Return the same row with other values; the one that was given keeps its own."""
    after = Subscription.objects.select_related("plan_version__plan").get(pk=subscription.pk)
    for name, value in values.items():
        setattr(after, name, value)
    return after
