"""Every address either goes through the gate or stands here with the reason why not, and with the
test that shows it.
"""

import ast
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from tests.guards.urlconf import addresses, has_gate
from workspaces.roles import Permission

ROOT = Path(__file__).resolve().parents[2]
_PAGES = "tests/unit/workspaces/test_pages.py::"
_SIGN_IN = "tests/integration/accounts/test_api_sign_in.py::"
_NEW_ACCOUNT = "tests/unit/accounts/test_registering_api.py::"
_OWN = "tests/unit/accounts/test_own_api.py::"
_REFRESH = "tests/unit/accounts/test_refreshing.py::"
_API = "tests/unit/workspaces/test_workspace_api.py::"
_NOTICES = "tests/unit/accounts/test_notices_api.py::"
_OUTSIDE = "tests/integration/sweep/test_outside.py::"
TELLS_NOTHING = _OUTSIDE + "test_what_stands_before_the_gate_tells_nothing_of_a_workspace"
# Address → (why nobody's membership is asked there, the test that shows it).
WITHOUT_GATE: dict[str, tuple[str, str]] = {
    "": (
        "only leads on; shows nothing of a workspace",
        _PAGES + "test_the_start_leads_to_the_only_workspace",
    ),
    "workspaces/": (
        "the caller's own memberships",
        _PAGES + "test_the_list_shows_own_workspaces_with_the_role",
    ),
    "workspaces/new": (
        "makes a workspace; there is none yet to be a member of",
        _PAGES + "test_a_workspace_is_made_by_its_name",
    ),
    "workspaces/new/address": (
        "names an address that is free",
        _PAGES + "test_the_address_is_shown_while_the_name_is_typed",
    ),
    "join": (
        "for who holds an invitation's link, before they are a member",
        _OUTSIDE + "test_an_invitation_is_shown_to_who_holds_its_link_alone",
    ),
    "join/<str:token>": (
        "remembers a link by its hash; shows nothing",
        _OUTSIDE + "test_an_invitation_is_shown_to_who_holds_its_link_alone",
    ),
    "join/switch": (
        "ends the caller's own session",
        _OUTSIDE + "test_an_invitation_is_shown_to_who_holds_its_link_alone",
    ),
    "i18n/language": (
        "a choice of this browser",
        "tests/unit/accounts/test_language.py::test_a_chosen_language_is_kept_in_the_cookie",
    ),
    "i18n/theme": (
        "a choice of this browser and its person",
        "tests/unit/accounts/test_profile.py::test_before_sign_in_the_browser_remembers_the_theme",
    ),
    "internal/streams": (
        "signed by the events process; nobody's browser comes here",
        "tests/integration/sweep/test_streams.py::test_django_answers_the_events_process_alone",
    ),
    "healthz": ("asked by machines; says nothing of people", TELLS_NOTHING),
    "readyz": ("asked by machines; says nothing of people", TELLS_NOTHING),
    "api/": ("answers what no address answers", TELLS_NOTHING),
    "api/v1/auth/login": (
        "proves who somebody is",
        _SIGN_IN + "test_wrong_and_unknown_look_the_same",
    ),
    "api/v1/auth/logout": (
        "ends the caller's own session",
        _SIGN_IN + "test_signing_out_ends_the_session_at_once",
    ),
    "api/v1/auth/nextauth": (
        "proves who somebody is",
        "tests/unit/accounts/test_nextauth_hostile.py::test_no_hostile_token_is_taken",
    ),
    "api/v1/auth/jwks": ("public keys", _SIGN_IN + "test_the_keys_are_public"),
    "api/v1/auth/register": (
        "makes an account for who has none",
        _NEW_ACCOUNT + "test_an_e_mail_somebody_has_is_answered_the_same",
    ),
    "api/v1/auth/verify": (
        "by the key of a mail",
        _NEW_ACCOUNT + "test_a_key_that_is_none_is_refused",
    ),
    "api/v1/auth/verify/resend": (
        "sends a mail; tells nothing",
        _NEW_ACCOUNT + "test_asking_for_the_link_tells_nothing_of_who_is_here",
    ),
    "api/v1/auth/refresh": (
        "by a refresh token",
        _REFRESH + "test_a_forged_token_ends_nothing",
    ),
    "api/v1/auth/sessions": (
        "the caller's own sign-ins",
        _OWN + "test_sign_ins_are_listed_this_one_first",
    ),
    "api/v1/auth/sessions/<uuid:session_id>": (
        "one of the caller's own sign-ins",
        _OWN + "test_one_is_ended_by_its_id_and_nobody_elses",
    ),
    "api/v1/auth/password/reset": (
        "sends a mail; tells nothing",
        _NEW_ACCOUNT + "test_asking_for_a_reset_tells_nothing_of_who_is_here",
    ),
    "api/v1/auth/password/reset/confirm": (
        "by the key of a mail",
        _NEW_ACCOUNT + "test_a_reset_link_that_is_none_is_refused",
    ),
    "api/v1/auth/password/change": (
        "the caller's own password",
        _OWN + "test_the_present_password_is_needed_and_guesses_at_it_count",
    ),
    "api/v1/auth/me": (
        "the caller's own memberships",
        _SIGN_IN + "test_me_is_the_person_with_their_workspaces_and_roles",
    ),
    "api/v1/notifications": (
        "what the caller was told",
        _NOTICES + "test_each_sees_what_they_were_told_and_nobody_elses",
    ),
    "api/v1/notifications/read": (
        "what the caller was told",
        _NOTICES + "test_all_are_marked_read",
    ),
    "api/v1/notifications/<uuid:notice_id>/read": (
        "one of what the caller was told",
        _NOTICES + "test_one_is_marked_read_by_its_own_person_alone",
    ),
    "api/v1/notifications/choices": (
        "the caller's own choices",
        _NOTICES + "test_choices_are_read_and_changed_one_by_one",
    ),
    "api/v1/workspaces": (
        "the caller's own memberships",
        _API + "test_own_workspaces_are_listed",
    ),
    "api/v1/workspaces/join": (
        "by the token of an invitation, which is a way in",
        "tests/unit/workspaces/test_joining_api.py::test_what_is_no_token_is_refused",
    ),
    "api/v1/billing/stripe/webhook": (
        "lets in by Stripe's signature; tells nothing",
        "tests/unit/billing/test_webhooks.py::test_only_what_stripe_signed_is_heard",
    ),
    "api/v1/schema": ("the API's description; holds no data", TELLS_NOTHING),
    "api/v1/docs": ("the API's description; holds no data", TELLS_NOTHING),
}
# Addresses of packages that have a door of their own: the same.
OTHER_DOORS: dict[str, tuple[str, str]] = {
    "accounts/": (
        "allauth: a person's own account",
        "tests/integration/accounts/test_pages.py::test_pages_for_strangers_are_served",
    ),
    "staff/": (
        "the admin lets in staff alone",
        "tests/unit/config/test_staff.py::test_a_person_who_is_no_staff_stays_outside",
    ),
}
WRITES = {"post", "put", "patch", "delete"}


@lru_cache
def names_of_tests(path: str) -> frozenset[str]:
    """Return the tests a file holds; none when there is no such file."""
    file = ROOT / path
    if not file.is_file():
        return frozenset()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


def ours() -> dict[str, Any]:
    return {path: view for path, view in addresses() if not path.startswith(tuple(OTHER_DOORS))}


def test_every_view_has_a_gate_or_a_reason() -> None:
    without = {path for path, view in ours().items() if not has_gate(view)}

    assert without - set(WITHOUT_GATE) == set(), "put a gate before these, or give the reason"


@pytest.mark.parametrize("path", list(WITHOUT_GATE))
def test_reasons_are_for_addresses_that_are_there_and_have_no_gate(path: str) -> None:
    assert path in ours(), "no such address: take it off the list"
    assert not has_gate(ours()[path]), "it has a gate: take it off the list"


@pytest.mark.parametrize(
    "test", sorted({test for _why, test in [*WITHOUT_GATE.values(), *OTHER_DOORS.values()]})
)
def test_what_is_without_a_gate_is_shown_by_a_test(test: str) -> None:
    path, _, name = test.partition("::")

    assert name in names_of_tests(path), "the test is gone: name the one that shows it now"


@pytest.mark.parametrize("prefix", list(OTHER_DOORS))
def test_other_doors_are_there(prefix: str) -> None:
    assert any(path.startswith(prefix) for path, _view in addresses())


def test_everything_under_a_workspaces_address_has_a_gate() -> None:
    inside = {path: view for path, view in ours().items() if path.startswith("w/<slug:slug>/")}

    assert len(inside) >= 10
    assert [path for path, view in inside.items() if not has_gate(view)] == []


def test_pages_name_a_permission() -> None:
    gates = {path: view.gate for path, view in ours().items() if hasattr(view, "gate")}

    assert {path: gate for path, gate in gates.items() if gate not in set(Permission)} == {}


def test_every_write_of_the_api_names_its_permission() -> None:
    """Without one it would need no more than seeing the workspace."""
    unnamed = [
        f"{verb.upper()} {path}"
        for path, view in ours().items()
        if hasattr(getattr(view, "cls", None), "permissions_by_action")
        for verb, action in getattr(view, "actions", {}).items()
        if verb in WRITES and action not in view.cls.permissions_by_action
    ]

    assert sorted(set(unnamed)) == sorted(READS_BY_POST)


# A POST that changes nothing needs no more than the GET beside it.
READS_BY_POST = [
    f"POST api/v1/{family}/<uuid:job_id>/stream" for family in ("copy", "images", "video")
]


def test_no_viewset_names_a_permission_for_an_action_it_has_not() -> None:
    known: dict[Any, set[str]] = {}
    for view in ours().values():
        if hasattr(getattr(view, "cls", None), "permissions_by_action"):
            known.setdefault(view.cls, set()).update(getattr(view, "actions", {}).values())

    stale = {
        kind.__name__: set(kind.permissions_by_action) - actions for kind, actions in known.items()
    }
    assert {name: extra for name, extra in stale.items() if extra} == {}
