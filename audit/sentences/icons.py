"""The sign that stands before a sentence: names of Lucide."""

from collections.abc import Mapping

from audit.actions import Action

NONE = "activity"
# The sign of all actions of a noun; some have their own below.
_BY_NOUN: Mapping[str, str] = {
    "audit.month": "archive",
    "audit.hold": "lock",
    "audit.export": "file-down",
    "audit.proof": "shield-check",
    "accounts.person": "user",
    "accounts.email": "mail",
    "accounts.factor": "key-round",
    "accounts.identity": "link",
    "accounts.session": "log-out",
    "accounts.exchange": "shield-off",
    "accounts.key": "shield-off",
    "accounts.mail": "mail",
    "accounts.notice": "bell",
    "accounts.staff": "user-plus",
    "config.task": "clock",
    "workspaces.workspace": "settings",
    "workspaces.brand": "tag",
    "workspaces.invitation": "mail",
    "workspaces.member": "shield",
    "assets.upload": "upload",
    "assets.asset": "image",
    "assets.product": "package",
    "assets.fact": "pencil-line",
    "generation.job": "activity",
    "generation.item": "circle-check",
    "generation.vendor": "plug-zap",
    "generation.text": "type",
    "generation.video_project": "clapperboard",
    "generation.cutout": "crop",
    "billing.account": "receipt",
    "billing.order": "credit-card",
    "billing.invoice": "receipt",
    "billing.usage": "download",
    "billing.payment_page": "credit-card",
    "billing.payment": "credit-card",
    "billing.payment_event": "credit-card",
    "billing.price_sheet": "tag",
    "billing.plan": "layers",
    "billing.subscription": "layers",
    "billing.grant": "zap",
    "billing.units": "zap",
}
_OWN: Mapping[str, str] = {
    Action.ACCOUNT_SIGNED_UP: "user-plus",
    Action.ACCOUNT_SIGN_UP_REFUSED: "shield-off",
    Action.ACCOUNT_SIGNED_IN: "log-in",
    Action.ACCOUNT_SIGNED_OUT: "log-out",
    Action.ACCOUNT_SIGNED_OUT_EVERYWHERE: "log-out",
    Action.ACCOUNT_SIGN_IN_FAILED: "shield-off",
    Action.ACCOUNT_LOCKED_OUT: "lock",
    Action.ACCOUNT_PASSWORD_CHANGED: "key-round",
    Action.ACCOUNT_RESET_ASKED: "key-round",
    Action.ACCOUNT_SWITCHED_OFF: "user-x",
    Action.ACCOUNT_CLOSED: "user-x",
    Action.ACCOUNT_IDENTITY_UNLINKED: "unplug",
    Action.ACCOUNT_TOKEN_REUSED: "triangle-alert",
    Action.WORKSPACE_CREATED: "plus",
    Action.WORKSPACE_ARCHIVED: "archive",
    Action.WORKSPACE_RESTORED: "rotate-ccw",
    Action.WORKSPACE_SUSPENDED: "pause",
    Action.WORKSPACE_UNSUSPENDED: "play",
    Action.WORKSPACE_DELETION_ASKED: "trash-2",
    Action.WORKSPACE_DELETED: "trash-2",
    Action.WORKSPACE_ENTRY_DENIED: "shield-off",
    Action.INVITATION_ACCEPTED: "user-plus",
    Action.MEMBER_ADDED: "user-plus",
    Action.MEMBER_REMOVED: "user-x",
    Action.MEMBER_LEFT: "log-out",
    Action.UPLOAD_REFUSED: "file-x-2",
    Action.UPLOAD_EXPIRED: "clock",
    Action.ASSET_CHANGED: "pencil-line",
    Action.ASSET_DELETED: "trash-2",
    Action.ASSET_RESTORED: "rotate-ccw",
    Action.ASSET_PURGED: "trash-2",
    Action.ASSET_DOWNLOADED: "download",
    Action.PRODUCT_CHANGED: "pencil-line",
    Action.PRODUCT_DELETED: "trash-2",
    Action.JOB_CANCELLED: "circle-x",
    Action.JOB_RETRIED: "refresh-cw",
    Action.JOB_HIDDEN: "trash-2",
    Action.JOB_DOWNLOADED: "download",
    Action.JOBS_SEEN_BY_STAFF: "eye",
    Action.ITEM_FAILED: "circle-alert",
    Action.TEXTS_EXPORTED: "download",
    Action.TASK_RUN_BY_STAFF: "play",
    Action.INVOICE_DOWNLOADED: "download",
    Action.PAYMENT_RECEIVED: "circle-check",
    Action.PAYMENT_REFUSED: "circle-alert",
    Action.PAYMENT_EVENT_FAILED: "circle-alert",
    Action.SUBSCRIPTION_OVERDUE: "triangle-alert",
}


def icon(action: str) -> str:
    """Return the sign of an action; a general one where the action is not known any more."""
    if action in _OWN:
        return _OWN[action]
    if action.endswith("_by_staff"):
        return "eye"
    return _BY_NOUN.get(action.rpartition(".")[0], NONE)
