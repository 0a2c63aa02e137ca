"""Members are added, change role, leave and hand over, with a record; an owner always stays."""

import itertools
from typing import Any

import pytest
from django.db.models.functions import Now

from accounts.models import User
from audit.services import SYSTEM
from tests.factories import people, plans
from tests.factories.jobs import access_to
from tests.factories.trail import actions, events, newest
from workspaces import access, hooks, roles, services
from workspaces.models import Membership, Workspace
from workspaces.roles import Permission, Role
from workspaces.services import seats

OTHERS = [role for role in Role.values if role != Role.OWNER]


def member(user: User, place: Workspace) -> Membership:
    return services.membership(user_id=user.pk, workspace_id=place.pk)


def role_of(user: User, place: Workspace) -> str | None:
    found = Membership.objects.filter(user=user, workspace=place)
    return found.values_list("role", flat=True).first()


@pytest.fixture
def with_role(acme: Workspace) -> Any:
    """Return somebody new in acme with this role."""

    def make(role: str) -> User:
        user = people.person(role.title())
        people.join(user, acme, Role(role))
        return user

    return make


# --- adding -------------------------------------------------------------------------------------
def test_adding_a_member_lets_them_in_at_once(
    acme: Workspace, django_capture_on_commit_callbacks: Any
) -> None:
    robin = people.person("Robin")
    with pytest.raises(access.NotFound):
        access.find(user_id=robin.pk, at=acme.slug)

    with django_capture_on_commit_callbacks(execute=True):
        services.add_member(acme, user=robin, role=Role.EDITOR, actor=SYSTEM)

    assert access.find(user_id=robin.pk, at=acme.slug).role == Role.EDITOR
    event = newest(acme)
    assert event.action == "workspaces.member.added"
    assert (event.target_id, event.changes) == (str(robin.pk), {"role": [None, "editor"]})


def test_a_member_is_added_once(bob: User, acme: Workspace) -> None:
    before = actions(acme)

    with pytest.raises(services.AlreadyMember):
        services.add_member(acme, user=bob, role=Role.OWNER, actor=SYSTEM)

    assert actions(acme) == before
    assert role_of(bob, acme) == Role.EDITOR


def test_a_member_needs_a_seat(acme: Workspace) -> None:
    before = actions(acme)
    plans.seats(3)
    robin = people.person("Robin")

    with pytest.raises(hooks.NoSeatLeft) as refused:
        services.add_member(acme, user=robin, role=Role.VIEWER, actor=SYSTEM)

    assert refused.value.limit == 3
    assert role_of(robin, acme) is None
    assert actions(acme) == before


def test_a_seat_kept_for_somebody_invited_is_not_given_to_another(
    alice: User, acme: Workspace
) -> None:
    robin, lena = people.person("Robin"), people.person("Lena")
    services.invite(access_to(acme), email=robin.email, role=Role.VIEWER, by=alice)
    plans.seats(4)

    with pytest.raises(hooks.NoSeatLeft):
        seats.check_room(acme.pk, email=lena.email)
    with pytest.raises(hooks.NoSeatLeft):
        services.add_member(acme, user=lena, role=Role.VIEWER, actor=SYSTEM)
    seats.check_room(acme.pk, email=robin.email)
    services.add_member(acme, user=robin, role=Role.VIEWER, actor=SYSTEM)

    assert seats.taken(acme.pk) == 4


# --- roles --------------------------------------------------------------------------------------
def test_a_changed_role_holds_at_once(
    bob: User, acme: Workspace, django_capture_on_commit_callbacks: Any
) -> None:
    assert access.find(user_id=bob.pk, at=acme.slug).may(Permission.JOB_SUBMIT)

    with django_capture_on_commit_callbacks(execute=True):
        services.change_role(member(bob, acme), role=Role.VIEWER, actor=SYSTEM)

    assert not access.find(user_id=bob.pk, at=acme.slug).may(Permission.JOB_SUBMIT)
    assert newest(acme).changes == {"role": ["editor", "viewer"]}


def test_the_same_role_again_is_no_event(alice: User, bob: User, acme: Workspace) -> None:
    before = actions(acme)

    services.change_role(member(bob, acme), role=Role.EDITOR, actor=SYSTEM)
    services.set_role(access_to(acme), bob.pk, role=Role.EDITOR, by=alice)

    assert actions(acme) == before


@pytest.mark.parametrize(
    ("own", "old", "new"),
    list(itertools.product(Role.values, OTHERS, Role.values)),
    ids=lambda role: str(role),
)
def test_a_role_is_set_by_who_may_give_both_the_old_and_the_new(
    with_role: Any, acme: Workspace, own: str, old: str, new: str
) -> None:
    actor, other = with_role(own), with_role(old)
    may = own == "owner" or (own == "admin" and new != "owner")
    before = events(acme).count()

    if may:
        assert services.set_role(access_to(acme), other.pk, role=new, by=actor).role == new
    else:
        with pytest.raises(services.RoleTooHigh):
            services.set_role(access_to(acme), other.pk, role=new, by=actor)

    assert role_of(other, acme) == (new if may else old)
    assert events(acme).count() - before == (may and old != new)


@pytest.mark.parametrize("own", OTHERS)
def test_only_owners_change_and_remove_owners(
    with_role: Any, alice: User, acme: Workspace, own: str
) -> None:
    with_role(Role.OWNER)
    actor = with_role(own)

    with pytest.raises(services.RoleTooHigh):
        services.set_role(access_to(acme), alice.pk, role=Role.ADMIN, by=actor)
    with pytest.raises(services.RoleTooHigh):
        services.remove(access_to(acme), alice.pk, by=actor)
    with pytest.raises(services.RoleTooHigh):
        services.set_role(access_to(acme), actor.pk, role=Role.OWNER, by=actor)

    assert role_of(alice, acme) == Role.OWNER


def test_what_counts_is_the_role_now_and_not_the_one_the_gate_saw(
    with_role: Any, bob: User, acme: Workspace
) -> None:
    demoted = with_role(Role.VIEWER)

    with pytest.raises(services.RoleTooHigh):
        services.set_role(access_to(acme, Role.OWNER), bob.pk, role=Role.VIEWER, by=demoted)


def test_a_role_nobody_knows_is_given_by_nobody(alice: User, bob: User, acme: Workspace) -> None:
    with pytest.raises(services.RoleTooHigh):
        services.set_role(access_to(acme), bob.pk, role="boss", by=alice)


def test_strangers_are_neither_changed_nor_removed(
    alice: User, mallory: User, acme: Workspace
) -> None:
    found = access_to(acme)
    for act in (
        lambda: services.set_role(found, mallory.pk, role=Role.VIEWER, by=alice),
        lambda: services.remove(found, mallory.pk, by=alice),
        lambda: services.leave(found, by=mallory),
        lambda: services.hand_over(found, mallory.pk, by=alice),
        lambda: services.hand_over(found, alice.pk, by=mallory),
        lambda: services.set_role(found, alice.pk, role=Role.VIEWER, by=mallory),
        lambda: services.remove(found, alice.pk, by=mallory),
    ):
        with pytest.raises(services.NotAMember):
            act()


# --- an owner stays -----------------------------------------------------------------------------
def test_the_last_owner_stays_owner(alice: User, acme: Workspace) -> None:
    before = actions(acme)
    found = access_to(acme)

    for act in (
        lambda: services.change_role(member(alice, acme), role=Role.EDITOR, actor=SYSTEM),
        lambda: services.set_role(found, alice.pk, role=Role.ADMIN, by=alice),
        lambda: services.remove(found, alice.pk, by=alice),
        lambda: services.leave(found, by=alice),
    ):
        with pytest.raises(services.LastOwner):
            act()

    assert services.is_last_owner(member(alice, acme))
    assert role_of(alice, acme) == Role.OWNER
    assert actions(acme) == before


def test_one_of_two_owners_may_step_down_and_then_the_other_may_not(
    with_role: Any, alice: User, acme: Workspace
) -> None:
    second = with_role(Role.OWNER)

    services.set_role(access_to(acme), alice.pk, role=Role.VIEWER, by=alice)

    assert role_of(alice, acme) == Role.VIEWER
    with pytest.raises(services.LastOwner):
        services.leave(access_to(acme), by=second)


def test_one_owner_removes_another(with_role: Any, alice: User, acme: Workspace) -> None:
    second = with_role(Role.OWNER)

    services.remove(access_to(acme), alice.pk, by=second)

    assert role_of(alice, acme) is None
    assert newest(acme).changes == {"role": ["owner", None]}


# --- going --------------------------------------------------------------------------------------
def test_a_removed_member_is_out_at_once(
    alice: User, bob: User, acme: Workspace, django_capture_on_commit_callbacks: Any
) -> None:
    access.find(user_id=bob.pk, at=acme.slug)

    with django_capture_on_commit_callbacks(execute=True):
        services.remove(access_to(acme), bob.pk, by=alice)

    with pytest.raises(access.NotFound):
        access.find(user_id=bob.pk, at=acme.slug)
    event = newest(acme)
    assert (event.action, event.actor_id, event.target_id) == (
        "workspaces.member.removed", str(alice.pk), str(bob.pk),
    )  # fmt: skip
    with pytest.raises(services.NotAMember):
        services.remove(access_to(acme), bob.pk, by=alice)


def test_who_leaves_is_recorded_as_leaving(bob: User, acme: Workspace) -> None:
    services.leave(access_to(acme), by=bob)

    event = newest(acme)
    assert (event.action, event.actor_id, event.changes) == (
        "workspaces.member.left", str(bob.pk), {"role": ["editor", None]},
    )  # fmt: skip


def test_what_happens_to_who_left_meanwhile_is_said(bob: User, acme: Workspace) -> None:
    mine = member(bob, acme)
    services.leave(access_to(acme), by=bob)

    with pytest.raises(services.NotAMember):
        services.change_role(mine, role=Role.ADMIN, actor=SYSTEM)


# --- handing over -------------------------------------------------------------------------------
def test_handing_over_changes_both_at_once(
    alice: User, bob: User, acme: Workspace, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        heir = services.hand_over(access_to(acme), bob.pk, by=alice)

    assert (heir.user_id, heir.role) == (bob.pk, Role.OWNER)
    assert (role_of(alice, acme), role_of(bob, acme)) == (Role.ADMIN, Role.OWNER)
    last = list(events(acme))[-2:]
    told = [(event.action, event.target_id, event.changes["role"]) for event in last]
    assert told == [
        ("workspaces.member.given_ownership", str(bob.pk), ["editor", "owner"]),
        ("workspaces.member.role_changed", str(alice.pk), ["owner", "admin"]),
    ]
    assert not access.find(user_id=alice.pk, at=acme.slug).may(Permission.WORKSPACE_DELETE)


def test_handing_over_is_the_owners_and_to_somebody_else(
    with_role: Any, alice: User, bob: User, acme: Workspace
) -> None:
    second = with_role(Role.OWNER)
    found = access_to(acme)

    for to in (alice, second):
        with pytest.raises(services.AlsoOwner):
            services.hand_over(found, to.pk, by=alice)
    with pytest.raises(services.RoleTooHigh):
        services.hand_over(found, bob.pk, by=with_role(Role.ADMIN))
    assert role_of(bob, acme) == Role.EDITOR


# --- reading ------------------------------------------------------------------------------------
def test_members_are_listed_by_role_and_name(with_role: Any, acme: Workspace) -> None:
    for role in OTHERS:
        with_role(role)

    listed = services.members(acme.pk)

    places = [Role.values.index(row.role) for row in listed]
    assert places == sorted(places)
    editors = [row.user.name for row in listed if row.role == Role.EDITOR]
    assert editors == sorted(editors) == ["Bob", "Editor"]


def test_a_person_sees_the_workspaces_of_the_states_asked_for(
    bob: User, acme: Workspace, beta: Workspace
) -> None:
    people.join(bob, beta, Role.VIEWER)
    Workspace.objects.filter(pk=beta.pk).update(status="archived", archived_at=Now())

    def seen(*statuses: str) -> list[str]:
        chosen = {"statuses": statuses} if statuses else {}
        return [row.workspace.name for row in services.of_person(bob.pk, **chosen)]

    assert seen() == [acme.name]
    assert seen("active", "archived") == [acme.name, beta.name]
    assert roles.allows("viewer", Permission.WORKSPACE_VIEW)


def test_a_deleted_workspace_is_nobodys_to_change(alice: User, bob: User, acme: Workspace) -> None:
    """The row that is left names the ledger; whoever was let in a moment ago changes nothing."""
    Workspace.objects.filter(pk=acme.pk).update(status="deleted", deleted_at=Now())

    for act in (
        lambda: services.leave(access_to(acme), by=bob),
        lambda: services.remove(access_to(acme), bob.pk, by=alice),
        lambda: services.add_member(acme, user=people.person(), role="viewer", actor=SYSTEM),
        lambda: services.change(access_to(acme), services.Values(name="x"), by=alice),
    ):
        with pytest.raises(access.NotFound):
            act()
