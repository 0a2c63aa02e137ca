"""A pool's child is killed at whatever point it stands: another makes the item, once."""

import os
import signal
import time
from datetime import timedelta

import pytest

from assets.services import remove_orphans
from billing.models import Reservation
from generation.models import Attempt, ItemState
from tests.faults import wanted
from tests.faults.ground import Ground, eventually
from tests.faults.quiet import after_quiet_time, orphans
from tests.integration.generation.conftest import Place

AGAIN_SECONDS = 15.0
POINTS = {
    "image": ("claimed", "asking", "storing", "stored", "settling"),
    "copy": ("claimed", "asking", "settling"),
    "video": ("claimed", "asking", "drawing", "storing", "stored", "settling"),
}
ALWAYS = {("image", "asking")}
CASES = [
    pytest.param(kind, point, marks=() if (kind, point) in ALWAYS else pytest.mark.slow)
    for kind, points in POINTS.items()
    for point in points
]


def kill(pids: list[int]) -> float:
    """Kill these; return when."""
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    return time.monotonic()


@pytest.mark.parametrize(("kind", "point"), CASES)
def test_what_a_killed_child_was_at_runs_again_within_15_seconds_and_is_charged_once(
    ground: Ground, place: Place, kind: str, point: str
) -> None:
    job, pids = wanted.reach(ground, place, kind, point)
    assert wanted.only(job).attempt == 1

    began = kill(pids)

    eventually(lambda: wanted.only(job).attempt == 2, seconds=AGAIN_SECONDS, what="running again")
    print(f"\n{kind} killed at {point}: again after {time.monotonic() - began:.1f} s")
    assert after_quiet_time(place) == []
    item = wanted.only(job)
    assert (item.state, item.attempt) == (ItemState.SUCCEEDED, 2)
    outcomes = list(Attempt.objects.filter(item=item).values_list("outcome", flat=True))
    assert outcomes == [Attempt.Outcome.LOST, Attempt.Outcome.SUCCEEDED]
    # What was stored and never handed over may lie there until the bucket is looked through.
    left = orphans(place)
    assert point in {"stored", "settling"} or left == []
    assert remove_orphans(place.schema_name, older_than=timedelta(0)) == len(left)
    assert (orphans(place), after_quiet_time(place)) == ([], [])


@pytest.mark.slow
@pytest.mark.parametrize("kind", wanted.KINDS_OF_JOB)
def test_a_child_killed_before_it_claims_delays_the_item_and_no_more(
    ground: Ground, place: Place, kind: str
) -> None:
    job, pids = wanted.reach(ground, place, kind, "before_claim")
    assert wanted.only(job).attempt == 0

    began = kill(pids)

    eventually(lambda: wanted.only(job).attempt == 1, seconds=AGAIN_SECONDS, what="running")
    print(f"\n{kind} killed before its claim: running after {time.monotonic() - began:.1f} s")
    assert after_quiet_time(place) == []
    assert (wanted.only(job).attempt, orphans(place)) == (1, [])


@pytest.mark.long
@pytest.mark.parametrize("kind", wanted.KINDS_OF_JOB)
def test_a_child_killed_after_the_commit_has_delivered_and_its_message_changes_nothing(
    ground: Ground, place: Place, kind: str
) -> None:
    job, pids = wanted.reach(ground, place, kind, "committed")
    assert wanted.only(job).state == ItemState.SUCCEEDED

    kill(pids)
    again = wanted.order(place, kind)

    assert after_quiet_time(place) == []
    assert (wanted.only(job).attempt, wanted.only(again).attempt) == (1, 1)
    assert orphans(place) == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", wanted.KINDS_OF_JOB)
def test_what_kills_three_children_is_given_up_and_costs_nothing(
    ground: Ground, place: Place, kind: str
) -> None:
    ground.points.arm("claimed", times=9, how="die")

    job = wanted.order(place, kind)

    assert after_quiet_time(place, seconds=90) == []
    item = wanted.only(job)
    assert item.state == ItemState.FAILED
    assert item.error_code == "job.worker_lost"
    codes = list(Attempt.objects.filter(item=item).values_list("error_code", flat=True))
    assert codes == ["job.worker_lost"] * 3
    held = Reservation.objects.filter(workspace=place.workspace, job_id__isnull=False)
    assert set(held.values_list("state", flat=True)) == {"released"}
