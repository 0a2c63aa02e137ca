"""The page of activity: what happened, by day, a part of the list at a time."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit import names, search, sentences
from audit.models import AuditEvent
from workspaces import hooks
from workspaces.hooks import Reader
from workspaces.screens.activity_asked import EVER, MOST_UP, Asked
from workspaces.screens.activity_rows import Row, Telling

PAGE = 50
# So many are counted; there may be more.
NEWS = 99


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on one day."""

    title: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Page:
    """A part of the list. told: which part it is. news_url: where is told what is newer than it."""

    days: list[Day]
    told: str
    newer_url: str
    older_url: str
    news_url: str
    all_url: str


@dataclass(frozen=True, slots=True)
class News:
    """How much is newer than a list. is_more: there is more than was counted."""

    count: int
    is_more: bool
    href: str


def page(reader: Reader, *, asked: Asked, here: str, news_at: str) -> Page:
    """Return what is asked for, fifty events at the most. news_at: where is told of what is newer."""
    filters = asked.filters(reader.access.workspace_id)
    if filters is None:
        return Page([], "", "", "", "", asked.address_of(here, when=EVER))
    found = search.page(filters, before=asked.before, limit=PAGE)
    newest = found.events[0].pk if found.events else 0
    return Page(
        days=_days(found.events, reader, asked=asked, here=here),
        told=_told(found, asked),
        newer_url=_newer(here, asked),
        older_url=_older(here, asked, found.next),
        news_url=f"{news_at}?{asked.query(after=newest)}" if asked.is_first else "",
        all_url=asked.address_of(here, when=EVER),
    )


def news(reader: Reader, *, asked: Asked, here: str) -> News:
    """Return how much is newer than the event the page begins with."""
    filters = asked.filters(reader.access.workspace_id)
    after = asked.after or 0
    count = search.newer(filters, after=after, most=NEWS + 1) if filters else 0
    return News(min(count, NEWS), count > NEWS, asked.address_of(here))


def day_title(day: date, *, today: date) -> str:
    """Return what people call a day."""
    if day == today:
        return _("Today")
    if day == today - timedelta(days=1):
        return _("Yesterday")
    return date_format(day, "MONTH_DAY_FORMAT" if day.year == today.year else "DATE_FORMAT")


def _days(events: Sequence[AuditEvent], reader: Reader, *, asked: Asked, here: str) -> list[Day]:
    """Return the events by day, neighbours of a kind as one row."""
    spots = hooks.spots(reader, [(one.target_type, one.target_id) for one in events])
    telling = Telling(names.of(events), spots, asked=asked, here=here)
    # Events are in the order they were written, which about midnight need not be that of their time.
    by_day: dict[date, list[AuditEvent]] = defaultdict(list)
    for event in events:
        by_day[timezone.localdate(event.at)].append(event)
    today = timezone.localdate()
    return [
        Day(day_title(day, today=today), [telling.row(some) for some in sentences.told(those)])
        for day, those in by_day.items()
    ]


def _older(here: str, asked: Asked, following: int | None) -> str:
    """Return where the list goes on, and how it comes back from there."""
    if following is None:
        return ""
    above = [str(one) for one in (asked.before, *asked.up) if one is not None]
    return f"{here}?{asked.query(before=following, up='.'.join(above[:MOST_UP]))}"


def _newer(here: str, asked: Asked) -> str:
    """Return the page above; the first one has no place of its own."""
    if asked.before is None:
        return ""
    if not asked.up:
        return asked.address_of(here)
    first, *rest = asked.up
    return f"{here}?{asked.query(before=first, up='.'.join(map(str, rest)))}"


def _told(found: search.Page, asked: Asked) -> str:
    """Return which part of the whole this is; how long the whole is nobody counts."""
    count = len(found.events)
    if asked.is_first and found.next is None:
        return ngettext("%(n)d event in all", "%(n)d events in all", count) % {"n": count}
    if asked.is_first:
        return ngettext("The newest event", "The newest %(n)d events", count) % {"n": count}
    ends = [_short(event.at) for event in found.events[:: max(1, count - 1)][:2]]
    if not ends:
        return ""
    return _("%(first)s to %(last)s") % {"first": ends[-1], "last": ends[0]}


def _short(at: datetime) -> str:
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")
