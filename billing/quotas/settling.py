"""Settling what was held: counted, given back, or open until the provider says."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db.models import F, Sum

from billing import sql
from billing.models import LedgerEntry, Reservation
from billing.quotas import grants
from billing.quotas.terms import assert_transaction

log = logging.getLogger(__name__)
UNKNOWN_FOR = timedelta(hours=sql.UNKNOWN_HOURS)
REFUND_RETAINED = "refund_retained: delivered after its units were given back"


def commit(reservation_id: UUID, *, units: int | None = None) -> bool:
    """Count what was delivered, at most what was held; the rest is given back.

    units: None for all that was held. Returns False when the reservation was settled before:
    nothing is counted twice, and what was given back stays given back, which the ledger notes.
    """
    assert_transaction()
    settled = sql.settle(
        [reservation_id],
        state=Reservation.State.COMMITTED,
        kind=LedgerEntry.Kind.COMMIT,
        counted=units,
    )
    grants.give_back(settled, kind=LedgerEntry.Kind.COMMIT)
    if not settled and sql.note_late(reservation_id, reason=REFUND_RETAINED):
        log.warning("delivered after release", extra={"reservation": str(reservation_id)})
    return bool(settled)


def release(reservation_id: UUID, *, reason: str = "") -> bool:
    """Give everything back. Returns False when the reservation was settled before."""
    return release_many([reservation_id], reason=reason) == 1


def release_many(reservation_ids: Sequence[UUID], *, reason: str = "") -> int:
    """Give several reservations back in a few statements; return how many were still open."""
    assert_transaction()
    settled = sql.settle(
        reservation_ids,
        state=Reservation.State.RELEASED,
        kind=LedgerEntry.Kind.RELEASE,
        counted=0,
        reason=reason,
    )
    grants.give_back(settled, kind=LedgerEntry.Kind.RELEASE, reason=reason)
    return len(settled)


def free(reservation_ids: Sequence[UUID], *, reason: str = "") -> int:
    """Take off a gauge what it has counted, or still holds: it is gone. Return how many were.

    What a gauge does not count is left as it is.
    """
    assert_transaction()
    freed = sql.free(reservation_ids, reason=reason)
    grants.take_back(freed, reason=reason)
    return len(freed) + release_many(reservation_ids, reason=reason)


def unknown(reservation_id: UUID) -> bool:
    """Say that the provider may have done the work, or not: the units stay held.

    Its late answer settles it by `commit` or `release`; without one it is given back in 24 hours.
    Returns False when it was settled or said before: the deadline is not put off.
    """
    assert_transaction()
    moved = Reservation.objects.filter(pk=reservation_id, state=Reservation.State.HELD).update(
        state=Reservation.State.UNKNOWN, expires_at=sql.Now() + UNKNOWN_FOR
    )
    return moved == 1


def counted_for_job(job_id: UUID) -> int:
    """Return the units a job was charged so far."""
    total = Reservation.objects.filter(job_id=job_id, state=Reservation.State.COMMITTED).aggregate(
        total=Sum(F("settled_units"))
    )["total"]
    return int(total or 0)
