"""How a limit changes while it is in use: in one step with its row of the ledger."""

from dataclasses import dataclass

from django.db.models import F
from django.db.models.functions import Greatest

from billing.models import LedgerEntry, PlanLimit, QuotaPeriod
from billing.quotas.terms import assert_transaction


@dataclass(frozen=True, slots=True)
class Size:
    """A counter's limit, and the plan's that it comes from."""

    limit_units: int
    overdraft_units: int
    plan_limit: PlanLimit | None


class LimitTooLow(Exception):
    """More is used and held than would be allowed; `taken` says how much."""

    def __init__(self, taken: int) -> None:
        super().__init__(f"{taken} are taken")
        self.taken = taken


def resize(
    period: QuotaPeriod,
    size: Size,
    *,
    kind: LedgerEntry.Kind,
    reason: str = "",
    actor_id: str = "",
) -> int:
    """Give a counter another size; return by how many units its balance moved.

    What a gauge has beyond it may stay. Of what is used up by the period none may be beyond.

    Raises:
        LimitTooLow: more is used and held; nothing changes.
    """
    assert_transaction()
    row = QuotaPeriod.objects.select_for_update(no_key=True).get(pk=period.pk)
    whole, before = size.limit_units + size.overdraft_units, row.limit_units + row.overdraft_units
    taken = row.used + row.reserved
    if taken > whole and not row.is_gauge:
        raise LimitTooLow(taken)
    QuotaPeriod.objects.filter(pk=row.pk).update(
        limit_units=size.limit_units,
        overdraft_units=size.overdraft_units,
        plan_limit=size.plan_limit,
        excess_units=Greatest(0, F("used") + F("reserved") - whole) if row.is_gauge else 0,
    )
    if whole != before:
        LedgerEntry.objects.create(
            workspace_id=row.workspace_id,
            meter=row.meter,
            period=row,
            kind=kind,
            units_delta=whole - before,
            balance_after=whole - taken,
            reason=reason[:200],
            actor_id=actor_id,
        )
    return whole - before
