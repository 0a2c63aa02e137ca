"""What holding, settling and granting agree on: what is left, and how they refuse."""

from django.db import transaction

from billing.models import QuotaPeriod, Reservation

OPEN = (Reservation.State.HELD, Reservation.State.UNKNOWN)


class NotInTransaction(Exception):
    """A hold must share the fate of the work it pays for."""


class QuotaExceeded(Exception):
    """Neither plan nor grants have this much left; nothing is written. plan: its code."""

    def __init__(self, *, meter: str, requested: int, period: QuotaPeriod, plan: str = "") -> None:
        super().__init__(f"{requested} {meter} asked, {remaining(period)} left")
        self.meter = meter
        self.requested = requested
        self.period = period
        self.plan = plan


class ReservationReused(Exception):
    """The key stands for another hold: other units, another meter or another subject."""


class GrantReused(Exception):
    """The key stands for another grant."""


def remaining(period: QuotaPeriod) -> int:
    """Return the units that can still be held: the plan's in this period, and those of grants."""
    return max(0, left_of_plan(period)) + period.granted


def left_of_plan(period: QuotaPeriod) -> int:
    """Return what the plan has left; below 0 where a gauge is above a limit that sank."""
    return period.limit_units + period.overdraft_units - period.used - period.reserved


def assert_transaction() -> None:
    """Raise NotInTransaction unless a transaction is open."""
    if not transaction.get_connection().in_atomic_block:
        raise NotInTransaction("open the transaction of the work first")
