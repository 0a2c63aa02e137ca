"""Workspaces for programs."""

import uuid
from typing import Any

import pytest
from django.db.models.functions import Now

from accounts.models import User
from tests.factories import people
from tests.unit.workspaces.answers import events, refusal
from workspaces import access, services
from workspaces.models import Membership, Workspace
from workspaces.roles import Role

ADDRESS = "/api/v1/workspaces"
# Who calls, and the list.
QUERIES_OF_A_LIST = 2


def test_own_workspaces_are_listed(bob: User, acme: Workspace, api_for: Any) -> None:
    body = api_for(bob).get(ADDRESS).json()

    assert [(row["id"], row["slug"], row["role"]) for row in body] == [
        (str(acme.pk), acme.slug, "editor")
    ]


def test_one_is_shown_to_its_members_alone(
    bob: User, mallory: User, acme: Workspace, api_for: Any
) -> None:
    address = f"{ADDRESS}/{acme.pk}"

    assert api_for(bob).get(address).json()["name"] == acme.name
    foreign, absent = (
        api_for(mallory).get(address),
        api_for(mallory).get(f"{ADDRESS}/{uuid.uuid4()}"),
    )
    assert (foreign.status_code, foreign.json()["code"]) == (404, "not-found")
    assert foreign.json()["detail"] == absent.json()["detail"]


@pytest.mark.parametrize("identity", ["abc", "1", "' OR 1=1", "00000000"])
def test_what_is_no_uuid_is_not_found(bob: User, api_for: Any, identity: str) -> None:
    answer = api_for(bob).get(f"{ADDRESS}/{identity}")

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_a_workspace_is_made(public: None, api_for: Any) -> None:
    robin = people.person("Robin")

    answer = api_for(robin).post(ADDRESS, {"name": "Northbay"}, format="json")

    assert answer.status_code == 201
    assert (answer.json()["slug"], answer.json()["role"]) == ("northbay", "owner")
    assert Workspace.objects.get(created_by=robin).schema_name.startswith("ws_")


def test_a_taken_address_is_a_conflict(bob: User, acme: Workspace, api_for: Any) -> None:
    answer = api_for(bob).post(ADDRESS, {"name": "Bay", "slug": acme.slug}, format="json")

    assert (answer.status_code, answer.json()["code"]) == (409, "workspace-address-taken")


@pytest.mark.parametrize(
    ("body", "field"),
    [({}, "name"), ({"name": ""}, "name"), ({"name": "Bay", "slug": "staff"}, "slug")],
)
def test_what_is_wrong_is_named_by_field(
    bob: User, api_for: Any, body: dict[str, str], field: str
) -> None:
    answer = api_for(bob).post(ADDRESS, body, format="json")

    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


def test_without_a_workspace_named_the_only_one_is_meant(
    bob: User, acme: Workspace, api_for: Any
) -> None:
    assert api_for(bob).get("/api/v1/products").status_code == 200


def test_with_several_one_must_be_named(
    bob: User, acme: Workspace, beta: Workspace, api_for: Any
) -> None:
    people.join(bob, beta, Role.VIEWER)

    answer = api_for(bob).get("/api/v1/products")

    assert (answer.status_code, answer.json()["code"]) == (400, "workspace-required")
    assert answer.json()["choices"] == sorted([acme.slug, beta.slug])
    assert "X-Workspace" in answer.json()["detail"]
    assert api_for(bob, beta).get("/api/v1/products").status_code == 200


def test_with_none_the_way_on_is_said(public: None, api_for: Any) -> None:
    answer = api_for(people.person("Robin")).get("/api/v1/products")

    assert answer.json()["code"] == "workspace-required"
    assert answer.json()["detail"] == "You are in no workspace yet. Create one first."


def test_a_workspace_of_others_is_not_found(bob: User, beta: Workspace, api_for: Any) -> None:
    foreign = api_for(bob, beta).get("/api/v1/products")

    assert (foreign.status_code, foreign.json()["code"]) == (404, "not-found")


# --- the list -----------------------------------------------------------------------------------
@pytest.fixture
def lives(alice: User, acme: Workspace) -> dict[str, str]:
    """Return state → address of three more workspaces of alice, and of acme."""
    places = {"active": acme}
    for state, end in {"archived": services.archive, "deleting": services.ask_deletion}.items():
        places[state] = people.workspace(state.title(), alice)
        end(access.find(user_id=alice.pk, at=places[state].pk), by=alice)
    gone = people.workspace("Gone", alice)
    Workspace.objects.filter(pk=gone.pk).update(status="deleted", deleted_at=Now())
    return {state: place.slug for state, place in places.items()}


def test_the_list_shows_every_state_but_deleted(
    alice: User, lives: dict[str, str], program: Any
) -> None:
    rows = {row["slug"]: row for row in program(alice).get("/workspaces").json()}

    assert {row["status"]: slug for slug, row in rows.items()} == lives
    assert rows[lives["archived"]]["archived_at"]
    assert rows[lives["deleting"]]["delete_at"]
    assert (rows[lives["active"]]["archived_at"], rows[lives["active"]]["delete_at"]) == (
        None,
        None,
    )


@pytest.mark.parametrize("state", ["active", "archived", "deleting"])
def test_the_list_is_narrowed_by_state(
    alice: User, lives: dict[str, str], program: Any, state: str
) -> None:
    rows = program(alice).get(f"/workspaces?status={state}").json()

    assert [(row["slug"], row["status"]) for row in rows] == [(lives[state], state)]


@pytest.mark.parametrize("state", ["deleted", "Active", "1"])
def test_a_state_that_is_none_is_refused(alice: User, program: Any, state: str) -> None:
    answer = program(alice).get(f"/workspaces?status={state}")

    assert (refusal(answer), list(answer.json()["errors"])) == ((400, "invalid"), ["status"])


def test_a_list_of_many_takes_few_queries(
    alice: User, program: Any, django_assert_num_queries: Any
) -> None:
    asking = program(alice)
    asking.get("/workspaces")
    with django_assert_num_queries(QUERIES_OF_A_LIST):
        before = len(asking.get("/workspaces").json())
    for number in range(3):
        people.workspace(f"More {number}", alice)

    with django_assert_num_queries(QUERIES_OF_A_LIST):
        assert len(asking.get("/workspaces").json()) == before + 3


# --- making one ---------------------------------------------------------------------------------
def test_one_is_made_with_everything_said_of_it(public: None, program: Any) -> None:
    robin = people.person("Robin")
    brand = {"colours": ["#0A0B0C"], "tone": "Warm.", "words_to_use": ["fresh"]}

    answer = program(robin).post(
        "/workspaces",
        {
            "name": " Northbay ",
            "slug": "North-Bay",
            "language": "zh-hans",
            "time_zone": "Asia/Shanghai",
            "currency": "cny",
            "brand": brand,
        },
    )

    body = answer.json()
    assert (answer.status_code, answer["Location"]) == (201, f"{ADDRESS}/{body['id']}")
    assert {key: body[key] for key in ("name", "slug", "language", "time_zone", "currency")} == {
        "name": "Northbay",
        "slug": "north-bay",
        "language": "zh-hans",
        "time_zone": "Asia/Shanghai",
        "currency": "CNY",
    }
    assert (body["role"], body["status"], body["version"]) == ("owner", "active", 1)
    assert body["brand"] == {
        "logo_asset_id": None,
        "logo_url": None,
        "colours": ["#0a0b0c"],
        "tone": "Warm.",
        "words_to_use": ["fresh"],
        "words_to_avoid": [],
    }
    assert body["seats"] == {"limit": 10, "taken": 1}
    assert program(robin).get(f"/workspaces/{body['id']}").json() == body


def test_what_is_not_said_has_a_usual_value(public: None, program: Any) -> None:
    asking = program(people.person("Robin"))

    body = asking.post(
        "/workspaces", {"name": "2026", "slug": ""}, **{"Accept-Language": "zh-hans"}
    ).json()

    assert (body["slug"], body["language"], body["time_zone"], body["currency"]) == (
        "workspace-2026",
        "zh-hans",
        "UTC",
        "USD",
    )


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"slug": "2026"}, "slug"),
        ({"slug": "-bay"}, "slug"),
        ({"language": "fr"}, "language"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"currency": "XXX"}, "currency"),
        ({"name": "a\u202eb"}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"brand": {"colours": ["red"]}}, "brand"),
        ({"brand": {"words_to_use": ["a"], "words_to_avoid": ["A"]}}, "brand"),
        ({"brand": {"logo_asset_id": str(uuid.uuid4())}}, "brand"),
        ({"brand": None}, "brand"),
    ],
)
def test_nothing_is_made_when_one_field_is_wrong(
    public: None, program: Any, given: dict[str, Any], field: str
) -> None:
    robin = people.person("Robin")

    answer = program(robin).post("/workspaces", {"name": "Bay", **given})

    assert (refusal(answer), list(answer.json()["errors"])) == ((400, "invalid"), [field])
    assert not Workspace.objects.filter(created_by=robin).exists()


def test_nothing_is_made_when_the_last_step_fails(
    public: None, program: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    robin = people.person("Robin")
    asking, before = program(robin), events()

    def broken(_workspace: Workspace) -> None:
        raise services.SlugTaken("bay")

    monkeypatch.setattr("workspaces.hooks.created", lambda: [broken])
    answer = asking.post("/workspaces", {"name": "Bay", "brand": {"tone": "Warm."}})

    assert refusal(answer) == (409, "workspace-address-taken")
    assert not Workspace.objects.filter(created_by=robin).exists()
    assert not Membership.objects.filter(user=robin).exists()
    assert events() == before


def test_the_same_request_again_makes_no_second_one(public: None, program: Any) -> None:
    robin, key = people.person("Robin"), {"Idempotency-Key": "k1"}

    first = program(robin).post("/workspaces", {"name": "Bay"}, **key)
    again = program(robin).post("/workspaces", {"name": "Bay"}, **key)

    assert (again.status_code, again.json()) == (201, first.json())
    assert Workspace.objects.filter(created_by=robin).count() == 1
