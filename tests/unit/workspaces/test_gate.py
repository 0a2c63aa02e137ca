"""The gate: members pass as their role allows, strangers see nothing."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from audit.models import AuditEvent
from workspaces import access, tenancy
from workspaces.models import Membership, Workspace
from workspaces.roles import Permission, Role


def home(workspace: Workspace) -> str:
    return reverse("generation:jobs", args=[workspace.slug])


@pytest.mark.parametrize("who", ["alice", "bob", "carol"])
def test_members_see_the_workspace(
    request: Any, who: str, acme: Workspace, client_for: Any
) -> None:
    answer = client_for(request.getfixturevalue(who)).get(home(acme))

    assert answer.status_code == 200


def test_a_stranger_sees_what_is_not_there(mallory: User, acme: Workspace, client_for: Any) -> None:
    foreign = client_for(mallory).get(home(acme))
    absent = client_for(mallory).get("/w/no-such-place/jobs")

    assert foreign.status_code == absent.status_code == 404


def test_nobody_is_asked_to_sign_in(acme: Workspace, client: Any) -> None:
    answer = client.get(home(acme))

    assert answer["Location"] == f"/accounts/login/?next={home(acme)}"


def test_a_role_that_does_not_allow_it_is_refused_and_recorded(
    carol: User, acme: Workspace, api_for: Any
) -> None:
    answer = api_for(carol, acme).post("/api/v1/products", {"sku": "x"}, format="json")

    assert answer.status_code == 403
    body = answer.json()
    assert (body["code"], body["role"], body["permission"]) == (
        "role-not-allowed",
        "viewer",
        "PRODUCT_EDIT",
    )
    event = AuditEvent.objects.latest("id")
    assert (event.action, event.outcome, event.reason) == (
        "workspaces.workspace.entry_denied",
        "denied",
        "PRODUCT_EDIT",
    )
    assert event.actor_id == str(carol.pk)


def test_a_request_ends_in_the_public_schema(alice: User, acme: Workspace, client_for: Any) -> None:
    client_for(alice).get(home(acme))

    assert tenancy.current() == tenancy.PUBLIC


def test_a_removed_member_is_out_when_what_is_kept_is_forgotten(bob: User, acme: Workspace) -> None:
    assert access.find(user_id=bob.pk, at=acme.slug).role == Role.EDITOR
    Membership.objects.filter(user=bob, workspace=acme).delete()
    assert access.find(user_id=bob.pk, at=acme.slug).role == Role.EDITOR

    access.forget(user_id=bob.pk)

    with pytest.raises(access.NotFound):
        access.find(user_id=bob.pk, at=acme.slug)


def test_what_is_kept_is_asked_again_after_five_seconds(
    bob: User, acme: Workspace, monkeypatch: Any
) -> None:
    access.find(user_id=bob.pk, at=acme.slug)
    Membership.objects.filter(user=bob, workspace=acme).delete()
    until = access._kept[(bob.pk, acme.slug)][0]

    monkeypatch.setattr("workspaces.access.time.monotonic", lambda: until + 0.01)

    with pytest.raises(access.NotFound):
        access.find(user_id=bob.pk, at=acme.slug)


def test_entering_checks_before_it_enters(carol: User, acme: Workspace) -> None:
    found = access.find(user_id=carol.pk, at=acme.slug)

    with pytest.raises(access.Forbidden):
        access.enter(found, Permission.JOB_SUBMIT, user_id=carol.pk)
    assert tenancy.current() == tenancy.PUBLIC
    access.enter(found, Permission.WORKSPACE_VIEW, user_id=carol.pk)
    assert tenancy.current() == acme.schema_name
