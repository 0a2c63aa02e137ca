"""A workspace's settings and brand for programs."""

import uuid
from typing import Any

import pytest

from accounts.models import User
from audit.models import AuditEvent
from tests.factories import people, stock
from tests.unit.workspaces.answers import events, refusal
from workspaces import access, services, tenancy
from workspaces.models import Workspace

# Who calls, the gate, the workspace, its brand, its plan, its seats.
QUERIES_OF_ONE = 6


@pytest.fixture
def here(acme: Workspace) -> str:
    return f"/workspaces/{acme.pk}"


def picture(place: Workspace, **values: Any) -> str:
    """Return the id of a picture of a workspace's library."""
    with tenancy.inside(place.schema_name):
        return str(stock.asset(**values).pk)


# --- settings -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("field", "given", "kept"),
    [
        ("name", " Northbay ", "Northbay"),
        ("slug", "North-Bay-9", "north-bay-9"),
        ("language", "zh-hans", "zh-hans"),
        ("time_zone", "Europe/Berlin", "Europe/Berlin"),
        ("currency", "eur", "EUR"),
    ],
)
def test_a_setting_is_changed_and_recorded(
    alice: User, acme: Workspace, program: Any, here: str, field: str, given: str, kept: str
) -> None:
    before = program(alice).get(here).json()

    answer = program(alice).patch(here, {field: given})

    assert answer.status_code == 200
    assert answer.json() == {**before, field: kept, "version": before["version"] + 1}
    event = AuditEvent.objects.latest("id")
    assert (event.action, event.actor_id) == ("workspaces.workspace.changed", str(alice.pk))
    assert event.changes == {field: [before[field], kept]}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": None}, "name"),
        ({"name": "a\x07b"}, "name"),
        ({"slug": ""}, "slug"),
        ({"slug": "admin"}, "slug"),
        ({"slug": "bay-"}, "slug"),
        ({"slug": "42"}, "slug"),
        ({"language": "de"}, "language"),
        ({"time_zone": "Berlin"}, "time_zone"),
        ({"currency": "EURO"}, "currency"),
        ({"version": 0}, "version"),
        ({"version": "new"}, "version"),
        ({"version": 2**40}, "version"),
        ({"brand": []}, "brand"),
        ([], "non_field_errors"),
    ],
)
def test_what_is_wrong_is_named_by_field_and_nothing_is_changed(
    alice: User, program: Any, here: str, body: Any, field: str
) -> None:
    asking = program(alice)
    before, recorded = asking.get(here).json(), events()
    whole = (
        {"currency": "JPY", **body} if isinstance(body, dict) and "currency" not in body else body
    )

    answer = asking.patch(here, whole)

    assert (refusal(answer), list(answer.json()["errors"])) == ((400, "invalid"), [field])
    assert (asking.get(here).json(), events()) == (before, recorded)


def test_what_is_so_already_is_no_change(alice: User, program: Any, here: str) -> None:
    asking = program(alice)
    before, recorded = asking.get(here).json(), events()

    answer = asking.patch(here, {"name": before["name"], "slug": before["slug"], "brand": {}})

    assert (answer.json(), events()) == (before, recorded)


def test_a_change_of_another_version_is_a_conflict(alice: User, program: Any, here: str) -> None:
    asking = program(alice)
    read = asking.get(here).json()["version"]
    asking.patch(here, {"name": "First", "version": read})

    late = asking.patch(here, {"name": "Second", "brand": {"tone": "Cold."}, "version": read})

    assert refusal(late) == (409, "edit-conflict")
    assert (late.json()["current_version"], late.json()["your_version"]) == (read + 1, read)
    now = asking.get(here).json()
    assert (now["name"], now["brand"]["tone"]) == ("First", "")


def test_an_old_address_still_leads_to_the_workspace(
    alice: User, acme: Workspace, api_for: Any, program: Any, here: str
) -> None:
    old_address = api_for(alice, acme)

    program(alice).patch(here, {"slug": "acme-anew"})

    assert old_address.get("/api/v1/products").status_code == 200
    taken = program(alice).post("/workspaces", {"name": "Acme", "slug": acme.slug})
    assert refusal(taken) == (409, "workspace-address-taken")


def test_an_address_of_others_is_a_conflict_and_nothing_is_changed(
    alice: User, acme: Workspace, beta: Workspace, program: Any, here: str
) -> None:
    answer = program(alice).patch(here, {"slug": beta.slug, "name": "Northbay"})

    assert refusal(answer) == (409, "workspace-address-taken")
    acme_now = Workspace.objects.get(pk=acme.pk)
    assert (acme_now.name, acme_now.slug) == (acme.name, acme.slug)


def test_one_takes_few_queries(
    alice: User, program: Any, here: str, django_assert_num_queries: Any
) -> None:
    asking = program(alice)
    asking.get("/workspaces")
    access.forget_all()

    with django_assert_num_queries(QUERIES_OF_ONE):
        asking.get(here)


# --- what cannot be written ---------------------------------------------------------------------
READ_ONLY = {
    "id": str(uuid.uuid4()),
    "pk": str(uuid.uuid4()),
    "role": "owner",
    "status": "deleted",
    "schema_name": "public",
    "created_by": str(uuid.uuid4()),
    "created_by_id": str(uuid.uuid4()),
    "created_at": "2020-01-01T00:00:00Z",
    "archived_at": "2020-01-01T00:00:00Z",
    "delete_at": "2020-01-01T00:00:00Z",
    "deleted_at": "2020-01-01T00:00:00Z",
    "seats": {"limit": 999, "taken": 0},
    "memberships": [],
    "old_slugs": [],
    "workspace": {"status": "deleted"},
    "workspace_id": str(uuid.uuid4()),
}


def rows_of(place: Workspace) -> dict[str, Any]:
    return {**Workspace.objects.filter(pk=place.pk).values().get()}


def test_a_change_reaches_no_field_that_is_only_read(
    alice: User, acme: Workspace, program: Any, here: str
) -> None:
    before = rows_of(acme)

    answer = program(alice).patch(
        here, {**READ_ONLY, "name": "Northbay", "brand": {"workspace_id": READ_ONLY["id"]}}
    )

    assert answer.status_code == 200
    assert rows_of(acme) == {**before, "name": "Northbay", "version": before["version"] + 1}
    assert services.membership(user_id=alice.pk, workspace_id=acme.pk).role == "owner"


def test_who_makes_one_chooses_no_field_that_is_only_read(public: None, program: Any) -> None:
    robin = people.person("Robin")

    body = program(robin).post("/workspaces", {**READ_ONLY, "name": "Bay", "version": 7}).json()

    made = Workspace.objects.get(created_by=robin)
    assert str(made.pk) == body["id"] != READ_ONLY["id"]
    assert (made.status, made.version, made.archived_at) == ("active", 1, None)
    assert made.schema_name == f"ws_{made.pk.hex}"
    assert body["seats"] == {"limit": 10, "taken": 1}


ODD: list[Any] = [
    None,
    True,
    7,
    -1.5,
    "",
    "\u0001",
    "x" * 5000,
    [],
    [None],
    [{}],
    [[]],
    {},
    {"a": 1},
]
FIELDS = ["name", "slug", "language", "time_zone", "currency", "version", "brand"]
BRAND_FIELDS = ["logo_asset_id", "colours", "tone", "words_to_use", "words_to_avoid"]


@pytest.mark.parametrize("field", FIELDS + BRAND_FIELDS)
def test_no_odd_value_breaks_anything(alice: User, program: Any, here: str, field: str) -> None:
    asking = program(alice)
    bodies = [{field: odd} for odd in ODD]
    if field in BRAND_FIELDS:
        bodies = [{"brand": body} for body in bodies]

    answers = {str(body)[:60]: asking.patch(here, body).status_code for body in bodies}

    assert set(answers.values()) <= {200, 400, 409}, answers
