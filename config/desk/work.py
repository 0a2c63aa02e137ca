"""Jobs and items: how many are open, how they ended, how many failed, and who makes them."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from config.desk import rights, sql
from config.desk.people import axis, said
from config.desk.shapes import (
    NOTHING,
    Cell,
    Chart,
    Figure,
    Grid,
    Part,
    Series,
    change,
    number,
    percent,
)
from config.desk.spans import Span
from config.desk.sql import Worked
from generation import staff_vendors, staff_work
from generation.models import JobKind, JobState

COLOURS = {
    "succeeded": "--color-green-600",
    "partial": "--color-orange-400",
    "failed": "--color-red-600",
    "cancelled": "--color-base-400",
}
Count = Callable[[Worked], int]


def parts(user: User, *, span: Span) -> list[Part]:
    """Return the parts about work; none for who may not see jobs."""
    if not rights.may(user, rights.JOBS):
        return []
    found = sql.work(span)
    now = [row for row in found if row.day >= span.first]
    before = [row for row in found if row.day < span.first]
    return [
        Part(
            _("Work"),
            [*_open(), *_ended(now, before)],
            [_chart(now, span=span)],
            [_kinds(now, before)],
        ),
        Part(
            _("Who does the work"),
            tables=[
                *staff_work.of_now(),
                staff_vendors.of_makers(),
                staff_vendors.of_breakers(),
            ],
        ),
    ]


def _open() -> list[Figure]:
    waits, runs, items = sql.open_jobs()
    page = rights.link("generation_work")
    note = ngettext("%(count)s item open", "%(count)s items open", items)
    note = note % {"count": number(items)}
    return [
        Figure(_("Jobs running now"), number(runs), note=note, href=page),
        Figure(_("Jobs waiting now"), number(waits), href=page),
    ]


def _ended(now: Sequence[Worked], before: Sequence[Worked]) -> list[Figure]:
    asked, was_asked = _sum(now, _asked), _sum(before, _asked)
    items, was_items = _sum(now, _made), _sum(before, _made)
    lost, was = _sum(now, _failed), _rate(before)
    return [
        Figure(_("Jobs asked for"), number(asked), change=change(asked, before=was_asked)),
        Figure(_("Items made"), number(items), change=change(items, before=was_items)),
        Figure(
            _("Failure rate"),
            _rate(now),
            note=ngettext("%(count)s item failed", "%(count)s items failed", lost)
            % {"count": number(lost)},
            change=_("%(share)s before") % {"share": was} if was != NOTHING else "",
        ),
    ]


def _chart(now: Sequence[Worked], *, span: Span) -> Chart:
    counts: dict[date, Counter[str]] = defaultdict(Counter)
    for row in now:
        for state in COLOURS:
            counts[row.day][state] += getattr(row, state)
    series = [
        Series(str(JobState(state).label), [counts[day][state] for day in span.dates], colour)
        for state, colour in COLOURS.items()
    ]
    said_of = ", ".join(f"{one.name} {number(sum(one.values))}" for one in series)
    return Chart(
        title=_("Jobs by the day they ended"),
        labels=axis(span),
        days=said(span),
        series=series,
        empty=_("No job has ended in these days."),
        summary=_("Bars by day: %(counts)s.") % {"counts": said_of},
    )


def _kinds(now: Sequence[Worked], before: Sequence[Worked]) -> Grid:
    rows = []
    for kind in JobKind:
        here = [row for row in now if row.kind == kind]
        then = [row for row in before if row.kind == kind]
        if not here and not then:
            continue
        rows.append(
            (
                str(kind.label),
                *(number(sum(getattr(row, state) for row in here)) for state in COLOURS),
                Cell(number(_sum(here, _made)), number(_sum(then, _made))),
                Cell(number(_sum(here, _failed)), number(_sum(then, _failed))),
                Cell(_rate(here), _rate(then)),
            )
        )
    heads = [
        _("Kind"),
        *(_("Jobs: %(state)s") % {"state": JobState(state).label} for state in COLOURS),
        _("Items made"), _("Items failed"), _("Failure rate"),
    ]  # fmt: skip
    notes = [
        _(
            "The failure rate is the part of items that were given up, of those made or given up;"
            " what a person stopped is in neither. An item that is tried again counts again."
        )
    ]
    return Grid(_("By kind"), heads, rows, _("Nothing was made in these days."), notes)


def _rate(rows: Sequence[Worked]) -> str:
    failed = _sum(rows, _failed)
    return percent(failed, of=_sum(rows, _made) + failed)


def _sum(rows: Sequence[Worked], count: Count) -> int:
    return sum(count(row) for row in rows)


def _asked(row: Worked) -> int:
    return int(row.asked)


def _made(row: Worked) -> int:
    return int(row.items)


def _failed(row: Worked) -> int:
    return int(row.items_failed)
