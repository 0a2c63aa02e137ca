"""Changing from one edition to another: what it would do, and doing it."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from audit import services as audit
from audit.actions import Action
from billing import periods, proration, sql
from billing.models import (
    GAUGES,
    LedgerEntry,
    PlanLimit,
    PlanVersion,
    QuotaPeriod,
    Subscription,
)
from billing.proration import Change, When
from billing.quotas import opening, rolling
from billing.quotas.sizing import Size, resize
from billing.services import standing
from billing.services.subscriptions import (
    AlreadySubscribed,
    NothingToChange,
    offered_version,
    present,
    save,
    tell,
)


class NotAtOnce(Exception):
    """The change takes effect with the next period: it is planned, not done."""


def preview_change(workspace_id: UUID, version_id: int) -> Change:
    """Return what changing to an edition would do at this moment.

    Raises:
        NoSubscription, NotOffered: there is nothing to change, or nothing to change to.
        NothingToChange: the workspace has this edition.
    """
    with transaction.atomic():
        held = present(workspace_id)
        return _change(held, offered_version(version_id))


def preview_start(workspace_id: UUID, version_id: int) -> Change:
    """Return what beginning with an edition would do, on the default plan or in a trial.

    Raises:
        NotOffered: there is no such edition.
        AlreadySubscribed: there is a plan to be changed.
    """
    with transaction.atomic():
        held = opening.open_present(workspace_id)
        if held is not None and held.status != Subscription.Status.TRIALING:
            raise AlreadySubscribed
        new = terms_of(offered_version(version_id))
        rows = _rows(workspace_id)
        now = opening.moment(workspace_id)
        carries = held is not None
        return proration.begin(
            _terms_now(rows, new), new, counters=_counters(rows), at=now, carries=carries
        )


def preview_end(workspace_id: UUID) -> Change:
    """Return what ending the plan with its period would do.

    Raises:
        NoSubscription: there is none.
    """
    with transaction.atomic():
        held = present(workspace_id)
        rows, new = _rows(workspace_id), terms_of(sql.default_version())
        return proration.end(
            _terms_now(rows, new), new, counters=_counters(rows), at=held.period_end
        )


def upgrade(workspace_id: UUID, version_id: int, *, by: audit.Actor) -> Change:
    """Change to an edition at once; return what that did.

    Raises:
        NoSubscription, NotOffered, NothingToChange: as `preview_change`.
        NotAtOnce: it costs less: `plan_change` plans it for the period's end.
    """
    with transaction.atomic():  # or in the payment's that brings it about
        held = present(workspace_id)
        version, was = offered_version(version_id), held.plan_version
        change = _change(held, version)
        if not change.is_now:
            raise NotAtOnce
        held.plan_version, held.pending_version = version, None
        held.cancel_at_period_end = False
        if change.when == When.ANEW:
            _begin_anew(held, change)
        else:
            save(held, "plan_version", "pending_version", "cancel_at_period_end")
            _apply(held, version, change, by=by)
        standing.forget(workspace_id)
        _note(Action.SUBSCRIPTION_CHANGED, held, was, version, by=by)
        tell("changed", held, was=was.pk, version=version.pk, amount=change.amount)
        return change


def plan_change(workspace_id: UUID, version_id: int, *, by: audit.Actor) -> Change:
    """Plan a change for the end of the period; a later plan replaces an earlier one.

    Raises:
        NoSubscription, NotOffered, NothingToChange: as `preview_change`.
    """
    with transaction.atomic(durable=True):
        held = present(workspace_id)
        version = offered_version(version_id)
        change = _change(held, version)
        if held.pending_version_id == version.pk and not held.cancel_at_period_end:
            return change  # it is planned: asked again, nothing is new
        held.pending_version, held.cancel_at_period_end = version, False
        save(held, "pending_version", "cancel_at_period_end")
        _note(Action.SUBSCRIPTION_CHANGE_PLANNED, held, held.plan_version, version, by=by)
        tell("change_planned", held, version=version.pk, at=held.period_end.isoformat())
        return change


def drop_change(workspace_id: UUID, *, by: audit.Actor) -> Subscription:
    """Stay with the edition there is.

    Raises:
        NoSubscription, NothingToChange: nothing was planned.
    """
    with transaction.atomic(durable=True):
        held = present(workspace_id)
        planned = held.pending_version
        if planned is None:
            raise NothingToChange
        held.pending_version = None
        save(held, "pending_version")
        _note(Action.SUBSCRIPTION_CHANGE_DROPPED, held, planned, held.plan_version, by=by)
        tell("change_dropped", held)
        return held


def terms_of(version: PlanVersion) -> proration.Terms:
    """Return an edition as plain values."""
    return proration.Terms(
        version_id=version.pk,
        price=version.price,
        currency=version.currency,
        interval=version.interval,
        limits={
            limit.meter: proration.Allowed(limit.units, limit.overdraft_units, limit.rollover_units)
            for limit in version.limits.all()
        },
        concurrency=version.concurrency,
    )


def _change(held: Subscription, version: PlanVersion) -> Change:
    if version.pk == held.plan_version_id:
        raise NothingToChange
    return proration.change(
        terms_of(held.plan_version),
        terms_of(version),
        counters=_counters(_rows(held.workspace_id)),
        period=periods.Bounds(held.period_start, held.period_end),
        at=opening.moment(held.workspace_id),
        is_trial=held.status == Subscription.Status.TRIALING,
    )


def _counters(rows: Sequence[QuotaPeriod]) -> list[proration.Counter]:
    return [
        proration.Counter(
            meter=row.meter,
            limit=row.limit_units,
            taken=row.used + row.reserved,
            held=row.reserved,
            is_gauge=row.meter in GAUGES,
        )
        for row in rows
    ]


def _terms_now(rows: Sequence[QuotaPeriod], new: proration.Terms) -> proration.Terms:
    """Return what the counters were opened with: the edition of the default plan of that time."""
    limits = PlanLimit.objects.in_bulk([row.plan_limit_id for row in rows if row.plan_limit_id])
    allowed = {
        row.meter: proration.Allowed(limits[row.plan_limit_id].units)
        for row in rows
        if row.plan_limit_id
    }
    return proration.Terms(0, 0, new.currency, new.interval, allowed)


def _rows(workspace_id: UUID) -> list[QuotaPeriod]:
    """Lock the counters that are now, in the order of all locks; return them."""
    now = opening.moment(workspace_id)
    still_open = QuotaPeriod.objects.filter(workspace_id=workspace_id, ends_at__gt=now)
    return list(still_open.select_for_update(no_key=True).order_by("id"))


def _apply(held: Subscription, version: PlanVersion, change: Change, *, by: audit.Actor) -> None:
    """Give the counters of the present period the size that the change says."""
    limits = {limit.meter: limit for limit in version.limits.all()}
    rows = {row.meter: row for row in _rows(held.workspace_id)}
    for moved in change.limits:
        limit = limits.get(moved.meter)
        resize(
            rows[moved.meter],
            Size(moved.now, limit.overdraft_units if limit else 0, limit),
            kind=LedgerEntry.Kind.PLAN_CHANGE,
            reason=str(version),
            actor_id=by.id,
        )
    PlanVersion.objects.filter(pk=version.pk, used_at__isnull=True).update(used_at=sql.Now())


def _begin_anew(held: Subscription, change: Change) -> None:
    """Begin a new period with the change: the plan is counted from it."""
    held.period_no += 1
    held.anchor_at, held.anchor_no = change.effective_at, held.period_no
    held.period_start = change.effective_at
    held.period_end = rolling.bounds_of(held).end
    held.version += 1
    held.save()
    opening.cut(held.workspace_id, at=change.effective_at)
    what = opening.opening_of(held.workspace_id, held, now=change.effective_at)
    opening.open_rows(what, now=change.effective_at)


def _note(
    action: Action,
    held: Subscription,
    was: PlanVersion,
    version: PlanVersion,
    *,
    by: audit.Actor,
) -> None:
    audit.record(
        action,
        actor=by,
        workspace_id=held.workspace_id,
        target=audit.Target("subscription", str(held.pk), str(version)),
        details=audit.Details(changes={"plan": (str(was), str(version))}),
    )
