"""Workspaces for programs."""

import uuid
from typing import Any

import pytest

from accounts.models import User
from tests.factories import people
from workspaces.models import Workspace
from workspaces.roles import Role

ADDRESS = "/api/v1/workspaces"


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
