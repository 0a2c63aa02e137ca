"""Invitations: one e-mail, one role, one use; who may not use one is told why, and nothing else."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import User
from audit.services import SYSTEM
from tests.factories import guests, people, plans
from tests.factories.guests import end, is_in, join
from tests.factories.jobs import access_to
from tests.factories.trail import actions, newest, target_of
from workspaces import access, services
from workspaces.models import Invitation, Membership, Workspace
from workspaces.roles import Role
from workspaces.services import Issued, seats

INVITABLE = [role for role in Role.values if role != Role.OWNER]
Invite = Callable[..., Issued]


@pytest.fixture
def robin(public: None) -> User:
    return people.person("Robin")


@pytest.fixture
def invite(alice: User, acme: Workspace) -> Invite:
    """Invite somebody to acme in alice's name."""
    return partial(guests.invite, acme, alice)


# --- inviting -----------------------------------------------------------------------------------
def test_an_invitation_is_kept_without_its_token(
    alice: User, acme: Workspace, invite: Invite
) -> None:
    issued = invite(" New.Person@Example.com ", Role.REVIEWER)

    row = Invitation.objects.get(pk=issued.invitation.pk)
    assert (row.email, row.role, row.invited_by_id) == (
        "new.person@example.com", "reviewer", alice.pk,
    )  # fmt: skip
    assert len(issued.token) >= 43
    assert row.token_hash == services.hash_of(issued.token) != issued.token
    assert issued.token not in str(
        {field.name: getattr(row, field.name) for field in row._meta.fields}
    )
    assert abs(row.expires_at - timezone.now() - timedelta(days=7)) < timedelta(minutes=1)
    assert issued.invitation.expires_at == row.expires_at
    event = newest(acme)
    assert (event.action, target_of(event), event.data) == (
        "workspaces.invitation.sent", "new.person@example.com", {"role": "reviewer"},
    )  # fmt: skip


def test_every_token_is_another(invite: Invite) -> None:
    tokens = {invite(f"p{number}@example.com").token for number in range(5)}

    assert len(tokens) == 5


@pytest.mark.parametrize("own", Role.values)
@pytest.mark.parametrize("role", [*Role.values, "boss"])
def test_who_may_invite_whom(acme: Workspace, robin: User, own: str, role: str) -> None:
    actor = people.person("Actor")
    people.join(actor, acme, Role(own))

    def act() -> Issued:
        return services.invite(access_to(acme), email=robin.email, role=role, by=actor)

    if own in {"owner", "admin"} and role in INVITABLE:
        assert act().invitation.role == role
    else:
        with pytest.raises(services.RoleTooHigh):
            act()
        assert not Invitation.objects.filter(workspace=acme).exists()


def test_a_stranger_invites_nobody(mallory: User, acme: Workspace) -> None:
    with pytest.raises(services.NotAMember):
        services.invite(access_to(acme), email="x@example.com", role="viewer", by=mallory)


def test_a_member_is_not_invited(bob: User, acme: Workspace, invite: Invite) -> None:
    with pytest.raises(services.AlreadyMember):
        invite(bob.email.upper())
    assert not Invitation.objects.filter(workspace=acme).exists()


def test_inviting_again_ends_the_first_link_and_gives_the_new_role(
    acme: Workspace, robin: User, invite: Invite
) -> None:
    first, second = invite(robin, Role.ADMIN), invite(robin.email.upper(), Role.VIEWER)

    with pytest.raises(services.InvitationUnknown):
        join(first, robin)
    assert join(second, robin).role == Role.VIEWER
    assert Invitation.objects.filter(workspace=acme).count() == 1


def test_somebody_removed_can_be_invited_again(
    alice: User, bob: User, acme: Workspace, robin: User, invite: Invite
) -> None:
    join(invite(robin), robin)
    services.remove(access_to(acme), robin.pk, by=alice)

    first = invite(robin, Role.VIEWER)

    assert join(first, robin).role == Role.VIEWER


def test_two_workspaces_invite_the_same_person(
    acme: Workspace, beta: Workspace, robin: User, mallory: User, invite: Invite
) -> None:
    here = invite(robin)
    there = services.invite(access_to(beta), email=robin.email, role="viewer", by=mallory)

    join(there, robin)

    assert (is_in(robin, beta), is_in(robin, acme)) == (True, False)
    assert join(here, robin).workspace_id == acme.pk


# --- using --------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", INVITABLE)
def test_an_invitation_makes_a_member_of_its_role(
    acme: Workspace, robin: User, invite: Invite, role: str, django_capture_on_commit_callbacks: Any
) -> None:
    issued = invite(robin, role)

    with django_capture_on_commit_callbacks(execute=True):
        member = join(issued, robin)

    assert (member.user_id, member.workspace_id, member.role) == (robin.pk, acme.pk, role)
    assert access.find(user_id=robin.pk, at=acme.slug).role == role
    row = Invitation.objects.get(pk=issued.invitation.pk)
    assert row.accepted_by_id == robin.pk
    event = newest(acme)
    assert (event.action, event.actor_id) == ("workspaces.invitation.accepted", str(robin.pk))


def test_it_works_once_and_whoever_used_it_may_ask_again(
    alice: User, acme: Workspace, robin: User, invite: Invite
) -> None:
    issued = invite(robin)
    first = join(issued, robin)
    before = actions(acme)

    assert join(issued, robin).pk == first.pk
    assert actions(acme) == before
    with pytest.raises(services.InvitationAccepted):
        join(issued, people.person("Lena"))
    services.remove(access_to(acme), robin.pk, by=alice)
    with pytest.raises(services.InvitationAccepted):
        join(issued, robin)
    assert not is_in(robin, acme)


@pytest.mark.parametrize("token", ["", "x", "a" * 43, "' OR 1=1 --"])
def test_an_unknown_token_is_said_so(robin: User, token: str) -> None:
    with pytest.raises(services.InvitationUnknown):
        services.join(services.hash_of(token), by=robin)


def test_a_kept_hash_is_no_token(robin: User, invite: Invite) -> None:
    """Who reads the table cannot use what stands in it."""
    row = Invitation.objects.get(pk=invite(robin).invitation.pk)

    with pytest.raises(services.InvitationUnknown):
        services.join(services.hash_of(row.token_hash), by=robin)


def test_it_ends(robin: User, acme: Workspace, invite: Invite) -> None:
    issued = invite(robin)
    services.look(services.hash_of(issued.token))
    end(issued, seconds=1)

    for act in (lambda: join(issued, robin), lambda: services.look(services.hash_of(issued.token))):
        with pytest.raises(services.InvitationExpired):
            act()
    assert not is_in(robin, acme)


def test_a_renewed_one_has_a_new_link_and_begins_anew(
    acme: Workspace, bob: User, robin: User, invite: Invite
) -> None:
    old = invite(robin)
    end(old, days=20)
    services.set_role(access_to(acme), bob.pk, role=Role.ADMIN, by=old.invitation.invited_by)

    new = services.renew(access_to(acme), old.invitation.pk, by=bob)

    assert (new.invitation.pk, new.invitation.invited_by_id) == (old.invitation.pk, bob.pk)
    assert new.token != old.token
    assert newest(acme).action == "workspaces.invitation.renewed"
    with pytest.raises(services.InvitationUnknown):
        join(old, robin)
    assert join(new, robin).role == Role.EDITOR


def test_a_revoked_one_says_so(alice: User, acme: Workspace, robin: User, invite: Invite) -> None:
    issued = invite(robin)

    services.revoke(access_to(acme), issued.invitation.pk, by=alice)

    assert newest(acme).action == "workspaces.invitation.revoked"
    with pytest.raises(services.InvitationRevoked):
        join(issued, robin)
    for act in (services.revoke, services.renew):
        with pytest.raises(Invitation.DoesNotExist):
            act(access_to(acme), issued.invitation.pk, by=alice)
    assert join(invite(robin), robin).role == Role.EDITOR


def test_those_of_another_workspace_cannot_be_touched(
    beta: Workspace, mallory: User, robin: User, invite: Invite
) -> None:
    issued = invite(robin)

    for key in (issued.invitation.pk, uuid.uuid4()):
        for act in (services.revoke, services.renew):
            with pytest.raises(Invitation.DoesNotExist):
                act(access_to(beta), key, by=mallory)
    assert services.open_invitations(beta.pk) == []


def test_what_is_open_is_listed_newest_first(acme: Workspace, alice: User, invite: Invite) -> None:
    for number in range(3):
        issued = invite(f"p{number}@example.com")
        at = Now() - timedelta(hours=3 - number)
        Invitation.objects.filter(pk=issued.invitation.pk).update(created_at=at)
    end(issued, days=1)
    gone = invite("gone@example.com")
    services.revoke(access_to(acme), gone.invitation.pk, by=alice)

    listed = [row.email for row in services.open_invitations(acme.pk)]

    assert listed == ["p2@example.com", "p1@example.com", "p0@example.com"]


# --- the wrong person ---------------------------------------------------------------------------
def test_another_person_is_refused_and_that_is_recorded(
    acme: Workspace, robin: User, mallory: User, invite: Invite
) -> None:
    issued = invite(robin)

    with pytest.raises(services.AnotherPerson) as refused:
        join(issued, mallory)

    assert refused.value.email == robin.email
    assert not is_in(mallory, acme)
    event = newest(acme)
    assert (event.action, event.outcome, event.reason, event.actor_id) == (
        "workspaces.invitation.refused", "denied", "another-person", str(mallory.pk),
    )  # fmt: skip
    assert join(issued, robin).role == Role.EDITOR


@pytest.mark.parametrize("is_verified", [True, False])
def test_another_e_mail_of_the_same_person_counts_when_it_is_confirmed(
    robin: User, invite: Invite, is_verified: bool
) -> None:
    issued = invite("robin.second@example.com")
    EmailAddress.objects.create(
        user=robin, email="Robin.Second@example.com", verified=is_verified, primary=False
    )

    if is_verified:
        assert join(issued, robin).user_id == robin.pk
    else:
        with pytest.raises(services.AnotherPerson):
            join(issued, robin)


def test_who_is_in_by_another_way_keeps_their_role_and_the_invitation_stays(
    acme: Workspace, robin: User, invite: Invite
) -> None:
    issued = invite("robin.second@example.com", Role.ADMIN)
    services.add_member(acme, user=robin, role=Role.VIEWER, actor=SYSTEM)
    # Only now it is known that this is theirs, too.
    EmailAddress.objects.create(user=robin, email=issued.invitation.email, verified=True)
    plans.seats(5)

    with pytest.raises(services.AlreadyMember):
        join(issued, robin)

    assert Membership.objects.get(user=robin, workspace=acme).role == Role.VIEWER
    assert Invitation.objects.get(pk=issued.invitation.pk).accepted_at is None
    assert seats.taken(acme.pk) == 5
