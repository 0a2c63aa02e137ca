"""Who may do what: one table that drives the gate, the pages and the tests."""

from enum import StrEnum

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    WORKSPACE_VIEW = "WORKSPACE_VIEW"
    WORKSPACE_LEAVE = "WORKSPACE_LEAVE"
    ASSET_DOWNLOAD = "ASSET_DOWNLOAD"
    TEXT_EDIT = "TEXT_EDIT"
    JOB_SUBMIT = "JOB_SUBMIT"
    JOB_CANCEL = "JOB_CANCEL"
    ASSET_UPLOAD = "ASSET_UPLOAD"
    ASSET_DELETE = "ASSET_DELETE"
    PRODUCT_EDIT = "PRODUCT_EDIT"
    BRAND_EDIT = "BRAND_EDIT"
    WORKSPACE_MANAGE = "WORKSPACE_MANAGE"
    WORKSPACE_RESTORE = "WORKSPACE_RESTORE"
    MEMBER_INVITE = "MEMBER_INVITE"
    MEMBER_MANAGE = "MEMBER_MANAGE"
    AUDIT_READ = "AUDIT_READ"
    BILLING_MANAGE = "BILLING_MANAGE"
    OWNERSHIP_TRANSFER = "OWNERSHIP_TRANSFER"
    WORKSPACE_DELETE = "WORKSPACE_DELETE"


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    ADMIN = "admin", _("Admin")
    EDITOR = "editor", _("Editor")
    REVIEWER = "reviewer", _("Reviewer")
    VIEWER = "viewer", _("Viewer")


_SEE = frozenset({Permission.WORKSPACE_VIEW, Permission.WORKSPACE_LEAVE, Permission.ASSET_DOWNLOAD})
_CORRECT = _SEE | {Permission.TEXT_EDIT}
_MAKE = _CORRECT | {
    Permission.JOB_SUBMIT,
    Permission.JOB_CANCEL,
    Permission.ASSET_UPLOAD,
    Permission.ASSET_DELETE,
    Permission.PRODUCT_EDIT,
}
_RUN = _MAKE | {
    Permission.BRAND_EDIT,
    Permission.WORKSPACE_MANAGE,
    Permission.WORKSPACE_RESTORE,
    Permission.MEMBER_INVITE,
    Permission.MEMBER_MANAGE,
    Permission.AUDIT_READ,
}

GRANTS: dict[str, frozenset[Permission]] = {
    Role.OWNER: frozenset(Permission),
    Role.ADMIN: _RUN,
    Role.EDITOR: _MAKE,
    Role.REVIEWER: _CORRECT,
    Role.VIEWER: _SEE,
}

# Which roles one may give and take: nobody raises anybody above themselves.
MAY_GIVE: dict[str, frozenset[str]] = {
    Role.OWNER: frozenset(Role.values),
    Role.ADMIN: frozenset(Role.values) - {Role.OWNER},
}

# What changes the contents: refused while the workspace is archived.
CHANGES = frozenset(
    {
        Permission.TEXT_EDIT,
        Permission.JOB_SUBMIT,
        Permission.ASSET_UPLOAD,
        Permission.ASSET_DELETE,
        Permission.PRODUCT_EDIT,
        Permission.BRAND_EDIT,
        Permission.MEMBER_INVITE,
    }
)

# What there still is of a workspace that is being deleted: it is seen, and brought back. What the
# second takes then, `services.restore` says.
WHILE_DELETING = frozenset({Permission.WORKSPACE_VIEW, Permission.WORKSPACE_RESTORE})

# What there still is of a workspace that staff have suspended: it can be paid for, and left.
WHILE_SUSPENDED = frozenset({Permission.BILLING_MANAGE, Permission.WORKSPACE_LEAVE})

# What must hold at this moment, not five seconds ago: asked of the database every time.
FRESH = frozenset(
    {
        Permission.WORKSPACE_LEAVE,
        Permission.WORKSPACE_MANAGE,
        Permission.WORKSPACE_RESTORE,
        Permission.MEMBER_INVITE,
        Permission.MEMBER_MANAGE,
        Permission.BILLING_MANAGE,
        Permission.OWNERSHIP_TRANSFER,
        Permission.WORKSPACE_DELETE,
    }
)

# The table people read: each sentence with the permissions it stands for.
EXPLAINED: tuple[tuple[str | Promise, tuple[Permission, ...]], ...] = (
    (
        _("See products, files and results"),
        (Permission.WORKSPACE_VIEW, Permission.WORKSPACE_LEAVE),
    ),
    (_("Download files and texts"), (Permission.ASSET_DOWNLOAD,)),
    (_("Correct texts and video scripts"), (Permission.TEXT_EDIT,)),
    (_("Make images, copy and video"), (Permission.JOB_SUBMIT, Permission.JOB_CANCEL)),
    (
        _("Add and delete files, edit products"),
        (Permission.ASSET_UPLOAD, Permission.ASSET_DELETE, Permission.PRODUCT_EDIT),
    ),
    (
        _("Change the brand and the settings"),
        (Permission.BRAND_EDIT, Permission.WORKSPACE_MANAGE, Permission.WORKSPACE_RESTORE),
    ),
    (
        _("Invite people, change roles, remove members"),
        (Permission.MEMBER_INVITE, Permission.MEMBER_MANAGE),
    ),
    (_("Read who did what"), (Permission.AUDIT_READ,)),
    (
        _("Pay, hand over or delete the workspace"),
        (
            Permission.BILLING_MANAGE,
            Permission.OWNERSHIP_TRANSFER,
            Permission.WORKSPACE_DELETE,
        ),
    ),
)


def allows(role: str, permission: Permission) -> bool:
    """Return whether `role` grants `permission`; an unknown role grants nothing."""
    return permission in GRANTS.get(role, frozenset())


def may_give(role: str, given: str) -> bool:
    """Return whether somebody with `role` may make or unmake a member with the role `given`."""
    return given in MAY_GIVE.get(role, frozenset())
