"""One change of a workspace's people or settings at a time."""

from uuid import UUID

from accounts.models import User
from workspaces.access import Archived, BeingDeleted, NotFound, Suspended
from workspaces.models import Workspace


class Conflict(Exception):
    """Somebody changed it meanwhile: `current` and `yours` are versions."""

    def __init__(self, *, current: int, yours: int) -> None:
        super().__init__(f"version {yours} is not the newest, {current} is")
        self.current = current
        self.yours = yours


def lock(workspace_id: UUID, *, version: int | None = None) -> Workspace:
    """Return the workspace's row, locked to the commit against every other such change.

    Rows that name the workspace can be written meanwhile: its key stays free.

    Raises:
        Conflict: `version` is given and not the newest.
        NotFound: it has been deleted; the row that is left is nobody's to change.
    """
    workspace = Workspace.objects.select_for_update(no_key=True).get(pk=workspace_id)
    if workspace.status == Workspace.Status.DELETED:
        raise NotFound(str(workspace_id))
    if version is not None and version != workspace.version:
        raise Conflict(current=workspace.version, yours=version)
    return workspace


def hold_person(user_id: UUID) -> None:
    """Keep a person's account from being closed until the commit; the workspace is locked before.

    Raises:
        NotFound: it has been closed.
    """
    people = User.objects.select_for_update(no_key=True).filter(closed_at__isnull=True)
    if not people.filter(pk=user_id).exists():
        raise NotFound(str(user_id))


def check_active(workspace: Workspace) -> None:
    """Refuse a change of what is closed. Raises Archived, Suspended, BeingDeleted."""
    if workspace.status == Workspace.Status.ARCHIVED:
        raise Archived(workspace.name)
    if workspace.status == Workspace.Status.SUSPENDED:
        raise Suspended(workspace.name, workspace_id=workspace.pk)
    if workspace.status != Workspace.Status.ACTIVE:
        raise BeingDeleted(workspace.name)
