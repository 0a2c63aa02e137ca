"""What ends a workspace, hands it on or brings it back: who may, and what they are told."""

from typing import Any

import pytest
from django.contrib.messages import get_messages

from accounts.models import User
from tests.factories import people
from tests.factories.trail import actions, events
from workspaces import access
from workspaces.models import Membership, Workspace
from workspaces.roles import Role

HTMX = {"HX-Request": "true"}


def at(place: Workspace, verb: str) -> str:
    return f"/workspaces/{place.pk}/{verb}"


def status(place: Workspace) -> str:
    return Workspace.objects.values_list("status", flat=True).get(pk=place.pk)


def said(answer: Any) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


VERBS = ("archive", "restore", "delete", "leave", "hand-over")


@pytest.mark.parametrize("verb", VERBS)
def test_a_stranger_finds_nothing_and_a_link_does_nothing(
    alice: User, mallory: User, acme: Workspace, client_for: Any, verb: str
) -> None:
    assert client_for(mallory).post(at(acme, verb)).status_code == 404
    assert client_for(alice).get(at(acme, verb)).status_code == 405
    assert status(acme) == "active"


@pytest.mark.parametrize("role", list(Role))
def test_archive_and_restore_are_for_owners_and_admins(
    acme: Workspace, client_for: Any, role: Role
) -> None:
    browser = client_for(people.member(acme, role))
    may = role in {"owner", "admin"}

    archived = browser.post(at(acme, "archive"))
    assert (archived.status_code, status(acme)) == ((302, "archived") if may else (403, "active"))
    people.archived(acme)
    restored = browser.post(at(acme, "restore"))
    assert (restored.status_code, status(acme)) == ((302, "active") if may else (403, "archived"))
    if may:
        assert archived["Location"] == f"/w/{acme.slug}/settings/"
        assert said(archived) == [f"{acme.name} is archived."]
        assert restored["Location"] == f"/w/{acme.slug}/"


@pytest.mark.parametrize("role", list(Role))
def test_a_workspace_that_goes_is_kept_by_owners_alone(
    acme: Workspace, client_for: Any, role: Role
) -> None:
    browser = client_for(people.member(acme, role))
    people.going(acme)

    answer = browser.post(at(acme, "restore"))

    kept = role == "owner"
    assert (answer.status_code, status(acme)) == ((302, "active") if kept else (403, "deleting"))


def test_a_refusal_under_the_lock_is_recorded_once_like_the_gates(
    acme: Workspace, client_for: Any
) -> None:
    admin = people.member(acme, "admin")
    people.going(acme)

    assert client_for(admin).post(at(acme, "restore")).status_code == 403

    told = [(event.action, event.outcome, event.actor_id, event.reason) for event in events(acme)]
    assert told[-1] == (
        "workspaces.workspace.entry_denied", "denied", str(admin.pk), "WORKSPACE_DELETE",
    )  # fmt: skip
    assert actions(acme).count("workspace.entry_denied") == 1


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb != "restore"])
def test_of_a_workspace_that_goes_nothing_but_its_end_is_changed(
    alice: User, bob: User, acme: Workspace, client_for: Any, verb: str
) -> None:
    people.join(people.person("Second"), acme, Role.OWNER)
    people.going(acme)

    answer = client_for(alice).post(at(acme, verb), {"person": str(bob.pk), "name": acme.name})

    assert answer.status_code == 409
    assert "This workspace is being deleted" in answer.content.decode()
    assert Membership.objects.get(user=alice, workspace=acme).role == "owner"


@pytest.mark.parametrize("headers", [HTMX, {}])
@pytest.mark.parametrize("role", list(Role))
def test_a_deletion_is_asked_for_by_owners_with_the_name(
    acme: Workspace, client_for: Any, role: Role, headers: dict[str, str]
) -> None:
    browser = client_for(people.member(acme, role))

    answer = browser.post(at(acme, "delete"), {"name": f" {acme.name} "}, headers=headers)

    if role != "owner":
        assert (answer.status_code, status(acme)) == (403, "active")
        return
    assert status(acme) == "deleting"
    assert answer["HX-Redirect" if headers else "Location"] == "/workspaces/"
    assert "Until then you can cancel this." in said(answer)[0]
    access.forget_all()
    closed = browser.get(f"/w/{acme.slug}/")
    assert closed.status_code == 409
    assert "This workspace is being deleted" in closed.content.decode()
    assert 'href="/workspaces/"' in closed.content.decode()


@pytest.mark.parametrize("name", ["", "Another name", "acme"])
def test_another_name_deletes_nothing(
    alice: User, acme: Workspace, client_for: Any, name: str
) -> None:
    browser = client_for(alice)

    answer = browser.post(at(acme, "delete"), {"name": name}, headers=HTMX)
    plain = browser.post(at(acme, "delete"), {"name": name})

    assert answer.status_code == 422
    assert 'id="delete-form"' in answer.content.decode()
    assert "aria-invalid" in answer.content.decode()
    assert plain["Location"] == f"/w/{acme.slug}/settings/"
    assert status(acme) == "active"


def test_twice_archived_or_restored_is_told(alice: User, acme: Workspace, client_for: Any) -> None:
    browser = client_for(alice)

    early = browser.post(at(acme, "restore"))
    assert early.status_code == 409
    assert "The workspace is active already" in early.content.decode()
    browser.post(at(acme, "archive"))
    again = browser.post(at(acme, "archive"))

    assert again.status_code == 409
    assert "The workspace is archived already" in again.content.decode()


@pytest.mark.parametrize("role", ["admin", "editor", "reviewer", "viewer", "owner"])
def test_members_leave(acme: Workspace, client_for: Any, role: str) -> None:
    user = people.member(acme, role)

    answer = client_for(user).post(at(acme, "leave"))

    assert answer["Location"] == "/"
    assert said(answer) == [f"You have left {acme.name}."]
    assert not Membership.objects.filter(user=user).exists()


def test_the_last_owner_does_not_leave(alice: User, acme: Workspace, client_for: Any) -> None:
    answer = client_for(alice).post(at(acme, "leave"))

    assert answer.status_code == 409
    assert "A workspace needs an owner" in answer.content.decode()


def test_the_ownership_is_handed_over(
    alice: User, bob: User, acme: Workspace, client_for: Any
) -> None:
    answer = client_for(alice).post(at(acme, "hand-over"), {"person": str(bob.pk)})

    assert answer["Location"] == f"/w/{acme.slug}/settings/members"
    roles = dict(Membership.objects.filter(workspace=acme).values_list("user", "role"))
    assert (roles[bob.pk], roles[alice.pk]) == ("owner", "admin")
    assert said(answer) == [f"Bob owns {acme.name} now. You are an admin."]


def test_it_is_handed_to_nobody_who_cannot_sign_in(
    alice: User, bob: User, acme: Workspace, client_for: Any
) -> None:
    User.objects.filter(pk=bob.pk).update(is_active=False)

    answer = client_for(alice).post(at(acme, "hand-over"), {"person": str(bob.pk)})

    assert answer["Location"] == f"/w/{acme.slug}/settings/"
    assert said(answer) == ["Bob cannot sign in any more. Choose somebody who can as the owner."]
    assert Membership.objects.get(user=alice, workspace=acme).role == "owner"


@pytest.mark.parametrize("role", ["admin", "editor", "reviewer", "viewer"])
def test_only_an_owner_hands_over(bob: User, acme: Workspace, client_for: Any, role: str) -> None:
    answer = client_for(people.member(acme, role)).post(
        at(acme, "hand-over"), {"person": str(bob.pk)}
    )

    assert answer.status_code == 403


def test_who_is_to_own_it_must_be_chosen(alice: User, acme: Workspace, client_for: Any) -> None:
    answer = client_for(alice).post(at(acme, "hand-over"), {"person": ""}, follow=True)

    assert "Choose who is to own the workspace." in answer.content.decode()


@pytest.mark.parametrize("person", ["nobody", "00000000-0000-0000-0000-000000000000"])
def test_it_is_handed_to_members_alone(
    alice: User, acme: Workspace, client_for: Any, person: str
) -> None:
    assert client_for(alice).post(at(acme, "hand-over"), {"person": person}).status_code == 404


@pytest.mark.parametrize("role", list(Role))
def test_an_archived_workspace_offers_nothing_to_make(
    acme: Workspace, client_for: Any, role: Role
) -> None:
    people.archived(acme)

    page = client_for(people.member(acme, role)).get(f"/w/{acme.slug}/jobs").content.decode()

    assert "This workspace is archived. It can be read, but not changed." in page
    assert f'href="/w/{acme.slug}/images/new"' not in page
    assert (f'action="/workspaces/{acme.pk}/restore"' in page) is (role in {"owner", "admin"})


def test_settings_stand_at_the_foot_of_every_page(
    alice: User, acme: Workspace, client_for: Any
) -> None:
    browser = client_for(alice)

    for path in ("", "jobs", "images/new"):
        page = browser.get(f"/w/{acme.slug}/{path}").content.decode()
        assert page.count(f'href="/w/{acme.slug}/settings/"') == 2
