"""How a workspace ends: archived, asked to go, gone; and how it comes back.

active ⇄ archived      either ⇄ deleting ─▶ deleted (14 days later)
either ⇄ suspended (staff alone, see `staffing`)

What is kept from its deletion, or let go on, is again what it was: `archived_at` and
`suspended_at` stay until then.
"""

import logging
from collections.abc import Callable, Collection
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import Q, QuerySet
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
from workspaces.services import news
from workspaces.services.locking import lock
from workspaces.services.members import check_may

log = logging.getLogger(__name__)
Status = Row.Status
# What is known of a workspace goes with it; ledger and trail stay, by its id.
GOES: tuple[Any, ...] = (
    Membership, Invitation, Brand, SlugHistory, OpenWork, SchemaState,
)  # fmt: skip
# From which states an act leads on, and what it takes there.
Sources = dict[str, Permission]
ARCHIVED_FROM: Sources = {Status.ACTIVE: Permission.WORKSPACE_MANAGE}
RESTORED_FROM: Sources = {
    Status.ARCHIVED: Permission.WORKSPACE_RESTORE,
    Status.DELETING: Permission.WORKSPACE_DELETE,
}
DELETED_FROM: Sources = dict.fromkeys((Status.ACTIVE, Status.ARCHIVED), Permission.WORKSPACE_DELETE)


class NotInThisState(Exception):
    """The workspace is not in a state in which this means anything."""

    def __init__(self, status: str) -> None:
        super().__init__(f"the workspace is {status}")
        self.status = status


def archive(found: Access, *, by: User) -> None:
    """Let the workspace be read, but not changed; work that was ordered is finished.

    Raises:
        NotInThisState: it is not active.
        Forbidden, NotAMember: `by` may not, as of now.
    """
    values = {"status": Status.ARCHIVED, "archived_at": Now()}
    _move(
        found, lambda _row: values, by=by, action=Action.WORKSPACE_ARCHIVED, sources=ARCHIVED_FROM
    )


def restore(found: Access, *, by: User) -> None:
    """Bring an archived workspace back, or, by who may delete it, one that was asked to go.

    Raises:
        NotInThisState: it is active, or the grace is over.
        Forbidden, NotAMember: `by` may not, as of now.
    """
    _move(found, as_before, by=by, action=Action.WORKSPACE_RESTORED, sources=RESTORED_FROM)


def ask_deletion(found: Access, *, by: User) -> Row:
    """Close the workspace and have it deleted when the grace is over; open work is stopped.

    Raises:
        NotInThisState: it is on its way out already.
        Forbidden, NotAMember: `by` may not, as of now.
    """
    action = Action.WORKSPACE_DELETION_ASKED
    workspace = _move(found, lambda _row: _going(), by=by, action=action, sources=DELETED_FROM)
    close(workspace)
    return workspace


def end_without_owner(workspace: Row, *, by: User) -> None:
    """Have a workspace deleted whose only owner goes, in the open transaction, its row locked.

    What runs in it is stopped once that is committed.
    """
    write(workspace, _going(), by=by, action=Action.WORKSPACE_DELETION_ASKED)
    transaction.on_commit(lambda: close(workspace))


def finish_deletions() -> int:
    """Delete the workspaces whose grace is over (beat); return how many went.

    Safe when run twice, by two at once, and after it was killed half-way: each step can be
    repeated, and the row is the last to change. What began in the others meanwhile is stopped.
    One that cannot be dealt with keeps nobody from the others.
    """
    going = Q(status=Status.DELETING, delete_at__gt=Now())
    for workspace in Row.objects.filter(going | Q(status=Status.SUSPENDED)):
        close(workspace)
    return sum(_delete(workspace) for workspace in list(_due().order_by("delete_at")))


def _due() -> QuerySet[Row]:
    return Row.objects.filter(status=Status.DELETING, delete_at__lte=Now())


def close(workspace: Row) -> None:
    """Stop what goes on in it. A failure stops nobody: beat does it again, to the end."""
    try:
        for hook in hooks.closing():
            hook(workspace)
    except (DatabaseError, hooks.NotNow) as error:
        log.warning(
            "work in a closed workspace could not be stopped yet",
            extra={"workspace": str(workspace.pk), "reason": str(error)},
        )
    except Exception:  # one broken workspace must not stop the others
        log.exception(
            "work in a closed workspace cannot be stopped", extra={"workspace": str(workspace.pk)}
        )


def _going() -> dict[str, object]:
    """Return what has a workspace go when the grace is over."""
    grace = timedelta(days=settings.WORKSPACE_GRACE_DAYS)
    return {"status": Status.DELETING, "delete_at": Now() + grace}


def as_before(workspace: Row) -> dict[str, object]:
    """Return what makes it again what it was before."""
    if workspace.status == Status.DELETING and workspace.suspended_at is not None:
        return {"status": Status.SUSPENDED, "delete_at": None}
    on: dict[str, object] = {"suspended_at": None, "suspended_reason": "", "delete_at": None}
    if workspace.status != Status.ARCHIVED and workspace.archived_at is not None:
        return {"status": Status.ARCHIVED, **on}
    return {"status": Status.ACTIVE, "archived_at": None, **on}


def _move(
    found: Access,
    values_for: Callable[[Row], dict[str, object]],
    *,
    by: User,
    action: Action,
    sources: Sources,
) -> Row:
    """Move it on under its lock, when its state and the role of `by` allow that now."""
    with transaction.atomic(durable=True):
        workspace = lock_in(found.workspace_id, sources)
        check_may(found, sources[workspace.status], by=by)
        write(workspace, values_for(workspace), by=by, action=action)
    return workspace


def lock_in(workspace_id: UUID, statuses: Collection[str]) -> Row:
    """Return the workspace's row, locked, when it is in one of these states.

    Raises:
        NotInThisState: it is in another, or has to go now.
        NotFound: it has been deleted.
    """
    workspace = lock(workspace_id)
    if workspace.status not in statuses or _due().filter(pk=workspace.pk).exists():
        raise NotInThisState(workspace.status)
    return workspace


def write(
    workspace: Row, values: dict[str, object], *, by: User, action: Action, reason: str = ""
) -> None:
    """Write a new state in the open transaction; it is recorded and told."""
    Row.objects.filter(pk=workspace.pk).update(**values)
    audit.record(
        action,
        actor=actor_of(by),
        workspace_id=workspace.pk,
        target=audit.Target("workspace", str(workspace.pk), workspace.name),
        details=audit.Details(
            reason=reason, changes={"status": (workspace.status, values["status"])}
        ),
    )
    transaction.on_commit(lambda: access.forget_workspace(workspace.pk))
    before = workspace.status
    workspace.refresh_from_db()
    news.tell_end(workspace, before=before, by=by)


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
    except Exception:  # one broken workspace must not stop the others
        log.exception("a workspace cannot be deleted", extra={"workspace": str(workspace.pk)})
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
