"""Members for programs: who is there, as what, and how they go."""

from typing import Any

import pytest

from accounts.models import User
from audit.models import AuditEvent
from tests.unit.workspaces.answers import events, last_event, refusal, somebody
from workspaces import access, services
from workspaces.models import Membership, Workspace
from workspaces.roles import Role

# Who calls, the gate, the members.
QUERIES_OF_A_LIST = 3


@pytest.fixture
def here(acme: Workspace) -> str:
    return f"/workspaces/{acme.pk}"


def role_of(user: User, place: Workspace) -> str | None:
    return (
        Membership.objects.filter(user=user, workspace=place).values_list("role", flat=True).first()
    )


# --- the list -----------------------------------------------------------------------------------
def test_members_see_each_other_the_highest_role_first(
    alice: User, bob: User, carol: User, acme: Workspace, program: Any, here: str
) -> None:
    body = program(carol).get(f"{here}/members").json()

    assert (body["next"], body["previous"]) == (None, None)
    assert [(row["user_id"], row["email"], row["role"]) for row in body["results"]] == [
        (str(alice.pk), alice.email, "owner"),
        (str(bob.pk), bob.email, "editor"),
        (str(carol.pk), carol.email, "viewer"),
    ]
    assert set(body["results"][0]) == {
        "user_id",
        "name",
        "email",
        "role",
        "joined_at",
        "last_active_at",
    }
    assert all(row["joined_at"] and row["last_active_at"] for row in body["results"])


def test_a_list_of_many_takes_few_queries(
    alice: User, acme: Workspace, program: Any, here: str, django_assert_num_queries: Any
) -> None:
    asking = program(alice)
    asking.get("/workspaces")
    with django_assert_num_queries(QUERIES_OF_A_LIST):
        asking.get(f"{here}/members")
    for role in ("admin", "editor", "viewer"):
        somebody(acme, role)
    access.forget_all()

    with django_assert_num_queries(QUERIES_OF_A_LIST):
        assert len(asking.get(f"{here}/members").json()["results"]) == 6


# --- roles --------------------------------------------------------------------------------------
def test_a_changed_role_holds_at_once_and_is_recorded(
    alice: User, bob: User, acme: Workspace, program: Any, api_for: Any, here: str
) -> None:
    working = api_for(bob, acme)
    assert (
        working.post("/api/v1/products", {"sku": "A", "name": "A"}, format="json").status_code
        == 201
    )

    answer = program(alice).patch(f"{here}/members/{bob.pk}", {"role": "viewer"})

    assert (answer.status_code, answer.json()["role"]) == (200, "viewer")
    event = AuditEvent.objects.latest("id")
    assert (event.action, event.changes) == (
        "workspaces.member.role_changed",
        {"role": ["editor", "viewer"]},
    )
    late = working.post("/api/v1/products", {"sku": "B", "name": "B"}, format="json")
    assert refusal(late) == (403, "role-not-allowed")


@pytest.mark.parametrize(
    ("caller", "before", "after", "is_let"),
    [
        ("owner", "viewer", "owner", True),
        ("owner", "owner", "viewer", True),
        ("admin", "viewer", "admin", True),
        ("admin", "admin", "viewer", True),
        ("admin", "viewer", "owner", False),
        ("admin", "owner", "viewer", False),
    ],
)
def test_only_owners_make_and_unmake_owners(
    acme: Workspace, program: Any, here: str, caller: str, before: str, after: str, is_let: bool
) -> None:
    other = somebody(acme, before)

    answer = program(somebody(acme, caller)).patch(f"{here}/members/{other.pk}", {"role": after})

    assert answer.status_code == (200 if is_let else 403)
    assert role_of(other, acme) == (after if is_let else before)
    if not is_let:
        assert answer.json()["code"] == "role-too-high"


@pytest.mark.parametrize("body", [{}, {"role": "boss"}, {"role": None}, {"role": ""}])
def test_a_role_that_is_none_is_refused(
    alice: User, bob: User, program: Any, here: str, body: Any
) -> None:
    answer = program(alice).patch(f"{here}/members/{bob.pk}", body)

    assert (refusal(answer), list(answer.json()["errors"])) == ((400, "invalid"), ["role"])


def test_a_change_of_role_changes_nothing_else(
    alice: User, bob: User, carol: User, acme: Workspace, beta: Workspace, program: Any, here: str
) -> None:
    member = Membership.objects.get(user=bob, workspace=acme)
    extra = {"user_id": str(carol.pk), "workspace_id": str(beta.pk), "joined_at": "2020-01-01"}

    program(alice).patch(f"{here}/members/{bob.pk}", {"role": "viewer", "email": "x@y.z", **extra})

    now = Membership.objects.get(pk=member.pk)
    assert (now.user_id, now.workspace_id, now.joined_at) == (bob.pk, acme.pk, member.joined_at)
    assert User.objects.get(pk=bob.pk).email == bob.email


# --- going --------------------------------------------------------------------------------------
def test_a_removed_member_is_out_at_once_and_what_they_made_stays(
    alice: User, bob: User, acme: Workspace, program: Any, api_for: Any, here: str
) -> None:
    working = api_for(bob, acme)
    made = working.post("/api/v1/products", {"sku": "A", "name": "A"}, format="json").json()["id"]

    answer = program(alice).delete(f"{here}/members/{bob.pk}")

    assert (answer.status_code, answer.content) == (204, b"")
    assert last_event() == ("workspaces.member.removed", str(alice.pk), str(bob.pk))
    assert refusal(working.get("/api/v1/products")) == (404, "not-found")
    assert refusal(program(bob).get(here)) == (404, "not-found")
    assert api_for(alice, acme).get(f"/api/v1/products/{made}").status_code == 200


def test_an_admin_does_not_remove_an_owner(
    alice: User, acme: Workspace, program: Any, here: str
) -> None:
    somebody(acme, "owner")

    answer = program(somebody(acme, "admin")).delete(f"{here}/members/{alice.pk}")

    assert (refusal(answer), role_of(alice, acme)) == ((403, "role-too-high"), "owner")


@pytest.mark.parametrize("role", Role.values)
def test_everybody_but_the_last_owner_may_leave(
    acme: Workspace, program: Any, here: str, role: str
) -> None:
    robin = somebody(acme, role)

    answer = program(robin).post(f"{here}/leave")

    assert answer.status_code == 204
    assert last_event() == ("workspaces.member.left", str(robin.pk), str(robin.pk))
    assert refusal(program(robin).get(here)) == (404, "not-found")
    assert refusal(program(robin).post(f"{here}/leave")) == (404, "not-found")


def test_the_last_owner_neither_leaves_nor_steps_down_nor_is_removed(
    alice: User, acme: Workspace, program: Any, here: str
) -> None:
    asking = program(alice)
    recorded = events()

    answers = [
        asking.post(f"{here}/leave"),
        asking.patch(f"{here}/members/{alice.pk}", {"role": "admin"}),
        asking.delete(f"{here}/members/{alice.pk}"),
    ]

    assert [refusal(answer) for answer in answers] == [(409, "last-owner")] * 3
    assert (role_of(alice, acme), events()) == ("owner", recorded)


# --- handing over -------------------------------------------------------------------------------
def test_a_workspace_is_handed_over_at_once(
    alice: User, bob: User, acme: Workspace, program: Any, here: str
) -> None:
    answer = program(alice).post(f"{here}/transfer", {"user_id": str(bob.pk)})

    assert answer.status_code == 200
    assert (answer.json()["user_id"], answer.json()["role"]) == (str(bob.pk), "owner")
    assert (role_of(alice, acme), role_of(bob, acme)) == ("admin", "owner")
    assert refusal(program(alice).delete(here)) == (403, "role-not-allowed")
    assert program(bob).delete(here).status_code == 202


def test_an_owner_is_not_made_one_again(
    alice: User, acme: Workspace, program: Any, here: str
) -> None:
    other = somebody(acme, "owner")

    answers = [
        program(alice).post(f"{here}/transfer", {"user_id": str(user.pk)})
        for user in (other, alice)
    ]

    assert [refusal(answer) for answer in answers] == [(409, "owner-already")] * 2
    assert (role_of(alice, acme), role_of(other, acme)) == ("owner", "owner")


@pytest.mark.parametrize("body", [{}, {"user_id": "bob"}, {"user_id": None}])
def test_who_is_to_own_it_is_named_by_id(alice: User, program: Any, here: str, body: Any) -> None:
    answer = program(alice).post(f"{here}/transfer", body)

    assert (refusal(answer), list(answer.json()["errors"])) == ((400, "invalid"), ["user_id"])


def test_a_removed_member_is_invited_and_joins_again(
    alice: User, bob: User, acme: Workspace, program: Any, here: str
) -> None:
    joined = services.membership(user_id=bob.pk, workspace_id=acme.pk).joined_at
    program(alice).delete(f"{here}/members/{bob.pk}")

    link = program(alice).post(f"{here}/invite", {"email": bob.email, "role": "reviewer"}).json()
    answer = program(bob).post("/workspaces/join", {"token": link["link"].rpartition("/")[2]})

    assert (answer.status_code, answer.json()["role"]) == (200, "reviewer")
    assert program(bob).get(here).json()["role"] == "reviewer"
    assert services.membership(user_id=bob.pk, workspace_id=acme.pk).joined_at != joined
