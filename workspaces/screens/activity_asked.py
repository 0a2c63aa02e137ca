"""What the page of activity is narrowed by: its address, read and written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from audit.filters import BadFilter, Filters, address
from audit.models import AuditEvent
from audit.sentences import GROUPS

AREAS = {key: group for key, group in GROUPS.items() if group.is_of_workspaces}
STAFF, SYSTEM = "staff", "system"
TODAY, RECENT, EVER, OWN = "today", "30", "all", "own"
# A span → how many days it reaches back, today among them.
DAYS = {TODAY: 1, "7": 7, RECENT: 30, "90": 90}
LONGEST_TEXT, LONGEST_ID = 200, 64
# Of the pages above so many are known by their places; above those the list begins anew.
MOST_UP = 40
_ID = 2**63


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for; what an address says that means nothing is left out and told.

    who: a person's id, STAFF or SYSTEM. what: a group of actions. first, last: the days of OWN.
    about: `type:id` of a target. before: the event the page is older than; up: the same of the
    pages above it, the last first. after: the event that news are newer than.
    odd: what was left out. problem: why the days make no span.
    """

    q: str = ""
    who: str = ""
    what: str = ""
    when: str = RECENT
    first: date | None = None
    last: date | None = None
    outcome: str = ""
    about: str = ""
    address: str = ""
    request: str = ""
    before: int | None = None
    up: tuple[int, ...] = ()
    after: int | None = None
    odd: tuple[str, ...] = ()
    problem: str = ""

    @property
    def is_narrow(self) -> bool:
        """Whether more than the last days narrows it."""
        return self.query() != ""

    @property
    def is_first(self) -> bool:
        """Whether it begins with the newest."""
        return self.before is None

    @property
    def target(self) -> tuple[str, str]:
        """The type and the id of what it is about; empty where about everything."""
        kind, _sep, key = self.about.partition(":")
        return kind, key

    def kept(self) -> list[tuple[str, str]]:
        """Return what an address says to be narrowed so, without the place in the list."""
        days = self.when == OWN
        said = {
            "q": self.q,
            "who": self.who,
            "what": self.what,
            "when": "" if self.when == RECENT else self.when,
            "from": self.first.isoformat() if days and self.first else "",
            "to": self.last.isoformat() if days and self.last else "",
            "outcome": self.outcome,
            "about": self.about,
            "ip": self.address,
            "request": self.request,
        }
        return [(name, value) for name, value in said.items() if value]

    def query(self, **place: object) -> str:
        """Return the query of an address that asks so. place: `before` and `up`, or `after`."""
        where = [(name, str(value)) for name, value in place.items() if value]
        return urlencode([*self.kept(), *where])

    def address_of(self, here: str, **other: Any) -> str:
        """Return where the list stands narrowed so, with some of it otherwise."""
        query = replace(self, **other).query()
        return f"{here}?{query}" if query else here

    def filters(self, workspace_id: UUID) -> Filters | None:
        """Return what the trail is searched for; None where nothing can be like this."""
        if self.problem:
            return None
        since, until = self._span()
        kind, key = self.target
        is_kind = self.who in {STAFF, SYSTEM}
        return Filters(
            workspace_id=workspace_id,
            actor_type=self.who if is_kind else "",
            actor_id="" if is_kind else self.who,
            actions=tuple(sorted(AREAS[self.what].actions)) if self.what else (),
            target_type=kind,
            target_id=key,
            outcome=self.outcome,
            address=self.address,
            request_id=self.request,
            since=since,
            until=until,
            text=self.q,
        )

    def _span(self) -> tuple[datetime | None, datetime | None]:
        """Return from when until when, in the zone of who reads."""
        if self.when == OWN:
            after = self.last + timedelta(days=1) if self.last else None
            return _midnight(self.first), _midnight(after)
        if self.when == EVER:
            return None, None
        return _midnight(timezone.localdate() - timedelta(days=DAYS[self.when] - 1)), None


def _midnight(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None


def read(given: Mapping[str, str]) -> Asked:
    """Return what an address or a form asks for."""
    odd: list[str] = []
    values: dict[str, Any] = {}
    for name, (field, label, parse) in _parsers().items():
        text = given.get(name, "").strip()
        if not text:
            continue
        try:
            values[field] = parse(text)
        except ValueError:
            odd.append(label)
    values.setdefault("when", RECENT)
    return Asked(**values, odd=tuple(dict.fromkeys(odd)), problem=_problem(values, given))


def _problem(values: dict[str, Any], given: Mapping[str, str]) -> str:
    """Return why the days make no span; nothing has been typed before they are asked for."""
    first, last = values.get("first"), values.get("last")
    if values["when"] != OWN or not (given.get("from") or given.get("to")):
        return ""
    if first and last and first > last:
        return _("The first day lies after the last.")
    return "" if first or last else _("Choose the first and the last day.")


_Parser = tuple[str, str, Callable[[str], Any]]


def _parsers() -> dict[str, _Parser]:
    """Return parameter → field, what people call it, and what reads it or raises ValueError."""
    when = pgettext("filter", "When")
    place = _("the place in the list")
    return {
        "q": ("q", _("Search"), _words),
        "who": ("who", pgettext("filter", "Who"), _who),
        "what": ("what", pgettext("filter", "What"), _one_of(AREAS)),
        "when": ("when", when, _one_of({*DAYS, EVER, OWN})),
        "from": ("first", when, _day),
        "to": ("last", when, _day),
        "outcome": ("outcome", _("Outcome"), _one_of(AuditEvent.Outcome.values)),
        "about": ("about", pgettext("activity", "About"), _target),
        "ip": ("address", pgettext("activity", "Address"), _address),
        "request": ("request", pgettext("activity", "Request"), _plain),
        "before": ("before", place, _number),
        "up": ("up", place, _numbers),
        "after": ("after", place, _number),
    }


def _one_of(known: Any) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in known:
            raise ValueError(text)
        return text

    return parse


def _words(text: str) -> str:
    return "".join(character for character in text if character.isprintable())[:LONGEST_TEXT]


def _who(text: str) -> str:
    return text if text in {STAFF, SYSTEM} else str(UUID(text))


def _address(text: str) -> str:
    try:
        return address(text)
    except BadFilter as error:
        raise ValueError(text) from error


def _day(text: str) -> date:
    found = parse_date(text)
    if found is None or not date(2000, 1, 1) <= found < date(2200, 1, 1):
        raise ValueError(text)
    return found


def _target(text: str) -> str:
    kind, _sep, key = text.partition(":")
    return f"{_plain(kind)}:{_plain(key)}"


def _plain(text: str) -> str:
    if not text or len(text) > LONGEST_ID:
        raise ValueError(text)
    if not text.isascii() or not text.isprintable():
        raise ValueError(text)
    return text


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text) >= _ID:
        raise ValueError(text)
    return int(text)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(_number(one) for one in text.split(".")[:MOST_UP])
