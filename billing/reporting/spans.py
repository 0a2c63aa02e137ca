"""Which days a report is about."""

from dataclasses import dataclass
from datetime import UTC, date, timedelta
from uuid import UUID

from billing import quotas
from billing.models import Meter

MOST_DAYS = 400


class SpanRefused(Exception):
    """The days do not make a span. code: `reversed` or `too-long`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `start` to `end`, both included; days begin at midnight UTC."""

    start: date
    end: date

    @property
    def length(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days + 1


def span_of_period(workspace_id: UUID) -> Span:
    """Return the days of the period that is now."""
    period = quotas.current_period(workspace_id=workspace_id, meter=Meter.IMAGES)
    # The end is the first moment that is not in it.
    last = max(period.starts_at, period.ends_at - timedelta(microseconds=1))
    return Span(period.starts_at.astimezone(UTC).date(), last.astimezone(UTC).date())


def span_between(start: date, end: date) -> Span:
    """Return the days from one to the other.

    Raises:
        SpanRefused: the end lies before the start, or there are too many days.
    """
    if end < start:
        raise SpanRefused("reversed")
    if (end - start).days >= MOST_DAYS:
        raise SpanRefused("too-long")
    return Span(start, end)
