"""What a workspace's plan allows, how much of it is left, and the rounds that keep it true."""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from billing import quotas, sql
from billing.models import Grant, Meter, Reservation
from billing.quotas import grants
from billing.shapes import NewGrant
from workspaces.models import Workspace

log = logging.getLogger(__name__)
BATCH = 500
# How long, and of how many workspaces, a process remembers how much may run at a time.
KEEP_SECONDS, KEEP_ENTRIES = 5.0, 10_000
_concurrency: dict[UUID, tuple[float, int]] = {}
# Why what was never settled is given back, at our cost.
OVERDUE = {
    Reservation.State.HELD: "overdue: nobody settled it",
    Reservation.State.UNKNOWN: "overdue: the provider did not say what became of it",
}


@dataclass(frozen=True, slots=True)
class Usage:
    """A meter as it stands in the present period, in the meter's own unit.

    limit, used, reserved: of the plan. granted: left of grants beside it. remaining: of both.
    """

    meter: str
    limit: int
    used: int
    reserved: int
    remaining: int
    resets_at: datetime
    granted: int = 0


def usage(*, workspace_id: UUID, meter: str) -> Usage:
    """Return how much of a meter is used, held and left."""
    period = sql.current_period(workspace_id=workspace_id, meter=meter)
    return Usage(
        meter,
        period.limit_units,
        period.used,
        period.reserved,
        quotas.remaining(period),
        period.ends_at,
        period.granted,
    )


def concurrency(*, workspace_id: UUID) -> int:
    """Return how many items of the workspace may run at a time, as of the last few seconds.

    Whoever feeds asks at the end of every item.
    """
    known = _concurrency.get(workspace_id)
    if known is not None and known[0] > time.monotonic():
        return known[1]
    if len(_concurrency) >= KEEP_ENTRIES:
        _concurrency.clear()
    # Every workspace is on the default plan until it has a subscription.
    found = sql.default_version().concurrency
    _concurrency[workspace_id] = (time.monotonic() + KEEP_SECONDS, found)
    return found


def forget_all() -> None:
    """Remember of no workspace how much may run at a time."""
    _concurrency.clear()


def seats(*, workspace_id: UUID) -> int:
    """Return how many people the plan lets into a workspace (workspaces' seat hook)."""
    del workspace_id  # every workspace is on the default plan until it has a subscription
    return sql.limit_of(sql.default_version(), Meter.MEMBERS)


def release_all(workspace: Workspace) -> None:
    """Give back what a workspace still holds, before it is deleted."""
    with transaction.atomic(durable=True):
        held = Reservation.objects.filter(workspace=workspace, state__in=quotas.OPEN)
        quotas.release_many(list(held.values_list("pk", flat=True)), reason="workspace deleted")


def grant(workspace_id: UUID, *, new: NewGrant, actor_id: str = "") -> Grant:
    """Give a workspace units beside its plan's; the same key gives once.

    Raises:
        GrantReused: the key stands for another grant.
        IntegrityError: it has no units, or ends before it begins.
    """
    with transaction.atomic(durable=True):
        return grants.give(workspace_id, new=new, actor_id=actor_id)


def void(grant_id: int, *, reason: str, actor_id: str = "") -> bool:
    """End a grant now; what is held from it stays held. False when it was voided before.

    Raises:
        Grant.DoesNotExist: there is none.
    """
    with transaction.atomic(durable=True):
        return grants.void(grant_id, reason=reason, actor_id=actor_id)


def sweep() -> None:
    """Settle what is overdue and expire what has ended; safe twice, and after days of rest."""
    settle_overdue()
    expire_grants()


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
    return Reservation.objects.filter(state__in=quotas.OPEN, expires_at__lte=Now())


def expire_grants() -> int:
    """Take what is left of grants that have ended; return how many there were."""
    expired, count = 0, BATCH
    while count == BATCH:
        with transaction.atomic(durable=True):
            count = grants.expire(limit=BATCH) if sql.only_sweeper() else 0
        expired += count
    return expired
