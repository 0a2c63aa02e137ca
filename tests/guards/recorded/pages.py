"""Pages of workspaces: forms that do something, and what is given out."""

from audit.actions import Action
from tests.guards.recorded.rows import Row, does, nothing

_PLANS = "tests/unit/billing/test_recorded_money.py::"
_LIVES = "tests/unit/workspaces/test_lives_pages.py::"
_FILES = "tests/unit/workspaces/test_activity_exports.py::"
SETTINGS: dict[str, Row] = {
    "POST /workspaces/{workspace_id}/archive": does(Action.WORKSPACE_ARCHIVED),
    "POST /workspaces/{workspace_id}/restore": does(
        Action.WORKSPACE_RESTORED,
        test="tests/unit/workspaces/test_lives_api.py::test_an_owner_keeps_what_was_on_its_way_out",
    ),
    "POST /workspaces/{workspace_id}/delete": does(
        Action.WORKSPACE_DELETION_ASKED,
        test="tests/unit/workspaces/test_closing_work.py::"
        "test_open_work_stops_and_its_units_come_back",
    ),
    "POST /workspaces/{workspace_id}/leave": does(
        Action.MEMBER_LEFT,
        test="tests/unit/workspaces/test_members.py::test_who_leaves_is_recorded_as_leaving",
    ),
    "POST /workspaces/{workspace_id}/hand-over": does(
        Action.OWNERSHIP_TRANSFERRED, Action.MEMBER_ROLE_CHANGED
    ),
    "POST /w/{slug}/settings/general/{section}": does(Action.WORKSPACE_CHANGED),
    "POST /w/{slug}/settings/brand/{section}": does(
        Action.BRAND_CHANGED,
        test="tests/unit/workspaces/test_brand.py::test_what_is_given_is_kept_and_recorded",
    ),
    "POST /w/{slug}/settings/members/invite": does(Action.INVITATION_SENT),
    "POST /w/{slug}/settings/members/{user_id}/role": does(Action.MEMBER_ROLE_CHANGED),
    "POST /w/{slug}/settings/members/{user_id}/remove": does(Action.MEMBER_REMOVED),
    "POST /w/{slug}/settings/invitations/{invitation_id}/renew": does(Action.INVITATION_RENEWED),
    "POST /w/{slug}/settings/invitations/{invitation_id}/revoke": does(Action.INVITATION_REVOKED),
    "POST /w/{slug}/activity/export": does(
        Action.EXPORT_ASKED,
        test=_FILES + "test_what_the_page_shows_is_asked_for",
    ),
    "POST /w/{slug}/activity/exports/{export_id}/again": does(
        Action.EXPORT_ASKED, test=_FILES + "test_what_the_page_shows_is_asked_for"
    ),
    "GET /w/{slug}/activity/exports/{export_id}/download": does(
        Action.EXPORT_DOWNLOADED,
        test=_FILES + "test_fetching_one_leads_to_the_file_and_is_recorded",
    ),
}
MONEY: dict[str, Row] = {
    "GET /w/{slug}/settings/usage.csv": does(Action.USAGE_EXPORTED),
    "GET /w/{slug}/settings/invoices/{invoice_id}/pdf": does(
        Action.INVOICE_DOWNLOADED, test=_PLANS + "test_an_invoice_that_is_handed_out_is_recorded"
    ),
    "POST /w/{slug}/settings/invoices/{invoice_id}/pay": does(
        Action.PAYMENT_PAGE_OPENED, test=_PLANS + "test_who_is_led_to_pay_is_recorded"
    ),
    "POST /w/{slug}/settings/invoices/portal": does(
        Action.PAYMENT_PAGE_OPENED, test=_PLANS + "test_who_is_led_to_pay_is_recorded"
    ),
    "POST /w/{slug}/settings/orders/{order_id}/pay": does(
        Action.PAYMENT_PAGE_OPENED, test=_PLANS + "test_who_is_led_to_pay_is_recorded"
    ),
    "POST /w/{slug}/settings/orders/{order_id}/cancel": does(
        Action.ORDER_CANCELLED, may=(Action.INVOICE_VOIDED,)
    ),
    "POST /w/{slug}/settings/billing-details": does(Action.BILLING_ACCOUNT_CHANGED),
    "POST /w/{slug}/settings/plan/trial": does(Action.SUBSCRIPTION_STARTED),
    "POST /w/{slug}/settings/plan/resume": does(
        Action.SUBSCRIPTION_RESUMED, test=_PLANS + "test_what_is_done_about_a_plan_is_recorded"
    ),
    "POST /w/{slug}/settings/plan/drop-change": does(
        Action.SUBSCRIPTION_CHANGE_DROPPED,
        test=_PLANS + "test_what_is_done_about_a_plan_is_recorded",
    ),
    "POST /w/{slug}/settings/plans/{version_id}": does(
        Action.ORDER_PLACED,
        test="tests/unit/billing/test_orders.py::test_an_order_waits_with_an_invoice_to_pay",
    ),
}
_UNITS = "tests/unit/assets/test_products.py::"
LIBRARY: dict[str, Row] = {
    "POST /w/{slug}/library/delete": does(Action.ASSET_DELETED),
    "POST /w/{slug}/library/attach": does(
        Action.PRODUCT_CHANGED,
        Action.ASSET_CHANGED,
        test=_UNITS + "test_attach_puts_photos_after_those_there_are",
    ),
    "POST /w/{slug}/library/tags/change": does(Action.ASSET_CHANGED),
    "POST /w/{slug}/library/bin/restore": does(
        Action.ASSET_RESTORED,
        test="tests/unit/assets/test_library.py::"
        "test_delete_puts_into_the_bin_and_restore_takes_out",
    ),
    "POST /w/{slug}/library/bin/{asset_id}/restore": does(Action.ASSET_RESTORED),
    "POST /w/{slug}/library/{asset_id}/edit": does(Action.ASSET_CHANGED),
    "POST /w/{slug}/library/{asset_id}/delete": does(Action.ASSET_DELETED),
    "GET /w/{slug}/library/{asset_id}/download": does(Action.ASSET_DOWNLOADED),
    "POST /w/{slug}/library/{asset_id}/convert": nothing(
        "has a copy made: the worker records it when it is there",
        "tests/integration/assets/test_converting.py::"
        "test_it_is_made_by_a_worker_stored_and_recorded",
    ),
    "GET /w/{slug}/library/{asset_id}/convert/{derivative_id}": does(Action.ASSET_DOWNLOADED),
    "POST /w/{slug}/library/{asset_id}/versions/{number}/choose": does(
        Action.ASSET_VERSION_CHOSEN,
        test="tests/unit/assets/test_versions.py::test_one_can_go_back_to_an_older_version",
    ),
    "POST /w/{slug}/library/{asset_id}/versions/{number}/delete": does(
        Action.ASSET_VERSION_DELETED,
        test="tests/unit/assets/test_versions.py::"
        "test_an_older_version_is_deleted_with_all_that_was_made_of_it",
    ),
    "GET /w/{slug}/library/{asset_id}/versions/{number}/download": does(Action.ASSET_DOWNLOADED),
    "POST /w/{slug}/library/exports": does(Action.ASSET_EXPORT_ASKED),
    "GET /w/{slug}/library/exports/{export_id}/download": does(
        Action.ASSET_EXPORT_DOWNLOADED,
        test="tests/integration/assets/test_exports.py::"
        "test_asking_and_downloading_is_on_the_record",
    ),
    "POST /w/{slug}/products/new": does(Action.PRODUCT_CREATED),
    "POST /w/{slug}/products/{product_id}/edit": does(Action.PRODUCT_CHANGED),
    "POST /w/{slug}/products/{product_id}/delete": does(Action.PRODUCT_DELETED),
    "POST /w/{slug}/products/{product_id}/photos/main": does(
        Action.PRODUCT_CHANGED, test=_UNITS + "test_the_main_photo_is_the_one_chosen"
    ),
    "POST /w/{slug}/products/{product_id}/facts/new": does(Action.FACT_CHANGED),
    "POST /w/{slug}/products/{product_id}/sheet/{version_id}/decide": does(
        Action.FACT_CHANGED, may=(Action.FACTS_REJECTED, Action.FACTS_PROPOSED)
    ),
    "POST /w/{slug}/products/{product_id}/facts/{fact_id}": does(Action.FACT_CHANGED),
    "POST /w/{slug}/products/{product_id}/facts/{fact_id}/remove": does(Action.FACT_CHANGED),
}
_SHEETS = "tests/unit/assets/test_import_pages.py::"
_IMPORT = "/w/{slug}/products/imports/{run_id}"
SHEETS: dict[str, Row] = {
    "POST /w/{slug}/products/import": does(Action.IMPORT_STARTED),
    f"POST {_IMPORT}/columns": does(Action.IMPORT_CHANGED),
    f"POST {_IMPORT}/sheet": does(Action.IMPORT_CHANGED),
    f"POST {_IMPORT}/back": does(Action.IMPORT_CHANGED),
    f"POST {_IMPORT}/check": does(Action.IMPORT_CHANGED),
    f"POST {_IMPORT}/run": does(Action.IMPORT_CONFIRMED),
    f"POST {_IMPORT}/again": does(Action.IMPORT_CHANGED),
    f"POST {_IMPORT}/cancel": does(Action.IMPORT_CANCELLED),
    f"POST {_IMPORT}/left": does(Action.ASSET_EXPORT_ASKED),
    f"POST {_IMPORT}/skip": does(
        Action.IMPORT_CHANGED, test=_SHEETS + "test_rows_are_left_out_and_taken_in_again"
    ),
    f"POST {_IMPORT}/rows/{{number}}": does(Action.IMPORT_CHANGED),
    f"POST {_IMPORT}/rows/{{number}}/skip": does(Action.IMPORT_CHANGED),
    "POST /w/{slug}/products/export": does(Action.ASSET_EXPORT_ASKED),
}
_TICKET = nothing("a ticket for what may be read anyway; nothing is changed by it")
WORK: dict[str, Row] = {
    "POST /w/{slug}/copy/new": does(Action.JOB_SUBMITTED),
    "POST /w/{slug}/images/new": does(Action.JOB_SUBMITTED),
    "POST /w/{slug}/images/new/{asset_id}/rectangle": does(Action.CUTOUT_HINTED),
    "POST /w/{slug}/video/new": does(Action.JOB_SUBMITTED, Action.PROJECT_CREATED),
    "POST /w/{slug}/video/{project_id}/write": does(Action.JOB_RETRIED),
    "POST /w/{slug}/video/{project_id}/render": does(
        Action.JOB_SUBMITTED,
        test="tests/unit/generation/test_submit.py::"
        "test_submit_writes_job_items_reservations_ledger_audit_and_open_work",
    ),
    "POST /w/{slug}/video/{project_id}/stop/{job_id}": does(Action.JOB_CANCELLED),
    "POST /w/{slug}/video/{project_id}/save": does(Action.PROJECT_CHANGED),
    "POST /w/{slug}/video/{project_id}/restore": does(Action.PROJECT_CHANGED),
    "POST /w/{slug}/texts/{text_id}/edit": does(Action.TEXT_CHANGED),
    "POST /w/{slug}/texts/{text_id}/restore": does(Action.TEXT_CHANGED),
    "POST /w/{slug}/texts/{text_id}/rewrite": does(Action.JOB_SUBMITTED),
    "POST /w/{slug}/jobs/cancel": does(Action.JOB_CANCELLED),
    "POST /w/{slug}/jobs/retry": does(Action.JOB_RETRIED),
    "POST /w/{slug}/jobs/hide": does(Action.JOB_HIDDEN),
    "POST /w/{slug}/jobs/{job_id}/cancel": does(Action.JOB_CANCELLED),
    "POST /w/{slug}/jobs/{job_id}/retry": does(Action.JOB_RETRIED),
    "POST /w/{slug}/jobs/{job_id}/again": does(Action.JOB_SUBMITTED),
    "POST /w/{slug}/jobs/{job_id}/hide": does(Action.JOB_HIDDEN),
    "POST /w/{slug}/jobs/{job_id}/items/{item_id}/cancel": does(Action.JOB_CANCELLED),
    "POST /w/{slug}/jobs/{job_id}/items/{item_id}/retry": does(Action.JOB_RETRIED),
    "GET /w/{slug}/jobs/{job_id}/download": does(Action.JOB_DOWNLOADED),
    "GET /w/{slug}/jobs/{job_id}/export": does(Action.TEXTS_EXPORTED),
    "GET /w/{slug}/events": _TICKET,
    "POST /w/{slug}/events": _TICKET,
    "POST /w/{slug}/snapshot": nothing("takes any method and says how work stands"),
}
OPERATIONS = SETTINGS | MONEY | LIBRARY | SHEETS | WORK
