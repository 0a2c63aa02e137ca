"""Writing what was refused or failed: afterwards, and what is repeated as one row with a count.

The first is written at once. What follows it within a minute is only counted, by one statement of
the refusal's own transaction, and becomes one row when the minute is over: written by the next
refusal of its kind, or by beat. A count is committed like a row, so none is lost with its process.
"""

import hashlib
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from audit import sql
from audit.actions import Action
from audit.models import AuditEvent
from audit.services import floods, labels
from audit.services.origins import note_refused
from audit.services.rows import Actor, Details, Target, row

MANY = 500
RECENT = timedelta(minutes=10)
_ALIKE = ("actor_type", "actor_id", "workspace_id", "action", "target_type", "target_id", "outcome",
          "reason")  # fmt: skip


def record_refusal(
    action: Action,
    *,
    actor: Actor,
    workspace_id: UUID | None = None,
    target: Target | None = None,
    reason: str,
    outcome: str = AuditEvent.Outcome.DENIED,
) -> None:
    """Write a refusal in a transaction of its own: the refused one has been rolled back."""
    details = Details(outcome=outcome, reason=reason)
    record_counted(action, actor=actor, workspace_id=workspace_id, target=target, details=details)


def record_counted(
    action: Action,
    *,
    actor: Actor,
    workspace_id: UUID | None,
    target: Target | None,
    details: Details,
) -> None:
    """Write an event in a transaction of its own; its like within a minute are only counted.

    What differs in `data` is not alike.
    """
    event = floods.bounded(
        row(action, actor=actor, workspace_id=workspace_id, target=target, details=details)
    )
    key = _key(event)
    stamp = timezone.now().isoformat()
    with transaction.atomic(durable=True):
        if _begins(key, json.dumps(event | {"first": stamp, "last": stamp}, default=str)):
            labels.keep(actor, [target] if event["target_type"] else [])
            sql.add_events([event])
    # Only now it is told; and what was done is no refusal, however it is counted.
    if details.outcome != AuditEvent.Outcome.OK:
        note_refused()


def write_repeats() -> int:
    """Write what was counted and is over (beat); return how many rows. Safe twice, and at once."""
    written = 0
    while True:
        with transaction.atomic(durable=True):
            found = sql.take_repeats(most=MANY)
            written += _write(found)
        if len(found) < MANY:
            return written


def was_there(target_id: str, *, workspace_id: UUID | None) -> bool:
    """Return whether something was done to this in the workspace just now: it may be gone since."""
    done = AuditEvent.objects.filter(
        target_id=target_id, workspace_id=workspace_id, outcome=AuditEvent.Outcome.OK
    )
    return done.filter(at__gte=timezone.now() - RECENT).exists()


def _begins(key: str, event: str) -> bool:
    """Count a refusal; return whether it begins a minute of its kind, and is to be a row at once."""
    counted = sql.count_refusal(key, event)
    if counted is None:
        _write([sql.begin_anew(key)])
    return not counted


def _key(event: dict[str, Any]) -> str:
    """Return what refusals of one kind have in common; of nobody it is the network."""
    alike = [str(event[name]) for name in _ALIKE]
    if event["data"]:
        alike.append(json.dumps(event["data"], sort_keys=True, default=str))
    alike.append("" if event["actor_id"] else floods.of_whom(event))
    return hashlib.sha256(json.dumps(alike).encode()).hexdigest()


def _write(counted: list[tuple[int, dict[str, Any]]]) -> int:
    rows = [_counted(count, event) for count, event in counted if count]
    sql.add_events(rows)
    return len(rows)


def _counted(count: int, event: dict[str, Any]) -> dict[str, Any]:
    span = {"first": event.pop("first"), "last": event.pop("last")}
    return event | {"data": event["data"] | span, "repeats": count}
