"""Archived, being deleted, brought back: a workspace's life for programs."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from tests.unit.workspaces.answers import events, last_event, refusal, somebody
from workspaces import access, services
from workspaces.models import Workspace


@pytest.fixture
def here(acme: Workspace) -> str:
    return f"/workspaces/{acme.pk}"


@pytest.fixture
def invited(alice: User, acme: Workspace) -> str:
    """Return the id of an open invitation."""
    found = access.find(user_id=alice.pk, at=acme.pk)
    issued = services.invite(found, email="mia@example.com", role="editor", by=alice)
    return str(issued.invitation.pk)


def changes(bob: User, invitation: str) -> dict[str, tuple[str, str, object]]:
    """Return what may be asked of a workspace that changes it, by name."""
    invite = {"email": "lena@example.com", "role": "viewer"}
    return {
        "name": ("patch", "", {"name": "Northbay"}),
        "brand": ("patch", "", {"brand": {"tone": "Warm."}}),
        "invite": ("post", "/invite", invite),
        "resend": ("post", f"/invitations/{invitation}/resend", None),
        "invitation": ("delete", f"/invitations/{invitation}", None),
        "archive": ("post", "/archive", None),
        "delete": ("delete", "", None),
        "transfer": ("post", "/transfer", {"user_id": str(bob.pk)}),
        "role": ("patch", f"/members/{bob.pk}", {"role": "viewer"}),
        "remove": ("delete", f"/members/{bob.pk}", None),
    }


Change = Callable[[str], Any]


@pytest.fixture
def change(alice: User, bob: User, invited: str, program: Any, here: str) -> Change:
    """Return a function that asks for one of the changes as the owner."""

    def ask(name: str) -> Any:
        method, where, body = changes(bob, invited)[name]
        return program(alice).ask(method, f"{here}{where}", body)

    return ask


# --- archived -----------------------------------------------------------------------------------
def test_what_is_archived_is_read_and_not_changed(
    alice: User, acme: Workspace, program: Any, api_for: Any, here: str
) -> None:
    answer = program(alice).post(f"{here}/archive")

    assert (answer.status_code, answer.json()["status"]) == (200, "archived")
    assert answer.json()["archived_at"]
    assert last_event() == ("workspaces.workspace.archived", str(alice.pk), str(acme.pk))
    inside = api_for(alice, acme)
    assert inside.get("/api/v1/products").status_code == 200
    late = inside.post("/api/v1/products", {"sku": "A", "name": "A"}, format="json")
    assert refusal(late) == (409, "workspace-archived")


@pytest.mark.parametrize("where", ["", "/members", "/invitations"])
def test_an_archived_workspace_is_shown(
    alice: User, program: Any, here: str, invited: str, where: str
) -> None:
    program(alice).post(f"{here}/archive")

    assert program(alice).get(f"{here}{where}").status_code == 200


@pytest.mark.parametrize("name", ["name", "brand", "invite", "resend"])
def test_nothing_new_comes_into_an_archived_workspace(
    alice: User, program: Any, here: str, change: Change, name: str
) -> None:
    program(alice).post(f"{here}/archive")
    asking = events()

    assert refusal(change(name)) == (409, "workspace-archived")
    assert events() == asking + 1  # the sign-in of who asked


@pytest.mark.parametrize("name", ["role", "remove", "transfer", "invitation", "delete"])
def test_people_go_and_change_roles_in_an_archived_workspace(
    alice: User, program: Any, here: str, change: Change, name: str
) -> None:
    program(alice).post(f"{here}/archive")

    assert change(name).status_code in {200, 202, 204}


def test_members_leave_an_archived_workspace(
    alice: User, bob: User, program: Any, here: str
) -> None:
    program(alice).post(f"{here}/archive")

    assert program(bob).post(f"{here}/leave").status_code == 204


def test_it_is_archived_once(alice: User, program: Any, here: str) -> None:
    program(alice).post(f"{here}/archive")

    answer = program(alice).post(f"{here}/archive")

    assert (refusal(answer), answer.json()["state"]) == ((409, "workspace-state"), "archived")


def test_what_is_archived_comes_back(alice: User, program: Any, here: str) -> None:
    program(alice).post(f"{here}/archive")

    answer = program(alice).post(f"{here}/restore")

    assert (answer.json()["status"], answer.json()["archived_at"]) == ("active", None)
    assert program(alice).patch(here, {"name": "Northbay"}).status_code == 200
    again = program(alice).post(f"{here}/restore")
    assert (refusal(again), again.json()["state"]) == ((409, "workspace-state"), "active")


# --- being deleted ------------------------------------------------------------------------------
def test_a_deletion_is_asked_for_and_has_a_grace_of_fourteen_days(
    alice: User, acme: Workspace, program: Any, api_for: Any, here: str
) -> None:
    answer = program(alice).delete(here)

    assert (answer.status_code, answer.json()["status"]) == (202, "deleting")
    left = datetime.fromisoformat(answer.json()["delete_at"]) - timezone.now()
    assert timedelta(days=13, hours=23) < left < timedelta(days=14, hours=1)
    assert last_event()[0] == "workspaces.workspace.deletion_asked"
    inside = api_for(alice, acme).get("/api/v1/products")
    assert refusal(inside) == (409, "workspace-deleting")


def test_a_workspace_on_its_way_out_is_seen_with_its_members(
    alice: User, bob: User, program: Any, here: str
) -> None:
    """Whoever wants it kept sees which owner to ask."""
    program(alice).delete(here)

    assert program(bob).get(here).json()["status"] == "deleting"
    assert program(bob).get(f"{here}/members").status_code == 200
    refused = program(alice).get(f"{here}/invitations")
    assert refusal(refused) == (409, "workspace-deleting")


def test_nothing_is_changed_of_a_workspace_on_its_way_out(
    alice: User, bob: User, acme: Workspace, program: Any, here: str, change: Change, invited: str
) -> None:
    program(alice).delete(here)

    answers = {name: refusal(change(name)) for name in changes(bob, invited)}

    assert set(answers.values()) == {(409, "workspace-deleting")}
    assert refusal(program(bob).post(f"{here}/leave")) == (409, "workspace-deleting")
    assert [member.user_id for member in services.members(acme.pk)][:2] == [alice.pk, bob.pk]


def test_a_logo_is_not_looked_up_in_a_workspace_on_its_way_out(
    alice: User, acme: Workspace, program: Any, here: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(alice).delete(here)

    def entered(*_args: object, **_options: object) -> str:
        raise AssertionError

    monkeypatch.setattr("workspaces.hooks.logo_url", entered)

    assert program(alice).get(here).json()["brand"]["logo_url"] is None


def test_an_owner_keeps_what_was_on_its_way_out(
    alice: User, acme: Workspace, program: Any, api_for: Any, here: str
) -> None:
    program(alice).delete(here)

    answer = program(alice).post(f"{here}/restore")

    assert (answer.json()["status"], answer.json()["delete_at"]) == ("active", None)
    assert last_event()[0] == "workspaces.workspace.restored"
    assert api_for(alice, acme).get("/api/v1/products").status_code == 200


def test_an_admin_brings_back_nothing_that_an_owner_has_closed_meanwhile(
    alice: User, acme: Workspace
) -> None:
    admin = somebody(acme, "admin")
    found = access.find(user_id=admin.pk, at=acme.pk)
    services.ask_deletion(access.find(user_id=alice.pk, at=acme.pk), by=alice)

    with pytest.raises(access.Forbidden):
        services.restore(found, by=admin)


def test_what_was_archived_comes_back_archived(alice: User, program: Any, here: str) -> None:
    program(alice).post(f"{here}/archive")
    program(alice).delete(here)

    kept = program(alice).post(f"{here}/restore")

    assert (kept.json()["status"], kept.json()["delete_at"]) == ("archived", None)
    assert kept.json()["archived_at"]
    assert program(alice).post(f"{here}/restore").json()["status"] == "active"


def test_it_is_handed_to_nobody_who_cannot_sign_in(
    alice: User, bob: User, program: Any, here: str
) -> None:
    User.objects.filter(pk=bob.pk).update(is_active=False)

    answers = [
        program(alice).post(f"{here}/transfer", {"user_id": str(bob.pk)}),
        program(alice).patch(f"{here}/members/{bob.pk}", {"role": "owner"}),
    ]

    for answer in answers:
        assert answer.json()["code"] == "owner-cannot-sign-in"
        assert "Bob cannot sign in any more." in str(answer.json())


def test_what_is_gone_is_nowhere(alice: User, acme: Workspace, program: Any, here: str) -> None:
    Workspace.objects.filter(pk=acme.pk).update(status="deleted", deleted_at=timezone.now())

    assert refusal(program(alice).get(here)) == (404, "not-found")
    assert refusal(program(alice).post(f"{here}/restore")) == (404, "not-found")
    assert program(alice).get("/workspaces").json() == []
