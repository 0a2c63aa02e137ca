"""How it is told that somebody may not: by the permission their role does not grant."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audit.actions import Action
from audit.sentences.telling import Says, because, of_type

# Permission → sentence; whatever was tried, this says why it was refused.
_MAY_NOT: dict[str, Promise] = {
    "WORKSPACE_VIEW": _("%(who)s was refused: may not see the workspace"),
    "WORKSPACE_LEAVE": _("%(who)s was refused: may not leave the workspace"),
    "ASSET_DOWNLOAD": _("%(who)s was refused: may not download files"),
    "TEXT_EDIT": _("%(who)s was refused: may not correct texts and scripts"),
    "JOB_SUBMIT": _("%(who)s was refused: may not make images, copy and video"),
    "JOB_CANCEL": _("%(who)s was refused: may not stop jobs"),
    "ASSET_UPLOAD": _("%(who)s was refused: may not add files"),
    "ASSET_DELETE": _("%(who)s was refused: may not delete files"),
    "PRODUCT_EDIT": _("%(who)s was refused: may not edit products"),
    "BRAND_EDIT": _("%(who)s was refused: may not change the brand"),
    "WORKSPACE_MANAGE": _("%(who)s was refused: may not change the settings"),
    "WORKSPACE_RESTORE": _("%(who)s was refused: may not restore the workspace"),
    "MEMBER_INVITE": _("%(who)s was refused: may not invite people"),
    "MEMBER_MANAGE": _("%(who)s was refused: may not change roles or remove members"),
    "AUDIT_READ": _("%(who)s was refused: may not read the activity"),
    "BILLING_MANAGE": _("%(who)s was refused: may not see or change the plan and invoices"),
    "OWNERSHIP_TRANSFER": _("%(who)s was refused: may not hand over the ownership"),
    "WORKSPACE_DELETE": _("%(who)s was refused: may not delete the workspace"),
}
PERMISSIONS = frozenset(_MAY_NOT)
MAY_NOT = tuple(
    Says(message, because(name), outcome="denied") for name, message in _MAY_NOT.items()
)
NOT_LET_IN: dict[Action, tuple[Says, ...]] = {
    Action.WORKSPACE_ENTRY_DENIED: (
        Says(
            _("%(who)s asked for the workspace %(what)s without being a member"),
            because("not_a_member"),
            outcome="denied",
        ),
        Says(
            _("%(who)s asked for a workspace that does not exist"),
            because("no_such_workspace"),
            outcome="denied",
        ),
        Says(_("%(who)s was refused a page of the workspace"), of_type("page"), outcome="denied"),
        Says(_("%(who)s was refused in the workspace %(what)s"), outcome="denied"),
    ),
    Action.OBJECT_NOT_FOUND: (
        Says(_("%(who)s asked for something that is not there"), outcome="denied"),
    ),
}
TURNED_AWAY: dict[Action, tuple[Says, ...]] = {
    Action.ACCOUNT_TOKEN_REFUSED: (
        Says(_("%(who)s sent a token that is not valid"), outcome="denied"),
    ),
    Action.STAFF_ENTRY_DENIED: (
        Says(_("%(who)s asked for a page of staff and was refused"), outcome="denied"),
    ),
    Action.REQUEST_REFUSED: (Says(_("%(who)s was refused: not allowed"), outcome="denied"),),
    Action.REQUEST_FORGED: (
        Says(
            _("%(who)s sent a form without its token: too old, or made up by another site"),
            outcome="denied",
        ),
    ),
    Action.REQUEST_THROTTLED: (
        Says(_("%(who)s asked too often and has to wait"), outcome="denied"),
    ),
    Action.REQUEST_FAILED: (
        Says(_("What %(who)s asked for failed by a fault of the studio"), outcome="error"),
    ),
}
