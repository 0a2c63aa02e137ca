"""People close their accounts while others let them in or hand over to them, on committed rows."""

from collections import Counter
from functools import partial
from typing import Any

import pytest

from accounts import services as accounts
from accounts.hooks import StillHeld
from accounts.models import User
from tests.factories import guests, people
from tests.factories.jobs import access_to
from tests.integration.workspaces import test_races
from tests.integration.workspaces.test_races import at_once
from workspaces import access, services
from workspaces.models import Membership, Workspace
from workspaces.roles import Role

ROUNDS = 4
pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _refusals(two: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What may come of it: a refusal, never a broken row."""
    more = (StillHeld, accounts.ClosedAlready, access.NotFound)
    monkeypatch.setattr(test_races, "REFUSALS", (*test_races.REFUSALS, *more))


def is_owned(place: Workspace) -> bool:
    """Return whether somebody who can sign in owns it, or it is on its way out."""
    owners = Membership.objects.filter(workspace=place, role=Role.OWNER, user__is_active=True)
    place.refresh_from_db()
    return owners.exists() or place.status == Workspace.Status.DELETING


def in_nothing(user: User) -> bool:
    """Return whether an account is open, or in no workspace."""
    user.refresh_from_db()
    return user.closed_at is None or not Membership.objects.filter(user=user).exists()


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_handing_over_to_who_closes_leaves_no_workspace_without_an_owner(_round: int) -> None:
    giver, heir = people.person("Giver"), people.person("Heir")
    place = people.workspace("Handed", giver)
    people.join(heir, place, Role.ADMIN)
    found = access_to(place)

    ends = at_once(
        [
            partial(services.hand_over, found, heir.pk, by=giver),
            partial(accounts.close, heir),
        ]
    )

    assert "done" in ends
    assert is_owned(place)
    assert in_nothing(heir)


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_who_closes_while_joining_is_in_it_or_out_of_it(_round: int) -> None:
    owner, guest = people.person("Owner"), people.person("Guest")
    place = people.workspace("Joined", owner)
    issued = guests.invite(place, owner, guest)

    at_once([partial(guests.join, issued, guest), partial(accounts.close, guest)])

    assert in_nothing(guest)


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_who_closes_while_making_a_workspace_leaves_none_behind(_round: int) -> None:
    person = people.person("Maker")

    at_once([partial(services.create, name="Made", owner=person), partial(accounts.close, person)])

    assert in_nothing(person)
    for place in Workspace.objects.filter(created_by=person):
        assert is_owned(place)


def test_two_owners_who_close_at_once_leave_the_workspace_to_one_or_to_its_end() -> None:
    first, second = people.person("First"), people.person("Second")
    place = people.workspace("Shared", first)
    people.join(second, place, Role.OWNER)
    people.join(people.person("Third"), place, Role.EDITOR)

    ends = Counter(at_once([partial(accounts.close, first), partial(accounts.close, second)]))

    assert ends == {"done": 1, "StillHeld": 1}
    assert is_owned(place)


def test_closing_ten_times_at_once_closes_once() -> None:
    person = people.person("Once")

    ends = Counter(at_once([partial(accounts.close, person)] * 10))

    assert ends == {"done": 1, "ClosedAlready": 9}
