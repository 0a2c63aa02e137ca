"""Units are held before work starts and settled when it ends: one conditional UPDATE decides.

Every function joins the transaction that is open and opens none. Callers reserve *last* in their
transaction: the counter's row lock then lasts only to the commit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from uuid import UUID

from django.db import transaction
from django.db.models import F, Sum
from django.db.models.functions import Now

from billing import sql
from billing.models import LedgerEntry, QuotaPeriod, Reservation

HOLD_FOR = timedelta(days=2)
OPEN = (Reservation.State.HELD, Reservation.State.UNKNOWN)


class NotInTransaction(Exception):
    """A hold must share the fate of the work it pays for."""


class QuotaExceeded(Exception):
    """The plan's limit would be passed; nothing is written."""

    def __init__(self, *, meter: str, requested: int, period: QuotaPeriod) -> None:
        super().__init__(f"{requested} {meter} asked, {remaining(period)} left")
        self.meter = meter
        self.requested = requested
        self.period = period


@dataclass(frozen=True, slots=True)
class Hold:
    """One reservation to make. units: in the meter's own unit."""

    id: UUID
    subject_id: UUID
    units: int
    idem_key: str
    label: str = ""
    product: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """Whose units are held, for what."""

    workspace_id: UUID
    meter: str
    kind: str
    job_id: UUID | None
    actor_id: str


def remaining(period: QuotaPeriod) -> int:
    """Return the units that can still be held in a period."""
    return period.limit_units + period.overdraft_units - period.used - period.reserved


def reserve(account: Account, *, period: QuotaPeriod, holds: Sequence[Hold]) -> None:
    """Hold the units of every hold, all or none.

    Raises:
        QuotaExceeded: the limit would be passed; the caller's transaction must be rolled back.
        NotInTransaction: no transaction is open.
    """
    _assert_transaction()
    total = sum(hold.units for hold in holds)
    Reservation.objects.bulk_create(
        Reservation(
            id=hold.id,
            workspace_id=account.workspace_id,
            meter=account.meter,
            period=period,
            kind=account.kind,
            job_id=account.job_id,
            subject_id=hold.subject_id,
            subject_label=hold.label[:200],
            product=hold.product[:200],
            actor_id=account.actor_id,
            idem_key=hold.idem_key,
            units=hold.units,
            expires_at=Now() + HOLD_FOR,
        )
        for hold in holds
    )
    left = sql.hold_units(period_id=period.pk, units=total)
    if left is None:
        period.refresh_from_db()
        raise QuotaExceeded(meter=account.meter, requested=total, period=period)
    balance = left + total
    entries = []
    for hold in holds:
        balance -= hold.units
        entries.append(
            LedgerEntry(
                workspace_id=account.workspace_id,
                meter=account.meter,
                period=period,
                reservation_id=hold.id,
                kind=LedgerEntry.Kind.RESERVE,
                units_delta=-hold.units,
                balance_after=balance,
                actor_id=account.actor_id,
            )
        )
    LedgerEntry.objects.bulk_create(entries)


def commit(reservation_id: UUID, *, units: int | None = None) -> bool:
    """Count what was delivered, at most what was held; the rest is given back.

    Returns False when the reservation was settled before: nothing is counted twice.
    """
    return _settle(reservation_id, state=Reservation.State.COMMITTED, units=units)


def release(reservation_id: UUID, *, reason: str = "") -> bool:
    """Give everything back. Returns False when the reservation was settled before."""
    return _settle(reservation_id, state=Reservation.State.RELEASED, units=0, reason=reason)


def release_many(reservation_ids: Sequence[UUID], *, reason: str = "") -> int:
    """Give several reservations back in a few statements; return how many were still held."""
    _assert_transaction()
    held = list(
        Reservation.objects.select_for_update()
        .filter(pk__in=reservation_ids, state__in=OPEN)
        .order_by("period_id", "pk")
    )
    Reservation.objects.filter(pk__in=[row.pk for row in held]).update(
        state=Reservation.State.RELEASED, settled_units=0, settled_at=Now()
    )
    entries = []
    for period_id, rows in groupby(held, key=lambda row: row.period_id):
        group = list(rows)
        total = sum(row.units for row in group)
        balance = sql.settle_units(period_id=period_id, held=total, counted=0) - total
        for row in group:
            balance += row.units
            entries.append(_entry(row, LedgerEntry.Kind.RELEASE, row.units, balance, reason))
    LedgerEntry.objects.bulk_create(entries)
    return len(held)


def _entry(
    row: Reservation, kind: LedgerEntry.Kind, delta: int, balance: int, reason: str = ""
) -> LedgerEntry:
    return LedgerEntry(
        workspace_id=row.workspace_id,
        meter=row.meter,
        period_id=row.period_id,
        reservation_id=row.pk,
        kind=kind,
        units_delta=delta,
        balance_after=balance,
        reason=reason[:200],
        actor_id=row.actor_id,
    )


def _settle(
    reservation_id: UUID, *, state: Reservation.State, units: int | None, reason: str = ""
) -> bool:
    _assert_transaction()
    held = Reservation.objects.select_for_update().filter(pk=reservation_id, state__in=OPEN).first()
    if held is None:
        return False
    counted = held.units if units is None else min(units, held.units)
    Reservation.objects.filter(pk=held.pk).update(
        state=state, settled_units=counted, settled_at=Now()
    )
    left = sql.settle_units(period_id=held.period_id, held=held.units, counted=counted)
    committed = state == Reservation.State.COMMITTED
    kind = LedgerEntry.Kind.COMMIT if committed else LedgerEntry.Kind.RELEASE
    _entry(held, kind, held.units - counted, left, reason).save(force_insert=True)
    return True


def counted_for_job(job_id: UUID) -> int:
    """Return the units a job was charged so far."""
    total = Reservation.objects.filter(job_id=job_id, state=Reservation.State.COMMITTED).aggregate(
        total=Sum(F("settled_units"))
    )["total"]
    return int(total or 0)


def _assert_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise NotInTransaction("open the transaction of the work first")
