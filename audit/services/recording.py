"""Writing events: with the fact they tell, in its transaction."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from audit import sql
from audit.actions import Action
from audit.services import labels
from audit.services.rows import Actor, Details, Target, row

_PLAIN = Details()


class NotInTransaction(Exception):
    """A record must share the fate of the fact it records."""


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
    record_many(action, actor=actor, workspace_id=workspace_id, targets=[target], details=details)


def record_many(
    action: Action,
    *,
    actor: Actor,
    workspace_id: UUID | None,
    targets: Sequence[Target | None],
    details: Details | None = None,
) -> None:
    """Write one event for each target, in one statement of the transaction that is open.

    Raises:
        NotInTransaction: no transaction is open.
    """
    if not transaction.get_connection().in_atomic_block:
        raise NotInTransaction(f"{action} needs the transaction of the fact it records")
    details = details or _PLAIN
    labels.keep(actor, targets)
    sql.add_events(
        [
            row(action, actor=actor, workspace_id=workspace_id, target=target, details=details)
            for target in targets
        ]
    )


def record_each(
    action: Action,
    *,
    actor: Actor,
    workspace_id: UUID | None,
    told: Sequence[tuple[Target, Details]],
) -> None:
    """Write one event for each target with details of its own, in one statement.

    Raises:
        NotInTransaction: no transaction is open.
    """
    if not told:
        return
    if not transaction.get_connection().in_atomic_block:
        raise NotInTransaction(f"{action} needs the transaction of the fact it records")
    labels.keep(actor, [target for target, _ in told])
    sql.add_events(
        [
            row(action, actor=actor, workspace_id=workspace_id, target=target, details=details)
            for target, details in told
        ]
    )
