"""Who may do what, written out again by hand: the table is not tested against itself."""

import itertools

import pytest

from workspaces import roles
from workspaces.roles import (
    CHANGES,
    EXPLAINED,
    FRESH,
    GRANTS,
    MAY_GIVE,
    WHILE_DELETING,
    Permission,
    Role,
)

# o: owner, a: admin, e: editor, r: reviewer, v: viewer.
ALLOWED = {
    "WORKSPACE_VIEW": "oaerv",
    "WORKSPACE_LEAVE": "oaerv",
    "ASSET_DOWNLOAD": "oaerv",
    "TEXT_EDIT": "oaer",
    "JOB_SUBMIT": "oae",
    "JOB_CANCEL": "oae",
    "ASSET_UPLOAD": "oae",
    "ASSET_DELETE": "oae",
    "PRODUCT_EDIT": "oae",
    "BRAND_EDIT": "oa",
    "WORKSPACE_MANAGE": "oa",
    "WORKSPACE_RESTORE": "oa",
    "MEMBER_INVITE": "oa",
    "MEMBER_MANAGE": "oa",
    "AUDIT_READ": "oa",
    "BILLING_MANAGE": "o",
    "OWNERSHIP_TRANSFER": "o",
    "WORKSPACE_DELETE": "o",
}
GIVES = {
    "owner": {"owner", "admin", "editor", "reviewer", "viewer"},
    "admin": {"admin", "editor", "reviewer", "viewer"},
    "editor": set(),
    "reviewer": set(),
    "viewer": set(),
}
LETTERS = {"owner": "o", "admin": "a", "editor": "e", "reviewer": "r", "viewer": "v"}
UPWARDS = (Role.VIEWER, Role.REVIEWER, Role.EDITOR, Role.ADMIN, Role.OWNER)


def test_every_permission_and_every_role_is_written_out_here() -> None:
    assert set(ALLOWED) == set(Permission)
    assert set(LETTERS) == set(GIVES) == set(Role.values) == set(GRANTS)


@pytest.mark.parametrize(
    ("permission", "role"), list(itertools.product(Permission, Role.values)), ids=str
)
def test_a_role_grants_exactly_this(permission: Permission, role: str) -> None:
    assert roles.allows(role, permission) is (LETTERS[role] in ALLOWED[permission])


def test_roles_grow_from_viewer_to_owner() -> None:
    for lower, higher in itertools.pairwise(UPWARDS):
        assert GRANTS[lower] < GRANTS[higher]
    assert GRANTS[Role.OWNER] == frozenset(Permission)


def test_roles_are_offered_from_the_highest_to_the_lowest() -> None:
    assert tuple(reversed(UPWARDS)) == tuple(Role)


@pytest.mark.parametrize("unknown", ["", "boss", "OWNER", "none"])
def test_an_unknown_role_grants_and_gives_nothing(unknown: str) -> None:
    assert not any(roles.allows(unknown, permission) for permission in Permission)
    assert not any(roles.may_give(unknown, role) for role in Role.values)
    assert not any(roles.may_give(role, unknown) for role in Role.values)


@pytest.mark.parametrize(
    ("role", "given"), list(itertools.product(Role.values, Role.values)), ids=str
)
def test_a_role_gives_exactly_these(role: str, given: str) -> None:
    assert roles.may_give(role, given) is (given in GIVES[role])


def test_nobody_gives_a_role_that_grants_more_than_their_own() -> None:
    for role, given in MAY_GIVE.items():
        assert all(GRANTS[one] <= GRANTS[role] for one in given)


def test_whoever_gives_roles_may_invite_and_manage_members() -> None:
    managing = {Permission.MEMBER_INVITE, Permission.MEMBER_MANAGE}
    assert {role for role, granted in GRANTS.items() if granted & managing} == set(MAY_GIVE)


def test_every_permission_is_explained_in_one_row() -> None:
    explained = [permission for _sentence, row in EXPLAINED for permission in row]

    assert sorted(explained) == sorted(Permission)
    assert len({str(sentence) for sentence, _row in EXPLAINED}) == len(EXPLAINED)


def test_the_permissions_of_a_row_belong_to_the_same_roles() -> None:
    """A row has one tick a role: it must be true of everything the row stands for."""
    for _sentence, row in EXPLAINED:
        assert len({ALLOWED[permission] for permission in row}) == 1


def test_what_changes_contents_is_refused_in_what_is_archived() -> None:
    assert {
        "TEXT_EDIT", "JOB_SUBMIT", "ASSET_UPLOAD", "ASSET_DELETE", "PRODUCT_EDIT", "BRAND_EDIT",
        "MEMBER_INVITE",
    } == CHANGES  # fmt: skip


def test_what_decides_about_others_is_asked_anew_each_time() -> None:
    assert {
        "WORKSPACE_LEAVE", "WORKSPACE_MANAGE", "WORKSPACE_RESTORE", "MEMBER_INVITE",
        "MEMBER_MANAGE", "BILLING_MANAGE", "OWNERSHIP_TRANSFER", "WORKSPACE_DELETE",
    } == FRESH  # fmt: skip
    assert set(Permission) >= FRESH | CHANGES


def test_what_is_being_deleted_is_seen_and_brought_back_and_nothing_else() -> None:
    assert {"WORKSPACE_VIEW", "WORKSPACE_RESTORE"} == WHILE_DELETING
    assert not WHILE_DELETING & CHANGES
