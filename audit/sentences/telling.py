"""One way to tell of an event, and when it is the way to tell it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.functional import Promise

from audit.models import AuditEvent


class Names(Protocol):
    """How people and things are called now; empty for what has no name."""

    def actor(self, event: AuditEvent) -> str:
        """Return who did it."""

    def on_behalf_of(self, event: AuditEvent) -> str:
        """Return for whom it was done."""

    def target(self, event: AuditEvent) -> str:
        """Return what it was done to."""


@dataclass(frozen=True, slots=True)
class Told:
    """Events that are told as one: the first speaks for all, as far as they agree."""

    events: Sequence[AuditEvent]
    names: Names

    @property
    def first(self) -> AuditEvent:
        """The event whose who, what and outcome the others share."""
        return self.events[0]

    def data(self, name: str) -> Any:
        """Return what every one of them holds by this name; None where they differ."""
        return self._agreed(lambda event: _mapping(event.data).get(name))

    def before(self, field: str) -> Any:
        """Return what a field was."""
        return self._agreed(lambda event: change_of(event, field)[0])

    def after(self, field: str) -> Any:
        """Return what a field became."""
        return self._agreed(lambda event: change_of(event, field)[1])

    @property
    def changed(self) -> list[str]:
        """The fields the first one changed."""
        return list(_mapping(self.first.changes))

    @property
    def reason(self) -> str:
        """Why, as every one of them says."""
        return str(self._agreed(lambda event: event.reason) or "")

    @property
    def is_by_itself(self) -> bool:
        """Whether the product did it, not a person."""
        return self.first.actor_type == "system"

    @property
    def is_to_oneself(self) -> bool:
        """Whether a person did it to themselves."""
        return bool(self.first.actor_id) and self.first.actor_id == self.first.target_id

    def _agreed(self, read: Callable[[AuditEvent], Any]) -> Any:
        found = read(self.first)
        return found if all(read(event) == found for event in self.events[1:]) else None


def _mapping(value: object) -> dict[str, Any]:
    """Return a column as it should be: rows of years ago may hold something else."""
    return value if isinstance(value, dict) else {}


def change_of(event: AuditEvent, field: str) -> tuple[Any, Any]:
    """Return what a field was and became; None twice where nothing is known of it."""
    pair = _mapping(event.changes).get(field)
    return (pair[0], pair[1]) if isinstance(pair, list | tuple) and len(pair) == 2 else (None, None)


When = Callable[[Told], bool]
Plural = Callable[[int], str]
ANY = ""


def always(_told: Told) -> bool:
    """Hold for every event."""
    return True


def by_itself(told: Told) -> bool:
    """Hold where the product did it."""
    return told.is_by_itself


def to_oneself(told: Told) -> bool:
    """Hold where a person did it to themselves."""
    return told.is_to_oneself


def has(name: str, value: object) -> When:
    """Hold where the data say so."""
    return lambda told: bool(told.data(name) == value)


def holds(name: str) -> When:
    """Hold where the data name it."""
    return lambda told: bool(told.data(name))


def became(field: str, value: object) -> When:
    """Hold where a field has become this."""
    return lambda told: field in told.changed and bool(told.after(field) == value)


def was(field: str, value: object) -> When:
    """Hold where a field was this."""
    return lambda told: field in told.changed and bool(told.before(field) == value)


def because(reason: str) -> When:
    """Hold where it was done for this reason."""
    return lambda told: told.reason == reason


def of_type(target_type: str) -> When:
    """Hold where it was done to something of this type."""
    return lambda told: told.first.target_type == target_type


def only(field: str) -> When:
    """Hold where nothing but this field was changed."""
    return lambda told: told.changed == [field]


def each(*conditions: When) -> When:
    """Hold where all of these do."""
    return lambda told: all(holds(told) for holds in conditions)


@dataclass(frozen=True, slots=True)
class Says:
    """A sentence. It is told where `when` holds and each name in it can be filled.

    message: whole, with `%(name)s` for values; of a number, where it tells of several. outcome:
    `ANY` for all. number: how many; None where that is not known.
    """

    message: str | Promise | Plural
    when: When = always
    outcome: str = "ok"
    number: Callable[[Told], int | None] | None = None

    @property
    def is_of_several(self) -> bool:
        """Whether it tells of several events as one."""
        return self.number is None and not isinstance(self.message, str | Promise)

    def count(self, told: Told) -> int | None:
        """Return how many it tells of; None where it is not the way to tell it."""
        if self.number is not None:
            return self.number(told) if len(told.events) == 1 else None
        return len(told.events) if self.is_of_several == (len(told.events) > 1) else None

    def written(self, number: int) -> str:
        """Return the sentence in the present language, its names not filled yet."""
        if isinstance(self.message, str | Promise):
            return str(self.message)
        return self.message(number)


def counted(name: str) -> Callable[[Told], int | None]:
    """Return what reads a number of the data, or how long a list of them is."""

    def read(told: Told) -> int | None:
        value = told.data(name)
        if isinstance(value, list):
            return len(value) or None
        return value if isinstance(value, int) and not isinstance(value, bool) and value else None

    return read


def fields_changed(told: Told) -> int | None:
    """Return how many fields were changed, where it is more than one."""
    number = len(told.changed)
    return number if number > 1 else None
