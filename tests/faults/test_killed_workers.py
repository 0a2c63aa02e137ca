"""Whole workers end: killed with all their processes, or asked to by who deploys."""

import os
import signal
import time
from dataclasses import dataclass

import pytest

from generation.models import Attempt, ItemState, Job, JobItem
from tests.faults import wanted
from tests.faults.conftest import new_place
from tests.faults.ground import IMAGES, VIDEO, Ground, eventually
from tests.faults.quiet import after_quiet_time
from tests.integration.generation.conftest import Place
from tests.integration.stack.running import alive
from workspaces import tenancy

AGAIN_SECONDS = 75.0
HANDED_BACK_SECONDS = 30.0
MAKING = (IMAGES, VIDEO)
# What is in flight when both workers end: kind → point.
AT = (
    {"copy": "asking", "image": "stored", "video": "drawing"},
    {"copy": "settling", "image": "settling", "video": "settling"},
    {"copy": "claimed", "image": "storing", "video": "asking"},
)


def named(at: dict[str, str]) -> str:
    return " ".join(f"{kind}-{point}" for kind, point in at.items())


@dataclass(frozen=True)
class Flight:
    """A job whose only item is being made, in a workspace of its own: what settles holds locks."""

    kind: str
    place: Place
    job: Job

    @property
    def item(self) -> JobItem:
        with tenancy.inside(self.place.schema_name):
            return wanted.only(self.job)

    def is_claimed_again(self) -> bool:
        return self.item.attempt == 2

    def is_handed_back(self) -> bool:
        return self.outcomes()[0] == Attempt.Outcome.HANDED_BACK

    def outcomes(self) -> list[str]:
        with tenancy.inside(self.place.schema_name):
            return list(self.item.attempts.values_list("outcome", flat=True))


def in_flight(ground: Ground, at: dict[str, str]) -> list[Flight]:
    """Return a job of each kind, whose item has come to its point."""
    flights = []
    for kind, point in at.items():
        place = new_place(kind)
        with tenancy.inside(place.schema_name):
            job, _pids = wanted.reach(ground, place, kind, point)
        flights.append(Flight(kind, place, job))
    assert {flight.item.attempt for flight in flights} == {1}
    return flights


def amiss(flights: list[Flight]) -> list[str]:
    return after_quiet_time(*(flight.place for flight in flights))


@pytest.mark.long
@pytest.mark.parametrize("at", AT, ids=named)
def test_killed_workers_items_run_again_within_75_seconds_and_are_charged_once(
    ground: Ground, at: dict[str, str]
) -> None:
    flights = in_flight(ground, at)

    for name in MAKING:
        ground.kill(name)
    began = time.monotonic()

    for flight in flights:
        left = AGAIN_SECONDS - (time.monotonic() - began)
        eventually(flight.is_claimed_again, seconds=left, what=f"{flight.kind} again")
        print(
            f"\n{flight.kind} killed at {at[flight.kind]}: again after {time.monotonic() - began:.1f} s"
        )
    assert amiss(flights) == []
    for flight in flights:
        assert (flight.item.state, flight.item.failures) == (ItemState.SUCCEEDED, 1)


@pytest.mark.long
@pytest.mark.parametrize("asks", [signal.SIGQUIT, signal.SIGTERM], ids=["quit", "term"])
def test_a_worker_asked_to_end_finishes_what_is_nearly_done(ground: Ground, asks: int) -> None:
    flights = in_flight(ground, {"copy": "settling", "image": "storing", "video": "storing"})

    old = [ground.end(name, number=asks) for name in MAKING]
    time.sleep(2.0)
    ground.points.release("settling", "storing")

    gone = eventually(lambda: not alive(old), seconds=HANDED_BACK_SECONDS, what="the workers end")
    assert gone
    assert amiss(flights) == []
    for flight in flights:
        item = flight.item
        assert (item.state, item.attempt, item.failures) == (ItemState.SUCCEEDED, 1, 0)


@pytest.mark.slow
@pytest.mark.parametrize("at", AT, ids=named)
def test_a_worker_asked_to_end_hands_back_what_is_not_and_nobody_sees_a_failure(
    ground: Ground, at: dict[str, str]
) -> None:
    flights = in_flight(ground, at)

    old = [ground.end(name, number=signal.SIGQUIT) for name in MAKING]
    began = time.monotonic()

    for flight in flights:
        left = HANDED_BACK_SECONDS - (time.monotonic() - began)
        eventually(flight.is_handed_back, seconds=left, what=f"{flight.kind} is handed back")
    print(f"\nall handed back after {time.monotonic() - began:.1f} s")
    assert amiss(flights) == []
    assert not alive(old)
    for flight in flights:
        item = flight.item
        assert (item.state, item.failures, item.error_code) == (ItemState.SUCCEEDED, 0, "")
        assert flight.outcomes() == [Attempt.Outcome.HANDED_BACK, Attempt.Outcome.SUCCEEDED]


@pytest.mark.slow
def test_deploying_three_times_during_a_job_fails_none_of_it(ground: Ground, place: Place) -> None:
    job = wanted.texts(place, 60)

    for _ in range(3):
        time.sleep(0.5)
        old = ground.end(IMAGES, number=signal.SIGQUIT)
        eventually(lambda old=old: ground.is_ready(IMAGES, besides=old), seconds=60)

    assert after_quiet_time(place) == []
    job.refresh_from_db()
    assert (job.succeeded, job.failed) == (60, 0)
    assert sum(item.failures for item in wanted.items(job)) == 0


@pytest.mark.slow
def test_a_worker_that_stood_still_and_wakes_after_its_lease_changes_nothing(
    ground: Ground, place: Place
) -> None:
    """A zombie: its child is stopped, the worker's item is another's meanwhile, and it wakes."""
    job, (zombie,) = wanted.reach(ground, place, "copy", "settling")
    os.kill(zombie, signal.SIGSTOP)
    # Its transaction holds the rows: the database ends it, as it does for a host that is gone.
    wanted.end_idle_transactions()
    wanted.expire_lease(place, job)
    try:
        assert after_quiet_time(place) == []
        assert wanted.only(job).attempt == 2
    finally:
        os.kill(zombie, signal.SIGCONT)
    ground.points.release("settling")

    time.sleep(2.0)
    assert after_quiet_time(place) == []
    assert (wanted.only(job).state, wanted.only(job).attempt) == (ItemState.SUCCEEDED, 2)
