"""What is looked for in the trail."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from audit.models import AuditEvent

# Nobody looks for more than a line, and every word of it costs.
MOST_TEXT, MOST_WORDS = 100, 8
MOST_ACTIONS = 200
_WORDS = ("actor_id", "actor_type", "target_type", "target_id", "request_id", "session_id")
_LONGEST = 64


class BadFilter(Exception):
    """Nothing can be looked for by this; the text says why."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(why)
        self.field = field


@dataclass(frozen=True, slots=True)
class Filters:
    """Each narrows what is found; what is empty does not.

    workspace_id: None for the whole installation, which is for staff alone. actor_id: who acted, or
    for whom the system did. actor_type: as what they acted. since, until: the first moment
    included, and the first that is not.
    text: words that begin so, in the target's label or in the names of who acted and was acted on.
    as_staff: staff ask. Nobody else finds, or is shown, from where staff acted.

    Raises:
        BadFilter: an address or an outcome that is none, or a span that ends before it begins.
    """

    workspace_id: UUID | None = None
    actor_id: str = ""
    actor_type: str = ""
    actions: tuple[str, ...] = ()
    target_type: str = ""
    target_id: str = ""
    outcome: str = ""
    address: str = ""
    request_id: str = ""
    session_id: str = ""
    since: datetime | None = None
    until: datetime | None = None
    text: str = ""
    as_staff: bool = False

    def __post_init__(self) -> None:
        for name in _WORDS:
            object.__setattr__(self, name, _word(getattr(self, name))[:_LONGEST])
        object.__setattr__(self, "text", _word(self.text)[:MOST_TEXT].strip())
        object.__setattr__(self, "actions", tuple(sorted(set(self.actions)))[:MOST_ACTIONS])
        object.__setattr__(self, "address", address(self.address))
        if self.outcome and self.outcome not in AuditEvent.Outcome.values:
            raise BadFilter("outcome", _("This is none of the outcomes."))
        if self.since and self.until and self.until <= self.since:
            raise BadFilter("until", _("The end lies before the beginning."))

    @property
    def narrows(self) -> bool:
        """Whether anything is asked for but a workspace and a span."""
        whole = Filters(as_staff=self.as_staff)
        return replace(self, workspace_id=None, since=None, until=None) != whole

    def to_json(self) -> dict[str, Any]:
        """Return what is given, as JSON holds it; who asks is not part of it."""
        given: dict[str, Any] = {}
        for name in self.__dataclass_fields__:
            value = getattr(self, name)
            if value and name != "as_staff":
                given[name] = _plain(value)
        return given

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> "Filters":
        """Return what `to_json` made of filters; what is unknown is left out."""
        names = [name for name in cls.__dataclass_fields__ if name != "as_staff"]
        values = {name: given[name] for name in names if name in given}
        if "workspace_id" in values:
            values["workspace_id"] = UUID(values["workspace_id"])
        for name in ("since", "until"):
            if name in values:
                values[name] = datetime.fromisoformat(values[name])
        return cls(**{**values, "actions": tuple(values.get("actions", ()))})


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return list(value) if isinstance(value, tuple) else str(value)


def _word(text: str) -> str:
    """Return what can be printed of a text: nothing else is ever written."""
    return "".join(one if one.isprintable() else " " for one in text).strip()


def address(text: str) -> str:
    """Return a network address as the database writes it; empty of none.

    Raises:
        BadFilter: it is none, or names an interface of some machine, which the database has no word for.
    """
    if not text.strip():
        return ""
    try:
        found = ipaddress.ip_address(text.strip())
    except ValueError as error:
        raise BadFilter("address", _("This is no network address.")) from error
    if getattr(found, "scope_id", None):
        raise BadFilter("address", _("This is no network address."))
    return str(found)
