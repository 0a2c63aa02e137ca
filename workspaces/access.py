"""The only door into a workspace: who may enter, as what.

Workspace and membership are read in one query and kept for at most five seconds in this process;
whoever changes them here calls `forget`. What must hold at this very moment (`roles.FRESH`), and
every refusal, is read anew.
"""

import time
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Now

from workspaces import sql, tenancy
from workspaces.models import Membership, Workspace
from workspaces.roles import CHANGES, FRESH, WHILE_DELETING, WHILE_SUSPENDED, Permission, allows

KEEP_SECONDS = 5.0
KEEP_ENTRIES = 10_000
# "Last active" is written at most this often a member.
ACTIVE_EVERY = timedelta(minutes=10)
Status = Workspace.Status


@dataclass(frozen=True, slots=True)
class Access:
    """A person's way into a workspace."""

    workspace_id: UUID
    schema_name: str
    slug: str
    name: str
    role: str
    status: str = Status.ACTIVE

    def may(self, permission: Permission) -> bool:
        """Return whether the role grants `permission`."""
        return allows(self.role, permission)


class NotFound(Exception):
    """There is no such workspace, or the person is not in it: both look the same."""


class Forbidden(Exception):
    """The person is in the workspace, but their role does not grant this."""

    def __init__(self, access: Access, permission: Permission) -> None:
        super().__init__(f"{access.role} may not {permission}")
        self.access = access
        self.permission = permission


class Archived(Exception):
    """The workspace is archived: it can be read, but not changed."""


class BeingDeleted(Exception):
    """The workspace is on its way out: nobody enters it, an owner can keep it."""


class Suspended(Exception):
    """Staff have suspended the workspace: it can be paid for and left, and nothing else."""

    def __init__(self, name: str, *, workspace_id: UUID) -> None:
        super().__init__(name)
        self.workspace_id = workspace_id


class WorkspaceRequired(Exception):
    """The caller is in several workspaces (or none) and named none of them."""

    def __init__(self, choices: list[str]) -> None:
        super().__init__("name a workspace")
        self.choices = choices


# By person, and by address (text) or id of the workspace.
_Key = tuple[UUID, str | UUID]
_kept: dict[_Key, tuple[float, Access]] = {}
# Another one each time something is forgotten: what was read before that is not kept after it.
_mark = object()


def find(*, user_id: UUID, at: str | UUID, anew: bool = False) -> Access:
    """Return the person's access to a workspace.

    at: its address, one it had before, or its id. anew: read it from the database now.

    Raises:
        NotFound: no such workspace, or the person is not a member.
    """
    now = time.monotonic()
    kept = _kept.get((user_id, at))
    if kept and kept[0] > now and not anew:
        return kept[1]
    before = _mark
    access = _read(user_id, at)
    if access is None:
        if anew:
            forget(user_id=user_id)
        raise NotFound(str(at))
    if before is _mark:
        _keep(user_id, at, access, until=now + KEEP_SECONDS)
    return access


def _keep(user_id: UUID, at: str | UUID, access: Access, *, until: float) -> None:
    """Keep what was read, under its present address, too: that may still say what was before."""
    if len(_kept) >= KEEP_ENTRIES:
        _kept.clear()
    for name in (at, access.slug):
        _kept[(user_id, name)] = (until, access)


def find_only(*, user_id: UUID) -> Access:
    """Return the access to the person's only workspace; closed ones count where all are.

    Raises:
        WorkspaceRequired: there is not exactly one; it names the choices.
    """
    rows = list(
        Membership.objects.filter(
            user_id=user_id,
            workspace__status__in=(Status.ACTIVE, Status.ARCHIVED, Status.SUSPENDED),
        )
        .order_by("workspace__slug")
        .values_list("workspace__slug", "workspace__status")
    )
    choices = [slug for slug, status in rows if status == Status.ACTIVE]
    choices = choices or [slug for slug, _status in rows]
    if len(choices) != 1:
        raise WorkspaceRequired(choices)
    return find(user_id=user_id, at=choices[0])


def outline(at: str | UUID) -> tuple[UUID, str] | None:
    """Return id and name of a workspace, whoever is in it; None when there is none."""
    named = Q(pk=at) if isinstance(at, UUID) else Q(slug=at) | Q(old_slugs__slug=at)
    found = Workspace.objects.filter(named).exclude(status=Status.DELETED)
    return found.values_list("pk", "name").first()


def check(found: Access, permission: Permission, *, user_id: UUID) -> Access:
    """Return the access when it holds for this permission, as it is now.

    Raises:
        NotFound: the person has been removed meanwhile.
        Forbidden: the role does not grant it.
        Archived: the permission changes contents, and the workspace is not changed now.
        Suspended: staff have closed the workspace to this.
        BeingDeleted: the workspace is on its way out, and this is not done in it any more.
    """
    if permission in FRESH or not found.may(permission):
        found = find(user_id=user_id, at=found.workspace_id, anew=True)
    if not found.may(permission):
        raise Forbidden(found, permission)
    if found.status == Status.ARCHIVED and permission in CHANGES:
        raise Archived(found.name)
    if found.status == Status.SUSPENDED and permission not in WHILE_SUSPENDED:
        raise Suspended(found.name, workspace_id=found.workspace_id)
    if found.status == Status.DELETING and permission not in WHILE_DELETING:
        raise BeingDeleted(found.name)
    return found


def enter(found: Access, permission: Permission, *, user_id: UUID) -> Access:
    """Check the permission and enter the workspace's schema; return the access as it is now.

    Raises:
        NotFound, Forbidden, Archived, Suspended: as `check`; the schema is not entered.
        BeingDeleted: the workspace is on its way out.
    """
    found = check(found, permission, user_id=user_id)
    if found.status == Status.DELETING:
        raise BeingDeleted(found.name)
    tenancy.enter(found.schema_name)
    return found


def hold_open(workspace_id: UUID) -> None:
    """Keep the workspace from being closed until the commit of the transaction that is open.

    What begins in it, begins before it is closed, and is stopped then; or it does not begin.

    Raises:
        Suspended, BeingDeleted: nothing begins in it any more.
    """
    name, status = sql.share(workspace_id)
    if status == Status.SUSPENDED:
        raise Suspended(name, workspace_id=workspace_id)
    if status not in (Status.ACTIVE, Status.ARCHIVED):
        raise BeingDeleted(name)


def forget(*, user_id: UUID) -> None:
    """Read this person's memberships anew at their next request in this process."""
    _note_forgotten()
    for key in [key for key in list(_kept) if key[0] == user_id]:
        _kept.pop(key, None)


def forget_workspace(workspace_id: UUID) -> None:
    """Read every membership of this workspace anew."""
    _note_forgotten()
    for key, (_until, access) in list(_kept.items()):
        if access.workspace_id == workspace_id:
            _kept.pop(key, None)


def forget_all() -> None:
    """Read every membership anew."""
    _note_forgotten()
    _kept.clear()


def _note_forgotten() -> None:
    global _mark
    _mark = object()


def _read(user_id: UUID, at: str | UUID) -> Access | None:
    named = (
        Q(workspace_id=at)
        if isinstance(at, UUID)
        else Q(workspace__slug=at) | Q(workspace__old_slugs__slug=at)
    )
    rows = list(
        Membership.objects.filter(named, user_id=user_id)
        .exclude(workspace__status=Status.DELETED)
        .annotate(is_stale=Q(last_active_at__lt=Now() - ACTIVE_EVERY))
        .values_list(
            "workspace_id", "workspace__schema_name", "workspace__slug", "workspace__name", "role",
            "workspace__status", "is_stale",
        )
    )  # fmt: skip
    # An address that is somebody's now stands before one that was somebody's.
    rows.sort(key=lambda row: row[2] != at)
    if not rows:
        return None
    workspace_id, schema_name, slug, name, role, status, is_stale = rows[0]
    if is_stale:
        # Of several requests at once, one writes.
        Membership.objects.filter(
            user_id=user_id, workspace_id=workspace_id, last_active_at__lt=Now() - ACTIVE_EVERY
        ).update(last_active_at=Now())
    return Access(workspace_id, schema_name, slug, name, role, status)
