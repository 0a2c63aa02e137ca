"""What staff do to a whole workspace, for a reason: its members have no part in it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from accounts.models import User
from audit.actions import Action
from workspaces.access import NotFound
from workspaces.models import Membership, Workspace
from workspaces.roles import Permission, Role, allows
from workspaces.services import closing

Status = Workspace.Status
USABLE = (Status.ACTIVE, Status.ARCHIVED)


@dataclass(frozen=True, slots=True)
class Suspension:
    """What a member reads of a workspace that is suspended.

    reason: empty for who cannot pay. owners: who may be asked, besides the reader.
    """

    name: str
    slug: str
    reason: str
    owners: tuple[str, ...]
    may_pay: bool


def suspension_of(workspace_id: UUID, *, user_id: UUID) -> Suspension:
    """Return what this member is told of the workspace's suspension.

    Raises:
        NotFound: they are in it no more.
    """
    people = Membership.objects.filter(workspace_id=workspace_id, user__is_active=True)
    members = list(people.select_related("user", "workspace").order_by("user__name"))
    mine = next((one for one in members if one.user_id == user_id), None)
    if mine is None:
        raise NotFound(str(workspace_id))
    may_pay = allows(mine.role, Permission.BILLING_MANAGE)
    owners = [one for one in members if one.role == Role.OWNER and one.user_id != user_id]
    return Suspension(
        name=mine.workspace.name,
        slug=mine.workspace.slug,
        reason=mine.workspace.suspended_reason if may_pay else "",
        owners=tuple(one.user.label for one in owners),
        may_pay=may_pay,
    )


def suspend(workspace_id: UUID, *, by: User, reason: str) -> Workspace:
    """Close the workspace to everybody, until `unsuspend`. Owners can still pay, members leave.

    Nothing begins in it from here on. What runs is stopped, and its units are given back.

    Raises:
        NotInThisState: it is suspended or on its way out already.
        NotFound: it has been deleted.
    """
    values = {"status": Status.SUSPENDED, "suspended_at": Now(), "suspended_reason": reason[:200]}
    workspace = _move(
        workspace_id,
        lambda _row: values,
        by=by,
        reason=reason,
        action=Action.WORKSPACE_SUSPENDED,
        sources=USABLE,
    )
    closing.close(workspace)
    return workspace


def unsuspend(workspace_id: UUID, *, by: User, reason: str) -> Workspace:
    """Open the workspace again; it is what it was before, and stopped jobs stay stopped.

    Raises:
        NotInThisState: it is not suspended.
        NotFound: it has been deleted.
    """
    return _move(
        workspace_id,
        closing.as_before,
        by=by,
        reason=reason,
        action=Action.WORKSPACE_UNSUSPENDED,
        sources=(Status.SUSPENDED,),
    )


def archive_by_staff(workspace_id: UUID, *, by: User, reason: str) -> Workspace:
    """Let the workspace be read, but not changed; work that was ordered is finished.

    Raises:
        NotInThisState: it is not active.
        NotFound: it has been deleted.
    """
    values = {"status": Status.ARCHIVED, "archived_at": Now()}
    return _move(
        workspace_id,
        lambda _row: values,
        by=by,
        reason=reason,
        action=Action.WORKSPACE_ARCHIVED,
        sources=(Status.ACTIVE,),
    )


def restore_by_staff(workspace_id: UUID, *, by: User, reason: str) -> Workspace:
    """Bring an archived workspace back, or one that was asked to go.

    Raises:
        NotInThisState: it is active or suspended, or its grace is over.
        NotFound: it has been deleted.
    """
    return _move(
        workspace_id,
        closing.as_before,
        by=by,
        reason=reason,
        action=Action.WORKSPACE_RESTORED,
        sources=(Status.ARCHIVED, Status.DELETING),
    )


def _move(
    workspace_id: UUID,
    values_for: Callable[[Workspace], dict[str, object]],
    *,
    by: User,
    reason: str,
    action: Action,
    sources: Collection[str],
) -> Workspace:
    with transaction.atomic(durable=True):
        workspace = closing.lock_in(workspace_id, sources)
        closing.write(workspace, values_for(workspace), by=by, action=action, reason=reason)
    return workspace
