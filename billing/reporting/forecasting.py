"""How a period ends when it goes on as it has gone so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from billing.reporting.shapes import Day
from billing.services import Usage

# One day says nothing of a pace.
_DAYS_OF_USE = 2


@dataclass(frozen=True, slots=True)
class Forecast:
    """What will have been used at the period's end, and on which day (UTC) nothing is left."""

    at_end: int
    runs_out_on: date | None


def forecast(usage: Usage, days: Sequence[Day], *, now: datetime) -> Forecast | None:
    """Return how a meter's period ends at its pace so far; None where there is no pace.

    days: of the period. A gauge has no pace, nor has what was used on one day alone.
    """
    if usage.is_gauge or usage.starts_at is None:
        return None
    first = usage.starts_at.astimezone(UTC).date()
    made = [one.units for one in days if one.meter == usage.meter and one.day >= first]
    made = [units for units in made if units > 0]
    whole = round((usage.resets_at - usage.starts_at).total_seconds())
    gone = round((now - usage.starts_at).total_seconds())
    if len(made) < _DAYS_OF_USE or not 0 < gone <= whole:
        return None
    used = sum(made)
    # In whole numbers: no pace is ever rounded.
    lasts = usage.remaining * gone // used
    return Forecast(
        at_end=max(used + usage.reserved, used * whole // gone),
        runs_out_on=_day_after(now, lasts) if lasts < whole - gone else None,
    )


def _day_after(now: datetime, seconds: int) -> date:
    return (now + timedelta(seconds=seconds)).astimezone(UTC).date()
