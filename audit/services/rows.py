"""What an event is made of, and the row it becomes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from audit import masking, personal
from audit.actions import Action
from audit.models import AuditEvent
from audit.services.origins import origin


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. type: user, staff, system, api_key or anonymous."""

    type: str
    id: str = ""
    label: str = ""
    on_behalf_of: str = ""


SYSTEM = Actor("system", label="E_Business")
ANONYMOUS = Actor("anonymous")


def system_for(person: object) -> Actor:
    """Return the system, acting because a person (their id, or None) asked for it."""
    return Actor("system", label=SYSTEM.label, on_behalf_of=str(person or ""))


@dataclass(frozen=True, slots=True)
class Target:
    """What was acted on.

    The label of what names people (`audit.personal`) lies beside the row; that of other things,
    which are a workspace's own, stands in it. An address needs no id.
    """

    type: str
    id: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Details:
    """How it ended and what changed.

    changes: field → (before, after), only fields that may be shown; never a secret, and of what
    names people only that it changed (`audit.CHANGED`).
    """

    outcome: str = AuditEvent.Outcome.OK
    reason: str = ""
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)


CHANGED = (personal.MASKED, personal.MASKED)
_NOTHING = Target("", "")


def row(
    action: Action,
    *,
    actor: Actor,
    workspace_id: UUID | None,
    target: Target | None,
    details: Details,
) -> dict[str, Any]:
    """Return an event's columns: no secret, no e-mail address and no control character is in them."""
    here, what = origin(), target or _NOTHING
    return {
        "workspace_id": workspace_id,
        "actor_type": actor.type,
        "actor_id": actor.id,
        "on_behalf_of": actor.on_behalf_of,
        "address": here.address,
        "user_agent": _shown(here.user_agent, 300),
        "request_id": here.request_id,
        "session_id": here.session_id,
        "action": str(action),
        "target_type": what.type,
        "target_id": id_of(what),
        "target_label": "" if what.type in personal.PERSONAL else _shown(what.label, 200),
        "outcome": str(details.outcome),
        "reason": _shown(details.reason, 300),
        "changes": _kept(details.changes),
        "data": _kept(details.data),
    }


def id_of(target: Target) -> str:
    """Return what a row calls a target: itself, or the hash that stands for it."""
    if target.type in personal.HASHED and target.label:
        return personal.id_of(target.label)
    return one_line(target.id, 64)


def _shown(text: str, length: int) -> str:
    return masking.shown(str(personal.without_addresses(text)), length) if text else ""


def _kept(values: Mapping[str, Any]) -> Any:
    return masking.kept(personal.without_addresses(dict(values))) if values else {}


def one_line(text: str, length: int) -> str:
    """Return what can be printed of a text, at most `length` characters."""
    clean = text if text.isprintable() else "".join(one for one in text if one.isprintable())
    return clean[:length]
