"""Use by day as bars: what the chart is drawn from, and the same in a table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from billing import units
from billing.models import Meter
from billing.reporting import Day, Span
from billing.screens.figures import label_of

METERS = (Meter.IMAGES, Meter.COPIES, Meter.VIDEO_SECONDS)
# With more days a bar is a week: thinner ones cannot be told apart.
MOST_BARS = 92
_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a meter's units in one bar."""

    units: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Bar:
    """A day, or a week of a long span. name: as sentences say it; made: meter → what there was."""

    start: date
    end: date
    name: str
    made: dict[str, Made]

    def of(self, meter: str) -> Made:
        """Return what there was of a meter."""
        return self.made.get(meter, Made())


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of the table, with what failed and was not counted."""

    units: str
    failed: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A meter the chart can show. empty: the sentence in its place; summary: for who hears it."""

    meter: str
    label: str
    title: str
    summary: str
    empty: str
    is_empty: bool


@dataclass(frozen=True, slots=True)
class Bars:
    """A span of days, each with its use."""

    span: Span
    bars: tuple[Bar, ...]
    today: date

    @property
    def by_week(self) -> bool:
        """Whether a bar is a week."""
        return self.span.length > MOST_BARS

    @property
    def rows(self) -> list[tuple[str, list[Cell]]]:
        """The table: of the days on which there was something."""
        return [
            (one.name, [_cell(meter, one.of(meter)) for meter in METERS])
            for one in self.bars
            if one.made
        ]

    @property
    def heads(self) -> list[str]:
        """What stands above the columns of the table."""
        return [label_of(meter) for meter in METERS]

    def choices(self, *, empty: str = "") -> list[Choice]:
        """Return the meters. empty: the sentence where there was no use; a meter's own if none."""
        return [self._choice(meter, empty) for meter in METERS]

    def drawn(self) -> dict[str, Any]:
        """Return what the chart's script reads."""
        places = [
            place for place, one in enumerate(self.bars) if one.start <= self.today <= one.end
        ]
        return {
            "labels": [self._label(one) for one in self.bars],
            "today": places[0] if places else -1,
            "todayLabel": pgettext("below a bar", "This week") if self.by_week else _("Today"),
            "meters": {str(meter): self._series(meter) for meter in METERS},
        }

    def _label(self, bar: Bar) -> str:
        """Return what stands below a bar: within one month the day's number is enough."""
        is_month = self.span.start.month == self.span.end.month and not self.by_week
        if is_month:
            return str(bar.start.day)
        return date_format(bar.start, pgettext("day below a bar", "M j"))

    def _series(self, meter: str) -> dict[str, Any]:
        made = [one.of(meter) for one in self.bars]
        part = self._part(meter)
        return {
            "made": [_scaled(one.units, part) for one in made],
            "failed": [_scaled(one.failed, part) for one in made],
            "said": [_said(meter, one.name, one.of(meter)) for one in self.bars],
        }

    def _part(self, meter: str) -> int:
        """Return by what a meter's units are divided: long videos are counted in minutes."""
        if meter != Meter.VIDEO_SECONDS:
            return 1
        tallest = max((one.of(meter).units + one.of(meter).failed for one in self.bars), default=0)
        return _MINUTE if tallest >= 2 * _MINUTE else 1

    def _choice(self, meter: str, empty: str) -> Choice:
        made = [(one.name, one.of(meter)) for one in self.bars]
        total = Made(sum(one.units for _n, one in made), sum(one.failed for _n, one in made))
        title = self._title(meter)
        summary = f"{title}. {_said(meter, '', total)}" if total != Made() else title
        return Choice(
            meter=meter,
            label=label_of(meter),
            title=title,
            summary=summary,
            empty=empty or _first(meter),
            is_empty=total == Made(),
        )

    def _title(self, meter: str) -> str:
        if meter == Meter.VIDEO_SECONDS:
            in_minutes = self._part(meter) != 1
            if self.by_week:
                return (
                    _("Minutes of video per week") if in_minutes else _("Seconds of video per week")
                )
            return _("Minutes of video per day") if in_minutes else _("Seconds of video per day")
        if meter == Meter.COPIES:
            return _("Pieces of copy per week") if self.by_week else _("Pieces of copy per day")
        return _("Images per week") if self.by_week else _("Images per day")


def bars_of(days: Sequence[Day], *, span: Span, today: date) -> Bars:
    """Return every day of a span, or every week of a long one, with its use."""
    by_week = span.length > MOST_BARS
    sums: dict[date, dict[str, Made]] = {}
    for one in days:
        if one.meter not in METERS or not (one.units or one.failed):
            continue
        made = sums.setdefault(_start(one.day, span) if by_week else one.day, {})
        before = made.get(one.meter, Made())
        made[one.meter] = Made(before.units + one.units, before.failed + one.failed)
    bars = tuple(
        Bar(first, last, _name(first, last), sums.get(first, {}))
        for first, last in _slots(span, by_week=by_week)
    )
    return Bars(span, bars, today)


def _slots(span: Span, *, by_week: bool) -> Iterator[tuple[date, date]]:
    first = span.start
    while first <= span.end:
        last = min(span.end, first + timedelta(days=6 - first.weekday())) if by_week else first
        yield first, last
        first = last + timedelta(days=1)


def _start(day: date, span: Span) -> date:
    """Return the first day of the week a day is in, within the span."""
    return max(span.start, day - timedelta(days=day.weekday()))


def _name(first: date, last: date) -> str:
    if first == last:
        return _day(first)
    return _("%(first)s to %(last)s") % {"first": _day(first), "last": _day(last)}


def _day(day: date) -> str:
    return date_format(day, "MONTH_DAY_FORMAT")


def _scaled(count: int, part: int) -> float:
    return round(count / part, 2) if part != 1 else count


def _said(meter: str, name: str, made: Made) -> str:
    """Return a bar as a sentence, what failed among it; without a name what it says of it."""
    said = {
        "day": name,
        "made": units.shown(meter, made.units),
        "failed": units.shown(meter, made.failed),
    }
    if not name:
        return (
            _("%(made)s made, %(failed)s failed") % said
            if made.failed
            else _("%(made)s made") % said
        )
    if made.failed:
        return _("%(day)s: %(made)s made, %(failed)s failed") % said
    return _("%(day)s: %(made)s made") % said if made.units else _("%(day)s: nothing made") % said


def _cell(meter: str, made: Made) -> Cell:
    failed = _("%(n)s failed") % {"n": units.shown(meter, made.failed)} if made.failed else ""
    return Cell(units.shown(meter, made.units), failed)


def _first(meter: str) -> str:
    return {
        Meter.IMAGES: _("Your first image appears here"),
        Meter.COPIES: _("Your first text appears here"),
        Meter.VIDEO_SECONDS: _("Your first video appears here"),
    }[Meter(meter)]
