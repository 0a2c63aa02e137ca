"""The only door into a workspace: who may enter, as what.

Workspace and membership are read in one query and kept for at most five seconds in this process;
whoever changes them here calls `forget`.
"""

import time
from dataclasses import dataclass
from uuid import UUID

from workspaces import tenancy
from workspaces.models import Membership, Workspace
from workspaces.roles import Permission, allows

KEEP_SECONDS = 5.0
KEEP_ENTRIES = 10_000


@dataclass(frozen=True, slots=True)
class Access:
    """A person's way into a workspace."""

    workspace_id: UUID
    schema_name: str
    slug: str
    name: str
    role: str

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


class WorkspaceRequired(Exception):
    """The caller is in several workspaces (or none) and named none of them."""

    def __init__(self, choices: list[str]) -> None:
        super().__init__("name a workspace")
        self.choices = choices


_kept: dict[tuple[UUID, str], tuple[float, Access | None]] = {}


def find(*, user_id: UUID, slug: str) -> Access:
    """Return the person's access to the workspace at this address.

    Raises:
        NotFound: no such workspace, or the person is not a member.
    """
    now = time.monotonic()
    kept = _kept.get((user_id, slug))
    if kept and kept[0] > now:
        access = kept[1]
    else:
        access = _read(user_id, slug)
        if len(_kept) >= KEEP_ENTRIES:
            _kept.clear()
        _kept[(user_id, slug)] = (now + KEEP_SECONDS, access)
    if access is None:
        raise NotFound(slug)
    return access


def find_only(*, user_id: UUID) -> Access:
    """Return the access to the person's only workspace.

    Raises:
        WorkspaceRequired: there is not exactly one; it names the choices.
    """
    slugs = list(
        Membership.objects.filter(user_id=user_id, workspace__status=Workspace.Status.ACTIVE)
        .order_by("workspace__slug")
        .values_list("workspace__slug", flat=True)
    )
    if len(slugs) != 1:
        raise WorkspaceRequired(slugs)
    return find(user_id=user_id, slug=slugs[0])


def enter(access: Access, permission: Permission) -> None:
    """Check the permission and enter the workspace's schema.

    Raises:
        Forbidden: the role does not grant it; the schema is not entered.
    """
    if not access.may(permission):
        raise Forbidden(access, permission)
    tenancy.enter(access.schema_name)


def forget(*, user_id: UUID) -> None:
    """Read this person's memberships anew at their next request in this process."""
    for key in [key for key in list(_kept) if key[0] == user_id]:
        _kept.pop(key, None)


def forget_all() -> None:
    """Read every membership anew."""
    _kept.clear()


def _read(user_id: UUID, slug: str) -> Access | None:
    row = (
        Membership.objects.filter(
            user_id=user_id, workspace__slug=slug, workspace__status=Workspace.Status.ACTIVE
        )
        .values_list(
            "workspace_id", "workspace__schema_name", "workspace__slug", "workspace__name", "role"
        )
        .first()
    )
    return Access(*row) if row else None
