"""The numbers of the first page, as the database has them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.cache import cache
from django.db import connection

from config.desk.spans import Span
from config.desk.sql import statements

KEEP_SECONDS = 900


@dataclass(frozen=True, slots=True)
class Used:
    """Units of a meter, by the plan under which they were used. Amounts in millionths."""

    is_now: bool
    plan: str
    meter: str
    currency: str
    units: int
    failed: int
    charge: int
    cost: int


@dataclass(frozen=True, slots=True)
class Worked:
    """What ended on a day. Jobs by how they ended; items made, failed and stopped."""

    day: date
    kind: str
    asked: int
    succeeded: int
    partial: int
    failed: int
    cancelled: int
    items: int
    items_failed: int
    items_cancelled: int


@dataclass(frozen=True, slots=True)
class Money:
    """Minor units of a currency, by plan. back: credited, or returned."""

    is_now: bool
    plan: str
    currency: str
    came: int
    back: int


@dataclass(frozen=True, slots=True)
class Waits:
    """How much of something waits. amount: minor units of `currency` that are still to come."""

    what: str
    currency: str
    count: int
    amount: int


def people(span: Span) -> tuple[int, dict[date, int]]:
    """Return how many people there are, and day → how many came, of both spans."""
    found: dict[date | None, int] = dict(_rows(statements.PEOPLE, span.bounds))
    total = found.pop(None, 0)
    return total, {day: count for day, count in found.items() if day is not None}


def places(span: Span) -> tuple[int, int, int]:
    """Return how many workspaces there were in the span, in the one before, and are now."""
    now, before, there = _rows(statements.PLACES, span.bounds)[0]
    return now, before, there


def use(span: Span) -> list[Used]:
    """Return the use of both spans."""
    sums: dict[tuple[bool, str, str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for is_now, plan, meter, currency, *counts in _by_day("use", statements.USE, span):
        old = sums[is_now, plan, meter, currency]
        sums[is_now, plan, meter, currency] = [
            one + int(more) for one, more in zip(old, counts, strict=True)
        ]
    return [Used(*key, *counts) for key, counts in sums.items()]


def active(span: Span) -> tuple[int, int]:
    """Return how many workspaces made something in the span, and in the one before."""
    now, before = _rows(statements.ACTIVE, span.bounds)[0]
    return now, before


def work(span: Span) -> list[Worked]:
    """Return what ended in both spans, by day and kind."""
    return [Worked(*row) for row in _by_day("work", statements.WORK, span)]


def invoiced(span: Span) -> list[Money]:
    """Return what was asked for in both spans, without tax, and what of it was credited."""
    return _money(statements.INVOICED, span)


def received(span: Span) -> list[Money]:
    """Return what money came in both spans, and what went back."""
    return _money(statements.RECEIVED, span)


def waiting(wanted: Sequence[str]) -> list[Waits]:
    """Return what waits, of the things that are wanted."""
    if not wanted:
        return []
    rows = _rows(" UNION ALL ".join(statements.WAITING[name] for name in wanted))
    return [
        Waits(what, currency, count, int(amount or 0)) for what, currency, count, amount in rows
    ]


def held() -> tuple[int, int]:
    """Return how many bytes are stored in all, and by how many workspaces."""
    total, holders = _rows(statements.HELD)[0]
    return int(total), holders


def open_jobs() -> tuple[int, int, int]:
    """Return how many jobs wait and run now, and how many items are open."""
    waits, runs, items = _rows(statements.OPEN)[0]
    return int(waits), int(runs), int(items)


def _money(statement: str, span: Span) -> list[Money]:
    return [
        Money(is_now, plan, currency, int(came), int(back))
        for is_now, plan, currency, came, back in _rows(statement, span.bounds)
    ]


def _by_day(name: str, statement: str, span: Span) -> list[Sequence[Any]]:
    """Return the rows of days that are over, and of today.

    What is over stays as it is, but for what the nightly round sets right: it is kept for a while.
    """
    key = f"desk:{name}:{span.days}:{span.last}"
    kept: list[tuple[Any, ...]] | None = cache.get(key) if KEEP_SECONDS else None
    since = span.before if kept is None else span.last
    found = _rows(statement, {**span.bounds, "from": since})
    today = [rest for is_today, *rest in found if is_today]
    if kept is None:
        kept = [tuple(rest) for is_today, *rest in found if not is_today]
        if KEEP_SECONDS:
            cache.set(key, kept, KEEP_SECONDS)
    return [*kept, *today]


def _rows(
    statement: str, values: Mapping[str, date | datetime] | None = None
) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
