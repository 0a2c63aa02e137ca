"""Who may do what: one table that drives the gate, the pages and the tests."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    WORKSPACE_VIEW = "WORKSPACE_VIEW"
    ASSET_UPLOAD = "ASSET_UPLOAD"
    ASSET_DELETE = "ASSET_DELETE"
    ASSET_DOWNLOAD = "ASSET_DOWNLOAD"
    PRODUCT_EDIT = "PRODUCT_EDIT"
    JOB_SUBMIT = "JOB_SUBMIT"
    JOB_CANCEL = "JOB_CANCEL"
    TEXT_EDIT = "TEXT_EDIT"
    WORKSPACE_MANAGE = "WORKSPACE_MANAGE"


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    EDITOR = "editor", _("Editor")
    VIEWER = "viewer", _("Viewer")


_SEE = frozenset({Permission.WORKSPACE_VIEW, Permission.ASSET_DOWNLOAD})
_MAKE = _SEE | {
    Permission.ASSET_UPLOAD,
    Permission.ASSET_DELETE,
    Permission.PRODUCT_EDIT,
    Permission.JOB_SUBMIT,
    Permission.JOB_CANCEL,
    Permission.TEXT_EDIT,
}

GRANTS: dict[str, frozenset[Permission]] = {
    Role.OWNER: frozenset(Permission),
    Role.EDITOR: _MAKE,
    Role.VIEWER: _SEE,
}


def allows(role: str, permission: Permission) -> bool:
    """Return whether `role` grants `permission`; an unknown role grants nothing."""
    return permission in GRANTS.get(role, frozenset())
