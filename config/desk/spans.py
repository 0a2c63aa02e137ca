"""The span that is looked at: whole days (UTC) up to today, and as many before them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils.timezone import now

CHOICES = (7, 30, 90)
DEFAULT = 30
PARAMETER = "days"


@dataclass(frozen=True, slots=True)
class Span:
    """So many days, of which `last` is the newest, and the same number before them."""

    days: int
    last: date

    @property
    def first(self) -> date:
        """Its oldest day."""
        return self.last - timedelta(days=self.days - 1)

    @property
    def before(self) -> date:
        """The oldest day of those it is compared with."""
        return self.first - timedelta(days=self.days)

    @property
    def after(self) -> date:
        """The first day that is in it no more."""
        return self.last + timedelta(days=1)

    @property
    def dates(self) -> list[date]:
        """Its days, the oldest first."""
        return [self.first + timedelta(days=number) for number in range(self.days)]

    @property
    def bounds(self) -> dict[str, date | datetime]:
        """What statements ask with: days, and the moments at which they begin."""
        return {
            "before": self.before,
            "first": self.first,
            "last": self.last,
            "after": self.after,
            "before_at": begin(self.before),
            "first_at": begin(self.first),
            "after_at": begin(self.after),
        }


def begin(day: date) -> datetime:
    """Return the first moment of a day."""
    return datetime.combine(day, time.min, UTC)


def asked(value: str) -> Span:
    """Return the span up to today that an address asks for; what is none of the choices is 30 days."""
    chosen = {str(days): days for days in CHOICES}.get(value, DEFAULT)
    return Span(chosen, now().astimezone(UTC).date())
