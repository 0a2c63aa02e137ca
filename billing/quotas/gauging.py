"""What a gauge finds there already: it is counted whatever the limit says."""

from collections.abc import Sequence

from billing import sql
from billing.models import LedgerEntry, QuotaPeriod, Reservation
from billing.quotas.sizing import Size, resize
from billing.quotas.terms import assert_transaction
from billing.shapes import Account, Hold


def admit(
    account: Account, *, period: QuotaPeriod, holds: Sequence[Hold], reason: str
) -> list[Reservation]:
    """Count what is there and was not counted; above the limit it may stay, as what sank.

    Keys that are known are passed over. Nobody is warned: nothing was asked for just now.

    Raises:
        NotInTransaction: no transaction is open.
    """
    assert_transaction()
    # In the order of all locks: who queues is not met at the row.
    sql.queue(period.pk)
    row = QuotaPeriod.objects.select_related("plan_limit").get(pk=period.pk)
    known = Reservation.objects.filter(
        workspace_id=account.workspace_id, idem_key__in=[hold.idem_key for hold in holds]
    )
    there = set(known.values_list("idem_key", flat=True))
    fresh = [hold for hold in holds if hold.idem_key not in there]
    if not fresh:
        return []
    whole = row.limit_units + row.overdraft_units
    above = row.used + row.reserved + sum(hold.units for hold in fresh) - whole
    if above > 0:
        _give(row, row.limit_units + above, reason)
    sql.hold(account, period_id=row.pk, holds=fresh)
    ids = [hold.id for hold in fresh]
    state, kind = Reservation.State.COMMITTED, LedgerEntry.Kind.COMMIT
    sql.settle(ids, state=state, kind=kind, counted=None, reason=reason)
    if above > 0:
        _give(row, row.limit_units, reason)
    return list(Reservation.objects.filter(pk__in=ids))


def _give(row: QuotaPeriod, limit_units: int, reason: str) -> None:
    size = Size(limit_units, row.overdraft_units, row.plan_limit)
    resize(row, size, kind=LedgerEntry.Kind.ADJUST, reason=reason)
