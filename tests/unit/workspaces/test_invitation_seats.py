"""Invitations take seats, end in closed workspaces, and are forgotten in time."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db.models.functions import Now

from accounts.models import User
from tests.factories import guests, people, plans
from tests.factories.guests import end, is_in, join
from tests.factories.jobs import access_to
from tests.factories.trail import actions, newest, target_of
from workspaces import access, hooks, services
from workspaces.hooks import NoSeatLeft
from workspaces.models import Invitation, Workspace
from workspaces.roles import Role
from workspaces.services import Issued, seats

Invite = Callable[..., Issued]


@pytest.fixture
def robin(public: None) -> User:
    return people.person("Robin")


@pytest.fixture
def invite(alice: User, acme: Workspace) -> Invite:
    """Invite somebody to acme in alice's name."""
    return partial(guests.invite, acme, alice)


# --- seats --------------------------------------------------------------------------------------
def test_members_and_working_invitations_take_the_seats(acme: Workspace, invite: Invite) -> None:
    plans.seats(5)
    first = invite("one@example.com")
    invite("two@example.com")
    before = actions(acme)

    with pytest.raises(hooks.NoSeatLeft):
        invite("three@example.com")
    assert (seats.taken(acme.pk), actions(acme)) == (5, before)
    invite("one@example.com")
    end(first, days=0)
    Invitation.objects.filter(email="two@example.com").update(expires_at=Now())

    assert seats.taken(acme.pk) == 4
    invite("three@example.com")


def test_an_expired_one_is_renewed_only_while_there_is_a_seat(
    alice: User, acme: Workspace, invite: Invite
) -> None:
    plans.seats(4)
    old = invite("old@example.com")
    end(old, days=1)
    invite("new@example.com")

    with pytest.raises(hooks.NoSeatLeft):
        services.renew(access_to(acme), old.invitation.pk, by=alice)
    Invitation.objects.filter(email="new@example.com").update(revoked_at=Now())

    services.renew(access_to(acme), old.invitation.pk, by=alice)


def test_who_was_invited_has_a_seat_of_their_own(
    acme: Workspace, robin: User, invite: Invite
) -> None:
    plans.seats(5)
    issued = invite(robin)
    invite("lena@example.com")

    assert join(issued, robin).role == Role.EDITOR
    assert seats.taken(acme.pk) == 5


def test_nobody_joins_above_the_plan_and_the_invitation_stays_open(
    acme: Workspace, robin: User, invite: Invite
) -> None:
    issued = invite(robin)
    plans.seats(3)

    with pytest.raises(hooks.NoSeatLeft):
        join(issued, robin)
    assert not is_in(robin, acme)
    plans.seats(4)

    join(issued, robin)


# --- closed workspaces --------------------------------------------------------------------------
CLOSED = [
    ({"status": "archived", "archived_at": Now()}, access.Archived),
    ({"status": "deleting", "delete_at": Now() + timedelta(days=1)}, access.BeingDeleted),
]


@pytest.mark.parametrize(("values", "refusal"), CLOSED, ids=["archived", "deleting"])
def test_nobody_is_invited_into_or_joins_what_is_closed(
    acme: Workspace, alice: User, robin: User, invite: Invite, values: Any, refusal: Any
) -> None:
    issued = invite(robin)
    Workspace.objects.filter(pk=acme.pk).update(**values)

    for act in (
        lambda: join(issued, robin),
        lambda: services.look(services.hash_of(issued.token)),
        lambda: invite("more@example.com"),
        lambda: services.renew(access_to(acme), issued.invitation.pk, by=alice),
    ):
        with pytest.raises(refusal):
            act()
    assert not is_in(robin, acme)
    services.revoke(access_to(acme), issued.invitation.pk, by=alice)


# --- forgetting ---------------------------------------------------------------------------------
def test_what_ended_thirty_days_ago_is_forgotten_once(
    acme: Workspace, alice: User, robin: User, invite: Invite
) -> None:
    used, revoked, expired, recent, fresh = (
        invite(robin), invite("revoked@example.com"), invite("expired@example.com"),
        invite("recent@example.com"), invite("fresh@example.com"),
    )  # fmt: skip
    join(used, robin)
    services.revoke(access_to(acme), revoked.invitation.pk, by=alice)
    for issued in (used, revoked, expired):
        end(issued, days=30, minutes=1)
    end(recent, days=29)

    assert services.clear_invitations() == 3
    assert services.clear_invitations() == 0

    left = Invitation.objects.filter(workspace=acme).values_list("email", flat=True)
    assert set(left) == {recent.invitation.email, fresh.invitation.email}
    assert actions(acme).count("invitation.expired") == 1
    event = newest(acme)
    assert (event.actor_type, target_of(event)) == ("system", "expired@example.com")
    assert is_in(robin, acme)


def test_a_workspace_in_trouble_keeps_no_other_ones_invitations(
    acme: Workspace, beta: Workspace, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What holds more seats than its plan has is left as it is, and noted."""
    old = Now() - timedelta(days=31)
    for place in (acme, beta):
        Invitation.objects.create(
            workspace=place,
            email="old@example.com",
            role="editor",
            token_hash=services.hash_of(place.slug),
            invited_by=alice,
            expires_at=old,
        )
    right = seats.hold

    def full(workspace_id: Any) -> None:
        if workspace_id == min(acme.pk, beta.pk):
            raise NoSeatLeft(1, workspace_id=workspace_id)
        right(workspace_id)

    monkeypatch.setattr(seats, "hold", full)

    assert services.clear_invitations() == 1

    left = Invitation.objects.filter(email="old@example.com")
    assert [one.workspace_id for one in left] == [min(acme.pk, beta.pk)]
