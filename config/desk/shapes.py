"""What stands on the page: figures, charts and tables, made of words and ready to be shown."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

NOTHING = "–"
MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number. note: what it is made of; change: how it was before; is_amiss: look at it."""

    label: str
    value: str
    note: str = ""
    change: str = ""
    href: str = ""
    is_amiss: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """One colour of a chart. colour: a CSS variable of the admin."""

    name: str
    values: Sequence[int]
    colour: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars by day, and the same as a table. labels: short, of the axis; days: as the table says."""

    title: str
    labels: Sequence[str]
    days: Sequence[str]
    series: Sequence[Series]
    empty: str
    summary: str

    @property
    def is_empty(self) -> bool:
        """Whether there is no bar at all."""
        return not any(any(one.values) for one in self.series)

    @property
    def data(self) -> str:
        """What Chart.js draws."""
        sets = [
            {
                "label": one.name,
                "data": list(one.values),
                "backgroundColor": f"var({one.colour})",
            }
            for one in self.series
        ]
        return json.dumps({"labels": list(self.labels), "datasets": sets})

    @property
    def options(self) -> str:
        """How Chart.js draws it: stacked, in whole numbers, at rest."""
        axis = {"stacked": True, "border": {"display": False}}
        ticks = {"color": GREY, "maxRotation": 0, "autoSkipPadding": 16}
        return json.dumps(
            {
                "animation": False,
                "responsive": True,
                "maintainAspectRatio": False,
                "interaction": {"mode": "index", "intersect": False},
                "datasets": {"bar": {"borderRadius": 2, "maxBarThickness": 24}},
                "plugins": {"legend": {"display": False}},
                "scales": {
                    "x": {**axis, "grid": {"display": False}, "ticks": ticks},
                    "y": {
                        **axis,
                        "beginAtZero": True,
                        "grid": {},
                        "ticks": {"color": GREY, "precision": 0, "maxTicksLimit": 5},
                    },
                },
            }
        )

    @property
    def rows(self) -> list[tuple[str, list[str]]]:
        """The days on which there was something, the newest first."""
        found = [
            (day, [number(one.values[place]) for one in self.series])
            for place, day in enumerate(self.days)
            if any(one.values[place] for one in self.series)
        ]
        return found[::-1]


# Read on light and on dark ground.
GREY = "#8b93a1"


@dataclass(frozen=True, slots=True)
class Cell:
    """A value with what it was before in small."""

    value: Any
    before: str = ""
    is_amiss: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of numbers; the first column names the row. notes: what to know when reading it."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Any]]
    empty: str
    notes: Sequence[str] = ()
    # How many columns at the beginning are words.
    words: int = 1


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the page under one heading."""

    title: str
    figures: Sequence[Figure] = ()
    charts: Sequence[Chart] = ()
    grids: Sequence[Grid] = ()
    tables: Sequence[Any] = field(default=())
    is_narrow: bool = False


def number(count: int) -> str:
    """Return a count with its thousands parted."""
    return str(number_format(count, force_grouping=True))


def percent(part: int, *, of: int) -> str:
    """Return a part of a whole in percent, to a tenth; of nothing there is none."""
    if not of:
        return NOTHING
    share = round(100 * part / of, 1)
    sign = MINUS if share < 0 else ""
    return _("%(percent)s %%") % {"percent": sign + str(number_format(abs(share), 1))}


def change(now: int, *, before: int) -> str:
    """Return a number against the one of the days before: "+25 %, from 8"."""
    if not before:
        return _("none before") if now else ""
    if now == before:
        return _("as before")
    by = 100 * (now - before) / before
    sign = "+" if by > 0 else MINUS
    said = {"sign": sign, "percent": number_format(round(abs(by)), 0), "before": number(before)}
    return _("%(sign)s%(percent)s %%, from %(before)s") % said
