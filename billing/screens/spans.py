"""Which days the page of use is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing.models import Meter, QuotaPeriod
from billing.reporting import MOST_DAYS, Span, SpanRefused, span_between
from billing.services import Usage

PERIOD, LAST, RECENT, OWN = "period", "last", "recent", "own"
RECENT_DAYS = 30


@dataclass(frozen=True, slots=True)
class Chosen:
    """A span somebody chose. start, end: as they typed them; problem: why these make none."""

    key: str
    span: Span
    start: str = ""
    end: str = ""
    problem: str = ""

    @property
    def is_own(self) -> bool:
        """Whether its days are typed."""
        return self.key == OWN

    @property
    def query(self) -> str:
        """How an address asks for it; nothing for the period that is now."""
        if self.key == PERIOD:
            return ""
        if self.key == OWN and not self.problem:
            return urlencode({"span": OWN, **self.days})
        return urlencode({"span": self.key})

    @property
    def days_query(self) -> str:
        """How an export asks for it."""
        return urlencode(self.days)

    @property
    def days(self) -> dict[str, str]:
        """The days as an address says them."""
        return {"start": self.span.start.isoformat(), "end": self.span.end.isoformat()}


def days_of(usage: Usage) -> Span:
    """Return the days of the period a meter is in."""
    assert usage.starts_at is not None
    return _days(usage.starts_at, usage.resets_at)


def name_of(span: Span) -> str:
    """Return what a span is called: a whole month by its name."""
    first, last = span.start, span.end
    after = last + timedelta(days=1)
    if first.day == 1 and after.day == 1 and first.month == last.month and span.length <= 31:
        return date_format(first, "YEAR_MONTH_FORMAT")
    style = "MONTH_DAY_FORMAT" if first.year == last.year else "DATE_FORMAT"
    if first == last:
        return date_format(first, style)
    return _("%(first)s to %(last)s") % {
        "first": date_format(first, style),
        "last": date_format(last, style),
    }


def choose(given: Mapping[str, str], *, workspace_id: UUID, period: Span, today: date) -> Chosen:
    """Return the span an address asks for; what it does not understand is the present period."""
    match given.get("span", PERIOD):
        case "last":
            return Chosen(LAST, _before(workspace_id, period))
        case "recent":
            return Chosen(RECENT, Span(today - timedelta(days=RECENT_DAYS - 1), today))
        case "own":
            return _typed(given, period)
        case _:
            return Chosen(PERIOD, period)


def labels() -> tuple[tuple[str, str], ...]:
    """Return the spans that can be chosen."""
    recent = ngettext("Last %(n)d day", "Last %(n)d days", RECENT_DAYS) % {"n": RECENT_DAYS}
    return (
        (PERIOD, _("This period")),
        (LAST, _("Last period")),
        (RECENT, recent),
        (OWN, _("Own dates")),
    )


def _typed(given: Mapping[str, str], period: Span) -> Chosen:
    """Return the days somebody typed; before they have, those of the period stand there."""
    if "start" not in given and "end" not in given:
        return Chosen(OWN, period, period.start.isoformat(), period.end.isoformat())
    start, end = given.get("start", ""), given.get("end", "")
    try:
        first, last = _date(start), _date(end)
        if first is None or last is None:
            raise ValueError
        return Chosen(OWN, span_between(first, last), start, end)
    except ValueError:
        problem = _("Choose the first and the last day.")
    except SpanRefused as refused:
        problem = (
            _("The first day lies after the last.")
            if refused.code == "reversed"
            else _("Choose at most %(most)d days.") % {"most": MOST_DAYS}
        )
    return Chosen(OWN, period, start, end, problem)


def _date(text: str) -> date | None:
    """Return a day; a year no calendar of ours has is none."""
    found = parse_date(text)
    return found if found is not None and date(2000, 1, 1) <= found < date(2200, 1, 1) else None


def _before(workspace_id: UUID, period: Span) -> Span:
    """Return the period before; where nobody worked in it, the days it would have had."""
    midnight = datetime.combine(period.start, datetime.min.time(), UTC)
    ended = QuotaPeriod.objects.filter(
        workspace_id=workspace_id,
        meter=Meter.IMAGES,
        starts_at__lt=midnight,
        ends_at__gte=midnight,
    )
    found = ended.order_by("-starts_at").first()
    if found is not None:
        return _days(found.starts_at, found.ends_at)
    last = period.start - timedelta(days=1)
    if period.start.day == 1:
        return Span(last.replace(day=1), last)
    return Span(last - timedelta(days=period.length - 1), last)


def _days(start: datetime, end: datetime) -> Span:
    # The end is the first moment that is not in it.
    last = max(start, end - timedelta(microseconds=1))
    return Span(start.astimezone(UTC).date(), last.astimezone(UTC).date())
