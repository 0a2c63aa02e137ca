"""When periods begin and end: counted from an anchor in its own time zone, as moments in UTC.

The n-th period begins n - 1 months (or years) after the anchor's day, at the anchor's time by the
clock on the wall there. It is counted from the anchor, never from the period before, so an anchor
on the 31st is on the 28th in February and on the 31st again in March. A time that the wall clock
leaves out in spring is one hour later; of a time it shows twice in autumn the anchor's own is
meant, else the first.
"""

from calendar import monthrange
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

MONTHS = {"month": 1, "year": 12}


class Bounds(NamedTuple):
    """A period: from `start`, up to and without `end`."""

    start: datetime
    end: datetime

    @property
    def seconds(self) -> int:
        """How long it is."""
        return round((self.end - self.start).total_seconds())


def bounds(anchor: datetime, *, zone: str, interval: str, number: int) -> Bounds:
    """Return the bounds of a period; the first has the number 1.

    Raises:
        KeyError: there is no such interval.
        ValueError: the number is below 1.
        ZoneInfoNotFoundError: there is no such time zone.
    """
    if number < 1:
        raise ValueError(f"there is no period {number}")
    months = MONTHS[interval]
    return Bounds(
        _after(anchor, zone, months * (number - 1)), _after(anchor, zone, months * number)
    )


def calendar_month(at: datetime) -> Bounds:
    """Return the calendar month (UTC) in which a moment lies: the default plan's period."""
    now = at.astimezone(UTC)
    first = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return Bounds(first, _after(first, "UTC", 1))


def _after(anchor: datetime, zone: str, months: int) -> datetime:
    """Return the moment so many months after the anchor, by the wall clock of the zone."""
    if months == 0:
        return anchor.astimezone(UTC)
    place = ZoneInfo(zone)
    there = anchor.astimezone(place)
    year, month = divmod(there.month - 1 + months, 12)
    year, month = there.year + year, month + 1
    day = min(there.day, monthrange(year, month)[1])
    # A time left out in spring is read with the offset before the change: one hour later.
    return there.replace(year=year, month=month, day=day).astimezone(UTC)
