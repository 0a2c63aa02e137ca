"""Pages of a long list: each begins where the one before ended, whatever has arrived since."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import BooleanField, F, Func, Model, Q, QuerySet, UUIDField, Value
from django.db.models.expressions import Combinable
from django.utils.dateparse import parse_datetime

_M = TypeVar("_M", bound=Model)
# No number a list is sorted by has more digits.
LONGEST_NUMBER = 18


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row that was shown: the next page is what comes after it, newest first."""

    at: datetime
    pk: UUID

    def __str__(self) -> str:
        return f"{self.at.isoformat()}_{self.pk.hex}"

    def after(self, field: str) -> Q:
        """Return the condition of what comes after, by `field` and then the key."""
        return Q(**{f"{field}__lt": self.at}) | Q(**{field: self.at, "pk__lt": self.pk})


def cursor_of(text: str) -> Cursor | None:
    """Return the cursor an address names, or None when it names none (the list begins anew)."""
    at, _, pk = text.rpartition("_")
    try:
        moment = parse_datetime(at)
        return Cursor(moment, UUID(pk)) if moment and moment.tzinfo else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Mark:
    """The last row of a page, in any order: what it is sorted by, and its key."""

    value: Any
    pk: UUID


@dataclass(frozen=True, slots=True)
class Order:
    """How a list is sorted: by one value of its rows and then by their keys, in one direction.

    value: a field or an expression. read: turns what a cursor says back into such a value; raises
    ValueError for what is none. An index over value and key answers every page in no time.
    """

    value: str | Combinable
    read: Callable[[str], Any]
    down: bool = False

    @property
    def reversed(self) -> "Order":
        """Return the same order, from its end."""
        return replace(self, down=not self.down)

    def page(self, rows: QuerySet[_M], *, after: Mark | None, size: int) -> QuerySet[_M]:
        """Return the rows that come after a mark, with what they are sorted by as `sorted_by`."""
        value = F(self.value) if isinstance(self.value, str) else self.value
        if after is not None:
            rows = rows.filter(self._follows(value, after))
        key, by = F("pk"), F("sorted_by")
        order = (by.desc(), key.desc()) if self.down else (by.asc(), key.asc())
        found: Any = rows.annotate(sorted_by=value).order_by(*order)[:size]
        page: QuerySet[_M] = found
        return page

    def mark(self, text: str) -> Mark | None:
        """Return what a cursor says; None when it says nothing (the list begins anew)."""
        value, _, pk = text.rpartition("_")
        if "\0" in value:
            return None
        try:
            return Mark(self.read(value), UUID(pk))
        except ValueError:
            return None

    def cursor(self, row: Any) -> str:
        """Return what an address says of the last row of a page."""
        value = row.sorted_by
        shown = value.isoformat() if isinstance(value, datetime) else str(value)
        return f"{shown}_{row.pk.hex}"

    def _follows(self, value: Combinable, after: Mark) -> Func:
        # Compared as a whole, which an index can begin at; "or" it cannot.
        here = Func(value, F("pk"), template="(%(expressions)s)")
        there = Func(Value(after.value), Value(after.pk, UUIDField()), template="(%(expressions)s)")
        sign = " < " if self.down else " > "
        return Func(
            here,
            there,
            template="%(expressions)s",
            arg_joiner=sign,
            output_field=BooleanField(),
        )


def moment(text: str) -> datetime:
    """Return the moment a cursor says.

    Raises:
        ValueError: it says none.
    """
    at = parse_datetime(text)
    if at is None or at.tzinfo is None:
        raise ValueError(text)
    return at


def number(text: str) -> int:
    """Return the number a cursor says.

    Raises:
        ValueError: it says none.
    """
    if len(text) > LONGEST_NUMBER:
        raise ValueError(text)
    return int(text)
