"""Holding units for work that is to be done."""

from collections.abc import Sequence
from uuid import UUID

from billing import sql
from billing.models import QuotaPeriod, Reservation
from billing.quotas import grants, warnings
from billing.quotas.terms import ReservationReused, assert_transaction
from billing.shapes import Account, Hold


def reserve(account: Account, *, period: QuotaPeriod, holds: Sequence[Hold]) -> list[UUID]:
    """Hold the units of every hold, all or none; return the reservations in their order.

    A hold asked for again under its key changes nothing, whatever became of it: its reservation
    is the one that was made first.

    Raises:
        QuotaExceeded: plan and grants have not enough; the caller's transaction must be rolled
            back.
        ReservationReused: a key stands for another hold; must be rolled back, too.
        NotInTransaction: no transaction is open.
        OperationalError: somebody held a lock for two seconds.
    """
    assert_transaction()
    if (period.workspace_id, period.meter) != (account.workspace_id, account.meter):
        raise ValueError("the period is another account's")
    asked: dict[str, Hold] = {}
    for hold in holds:
        asked.setdefault(hold.idem_key, hold)
    written = sql.hold(account, period_id=period.pk, holds=list(asked.values()))
    fresh = [hold for hold in asked.values() if hold.id in written]
    known = _known(account, [hold for hold in holds if hold.id not in written])
    if fresh:
        before = next(iter(written.values()))
        if before is None:
            before = grants.draw(account, period=period, holds=fresh)
        units = sum(hold.units for hold in fresh)
        warnings.warn(account, period=period, before=before, units=units)
    ids = known | {hold.idem_key: hold.id for hold in fresh}
    return [ids[hold.idem_key] for hold in holds]


def _known(account: Account, again: Sequence[Hold]) -> dict[str, UUID]:
    """Return the reservations of holds asked for again, by their key."""
    if not again:
        return {}
    rows = Reservation.objects.filter(
        workspace_id=account.workspace_id, idem_key__in=[hold.idem_key for hold in again]
    )
    found = {row.idem_key: row for row in rows.only("pk", "idem_key", "request_sha256")}
    for hold in again:
        if found[hold.idem_key].request_sha256 != account.digest(hold):
            raise ReservationReused(hold.idem_key)
    return {key: row.pk for key, row in found.items()}
