"""How a workspace ends: archived, asked to go, gone; and how it comes back.

active ⇄ archived      either ─▶ deleting ─▶ deleted (14 days later)      deleting ─▶ active
"""

import logging
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from accounts.actors import actor_of
from accounts.models import User
from audit import services as audit
from audit.actions import Action
from workspaces import access, hooks, tenancy
from workspaces.access import Access
from workspaces.models import Brand, Invitation, Membership, OpenWork, SchemaState, SlugHistory
from workspaces.models import Workspace as Row
from workspaces.roles import Permission
from workspaces.services.locking import lock

log = logging.getLogger(__name__)
Status = Row.Status
# What is known of a workspace goes with it; ledger and trail stay, by its id.
GOES: tuple[Any, ...] = (
    Membership, Invitation, Brand, SlugHistory, OpenWork, SchemaState,
)  # fmt: skip


class NotInThisState(Exception):
    """The workspace is not in a state in which this means anything."""

    def __init__(self, status: str) -> None:
        super().__init__(f"the workspace is {status}")
        self.status = status


def archive(found: Access, *, by: User) -> None:
    """Let the workspace be read, but not changed; work that was ordered is finished.

    Raises:
        NotInThisState: it is not active.
    """
    _move(found, by=by, action=Action.WORKSPACE_ARCHIVED, sources=(Status.ACTIVE,),
          status=Status.ARCHIVED, archived_at=Now())  # fmt: skip


def restore(found: Access, *, by: User) -> None:
    """Bring an archived workspace back, or, by who may delete it, one that was asked to go.

    Raises:
        NotInThisState: it is active, or on its way out by now, or the grace is over.
    """
    sources = (Status.ARCHIVED, Status.DELETING)
    _move(found, by=by, action=Action.WORKSPACE_RESTORED,
          sources=sources if found.may(Permission.WORKSPACE_DELETE) else sources[:1],
          status=Status.ACTIVE, archived_at=None, delete_at=None)  # fmt: skip


def ask_deletion(found: Access, *, by: User) -> Row:
    """Close the workspace and have it deleted when the grace is over; open work is stopped.

    Raises:
        NotInThisState: it is on its way out already.
    """
    grace = timedelta(days=settings.WORKSPACE_GRACE_DAYS)
    workspace = _move(found, by=by, action=Action.WORKSPACE_DELETION_ASKED,
                      sources=(Status.ACTIVE, Status.ARCHIVED),
                      status=Status.DELETING, delete_at=Now() + grace)  # fmt: skip
    _close(workspace)
    return workspace


def finish_deletions() -> int:
    """Delete the workspaces whose grace is over (beat); return how many went.

    Safe when run twice, by two at once, and after it was killed half-way: each step can be
    repeated, and the row is the last to change. What began in the others meanwhile is stopped.
    """
    for workspace in Row.objects.filter(status=Status.DELETING, delete_at__gt=Now()):
        _close(workspace)
    return sum(_delete(workspace) for workspace in list(_due().order_by("delete_at")))


def _due() -> QuerySet[Row]:
    return Row.objects.filter(status=Status.DELETING, delete_at__lte=Now())


def _close(workspace: Row) -> None:
    """Stop what goes on in it. A failure stops nobody: beat does it again, to the end."""
    try:
        for hook in hooks.closing():
            hook(workspace)
    except (DatabaseError, hooks.NotNow) as error:
        log.warning(
            "work in a closed workspace could not be stopped yet",
            extra={"workspace": str(workspace.pk), "reason": str(error)},
        )


def _move(
    found: Access, *, by: User, action: Action, sources: tuple[str, ...], **values: object
) -> Row:
    with transaction.atomic(durable=True):
        workspace = lock(found.workspace_id)
        if workspace.status not in sources or _due().filter(pk=workspace.pk).exists():
            raise NotInThisState(workspace.status)
        Row.objects.filter(pk=workspace.pk).update(**values)
        audit.record(
            action,
            actor=actor_of(by),
            workspace_id=workspace.pk,
            target=audit.Target("workspace", str(workspace.pk), workspace.name),
            details=audit.Details(changes={"status": (workspace.status, values["status"])}),
        )
        transaction.on_commit(lambda: access.forget_workspace(workspace.pk))
        workspace.refresh_from_db()
    return workspace


def _delete(workspace: Row) -> bool:
    try:
        with transaction.atomic(durable=True):
            # Waits for an owner who is keeping it just now; from here on nobody can.
            if not _due().select_for_update(no_key=True).filter(pk=workspace.pk).first():
                return False
        for hook in hooks.before_deleted():
            hook(workspace)
        with transaction.atomic(durable=True):
            return _drop(workspace.pk)
    except (DatabaseError, hooks.NotNow) as error:
        # Somebody still works in it, or the store is away: the next round tries again.
        log.warning(
            "a workspace could not be deleted yet",
            extra={"workspace": str(workspace.pk), "reason": str(error)},
        )
        return False


def _drop(workspace_id: UUID) -> bool:
    # Whoever works in its tables may still name its row: they would wait for each other else.
    due = _due().select_for_update(no_key=True, skip_locked=True)
    workspace = due.filter(pk=workspace_id).first()
    if workspace is None:
        return False
    tenancy.drop_schema(workspace.schema_name)
    for model in GOES:
        model.objects.filter(workspace_id=workspace.pk).delete()
    audit.record(
        Action.WORKSPACE_DELETED,
        actor=audit.SYSTEM,
        workspace_id=workspace.pk,
        target=audit.Target("workspace", str(workspace.pk), workspace.name),
    )
    Row.objects.filter(pk=workspace.pk).update(
        status=Status.DELETED, deleted_at=Now(), slug=f"gone-{workspace.pk.hex}", name=""
    )
    transaction.on_commit(lambda: access.forget_workspace(workspace.pk))
    return True
