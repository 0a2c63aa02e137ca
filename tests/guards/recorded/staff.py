"""What looking at the staff's pages writes, class by class; what is done there stands in `staff_rows`."""

from audit.actions import Action
from tests.guards.recorded.rows import Row, does, nothing

_LOOKING = "tests/unit/config/test_staff_looking.py::"
_SEEN = does(
    Action.LIST_SEEN_BY_STAFF,
    Action.ROW_SEEN_BY_STAFF,
    test=_LOOKING + "test_who_looks_at_people_and_workspaces_is_recorded",
)
_OURS = nothing(
    "the studio's own: it tells of nobody, and of nothing a workspace has",
    _LOOKING + "test_looking_at_what_is_the_studios_own_is_not_recorded",
)
_WORDS = _LOOKING + "test_pages_of_no_class_write_nothing"
_TRAIL = does(
    Action.TRAIL_READ_BY_STAFF,
    test="tests/unit/config/test_staff_events.py::test_who_of_staff_reads_whose_trail_is_recorded_once_a_minute",
)
LOOKING: dict[str, Row] = {
    "accounts.user": _SEEN,
    "accounts.mailout": does(
        Action.LIST_SEEN_BY_STAFF,
        may=(Action.MAIL_READ_BY_STAFF,),
        test=_LOOKING + "test_the_list_of_mails_is_recorded_and_reading_one_by_its_own_name",
    ),
    "audit.auditevent": _TRAIL,
    "audit.proof": _OURS,
    "audit.trailexport": _OURS,
    "audit.seal": _OURS,
    "audit.droppedmonth": _OURS,
    "audit.hold": _OURS,
    "django_celery_beat.periodictask": _OURS,
    "generation.job": does(
        Action.JOBS_SEEN_BY_STAFF,
        test="tests/unit/config/test_staff.py::test_jobs_of_a_workspace_are_listed_and_recorded",
    ),
    "workspaces.workspace": _SEEN,
    "workspaces.membership": _SEEN,
    "workspaces.invitation": _SEEN,
    "workspaces.openwork": _OURS,
    "workspaces.schemastate": _OURS,
    **{
        f"billing.{name}": _SEEN
        for name in (
            "quotaperiod", "quotawarning", "reservation", "ledgerentry", "usageday", "grant",
            "invoice", "payment", "order", "billingaccount", "webhookevent", "subscription",
        )
    },
    "billing.plan": _OURS,
    "billing.planversion": _OURS,
    "billing.pricesheet": _OURS,
}  # fmt: skip
# The admin's own addresses, of no class.
DESK: dict[str, Row] = {
    "staff/": nothing("numbers of the studio as a whole", "tests/unit/config/test_dashboard.py::test_what_waits_is_counted_with_what_is_to_come"),
    "staff/search/": nothing("finds classes and rows by their titles; opening one is recorded", _LOOKING + "test_a_search_of_the_menu_tells_of_nobody"),
    "staff/login/": does(Action.ACCOUNT_SIGNED_IN, test="tests/integration/accounts/test_pages.py::test_signing_in_leads_to_the_only_workspace"),
    "staff/logout/": does(Action.ACCOUNT_SIGNED_OUT, test="tests/unit/config/test_staff.py::test_staff_sign_out_by_the_trail"),
    "staff/password_change/": does(Action.ACCOUNT_PASSWORD_CHANGED, test="tests/integration/accounts/test_pages.py::test_a_changed_password_ends_sessions_of_programs"),
    "staff/password_change/done/": nothing("a page of words", _WORDS),
    "staff/autocomplete/": nothing("offers people and workspaces to add a member, as the list shows them", "tests/unit/config/test_staff.py::test_staff_add_a_member_with_a_record"),
    "staff/r/<path:content_type_id>/<path:object_id>/": nothing(
        "leads from a row to its page on the site: no class has one", _WORDS
    ),
    "staff/jsi18n/": nothing("words for scripts, of nobody", _WORDS),
    "staff/(?P<app_label>": nothing("the names of an app's classes", _WORDS),
    "staff/(?P<url>": nothing("no page stands there at all", _WORDS),
}  # fmt: skip
