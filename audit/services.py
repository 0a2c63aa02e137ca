"""Writes the trail. `record` joins the transaction of the fact it records."""

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db import transaction

from audit.actions import Action
from audit.models import ActorLabel, AuditEvent


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. type: user, staff, system, api_key or anonymous."""

    type: str
    id: str = ""
    label: str = ""
    on_behalf_of: str = ""


SYSTEM = Actor("system", label="E_Business")
ANONYMOUS = Actor("anonymous")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from; set by the edge, read by every record of that request."""

    address: str | None = None
    user_agent: str = ""
    request_id: str = ""
    session_id: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """What was acted on."""

    type: str
    id: str
    label: str = ""


_UNKNOWN = Origin()
_origin: ContextVar[Origin] = ContextVar("audit_origin", default=_UNKNOWN)


class NotInTransaction(Exception):
    """A record must share the fate of the fact it records."""


def set_origin(**values: Any) -> None:
    """Note where the present request (or task) came from; unnamed fields keep their value."""
    _origin.set(replace(_origin.get(), **values))


def origin() -> Origin:
    """Return where the present request (or task) came from."""
    return _origin.get()


def clear_origin() -> None:
    """Forget the request: the next one on this thread starts unknown."""
    _origin.set(_UNKNOWN)


@dataclass(frozen=True, slots=True)
class Details:
    """How it ended and what changed.

    changes: field → (before, after), only fields that may be shown; never a secret.
    """

    outcome: str = AuditEvent.Outcome.OK
    reason: str = ""
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)


def record(
    action: Action,
    *,
    actor: Actor,
    workspace_id: UUID | None = None,
    target: Target | None = None,
    details: Details | None = None,
) -> None:
    """Write one event in the transaction that is open.

    Raises:
        NotInTransaction: no transaction is open.
    """
    if not transaction.get_connection().in_atomic_block:
        raise NotInTransaction(f"{action} needs the transaction of the fact it records")
    record_many(action, actor=actor, workspace_id=workspace_id, targets=[target], details=details)


def record_many(
    action: Action,
    *,
    actor: Actor,
    workspace_id: UUID | None,
    targets: Sequence[Target | None],
    details: Details | None = None,
) -> None:
    """Write one event for each target in one statement."""
    details = details or Details()
    origin = _origin.get()
    if actor.label:
        _keep_label(actor)
    AuditEvent.objects.bulk_create(
        AuditEvent(
            workspace_id=workspace_id,
            actor_type=actor.type,
            actor_id=actor.id,
            on_behalf_of=actor.on_behalf_of,
            address=origin.address,
            user_agent=_one_line(origin.user_agent, 300),
            request_id=origin.request_id,
            session_id=origin.session_id,
            action=action,
            target_type=target.type if target else "",
            target_id=target.id if target else "",
            target_label=_one_line(target.label, 200) if target else "",
            outcome=details.outcome,
            reason=_one_line(details.reason, 300),
            changes={name: list(pair) for name, pair in details.changes.items()},
            data=dict(details.data),
        )
        for target in targets
    )


def record_refusal(
    action: Action,
    *,
    actor: Actor,
    workspace_id: UUID | None = None,
    target: Target | None = None,
    reason: str,
) -> None:
    """Write a refusal in a transaction of its own: the refused one has been rolled back."""
    with transaction.atomic(durable=True):
        record(
            action,
            actor=actor,
            workspace_id=workspace_id,
            target=target,
            details=Details(outcome=AuditEvent.Outcome.DENIED, reason=reason),
        )


def erase_label(actor_id: str, *, label: str) -> None:
    """Show an actor by `label` from now on, in the open transaction; the trail stays as it is."""
    ActorLabel.objects.filter(actor_id=actor_id).update(label=label)


def _keep_label(actor: Actor) -> None:
    """Note the name once; a later change of name overwrites it."""
    known = (actor.type, actor.id, actor.label)
    if known in _labels_kept:
        return
    ActorLabel.objects.bulk_create(
        [ActorLabel(actor_type=actor.type, actor_id=actor.id, label=actor.label)],
        update_conflicts=True,
        unique_fields=["actor_type", "actor_id"],
        update_fields=["label"],
    )
    transaction.on_commit(lambda: _remember_label(known))


# A label is written once a process, not once an event: it is a hot row otherwise.
_labels_kept: set[tuple[str, str, str]] = set()


def _remember_label(known: tuple[str, str, str]) -> None:
    if len(_labels_kept) > 10_000:
        _labels_kept.clear()
    _labels_kept.add(known)


def _one_line(text: str, length: int) -> str:
    """Cut to `length` and drop control characters, so that no row can forge a log line."""
    return "".join(character for character in text if character.isprintable())[:length]
