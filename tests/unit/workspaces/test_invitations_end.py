"""Invitations end with what they stood on: nobody walks back in by an older link."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from allauth.account.models import EmailAddress

from accounts.models import User
from audit.services import SYSTEM
from tests.factories import guests, people, plans
from tests.factories.guests import join
from tests.factories.jobs import access_to
from tests.factories.trail import actions, events, target_of
from workspaces import access, services
from workspaces.models import Workspace
from workspaces.roles import Role
from workspaces.services import Issued, seats

SECOND = "robin.second@example.com"
Invite = Callable[..., Issued]


@pytest.fixture
def robin(public: None) -> User:
    """Somebody with two e-mails that are confirmed, and one that is not."""
    user = people.person("Robin")
    for email, is_verified in (("Robin.Second@example.com", True), ("r@example.com", False)):
        EmailAddress.objects.create(user=user, email=email, verified=is_verified)
    return user


@pytest.fixture
def invite(alice: User, acme: Workspace) -> Invite:
    """Invite somebody to acme in alice's name."""
    return partial(guests.invite, acme, alice)


def is_open(issued: Issued) -> bool:
    return seats.waiting(issued.invitation.workspace_id).filter(pk=issued.invitation.pk).exists()


def gone(place: Workspace) -> list[tuple[str, str]]:
    """Return for each invitation that was taken back: for whom, and by whom."""
    rows = events(place).filter(action="workspaces.invitation.revoked")
    return [(target_of(row), row.actor_id) for row in rows]


# --- received -----------------------------------------------------------------------------------
@pytest.mark.parametrize("way", ["remove", "leave"])
def test_who_goes_does_not_come_back_by_an_older_link(
    alice: User, acme: Workspace, robin: User, invite: Invite, way: str
) -> None:
    people.join(robin, acme, Role.EDITOR)
    # As it was before inviting and joining asked for every e-mail.
    links = [invite(f"was-{number}@example.com", Role.ADMIN) for number in range(3)]
    for issued, email in zip(links, (robin.email, SECOND, "r@example.com"), strict=True):
        type(issued.invitation).objects.filter(pk=issued.invitation.pk).update(email=email)

    if way == "remove":
        services.remove(access_to(acme), robin.pk, by=alice)
    else:
        services.leave(access_to(acme), by=robin)

    for issued in links[:2]:
        with pytest.raises(services.InvitationRevoked):
            join(issued, robin)
    # An e-mail nobody has confirmed is nobody's.
    assert is_open(links[2])
    actor = str((alice if way == "remove" else robin).pk)
    assert gone(acme) == [(robin.email, actor), (SECOND, actor)]
    assert not guests.is_in(robin, acme)


def test_who_joins_has_used_up_what_they_were_invited_by(
    alice: User, acme: Workspace, robin: User, invite: Invite
) -> None:
    first, second, other = invite(robin), invite(SECOND, Role.ADMIN), invite("lena@example.com")

    join(first, robin)

    assert (is_open(second), is_open(other)) == (False, True)
    assert gone(acme) == [(SECOND, str(robin.pk))]
    assert join(first, robin).role == Role.EDITOR
    services.remove(access_to(acme), robin.pk, by=alice)
    with pytest.raises(services.InvitationRevoked):
        join(second, robin)


def test_who_is_added_has_used_up_what_they_were_invited_by(
    acme: Workspace, robin: User, invite: Invite
) -> None:
    links = [invite(robin, Role.ADMIN), invite(SECOND)]
    plans.seats(4)

    services.add_member(acme, user=robin, role=Role.VIEWER, actor=SYSTEM)

    assert not any(is_open(issued) for issued in links)
    assert [email for email, _actor in gone(acme)] == [robin.email, SECOND]
    assert seats.taken(acme.pk) == 4


def test_invitations_of_another_workspace_stay(
    alice: User, mallory: User, acme: Workspace, beta: Workspace, robin: User
) -> None:
    there = guests.invite(beta, mallory, robin)
    people.join(robin, acme, Role.EDITOR)

    services.remove(access_to(acme), robin.pk, by=alice)

    assert join(there, robin).workspace_id == beta.pk


@pytest.mark.parametrize("email", ["", SECOND, SECOND.upper()], ids=["own", "second", "capitals"])
def test_a_member_is_not_invited_by_any_of_their_e_mails(
    acme: Workspace, robin: User, invite: Invite, email: str
) -> None:
    people.join(robin, acme, Role.VIEWER)

    with pytest.raises(services.AlreadyMember):
        invite(email or robin)
    assert is_open(invite("r@example.com"))


# --- sent ---------------------------------------------------------------------------------------
def lose(place: Workspace, user: User, way: str, *, by: User) -> None:
    if way == "remove":
        services.remove(access_to(place), user.pk, by=by)
    elif way == "leave":
        services.leave(access_to(place), by=user)
    else:
        services.set_role(access_to(place), user.pk, role=way, by=by)


@pytest.mark.parametrize(
    ("way", "ends"),
    [
        ("remove", True),
        ("leave", True),
        ("viewer", True),
        ("reviewer", True),
        ("editor", True),
        ("admin", False),
        ("owner", False),
    ],
)
def test_what_somebody_sent_ends_when_they_could_send_it_no_more(
    alice: User, acme: Workspace, invite: Invite, way: str, ends: bool
) -> None:
    sender = people.member(acme, "admin")
    sent = guests.invite(acme, sender, "lena@example.com", Role.ADMIN)
    others = invite("mia@example.com")

    lose(acme, sender, way, by=alice)

    assert (is_open(sent), is_open(others)) == (not ends, True)
    assert actions(acme).count("invitation.revoked") == ends
    if ends:
        with pytest.raises(services.InvitationRevoked):
            services.look(services.hash_of(sent.token))


def test_whoever_sends_it_again_answers_for_it(alice: User, acme: Workspace) -> None:
    sender = people.member(acme, "admin")
    sent = guests.invite(acme, sender, "lena@example.com")
    services.renew(access_to(acme), sent.invitation.pk, by=alice)

    services.remove(access_to(acme), sender.pk, by=alice)

    assert is_open(sent)


# --- taken back ---------------------------------------------------------------------------------
@pytest.mark.parametrize("role", [role for role in Role.values if role not in {"owner", "admin"}])
def test_who_manages_nobody_any_more_takes_nothing_back(
    acme: Workspace, invite: Invite, role: Any
) -> None:
    issued, demoted = invite("lena@example.com"), people.member(acme, role)

    with pytest.raises(access.Forbidden):
        services.revoke(access_to(acme), issued.invitation.pk, by=demoted)
    assert is_open(issued)


def test_a_stranger_takes_nothing_back(mallory: User, acme: Workspace, invite: Invite) -> None:
    issued = invite("lena@example.com")

    with pytest.raises(services.NotAMember):
        services.revoke(access_to(acme), issued.invitation.pk, by=mallory)
    assert is_open(issued)
