"""Staff suspend a workspace while people work in it, on committed rows, each with a connection."""

import time
from collections import Counter
from functools import partial
from threading import Event
from typing import Any

import pytest

from accounts.models import User
from accounts.services import NewPerson, create_person
from billing import services as billing
from generation import orders as placing
from generation.models import OPEN_JOB, Job
from tests.factories import guests, jobs, people
from tests.integration.workspaces import test_races
from tests.integration.workspaces.test_races import at_once
from workspaces import access, services, tenancy
from workspaces.models import Workspace

ROUNDS, ORDERS = 4, 6
REASON = "Under review."


@pytest.fixture(autouse=True)
def _refusals(two: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What may come of it: a refusal, never work that goes on."""
    monkeypatch.setattr(test_races, "REFUSALS", (*test_races.REFUSALS, access.Suspended))


@pytest.fixture(scope="module")
def chief(two: Any) -> User:
    person = NewPerson(email="suspends@example.com", name="Chief", password="a long one", is_staff=True)  # fmt: skip
    return create_person(person)


@pytest.fixture
def owner(two: Any) -> User:
    return people.person("Olga")


@pytest.fixture
def place(owner: User) -> Workspace:
    return people.workspace("Busy", owner)


def order(place: Workspace, by: User) -> None:
    """Order a picture as who was let in by the gate a moment before."""
    with tenancy.inside(place.schema_name):
        jobs.submit(place, by)


def open_jobs(place: Workspace) -> int:
    with tenancy.inside(place.schema_name):
        return Job.objects.filter(state__in=OPEN_JOB).count()


def held(place: Workspace) -> int:
    return billing.usage(workspace_id=place.pk, meter="images").reserved


def left(place: Workspace) -> tuple[int, int]:
    """Return open jobs and held units, once a worker has let go of what it was at."""
    until = time.monotonic() + 10
    while (found := (open_jobs(place), held(place))) != (0, 0) and time.monotonic() < until:
        time.sleep(0.1)
    return found


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_what_is_ordered_while_it_is_suspended_is_stopped_or_never_begins(
    place: Workspace, owner: User, chief: User, _round: int
) -> None:
    order(place, owner)
    assert held(place) == 1
    suspend = partial(services.suspend, place.pk, by=chief, reason=REASON)
    orders = [partial(order, place, owner)] * ORDERS

    ends = Counter(at_once([*orders[: ORDERS // 2], suspend, *orders[ORDERS // 2 :]]))

    assert set(ends) <= {"done", "Suspended"}
    assert left(place) == (0, 0), ends
    with tenancy.inside(place.schema_name):
        assert Job.objects.count() == ends["done"], "the refused left nothing behind"
    assert at_once([orders[0]]) == ["Suspended"]


def test_an_order_that_is_being_written_is_waited_for_and_stopped(
    place: Workspace, owner: User, chief: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The suspension comes while the order holds its units and is not committed yet."""
    at_it, hold = Event(), placing.hold

    def slowly(*args: Any, **values: Any) -> None:
        hold(*args, **values)
        at_it.set()
        # The other has come as far as it can: it waits for this transaction.
        Event().wait(0.5)

    def suspend() -> None:
        assert at_it.wait(10)
        services.suspend(place.pk, by=chief, reason=REASON)

    monkeypatch.setattr(placing, "hold", slowly)

    assert at_once([partial(order, place, owner), suspend]) == ["done", "done"]

    assert left(place) == (0, 0)


def test_two_who_suspend_at_once_suspend_once(place: Workspace, chief: User) -> None:
    suspend = partial(services.suspend, place.pk, by=chief, reason=REASON)

    assert Counter(at_once([suspend] * 4)) == {"done": 1, "NotInThisState": 3}


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_who_joins_while_it_is_suspended_is_in_or_keeps_the_invitation(
    place: Workspace, owner: User, chief: User, _round: int
) -> None:
    guest = people.person("Guest")
    issued = guests.invite(place, owner, guest)
    suspend = partial(services.suspend, place.pk, by=chief, reason=REASON)

    ends = at_once([partial(guests.join, issued, guest), suspend])

    assert guests.is_in(guest, place) is (ends[0] == "done")
    if ends[0] == "Suspended":
        services.unsuspend(place.pk, by=chief, reason="Reviewed.")
        guests.join(issued, guest)
