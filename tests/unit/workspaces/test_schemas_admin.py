"""The staff's table of schemas: what is up to date, what is behind, and why one failed."""

from typing import Any
from unittest.mock import Mock

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import services as accounts
from accounts.models import User
from accounts.services import NewPerson
from tests.factories import people
from workspaces import tenancy
from workspaces.models import SchemaState, Workspace

LIST = "admin:workspaces_schemastate_changelist"


@pytest.fixture
def staff(public: None, client_for: Any) -> Client:
    boss = NewPerson(email="boss@example.com", name="Boss", password="a long one", is_staff=True)
    return client_for(accounts.create_person(boss))


@pytest.fixture
def gamma(alice: User) -> Workspace:
    return people.workspace("Gamma", alice)


@pytest.fixture(autouse=True)
def states(acme: Workspace, beta: Workspace, gamma: Workspace) -> None:
    """Acme is up to date, beta is behind, gamma failed."""
    SchemaState.objects.all().delete()
    now = tenancy.fingerprint()
    SchemaState.objects.create(workspace=acme, fingerprint=now)
    SchemaState.objects.create(workspace=beta, fingerprint="0" * 64)
    SchemaState.objects.create(
        workspace=gamma, fingerprint=now, error="ValueError: <b>a row</b> that does not fit"
    )


def listed(staff: Client, **query: str) -> dict[str, str]:
    """Return which workspaces are listed, each as what."""
    answer = staff.get(reverse(LIST), query)
    assert answer.status_code == 200
    return {row.workspace.name: row.standing for row in answer.context["cl"].result_list}


def test_each_schema_is_shown_as_it_stands(
    staff: Client, acme: Workspace, beta: Workspace, gamma: Workspace
) -> None:
    shown = staff.get(reverse(LIST)).content.decode()

    assert listed(staff) == {acme.name: "current", beta.name: "behind", gamma.name: "failed"}
    for text in (
        acme.name,
        "Up to date",
        "Behind",
        "Failed",
        "ValueError: &lt;b&gt;a row&lt;/b&gt;",
    ):
        assert text.lower() in shown.lower()


def test_schemas_are_chosen_by_state(
    staff: Client, acme: Workspace, beta: Workspace, gamma: Workspace
) -> None:
    assert listed(staff, state="current") == {acme.name: "current"}
    assert listed(staff, state="behind") == {beta.name: "behind"}
    assert listed(staff, state="failed") == {gamma.name: "failed"}


def test_schemas_are_searched(staff: Client, acme: Workspace, beta: Workspace) -> None:
    assert listed(staff, q=acme.slug) == {acme.name: "current"}
    assert listed(staff, q=beta.schema_name) == {beta.name: "behind"}


def test_what_is_deleted_is_not_listed(staff: Client, beta: Workspace) -> None:
    Workspace.objects.filter(pk=beta.pk).update(status="deleted", deleted_at=timezone.now())

    assert beta.name not in listed(staff)


def test_one_schema_tells_its_name_and_the_whole_error(staff: Client, gamma: Workspace) -> None:
    error = "ValueError: " + "a long story " * 40
    SchemaState.objects.filter(workspace=gamma).update(error=error)

    of_one = staff.get(reverse("admin:workspaces_schemastate_change", args=[gamma.pk]))

    assert gamma.schema_name in of_one.content.decode()
    assert error.strip() in of_one.content.decode()
    assert error.strip() not in staff.get(reverse(LIST)).content.decode()


def test_the_page_is_read_and_nothing_else(staff: Client, acme: Workspace) -> None:
    addresses = [
        reverse("admin:workspaces_schemastate_add"),
        reverse("admin:workspaces_schemastate_change", args=[acme.pk]),
        reverse("admin:workspaces_schemastate_delete", args=[acme.pk]),
    ]

    assert {staff.post(address).status_code for address in addresses} == {403}


def test_the_menu_leads_to_it(staff: Client) -> None:
    assert reverse(LIST) in staff.get("/staff/").content.decode()


def test_the_list_costs_the_same_however_many_there_are(
    staff: Client, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    fingerprint = Mock(return_value=tenancy.fingerprint())
    monkeypatch.setattr(tenancy, "fingerprint", fingerprint)

    def cost() -> tuple[int, int]:
        fingerprint.reset_mock()
        with CaptureQueriesContext(connection) as queries:
            staff.get(reverse(LIST))
        read = [one for one in queries if "workspaces_schemastate" in one["sql"]]
        return len(read), fingerprint.call_count

    cost()
    few = cost()
    for number in range(4):
        place = people.workspace(f"Another {number}", alice)
        SchemaState.objects.update_or_create(workspace=place)

    assert cost() == few == (2, 1)


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({}, "up to date"),
        ({"status": "deleted", "deleted_at": timezone.now()}, "removed"),
        ({"schema_name": "ws_" + "e" * 32}, "missing"),
    ],
)
def test_a_workspaces_page_tells_how_its_schema_stands(
    staff: Client, gamma: Workspace, change: dict[str, Any], shown: str
) -> None:
    Workspace.objects.filter(pk=gamma.pk).update(**change)

    page = staff.get(reverse("admin:workspaces_workspace_change", args=[gamma.pk]))

    assert page.status_code == 200
    assert shown in page.content.decode()


def test_a_workspaces_page_names_what_its_schema_lacks(
    staff: Client, acme: Workspace, later: Any
) -> None:
    page = staff.get(reverse("admin:workspaces_workspace_change", args=[acme.pk]))

    assert f"not migrated: {later.name}" in page.content.decode()
