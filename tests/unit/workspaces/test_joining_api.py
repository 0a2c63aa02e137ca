"""Joining a workspace by a program, with what stands at the end of an invitation's link."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now

from accounts.models import User
from audit.models import AuditEvent
from tests.factories import people, plans
from tests.unit.workspaces.answers import last_event, refusal, somebody
from workspaces import access, services
from workspaces.models import Invitation, Membership, Workspace
from workspaces.services import Issued

JOIN = "/workspaces/join"


@pytest.fixture
def robin(public: None) -> User:
    """Somebody in no workspace."""
    return people.person("Robin")


@pytest.fixture
def issued(robin: User, alice: User, acme: Workspace) -> Issued:
    found = access.find(user_id=alice.pk, at=acme.pk)
    return services.invite(found, email=robin.email, role="reviewer", by=alice)


def test_somebody_without_a_workspace_joins_one(
    robin: User, acme: Workspace, issued: Issued, program: Any, api_for: Any
) -> None:
    asking = program(robin)

    answer = asking.post(JOIN, {"token": issued.token})

    assert answer.status_code == 200
    assert (answer.json()["id"], answer.json()["role"]) == (str(acme.pk), "reviewer")
    invitation = Invitation.objects.get(pk=issued.invitation.pk)
    assert (invitation.accepted_by_id, invitation.accepted_at is None) == (robin.pk, False)
    assert last_event()[:2] == ("workspaces.invitation.accepted", str(robin.pk))
    # It is the only one they have: nothing need be named.
    assert api_for(robin).get("/api/v1/products").status_code == 200
    assert [row["slug"] for row in asking.get("/workspaces").json()] == [acme.slug]


def test_joining_twice_answers_the_same(
    robin: User, acme: Workspace, issued: Issued, program: Any
) -> None:
    first = program(robin).post(JOIN, {"token": issued.token})
    recorded = AuditEvent.objects.filter(workspace_id=acme.pk).count()

    again = program(robin).post(JOIN, {"token": issued.token})

    assert (again.status_code, again.json()) == (200, first.json())
    assert Membership.objects.filter(user=robin, workspace=acme).count() == 1
    assert AuditEvent.objects.filter(workspace_id=acme.pk).count() == recorded


def test_another_person_is_refused_and_that_is_recorded(
    mallory: User, robin: User, acme: Workspace, issued: Issued, program: Any
) -> None:
    answer = program(mallory).post(JOIN, {"token": issued.token})

    assert refusal(answer) == (403, "invitation-for-another")
    assert robin.email in answer.json()["detail"]
    event = AuditEvent.objects.latest("id")
    assert (event.action, event.outcome) == ("workspaces.invitation.refused", "denied")
    assert (event.actor_id, event.workspace_id) == (str(mallory.pk), acme.pk)
    assert not Membership.objects.filter(user=mallory, workspace=acme).exists()
    assert program(robin).post(JOIN, {"token": issued.token}).status_code == 200


def test_a_used_one_is_over_for_everybody_else_and_for_who_was_removed(
    alice: User, robin: User, mallory: User, acme: Workspace, issued: Issued, program: Any
) -> None:
    program(robin).post(JOIN, {"token": issued.token})
    assert refusal(program(mallory).post(JOIN, {"token": issued.token})) == (410, "invitation-used")

    program(alice).delete(f"/workspaces/{acme.pk}/members/{robin.pk}")

    assert refusal(program(robin).post(JOIN, {"token": issued.token})) == (410, "invitation-used")
    assert not Membership.objects.filter(user=robin).exists()


def test_a_late_one_has_expired(robin: User, issued: Issued, program: Any) -> None:
    Invitation.objects.filter(pk=issued.invitation.pk).update(
        expires_at=Now() - timedelta(seconds=1)
    )

    answer = program(robin).post(JOIN, {"token": issued.token})

    assert refusal(answer) == (410, "invitation-expired")
    assert not Membership.objects.filter(user=robin).exists()


@pytest.mark.parametrize("end", ["archive", "ask_deletion"])
def test_nobody_joins_what_is_closed(
    alice: User, robin: User, acme: Workspace, issued: Issued, program: Any, end: str
) -> None:
    found = access.find(user_id=alice.pk, at=acme.pk)
    getattr(services, end)(found, by=alice)

    answer = program(robin).post(JOIN, {"token": issued.token})

    code = "workspace-archived" if end == "archive" else "workspace-deleting"
    assert refusal(answer) == (409, code)


def test_nobody_joins_above_the_plan(robin: User, issued: Issued, program: Any) -> None:
    plans.seats(3)

    answer = program(robin).post(JOIN, {"token": issued.token})

    assert refusal(answer) == (402, "no-seat-left")
    assert not {"can_upgrade", "upgrade_url"} & set(answer.json()), "they are no member yet"


def test_a_member_by_another_way_keeps_their_role(
    robin: User, acme: Workspace, issued: Issued, program: Any
) -> None:
    Membership.objects.create(user=robin, workspace=acme, role="admin")

    answer = program(robin).post(JOIN, {"token": issued.token})

    assert refusal(answer) == (409, "member-already")
    assert services.membership(user_id=robin.pk, workspace_id=acme.pk).role == "admin"


@pytest.mark.parametrize(
    ("body", "answered"),
    [
        ({"token": "none-such"}, (404, "invitation-unknown")),
        ({"token": "x" * 201}, (400, "invalid")),
        ({"token": ""}, (400, "invalid")),
        ({"token": None}, (400, "invalid")),
        ({"token": ["a"]}, (400, "invalid")),
        ({}, (400, "invalid")),
    ],
)
def test_what_is_no_token_is_refused(
    robin: User, program: Any, body: Any, answered: tuple[int, str]
) -> None:
    assert refusal(program(robin).post(JOIN, body)) == answered


def test_what_is_kept_of_a_token_is_none(robin: User, issued: Issued, program: Any) -> None:
    kept = Invitation.objects.get(pk=issued.invitation.pk).token_hash

    assert refusal(program(robin).post(JOIN, {"token": kept})) == (404, "invitation-unknown")


def test_who_joins_chooses_neither_role_nor_place(
    robin: User, acme: Workspace, beta: Workspace, issued: Issued, program: Any
) -> None:
    extra = {"role": "owner", "workspace": str(beta.pk), "user": "x"}

    program(robin).post(JOIN, {"token": issued.token, **extra})

    rows = Membership.objects.filter(user=robin).values_list("workspace_id", "role")
    assert list(rows) == [(acme.pk, "reviewer")]


def test_nobody_joins_without_having_signed_in(client: Any, issued: Issued) -> None:
    answer = client.post(f"/api/v1{JOIN}", {"token": issued.token}, "application/json")

    assert refusal(answer) == (401, "sign-in-required")


def test_who_is_in_another_workspace_joins_a_second(
    beta: Workspace, alice: User, acme: Workspace, program: Any
) -> None:
    rosa = somebody(beta, "editor")
    found = access.find(user_id=alice.pk, at=acme.pk)
    issued = services.invite(found, email=rosa.email, role="viewer", by=alice)

    program(rosa).post(JOIN, {"token": issued.token})

    rows = {row["slug"]: row["role"] for row in program(rosa).get("/workspaces").json()}
    assert rows == {acme.slug: "viewer", beta.slug: "editor"}
