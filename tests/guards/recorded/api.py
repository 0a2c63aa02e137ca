"""The API's operations that change or give out something."""

from audit.actions import Action
from tests.guards.recorded.rows import Row, does, nothing

_OWN = "tests/unit/accounts/test_own_api.py::"
_NEW = "tests/unit/accounts/test_registering_api.py::"
_SIGN_IN = "tests/integration/accounts/test_api_sign_in.py::"
_PLANS = "tests/unit/billing/test_recorded_money.py::"
_JOINING = "tests/unit/workspaces/test_joining_api.py::"
_LIVES = "tests/unit/workspaces/test_lives_api.py::"
_MEMBERS = "tests/unit/workspaces/test_members_api.py::"
_TRAIL = "tests/unit/workspaces/test_trail_api.py::"
_TICKET = nothing("a ticket for what may be read anyway; nothing is changed by it")
_COPY = ("copy", "images", "video")

ACCOUNTS: dict[str, Row] = {
    "POST /api/v1/auth/register": does(Action.ACCOUNT_SIGNED_UP),
    "POST /api/v1/auth/verify": does(
        Action.ACCOUNT_EMAIL_CONFIRMED,
        test=_NEW + "test_an_account_is_made_and_its_address_confirmed_by_mail",
    ),
    "POST /api/v1/auth/verify/resend": does(
        Action.ACCOUNT_CONFIRMATION_SENT, test=_NEW + "test_what_is_asked_for_by_mail_is_recorded"
    ),
    "POST /api/v1/auth/password/reset": does(
        Action.ACCOUNT_RESET_ASKED, test=_NEW + "test_what_is_asked_for_by_mail_is_recorded"
    ),
    "POST /api/v1/auth/password/reset/confirm": does(
        Action.ACCOUNT_PASSWORD_CHANGED,
        test="tests/unit/accounts/test_sessions.py::test_a_new_password_ends_every_session",
    ),
    "POST /api/v1/auth/password/change": does(
        Action.ACCOUNT_PASSWORD_CHANGED,
        test="tests/unit/accounts/test_sessions.py::test_a_new_password_ends_every_session",
    ),
    "POST /api/v1/auth/login": does(
        Action.ACCOUNT_SIGNED_IN,
        test="tests/unit/accounts/test_sessions.py::test_signing_in_opens_a_session_and_records_it",
    ),
    "POST /api/v1/auth/nextauth": does(
        Action.ACCOUNT_SIGNED_IN,
        test="tests/unit/accounts/test_exchanging.py::test_it_becomes_a_session_like_any_other",
    ),
    "POST /api/v1/auth/refresh": nothing(
        "goes on with a sign-in that is on the record, every ten minutes; reuse is recorded",
        "tests/unit/accounts/test_refreshing.py::test_a_refresh_is_no_event_of_its_own",
    ),
    "POST /api/v1/auth/logout": does(Action.ACCOUNT_SIGNED_OUT),
    "DELETE /api/v1/auth/sessions": does(Action.ACCOUNT_SIGNED_OUT_EVERYWHERE),
    "DELETE /api/v1/auth/sessions/{session_id}": does(Action.ACCOUNT_SESSION_ENDED),
    "PATCH /api/v1/auth/me": does(Action.ACCOUNT_CHANGED),
    "PUT /api/v1/notifications/choices": does(
        Action.NOTICE_CHOSEN,
        test="tests/unit/accounts/test_telling.py::test_a_choice_is_recorded_when_it_is_another",
    ),
    "POST /api/v1/notifications/read": nothing("marks what somebody was told as read by them"),
    "POST /api/v1/notifications/{notice_id}/read": nothing(
        "marks what somebody was told as read by them"
    ),
}
WORKSPACES: dict[str, Row] = {
    "POST /api/v1/workspaces": does(
        Action.WORKSPACE_CREATED,
        test="tests/integration/workspaces/test_deletion.py::"
        "test_nothing_is_left_but_the_ledger_the_trail_and_a_nameless_row",
    ),
    "POST /api/v1/workspaces/join": does(
        Action.INVITATION_ACCEPTED,
        may=(Action.MEMBER_ADDED,),
        test=_JOINING + "test_somebody_without_a_workspace_joins_one",
    ),
    "PATCH /api/v1/workspaces/{id}": does(Action.WORKSPACE_CHANGED, may=(Action.BRAND_CHANGED,)),
    "DELETE /api/v1/workspaces/{id}": does(
        Action.WORKSPACE_DELETION_ASKED, may=(Action.JOB_CANCELLED, Action.ORDER_CANCELLED)
    ),
    "POST /api/v1/workspaces/{id}/archive": does(Action.WORKSPACE_ARCHIVED),
    "POST /api/v1/workspaces/{id}/restore": does(
        Action.WORKSPACE_RESTORED, test=_LIVES + "test_an_owner_keeps_what_was_on_its_way_out"
    ),
    "POST /api/v1/workspaces/{id}/leave": does(
        Action.MEMBER_LEFT, test=_MEMBERS + "test_everybody_but_the_last_owner_may_leave"
    ),
    "POST /api/v1/workspaces/{id}/transfer": does(
        Action.OWNERSHIP_TRANSFERRED, Action.MEMBER_ROLE_CHANGED
    ),
    "PATCH /api/v1/workspaces/{id}/members/{user_id}": does(Action.MEMBER_ROLE_CHANGED),
    "DELETE /api/v1/workspaces/{id}/members/{user_id}": does(
        Action.MEMBER_REMOVED, may=(Action.INVITATION_REVOKED,)
    ),
    "POST /api/v1/workspaces/{id}/invite": does(Action.INVITATION_SENT),
    "POST /api/v1/workspaces/{id}/invitations/{invitation_id}/resend": does(
        Action.INVITATION_RENEWED
    ),
    "DELETE /api/v1/workspaces/{id}/invitations/{invitation_id}": does(Action.INVITATION_REVOKED),
    "POST /api/v1/audit/exports": does(
        Action.EXPORT_ASKED, test=_TRAIL + "test_a_file_is_asked_for_on_the_record"
    ),
    "GET /api/v1/audit/exports/{export_id}/download": does(
        Action.EXPORT_DOWNLOADED, test=_TRAIL + "test_a_file_is_saved_from_the_bucket_on_the_record"
    ),
}  # fmt: skip
LIBRARY: dict[str, Row] = {
    "POST /api/v1/assets/upload": does(Action.UPLOAD_STARTED),
    "POST /api/v1/assets/uploads": does(Action.UPLOAD_STARTED),
    "POST /api/v1/assets/uploads/{id}/complete": nothing(
        "has the file checked: the check records the photo, or that it was refused",
        "tests/integration/assets/test_uploads.py::test_a_photo_comes_into_the_library",
    ),
    "POST /api/v1/assets/uploads/{id}/parts": nothing(
        "signs addresses for parts of a file whose upload is on the record; what came is checked",
        "tests/integration/assets/test_sending_api.py::"
        "test_a_large_file_goes_through_the_api_in_parts",
    ),
    "DELETE /api/v1/assets/uploads/{id}": does(Action.UPLOAD_ABORTED),
    "PATCH /api/v1/assets/{id}": does(Action.ASSET_CHANGED),
    "POST /api/v1/assets/tags": does(
        Action.ASSET_CHANGED,
        test="tests/unit/assets/test_tags.py::"
        "test_what_is_already_so_changes_nothing_and_is_not_told",
    ),
    "DELETE /api/v1/assets/{id}": does(Action.ASSET_DELETED),
    "GET /api/v1/assets/{id}/download": does(Action.ASSET_DOWNLOADED),
    "POST /api/v1/assets/{asset_id}/versions/{number}/choose": does(
        Action.ASSET_VERSION_CHOSEN,
        test="tests/unit/assets/test_versions.py::test_one_can_go_back_to_an_older_version",
    ),
    "DELETE /api/v1/assets/{asset_id}/versions/{number}": does(
        Action.ASSET_VERSION_DELETED,
        test="tests/unit/assets/test_versions.py::"
        "test_an_older_version_is_deleted_with_all_that_was_made_of_it",
    ),
    "GET /api/v1/assets/{asset_id}/versions/{number}/download": does(Action.ASSET_DOWNLOADED),
    "POST /api/v1/assets/{asset_id}/derivatives": nothing(
        "has a copy made: the worker records it when it is there",
        "tests/integration/assets/test_converting.py::"
        "test_it_is_made_by_a_worker_stored_and_recorded",
    ),
    "POST /api/v1/assets/exports": does(Action.ASSET_EXPORT_ASKED),
    "GET /api/v1/assets/exports/{id}/download": does(
        Action.ASSET_EXPORT_DOWNLOADED,
        test="tests/integration/assets/test_exports.py::"
        "test_asking_and_downloading_is_on_the_record",
    ),
    "POST /api/v1/products": does(Action.PRODUCT_CREATED, may=(Action.FACT_CHANGED,)),
    "PATCH /api/v1/products/{id}": does(Action.PRODUCT_CHANGED),
    "DELETE /api/v1/products/{id}": does(Action.PRODUCT_DELETED),
    "PUT /api/v1/products/{id}/facts": does(Action.FACT_CHANGED),
    "POST /api/v1/products/{id}/proposals": does(
        Action.FACTS_PROPOSED,
        test="tests/unit/assets/test_proposals.py::test_what_a_document_states_waits_in_its_order",
    ),
    "POST /api/v1/products/{id}/proposals/confirm": does(
        Action.FACT_CHANGED,
        test="tests/unit/assets/test_proposals.py::test_it_becomes_a_fact_that_names_its_source",
    ),
    "POST /api/v1/products/{id}/proposals/reject": does(
        Action.FACTS_REJECTED,
        test="tests/unit/assets/test_taking_back.py::test_what_was_rejected_waits_again",
    ),
}
SHEETS: dict[str, Row] = {
    "POST /api/v1/products/imports": does(Action.IMPORT_STARTED),
    "PATCH /api/v1/products/imports/{id}": does(Action.IMPORT_CHANGED),
    "POST /api/v1/products/imports/{id}/check": does(Action.IMPORT_CHANGED),
    "POST /api/v1/products/imports/{id}/run": does(Action.IMPORT_CONFIRMED),
    "POST /api/v1/products/imports/{id}/cancel": does(Action.IMPORT_CANCELLED),
    "POST /api/v1/products/imports/{id}/retry": does(Action.IMPORT_CHANGED),
    "POST /api/v1/products/imports/{id}/export": does(Action.ASSET_EXPORT_ASKED),
    "PATCH /api/v1/products/imports/{import_id}/rows/{number}": does(Action.IMPORT_CHANGED),
    "POST /api/v1/products/export": does(Action.ASSET_EXPORT_ASKED),
}
_DUPLICATE = "tests/unit/generation/test_job_changes.py::"
WORK: dict[str, Row] = {
    **{f"POST /api/v1/{kind}/{{job_id}}/cancel": does(Action.JOB_CANCELLED) for kind in _COPY},
    **{
        f"POST /api/v1/{kind}/{{job_id}}/items/{{item_id}}/cancel": does(Action.JOB_CANCELLED)
        for kind in _COPY
    },
    **{f"POST /api/v1/{kind}/{{job_id}}/retry": does(Action.JOB_RETRIED) for kind in _COPY},
    **{
        f"POST /api/v1/{kind}/{{job_id}}/items/{{item_id}}/retry": does(Action.JOB_RETRIED)
        for kind in _COPY
    },
    **{f"DELETE /api/v1/{kind}/{{job_id}}": does(Action.JOB_HIDDEN) for kind in _COPY},
    **{f"POST /api/v1/{kind}/{{job_id}}/stream": _TICKET for kind in _COPY},
    **{f"GET /api/v1/{kind}/{{job_id}}/stream": _TICKET for kind in _COPY},
    "POST /api/v1/copy/{job_id}/duplicate": does(Action.JOB_SUBMITTED),
    "POST /api/v1/images/{job_id}/duplicate": does(Action.JOB_SUBMITTED),
    "POST /api/v1/video/{job_id}/duplicate": does(
        Action.JOB_SUBMITTED,
        test=_DUPLICATE + "test_pictures_are_made_again_as_they_were_asked_for",
    ),
    "POST /api/v1/copy/generate": does(Action.JOB_SUBMITTED),
    "POST /api/v1/images/generate": does(Action.JOB_SUBMITTED),
    "POST /api/v1/video/generate": does(Action.JOB_SUBMITTED),
    "POST /api/v1/video/script": does(Action.JOB_SUBMITTED, Action.PROJECT_CREATED),
    "POST /api/v1/texts/{id}/rewrite": does(Action.JOB_SUBMITTED),
    "PATCH /api/v1/texts/{id}": does(Action.TEXT_CHANGED),
    "POST /api/v1/texts/{id}/restore": does(Action.TEXT_CHANGED),
    "PATCH /api/v1/video-projects/{id}": does(Action.PROJECT_CHANGED),
    "POST /api/v1/video-projects/{id}/restore": does(Action.PROJECT_CHANGED),
    "GET /api/v1/images/{job_id}/download": does(Action.JOB_DOWNLOADED),
    "GET /api/v1/video/{job_id}/download": does(Action.JOB_DOWNLOADED),
    "GET /api/v1/copy/{job_id}/export": does(Action.TEXTS_EXPORTED),
}
MONEY: dict[str, Row] = {
    "PATCH /api/v1/billing/account": does(Action.BILLING_ACCOUNT_CHANGED),
    "GET /api/v1/billing/invoices/{invoice_id}/pdf": does(
        Action.INVOICE_DOWNLOADED, test=_PLANS + "test_an_invoice_that_is_handed_out_is_recorded"
    ),
    "GET /api/v1/billing/usage": does(
        Action.USAGE_EXPORTED, test=_PLANS + "test_a_table_of_use_is_recorded_and_a_look_is_not"
    ),
    "POST /api/v1/billing/invoices/{invoice_id}/pay": does(
        Action.PAYMENT_PAGE_OPENED, test=_PLANS + "test_who_is_led_to_pay_is_recorded"
    ),
    "POST /api/v1/billing/orders": does(
        Action.ORDER_PLACED,
        Action.INVOICE_ISSUED,
        may=(Action.ORDER_CANCELLED, Action.INVOICE_VOIDED),
    ),
    "POST /api/v1/billing/orders/{order_id}/cancel": does(
        Action.ORDER_CANCELLED, may=(Action.INVOICE_VOIDED,)
    ),
    "POST /api/v1/billing/orders/{order_id}/resume": does(
        Action.PAYMENT_PAGE_OPENED, test=_PLANS + "test_who_is_led_to_pay_is_recorded"
    ),
    "POST /api/v1/billing/plans/{version_id}/preview": nothing("says what would be; nothing is"),
    "POST /api/v1/billing/subscription/trial": does(Action.SUBSCRIPTION_STARTED),
    "POST /api/v1/billing/subscription/change": does(
        Action.SUBSCRIPTION_CHANGE_PLANNED, test=_PLANS + "test_what_is_done_about_a_plan_is_recorded"
    ),
    "POST /api/v1/billing/subscription/drop-change": does(
        Action.SUBSCRIPTION_CHANGE_DROPPED, test=_PLANS + "test_what_is_done_about_a_plan_is_recorded"
    ),
    "POST /api/v1/billing/subscription/cancel": does(
        Action.SUBSCRIPTION_CANCELLED, test=_PLANS + "test_what_is_done_about_a_plan_is_recorded"
    ),
    "POST /api/v1/billing/subscription/resume": does(
        Action.SUBSCRIPTION_RESUMED, test=_PLANS + "test_what_is_done_about_a_plan_is_recorded"
    ),
}  # fmt: skip
OPERATIONS = ACCOUNTS | WORKSPACES | LIBRARY | SHEETS | WORK | MONEY
