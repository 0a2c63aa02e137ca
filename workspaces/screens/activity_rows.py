"""A row of the activity: its sentence, what was changed, where it leads and what else is known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format

from accounts import agents
from audit import names, sentences
from audit.models import AuditEvent
from audit.names import Names
from workspaces.hooks import Spot
from workspaces.screens.activity_asked import Asked

# Of the files of a row so many are shown; the others are counted.
PICTURES = 6
# Of what was changed so much stands in the row; the rest opens with what else is known.
CHANGES = 4
# What is done to something that then lies in the bin.
DELETED = ".deleted"
NOWHERE = Spot()
_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a sentence. href: where it leads."""

    text: str
    is_strong: bool
    href: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A field as it was and as it is. before: empty where there was nothing."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Thing:
    """One of several that are told as one. id: of its event."""

    label: str
    href: str
    id: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of what was acted on."""

    src: str
    href: str
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """One event, or several that are told as one; `event` is the newest of them.

    of_address, of_request, of_target: the list of what has the same. until: the day to which it can
    be taken out of the bin, which is at `bin_url`.
    """

    event: AuditEvent
    icon: str
    parts: list[Piece]
    changes: list[Change]
    more_changes: list[Change]
    behalf: str
    target: str
    target_url: str
    of_address: str
    of_request: str
    of_target: str
    pictures: list[Picture]
    more_pictures: int
    several: list[Thing]
    until: str
    bin_url: str

    @property
    def id(self) -> int:
        return self.event.pk

    @property
    def at(self) -> datetime:
        return self.event.at

    @property
    def outcome(self) -> str:
        return self.event.outcome

    @property
    def reason(self) -> str:
        """Why, in the words of staff, unless the sentence says it; other reasons are codes."""
        if self.event.actor_type != "staff":
            return ""
        said = "".join(part.text for part in self.parts)
        return "" if self.event.reason in said else self.event.reason

    @property
    def device(self) -> str:
        """What it was done with."""
        _address, agent = names.origin_of(self.event)
        return agents.name_of(agent) if agent else ""

    @property
    def stamp(self) -> str:
        """The whole time, in the zone of who reads."""
        local = timezone.localtime(self.event.at)
        return f"{date_format(local, 'DATE_FORMAT')}, {date_format(local, 'H:i:s')} (UTC{local:%z})"


class Telling:
    """Tells the events of a page. spots: where what they are about is now."""

    def __init__(
        self, names: Names, spots: Mapping[_Key, Spot], *, asked: Asked, here: str
    ) -> None:
        self.names, self.spots = names, spots
        self.asked, self.here = asked, here

    def row(self, events: Sequence[AuditEvent]) -> Row:
        """Return events that are told as one."""
        event = events[0]
        keys = list(dict.fromkeys(_key(one) for one in events))
        spot = self.spots.get(keys[0], NOWHERE) if len(keys) == 1 else NOWHERE
        changes = _changes(event) if len(events) == 1 else []
        pictures = self._pictures(events)
        ends = [found.until for key in keys if (found := self.spots.get(key)) and found.until]
        is_deleted = event.action.endswith(DELETED) and bool(ends)
        return Row(
            event=event,
            icon=sentences.icon(event.action),
            parts=[
                Piece(part.text, part.is_strong, spot.href if part.name == "what" else "")
                for part in sentences.parts(events, self.names)
            ],
            changes=changes[:CHANGES],
            more_changes=changes[CHANGES:],
            behalf=self.names.on_behalf_of(event),
            target=self.names.target(event) if len(keys) == 1 else "",
            target_url=spot.href,
            of_address=self._only(address=names.origin_of(event)[0]),
            of_request=self._only(request=event.request_id),
            of_target=self._only(about=":".join(keys[0]))
            if len(keys) == 1 and all(keys[0])
            else "",
            pictures=pictures[:PICTURES],
            more_pictures=max(0, len(pictures) - PICTURES),
            several=self._several(events) if len(events) > 1 else [],
            until=_day(min(ends)) if is_deleted else "",
            bin_url=self.spots[keys[0]].href if is_deleted and keys[0] in self.spots else "",
        )

    def _only(self, **narrowed: str | None) -> str:
        """Return the list of all that has the same; empty where there is nothing to have."""
        if not all(narrowed.values()):
            return ""
        return Asked(when="all", **narrowed).address_of(self.here)  # type: ignore[arg-type]

    def _several(self, events: Sequence[AuditEvent]) -> list[Thing]:
        return [
            Thing(
                self.names.target(event),
                self.spots.get(_key(event), NOWHERE).href,
                event.pk,
            )
            for event in events
        ]

    def _pictures(self, events: Sequence[AuditEvent]) -> list[Picture]:
        """Return the pictures of what they are about, each once."""
        found: dict[_Key, Picture] = {}
        for event in events:
            spot = self.spots.get(_key(event), NOWHERE)
            if spot.picture:
                label = self.names.target(event)
                found.setdefault(_key(event), Picture(spot.picture, spot.href, label))
        return list(found.values())


def _changes(event: AuditEvent) -> list[Change]:
    """Return what was changed; nothing is no value that could be struck out."""
    pairs = event.changes.values()
    return [
        Change(one.name, "" if _is_nothing(pair) else one.before, one.after)
        for one, pair in zip(sentences.differences(event), pairs, strict=True)
    ]


def _is_nothing(pair: object) -> bool:
    return not isinstance(pair, list) or not pair or pair[0] in (None, "", [], {})


def _about(keys: Sequence[_Key]) -> str:
    """Return what all of it is about, as an address says it; everything is about the workspace."""
    kind, key = keys[0]
    is_one = len(keys) == 1 and kind and key and kind != "workspace"
    return f"{kind}:{key}" if is_one else ""


def _key(event: AuditEvent) -> _Key:
    return event.target_type, event.target_id


def _day(at: datetime) -> str:
    """Return a day without its year where that is clear."""
    local = timezone.localtime(at)
    is_near = local.year == timezone.localdate().year
    return date_format(local, "MONTH_DAY_FORMAT" if is_near else "DATE_FORMAT")
