"""Every action the trail knows: `app.noun.past_verb`, one list."""

from enum import StrEnum


class Action(StrEnum):
    ACCOUNT_SIGNED_UP = "accounts.person.signed_up"
    ACCOUNT_SIGNED_IN = "accounts.person.signed_in"
    ACCOUNT_SIGNED_OUT = "accounts.person.signed_out"
    ACCOUNT_SIGN_IN_FAILED = "accounts.person.sign_in_failed"
    STAFF_CREATED = "accounts.staff.created"
    WORKSPACE_CREATED = "workspaces.workspace.created"
    WORKSPACE_ENTRY_DENIED = "workspaces.workspace.entry_denied"
    UPLOAD_STARTED = "assets.upload.started"
    UPLOAD_REFUSED = "assets.upload.refused"
    ASSET_CREATED = "assets.asset.created"
    ASSET_DELETED = "assets.asset.deleted"
    ASSET_DOWNLOADED = "assets.asset.downloaded"
    PRODUCT_CREATED = "assets.product.created"
    PRODUCT_CHANGED = "assets.product.changed"
    PRODUCT_DELETED = "assets.product.deleted"
    FACT_CHANGED = "assets.fact.changed"
    JOB_SUBMITTED = "generation.job.submitted"
    JOB_CANCELLED = "generation.job.cancelled"
    JOB_RETRIED = "generation.job.retried"
    JOB_DOWNLOADED = "generation.job.downloaded"
    ITEM_FINISHED = "generation.item.finished"
    ITEM_FAILED = "generation.item.failed"
    CUTOUT_HINTED = "generation.cutout.hinted"
