"""Whether months that are said to be dropped by age were: nothing is believed for being said once.

Their rows are gone, as many as their seals hold; they were old enough; and an event that is whole says
so. That event goes with its own month, which then has to have been dropped rightly.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date

from django.db.models import Sum

from audit import sql
from audit.actions import Action
from audit.models import DroppedMonth, Seal
from audit.sealing.rows import Row

OLD_ENOUGH = 13
_MARK = f"\t{Action.MONTH_DROPPED}\taudit_month\t".encode()
# Where in a row's line a target's id and the data stand (`audit.sql.sealing.ROW`).
_TARGET, _DATA = 13, 18


class Events:
    """The events of dropped months among the rows that are as they were sealed, or wait for it."""

    def __init__(self) -> None:
        self._said: set[tuple[str, int, str]] = set()

    def note(self, rows: Iterable[Row], *, but: Iterable[int | None] = ()) -> None:
        """Read rows, but for these."""
        for row in rows:
            if _MARK in row.line and row.id not in but:
                fields = row.line.split(b"\t")
                self._said.add((fields[_TARGET].decode(), _rows(fields[_DATA]), _month(row)))

    def say(self, one: DroppedMonth) -> bool:
        """Return whether one of them tells this, in its month or just after."""
        then = _first(one)
        return any(
            (f"{one.month:%Y-%m}", one.rows, f"{month:%Y-%m}") in self._said
            for month in (then, sql.following(then))
        )


def believed(events: Events) -> Mapping[date, int]:
    """Return month → rows of those that were dropped as the product drops them."""
    counts = dict(Seal.objects.values_list("month").annotate(rows=Sum("count")))
    there = set(sql.opened_months())
    found: dict[date, int] = {}
    for one in DroppedMonth.objects.order_by("-at", "-month"):
        is_told = events.say(one) or _first(one) in found
        is_gone = one.month not in there and not sql.has_rows(one.month)
        if is_told and is_gone and _age(one) >= OLD_ENOUGH and counts.get(one.month) == one.rows:
            found[one.month] = one.rows
    return found


def _first(one: DroppedMonth) -> date:
    return one.at.astimezone(UTC).date().replace(day=1)


def _age(one: DroppedMonth) -> int:
    then = _first(one)
    return (then.year - one.month.year) * 12 + then.month - one.month.month


def _month(row: Row) -> str:
    return row.at[:7].decode()


def _rows(data: bytes) -> int:
    try:
        return int(json.loads(data)["rows"])
    except (ValueError, TypeError, KeyError):
        return -1
