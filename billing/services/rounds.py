"""Beat's rounds: each by one worker at a time, safe twice, and catching up after days off."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from billing import quotas, sql
from billing.models import Meter, QuotaPeriod, Reservation, Subscription, WebhookEvent
from billing.quotas import grants, opening, rolling
from billing.services import trials
from workspaces.access import NotFound
from workspaces.hooks import NoSeatLeft
from workspaces.models import Invitation, Workspace
from workspaces.services import locking, seats

log = logging.getLogger(__name__)
BATCH = 500
# How many days of use the nightly round looks at again: what was settled before has not moved.
DAYS_AGAIN = 40
# How long what a provider told is kept: it tells again for days, never for months.
KEEP_EVENTS = timedelta(days=90)
# Why what was never settled is given back, at our cost.
OVERDUE = {
    Reservation.State.HELD: "overdue: nobody settled it",
    Reservation.State.UNKNOWN: "overdue: the provider did not say what became of it",
}


def sweep() -> None:
    """Do what is due of units and plans; safe twice, and after days of rest."""
    settle_overdue()
    expire_grants()
    roll_periods()
    free_expired_seats()
    trials.tell_ending()
    drop_events()


def settle_overdue() -> int:
    """Give back, at our cost, what is held past its deadline; return how many reservations.

    Each period's are a transaction of their own, so that one in trouble keeps no other waiting.
    """
    settled = 0
    for period_id in list(_overdue().values_list("period_id", flat=True).distinct()):
        try:
            settled += sum(_settle_overdue(period_id))
        except DatabaseError:
            log.exception("overdue units stay held", extra={"period": period_id})
    return settled


def _settle_overdue(period_id: int) -> Iterator[int]:
    """Give back a period's overdue reservations, batch by batch."""
    for state, reason in OVERDUE.items():
        overdue = _overdue().filter(period_id=period_id, state=state).order_by("pk")
        count = BATCH
        while count == BATCH:
            with transaction.atomic(durable=True):
                if not sql.only_sweeper():
                    return
                ids = list(overdue.values_list("pk", flat=True)[:BATCH])
                count = quotas.release_many(ids, reason=reason)
            if count:
                note = {"period": period_id, "reservations": count, "state": state}
                log.warning("released at our cost", extra=note)
            yield count


def _overdue() -> QuerySet[Reservation]:
    return Reservation.objects.filter(state__in=quotas.OPEN, expires_at__lte=sql.Now())


def expire_grants() -> int:
    """Take what is left of grants that have ended; return how many there were."""
    expired, count = 0, BATCH
    while count == BATCH:
        with transaction.atomic(durable=True):
            count = grants.expire(limit=BATCH) if sql.only_sweeper() else 0
        expired += count
    return expired


def roll_periods() -> int:
    """Begin the periods that are due and end trials and unpaid plans; return of how many places.

    Each workspace is a transaction of its own, so that one in trouble keeps no other waiting.
    """
    rolled = 0
    for workspace_id in _ended():
        try:
            rolled += _roll(workspace_id)
        except DatabaseError:
            log.exception("a period was not begun", extra={"workspace": str(workspace_id)})
    return rolled


def _roll(workspace_id: UUID) -> bool:
    with transaction.atomic(durable=True):
        if not sql.only_roller():
            return False
        opening.open_present(workspace_id)
    return True


def _ended() -> list[UUID]:
    """Return the workspaces whose period, trial or grace has ended, or that have no new period."""
    now = sql.now()
    held = Subscription.objects.filter(ended_at__isnull=True)
    grace = now - rolling.grace()
    due = held.filter(period_end__lte=now) | held.filter(past_due_since__lte=grace)
    gone = (Workspace.Status.DELETING, Workspace.Status.DELETED)
    last = (
        QuotaPeriod.objects.exclude(workspace__status__in=gone)
        .order_by("workspace", "meter", "-period_no")
        .distinct("workspace", "meter")
    )
    stale = QuotaPeriod.objects.filter(pk__in=last.values("pk"), ends_at__lte=now)
    found = {*due.values_list("workspace_id", flat=True)}
    return sorted(found | {*stale.values_list("workspace_id", flat=True)})


def free_expired_seats() -> int:
    """Free the seats of invitations that work no more; return in how many workspaces.

    Nothing else happens when one expires, so that nobody else would count again.
    """
    counted = 0
    for workspace_id in _with_expired_seats():
        try:
            with transaction.atomic(durable=True):
                # Whoever changes people holds the workspace before its plan.
                locking.lock(workspace_id)
                seats.hold(workspace_id)
            counted += 1
        except (DatabaseError, NoSeatLeft, NotFound):
            log.exception("a seat was not freed", extra={"workspace": str(workspace_id)})
    return counted


def _with_expired_seats() -> list[UUID]:
    expired = Invitation.objects.filter(
        expires_at__lte=Now(), accepted_at__isnull=True, revoked_at__isnull=True
    )
    places = expired.values("workspace")
    counters = QuotaPeriod.objects.filter(workspace__in=places, meter=Meter.MEMBERS)
    held = Reservation.objects.filter(
        period__in=counters,
        state=Reservation.State.COMMITTED,
        subject_id__in=expired.values("pk"),
    )
    return sorted(set(held.values_list("workspace_id", flat=True)))


def drop_events() -> int:
    """Forget what providers told long ago and was handled; return how much. What failed stays."""
    dropped, count = 0, BATCH
    while count == BATCH:
        with transaction.atomic(durable=True):
            if not sql.only_sweeper():
                return dropped
            old = WebhookEvent.objects.filter(handled_at__lte=sql.now() - KEEP_EVENTS)
            batch = list(old.values_list("pk", flat=True)[:BATCH])
            count, _of_each = WebhookEvent.objects.filter(pk__in=batch).delete()
        dropped += count
    return dropped


def reconcile() -> list[sql.Difference]:
    """Rebuild every balance from the ledger, and every counter from its reservations.

    What differs is named and left as it is: it needs a person. Days of use are set right.
    """
    with transaction.atomic(durable=True):
        if not sql.only_reconciler():
            return []
        found = sql.differences()
        since = (sql.now() - timedelta(days=DAYS_AGAIN)).date()
        wrong_days = sql.rebuild_days(since=since)
    for one in found:
        note = {
            "what": one.what, "row": one.id, "workspace": str(one.workspace_id),
            "meter": one.meter, "counter": one.counter, "rebuilt": one.rebuilt,
        }  # fmt: skip
        log.error("a counter is not what it is made of", extra=note)
    if wrong_days:
        log.warning("days of use were set right", extra={"days": wrong_days})
    return found
