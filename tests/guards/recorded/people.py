"""Addresses outside of workspaces: accounts, the way in, what machines ask, where money is told of.

By address, whatever the method. Of the same address in two packages the first is answered.
"""

from audit.actions import Action
from tests.guards.recorded.rows import Row, does, nothing

_SAFETY = "tests/unit/accounts/test_safety.py::"
_PAGES = "tests/integration/accounts/test_pages.py::"
_PLACES = "tests/unit/workspaces/test_pages.py::"
_JOIN = "tests/unit/workspaces/test_join_pages.py::"
_GOOGLE = "tests/unit/accounts/test_google.py::"
_SIGN_INS = "tests/unit/accounts/test_sessions_page.py::"
_NOTICES = "tests/unit/accounts/test_notice_pages.py::"
_SHOWN = _PAGES + "test_pages_for_people_are_served"
_STRANGERS = _PAGES + "test_pages_for_strangers_are_served"
_PROOF = nothing(
    "proves once more who somebody is; a wrong proof is recorded",
    "tests/integration/accounts/test_doors.py::test_a_code_does_not_end_what_the_old_password_began",
)
_MACHINES = nothing(
    "asked by machines; says nothing of people",
    "tests/integration/sweep/test_outside.py::"
    "test_what_stands_before_the_gate_tells_nothing_of_a_workspace",
)
ENTERING: dict[str, Row] = {
    "accounts/login/": does(
        Action.ACCOUNT_SIGNED_IN, test=_PAGES + "test_signing_in_leads_to_the_only_workspace"
    ),
    "accounts/signup/": does(
        Action.ACCOUNT_SIGNED_UP,
        test=_PAGES + "test_signing_up_makes_a_person_and_leads_to_a_first_workspace",
    ),
    "accounts/logout/": does(
        Action.ACCOUNT_SIGNED_OUT, test=_PAGES + "test_signing_out_is_recorded_and_ends_the_session"
    ),
    "accounts/password/reset/": does(
        Action.ACCOUNT_RESET_ASKED,
        test="tests/unit/accounts/test_registering_api.py::test_what_is_asked_for_by_mail_is_recorded",
    ),
    "accounts/2fa/authenticate/": does(
        Action.ACCOUNT_SIGNED_IN, test=_GOOGLE + "test_who_is_new_gets_an_account_of_their_own"
    ),
    "accounts/2fa/webauthn/login/": does(
        Action.ACCOUNT_SIGNED_IN, test=_GOOGLE + "test_who_is_new_gets_an_account_of_their_own"
    ),
    "accounts/login/code/confirm/": nothing(
        "codes by mail are off: it leads back to the sign-in", _STRANGERS
    ),
    "accounts/google/login/": nothing("leads to Google; nothing has happened yet", _GOOGLE + "test_the_way_to_google_carries_a_state_and_a_challenge"),
    "accounts/google/login/callback/": does(
        Action.ACCOUNT_SIGNED_IN,
        may=(Action.ACCOUNT_SIGNED_UP, Action.ACCOUNT_IDENTITY_LINKED),
        test=_GOOGLE + "test_who_is_new_gets_an_account_of_their_own",
    ),
    "accounts/google/login/token/": does(
        Action.ACCOUNT_SIGNED_IN, test=_GOOGLE + "test_who_is_new_gets_an_account_of_their_own"
    ),
    "accounts/social/signup/": does(
        Action.ACCOUNT_SIGNED_UP, test=_GOOGLE + "test_who_is_new_gets_an_account_of_their_own"
    ),
    "accounts/social/login/cancelled/": nothing("says that nothing came of it", _GOOGLE + "test_coming_back_empty_handed_is_said"),
    "accounts/social/login/error/": nothing("says that nothing came of it", _GOOGLE + "test_coming_back_empty_handed_is_said"),
    "accounts/inactive/": nothing("a page of words", _STRANGERS),
    "accounts/confirm-email/": nothing("a page of words", _STRANGERS),
    "accounts/password/reset/done/": nothing("a page of words", _STRANGERS),
    "accounts/password/reset/key/done/": nothing("a page of words", _STRANGERS),
    "accounts/closed/": nothing("a page of words", _STRANGERS),
}  # fmt: skip
GUARDED: dict[str, Row] = {
    "accounts/email/": does(
        Action.ACCOUNT_EMAIL_ADDED,
        may=(
            Action.ACCOUNT_EMAIL_REMOVED, Action.ACCOUNT_EMAIL_CHANGED,
            Action.ACCOUNT_CONFIRMATION_SENT,
        ),
        test=_SAFETY + "test_an_address_is_added_and_recorded",
    ),
    "accounts/confirm-email/(?P<key>[-:\\w]+)/$": does(
        Action.ACCOUNT_EMAIL_CONFIRMED, test=_SAFETY + "test_an_address_is_confirmed_by_its_link"
    ),
    "accounts/password/change/": does(
        Action.ACCOUNT_PASSWORD_CHANGED,
        test=_PAGES + "test_a_changed_password_ends_sessions_of_programs",
    ),
    "accounts/password/set/": does(
        Action.ACCOUNT_PASSWORD_CHANGED,
        test="tests/unit/accounts/test_sessions.py::test_a_new_password_ends_every_session",
    ),
    "accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": does(
        Action.ACCOUNT_PASSWORD_CHANGED,
        test="tests/unit/accounts/test_sessions.py::test_a_new_password_ends_every_session",
    ),
    "accounts/reauthenticate/": _PROOF,
    "accounts/2fa/reauthenticate/": _PROOF,
    "accounts/2fa/webauthn/reauthenticate/": _PROOF,
    "accounts/2fa/": nothing("says which second steps there are", _SHOWN),
    "accounts/2fa/webauthn/": nothing("leads to the second steps", _SHOWN),
    "accounts/2fa/totp/activate/": does(
        Action.ACCOUNT_FACTOR_ADDED,
        may=(Action.ACCOUNT_RECOVERY_CODES_MADE,),
        test=_SAFETY + "test_an_app_is_set_up_recorded_and_told",
    ),
    "accounts/2fa/totp/deactivate/": does(
        Action.ACCOUNT_FACTOR_REMOVED, test=_SAFETY + "test_an_app_is_removed_with_its_codes"
    ),
    "accounts/2fa/recovery-codes/": does(
        Action.ACCOUNT_RECOVERY_CODES_SHOWN, test=_SAFETY + "test_recovery_codes_are_shown_once"
    ),
    "accounts/2fa/recovery-codes/download/": does(
        Action.ACCOUNT_RECOVERY_CODES_SHOWN,
        test=_SAFETY + "test_recovery_codes_are_shown_once",
    ),
    "accounts/2fa/recovery-codes/generate/": does(
        Action.ACCOUNT_RECOVERY_CODES_MADE,
        test=_SAFETY + "test_new_recovery_codes_are_recorded_and_told",
    ),
    "accounts/2fa/webauthn/add/": does(
        Action.ACCOUNT_FACTOR_ADDED, test=_SAFETY + "test_an_app_is_set_up_recorded_and_told"
    ),
    "accounts/2fa/webauthn/keys/<int:pk>/edit/": does(
        Action.ACCOUNT_FACTOR_RENAMED, test=_SAFETY + "test_a_passkey_is_renamed_and_removed"
    ),
    "accounts/2fa/webauthn/keys/<int:pk>/remove/": does(
        Action.ACCOUNT_FACTOR_REMOVED, test=_SAFETY + "test_a_passkey_is_renamed_and_removed"
    ),
    "accounts/social/": does(
        Action.ACCOUNT_IDENTITY_UNLINKED, test=_GOOGLE + "test_google_is_disconnected_and_recorded"
    ),
}  # fmt: skip
OWN: dict[str, Row] = {
    "accounts/profile/": nothing("shows what somebody chose", _SHOWN),
    "accounts/profile/<str:section>": does(
        Action.ACCOUNT_CHANGED,
        test="tests/unit/accounts/test_profile.py::"
        "test_what_changed_is_kept_and_recorded_with_what_it_was",
    ),
    "accounts/sessions/": nothing("shows somebody's own sign-ins", _SHOWN),
    "accounts/sessions/all": does(
        Action.ACCOUNT_SIGNED_OUT_EVERYWHERE,
        test="tests/unit/accounts/test_staff_people.py::"
        "test_who_is_signed_out_everywhere_is_told_and_not_from_where_staff_did_it",
    ),
    "accounts/sessions/<uuid:session_id>": does(
        Action.ACCOUNT_SESSION_ENDED, test=_SIGN_INS + "test_one_browser_is_signed_out"
    ),
    "accounts/close/": does(
        Action.ACCOUNT_CLOSED,
        test="tests/unit/accounts/test_closing.py::test_the_trail_keeps_the_id_and_loses_the_name",
    ),
    "accounts/notifications/": nothing("what somebody was told", _SHOWN),
    "accounts/notifications/newest": nothing("what somebody was told", _NOTICES + "test_the_bell_is_on_every_page_and_counts"),
    "accounts/notifications/unread": nothing("what somebody was told", _NOTICES + "test_the_bell_is_on_every_page_and_counts"),
    "accounts/notifications/read": nothing(
        "marks what somebody was told as read by them",
        _NOTICES + "test_all_are_marked_read_at_once_but_nobody_elses",
    ),
    "accounts/notifications/<uuid:notice_id>/open": nothing(
        "marks what somebody was told as read by them",
        _NOTICES + "test_opening_one_marks_it_read_and_leads_on",
    ),
    "accounts/notifications/choices/": nothing("shows what somebody wants by mail", _SHOWN),
    "accounts/notifications/choices/<slug:kind>": does(
        Action.NOTICE_CHOSEN,
        test="tests/unit/accounts/test_telling.py::test_a_choice_is_recorded_when_it_is_another",
    ),
    "accounts/notifications/no-more/<str:token>": does(
        Action.NOTICE_CHOSEN,
        test="tests/unit/accounts/test_telling.py::test_a_choice_is_recorded_when_it_is_another",
    ),
    "i18n/language": does(
        Action.ACCOUNT_CHANGED,
        test="tests/unit/accounts/test_profile.py::"
        "test_what_changed_is_kept_and_recorded_with_what_it_was",
    ),
    "i18n/theme": does(
        Action.ACCOUNT_CHANGED,
        test="tests/unit/accounts/test_profile.py::"
        "test_what_changed_is_kept_and_recorded_with_what_it_was",
    ),
}  # fmt: skip
STARTING: dict[str, Row] = {
    "": nothing("only leads on, to a workspace or the list", _PLACES + "test_the_start_leads_to_the_only_workspace"),
    "workspaces/": nothing("shows somebody's own workspaces", _PLACES + "test_the_list_shows_own_workspaces_with_the_role"),
    "workspaces/new": does(
        Action.WORKSPACE_CREATED,
        test="tests/integration/workspaces/test_deletion.py::"
        "test_nothing_is_left_but_the_ledger_the_trail_and_a_nameless_row",
    ),
    "workspaces/new/address": nothing("names an address that is free", _PLACES + "test_the_address_is_shown_while_the_name_is_typed"),
    "join": does(
        Action.INVITATION_ACCEPTED,
        may=(Action.INVITATION_REFUSED, Action.MEMBER_ADDED),
        test="tests/unit/workspaces/test_invitations.py::"
        "test_an_invitation_makes_a_member_of_its_role",
    ),
    "join/<str:token>": nothing("remembers a link; nobody has joined yet", _JOIN + "test_the_token_stands_in_no_session_address_or_cache"),
    "join/switch": does(
        Action.ACCOUNT_SIGNED_OUT, test=_PAGES + "test_signing_out_is_recorded_and_ends_the_session"
    ),
    "healthz": _MACHINES,
    "readyz": _MACHINES,
    "internal/streams": nothing(
        "the events process asks whether streams may go on; nobody is told anything",
        "tests/integration/sweep/test_streams.py::test_django_answers_the_events_process_alone",
    ),
}  # fmt: skip
# In the API, and not in its document.
UNDOCUMENTED: dict[str, Row] = {
    "api/": _MACHINES,
    "api/v1/schema": _MACHINES,
    "api/v1/docs": _MACHINES,
    "api/v1/billing/stripe/webhook": does(
        Action.PAYMENT_RECEIVED,
        may=(
            Action.PAYMENT_RETURNED, Action.PAYMENT_REFUSED, Action.PAYMENT_EVENT_REFUSED,
            Action.PAYMENT_EVENT_FAILED, Action.ORDER_FULFILLED, Action.ORDER_EXPIRED,
            Action.INVOICE_ISSUED,
        ),
        test="tests/unit/billing/test_recorded_money.py::test_what_a_provider_tells_is_recorded_once",
    ),
}  # fmt: skip
ADDRESSES = ENTERING | GUARDED | OWN | STARTING | UNDOCUMENTED
