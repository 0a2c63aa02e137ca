"""Two who change a workspace at once, on committed rows, each with a connection of their own."""

import contextlib
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from audit.services import SYSTEM
from billing.models import Meter
from tests.factories import guests, people, plans
from tests.factories.jobs import access_to
from tests.factories.trail import actions
from workspaces import access, hooks, services, tenancy
from workspaces.models import Invitation, Membership, SlugHistory, Workspace
from workspaces.roles import Role
from workspaces.services import Values, seats

REFUSALS = (
    services.AlreadyMember, services.AlsoOwner, services.InvitationAccepted,
    services.InvitationRevoked, services.InvitationUnknown, services.LastOwner,
    services.AnotherPerson, services.NotAMember, services.RoleTooHigh, services.SlugTaken,
    services.NotInThisState, hooks.NoSeatLeft, Invitation.DoesNotExist,
)  # fmt: skip
Call = Callable[[], object]


@pytest.fixture
def owner(two: Any) -> User:
    return people.person("Olga")


@pytest.fixture
def place(owner: User) -> Workspace:
    return people.workspace("Race", owner)


@pytest.fixture(scope="module")
def crowd(two: Any) -> list[User]:
    """Twelve people who are nowhere yet."""
    return [people.person(f"Guest{number}") for number in range(12)]


def at_once(calls: Sequence[Call]) -> list[str]:
    """Call all of them at the same moment; return for each "done", or the refusal's name."""
    gate = threading.Barrier(len(calls))

    def one(call: Call) -> str:
        try:
            # Connected before the start: connecting takes longer than what is raced for.
            connection.ensure_connection()
            gate.wait(timeout=30)
            call()
        except REFUSALS as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))


def owners(place: Workspace) -> int:
    return Membership.objects.filter(workspace=place, role=Role.OWNER).count()


# --- invitations --------------------------------------------------------------------------------
def test_twenty_who_bring_one_invitation_let_one_in(
    place: Workspace, owner: User, crowd: list[User]
) -> None:
    issued = guests.invite(place, owner, crowd[0])
    calls = [partial(guests.join, issued, crowd[number % 4]) for number in range(20)]

    ends = Counter(at_once(calls))

    # Five times the right person: whoever used it may ask again.
    assert ends["done"] == 5
    assert ends["AnotherPerson"] + ends["InvitationAccepted"] == 15
    assert Membership.objects.filter(workspace=place).count() == 2
    assert Invitation.objects.filter(workspace=place, accepted_by=crowd[0]).count() == 1
    assert actions(place).count("invitation.accepted") == 1


def test_ten_join_one_seat(place: Workspace, owner: User, crowd: list[User]) -> None:
    limit = hooks.seat_limit(place.pk)
    plans.limit(place.pk, Meter.MEMBERS, 2 * limit)
    filling = [people.person("Filler") for _ in range(limit - 2)]
    Membership.objects.bulk_create(
        Membership(user=person, workspace=place, role=Role.VIEWER) for person in filling
    )
    issued = [guests.invite(place, owner, person) for person in crowd[: limit - 1]]
    # A smaller plan began since: one seat is left, and all who were invited hold on to theirs.
    plans.limit(place.pk, Meter.MEMBERS, limit)

    pairs = zip(issued, crowd[: limit - 1], strict=True)
    ends = Counter(at_once([partial(guests.join, one, person) for one, person in pairs]))

    assert ends == {"done": 1, "NoSeatToTake": len(issued) - 1}
    assert Membership.objects.filter(workspace=place).count() == limit
    assert Invitation.objects.filter(workspace=place, accepted_at=None).count() == len(issued) - 1


def test_many_who_invite_at_once_promise_no_seat_twice(place: Workspace, owner: User) -> None:
    limit = hooks.seat_limit(place.pk)
    calls = [
        partial(guests.invite, place, owner, f"guest{number}@example.com")
        for number in range(limit + 5)
    ]

    ends = Counter(at_once(calls))

    assert ends == {"done": limit - 1, "NoSeatLeft": 6}
    assert seats.taken(place.pk) == limit


def test_the_same_e_mail_invited_at_once_has_one_working_link(
    place: Workspace, owner: User, crowd: list[User]
) -> None:
    calls = [partial(guests.invite, place, owner, crowd[0]) for _ in range(8)]

    assert at_once(calls) == ["done"] * 8
    assert Invitation.objects.filter(workspace=place).count() == 1


@pytest.mark.parametrize("turn", range(10))
def test_using_and_taking_back_at_once_ends_one_way(
    place: Workspace, owner: User, crowd: list[User], turn: int
) -> None:
    issued = guests.invite(place, owner, crowd[turn])
    revoke = partial(services.revoke, access_to(place), issued.invitation.pk, by=owner)

    joined, revoked = at_once([partial(guests.join, issued, crowd[turn]), revoke])

    row = Invitation.objects.get(pk=issued.invitation.pk)
    if joined == "done":
        assert revoked == "DoesNotExist"
        assert (row.accepted_by_id, row.revoked_at) == (crowd[turn].pk, None)
    else:
        assert (joined, revoked) == ("InvitationRevoked", "done")
        assert row.accepted_at is None
    assert guests.is_in(crowd[turn], place) is (joined == "done")
    assert len({"invitation.accepted", "invitation.revoked"} & set(actions(place))) == 1


@pytest.mark.parametrize("turn", range(5))
def test_taking_back_and_renewing_at_once_leaves_no_link_that_works_and_does_not(
    place: Workspace, owner: User, turn: int
) -> None:
    issued = guests.invite(place, owner, f"turn{turn}@example.com")
    found, key = access_to(place), issued.invitation.pk

    revoked, renewed = at_once(
        [
            partial(services.revoke, found, key, by=owner),
            partial(services.renew, found, key, by=owner),
        ]
    )

    assert revoked == "done"
    assert renewed in {"done", "DoesNotExist"}
    assert Invitation.objects.get(pk=key).revoked_at is not None


def test_old_invitations_are_forgotten_once_by_many(place: Workspace, owner: User) -> None:
    for number in range(4):
        guests.end(guests.invite(place, owner, f"old{number}@example.com"), days=31)

    at_once([services.clear_invitations] * 6)

    assert not Invitation.objects.filter(workspace=place).exists()
    assert actions(place).count("invitation.expired") == 4


# --- members ------------------------------------------------------------------------------------
def ways_out(place: Workspace, one: User, other: User) -> list[tuple[Call, Call]]:
    """Return pairs of ways in which two owners end each other or themselves."""
    found = access_to(place)

    def step_down(who: User, by: User) -> Call:
        return partial(services.set_role, found, who.pk, role=Role.VIEWER, by=by)

    def leave(who: User) -> Call:
        return partial(services.leave, found, by=who)

    def remove(who: User, by: User) -> Call:
        return partial(services.remove, found, who.pk, by=by)

    return [
        (step_down(one, one), step_down(other, other)),
        (leave(one), leave(other)),
        (remove(one, other), remove(other, one)),
        (step_down(one, other), step_down(other, one)),
        (leave(one), step_down(other, other)),
        (remove(other, one), leave(one)),
    ]


@pytest.mark.parametrize("way", range(6))
def test_of_two_owners_who_go_at_once_one_stays(place: Workspace, owner: User, way: int) -> None:
    second = people.person("Second")
    for _ in range(5):
        for person in (owner, second):
            Membership.objects.update_or_create(
                user=person, workspace=place, defaults={"role": Role.OWNER}
            )

        ends = at_once(ways_out(place, owner, second)[way])

        assert owners(place) == 1, ends
        assert Counter(ends)["done"] == 1, ends


def test_owners_who_hand_over_at_once_leave_an_owner(
    place: Workspace, owner: User, crowd: list[User]
) -> None:
    for person in crowd[:3]:
        people.join(person, place, Role.EDITOR)
    found = access_to(place)
    calls = [partial(services.hand_over, found, person.pk, by=owner) for person in crowd[:3]]

    ends = Counter(at_once(calls))

    assert ends == {"done": 1, "RoleTooHigh": 2}
    assert owners(place) == 1


def test_one_who_is_added_by_many_is_in_once(
    place: Workspace, owner: User, crowd: list[User]
) -> None:
    issued = guests.invite(place, owner, crowd[5])
    add = partial(services.add_member, place, user=crowd[5], role=Role.VIEWER, actor=SYSTEM)

    ends = Counter(at_once([add, partial(guests.join, issued, crowd[5]), add]))

    # Once somebody is in by another way, what they were invited by has ended.
    assert ends["done"] == 1
    assert ends["AlreadyMember"] + ends["InvitationRevoked"] == 2
    assert Membership.objects.filter(workspace=place, user=crowd[5]).count() == 1


# --- addresses ----------------------------------------------------------------------------------
def test_an_address_wanted_by_many_new_workspaces_is_given_once(owner: User) -> None:
    slug = f"wanted-{owner.pk.hex[:12]}"
    calls = [partial(services.create, name="Wanted", owner=owner, slug=slug) for _ in range(5)]

    ends = Counter(at_once(calls))

    assert ends == {"done": 1, "SlugTaken": 4}
    (made,) = Workspace.objects.filter(created_by=owner)
    assert (made.slug, tenancy.exists(made.schema_name)) == (slug, True)


def test_an_address_wanted_by_two_who_move_is_given_once(owner: User, place: Workspace) -> None:
    other = people.workspace("Other", owner)
    slug = f"better-{owner.pk.hex[:12]}"

    ends = at_once([partial(move, one, slug, owner) for one in (place, other)])

    assert sorted(ends) == ["SlugTaken", "done"]
    assert Workspace.objects.filter(slug=slug).count() == 1


def move(place: Workspace, slug: str, by: User) -> object:
    return services.change(access_to(place), Values(slug=slug), by=by)


@pytest.mark.parametrize("turn", range(8))
def test_an_address_that_is_just_being_left_is_not_taken(
    owner: User, place: Workspace, turn: int
) -> None:
    """Links with it lead to whoever leaves it, from the same moment on."""
    left = place.slug
    other = people.workspace("Other", owner)
    take = (
        partial(services.create, name="Third", owner=owner, slug=left)
        if turn % 2
        else partial(move, other, left, owner)
    )

    ends = at_once([partial(move, place, f"{left}-new", owner), take])

    assert ends == ["done", "SlugTaken"]
    assert SlugHistory.objects.get(slug=left).workspace_id == place.pk
    assert not Workspace.objects.filter(slug=left).exists()


def test_two_who_swap_addresses_are_both_refused(owner: User, place: Workspace) -> None:
    other = people.workspace("Other", owner)
    swap = [partial(move, place, other.slug, owner), partial(move, other, place.slug, owner)]

    assert at_once(swap) == ["SlugTaken", "SlugTaken"]


# --- states -------------------------------------------------------------------------------------
def test_of_two_who_archive_at_once_one_does(owner: User, place: Workspace) -> None:
    ends = at_once([partial(services.archive, access_to(place), by=owner)] * 4)

    assert Counter(ends) == {"done": 1, "NotInThisState": 3}
    assert actions(place).count("workspace.archived") == 1


@pytest.mark.parametrize("turn", range(5))
def test_joining_and_closing_at_once_ends_one_way(
    owner: User, place: Workspace, crowd: list[User], turn: int
) -> None:
    issued = guests.invite(place, owner, crowd[turn])

    def join() -> None:
        with contextlib.suppress(access.BeingDeleted):
            guests.join(issued, crowd[turn])

    at_once([join, partial(services.ask_deletion, access_to(place), by=owner)])

    told = actions(place)
    if guests.is_in(crowd[turn], place):
        assert told.index("invitation.accepted") < told.index("workspace.deletion_asked")
    else:
        assert "invitation.accepted" not in told
