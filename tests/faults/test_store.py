"""The file store is away, overloaded or hardly moving while something is to be stored."""

import time

import pytest

from generation.models import ItemState, Job
from tests.faults import wanted
from tests.faults.ground import Ground, eventually
from tests.faults.quiet import after_quiet_time, orphans
from tests.integration.generation.conftest import Place

STORED = ("image", "video")


@pytest.mark.slow
@pytest.mark.parametrize("kind", STORED)
def test_a_store_that_is_killed_is_waited_for(ground: Ground, place: Place, kind: str) -> None:
    job, _pids = wanted.reach(ground, place, kind, "storing")

    with ground.held("seaweedfs"):
        old = ground.kill("seaweedfs")
        ground.points.release("storing")
        time.sleep(8.0)
    eventually(lambda: ground.is_ready("seaweedfs", besides=old), seconds=60, what="the store")
    back = time.monotonic()

    assert after_quiet_time(place, seconds=90) == []
    print(f"\n{kind}: delivered {time.monotonic() - back:.1f} s after the store was back")
    item = wanted.only(job)
    assert (item.state, item.error_code) == (ItemState.SUCCEEDED, "")
    assert orphans(place) == []


@pytest.mark.long
@pytest.mark.parametrize("way", ["busy", "shut"])
@pytest.mark.parametrize("kind", STORED)
def test_what_was_made_is_stored_later_and_the_vendor_is_not_asked_again(
    ground: Ground, place: Place, kind: str, way: str
) -> None:
    job, _pids = wanted.reach(ground, place, kind, "storing")
    asked = len(ground.vendor.asked)

    ground.gate.turn(way)
    ground.points.release("storing")
    time.sleep(6.0)
    ground.gate.turn("well")

    assert after_quiet_time(place, seconds=90) == []
    item = wanted.only(job)
    assert (item.state, item.error_code) == (ItemState.SUCCEEDED, "")
    assert len(ground.vendor.asked) == asked, "what was made is kept until it is stored"


@pytest.mark.long
@pytest.mark.timeout(500)
def test_a_store_that_moves_a_byte_a_second_fails_the_item_for_now_and_no_worker(
    ground: Ground, place: Place
) -> None:
    job, _pids = wanted.reach(ground, place, "image", "storing")

    ground.gate.turn("slow")
    ground.points.release("storing")
    other = wanted.texts(place, 6)
    eventually(lambda: _done(other) == 6, seconds=60, what="texts need no store")
    time.sleep(60.0)
    ground.gate.turn("well")

    assert after_quiet_time(place, seconds=200) == []
    assert wanted.only(job).state == ItemState.SUCCEEDED


@pytest.mark.long
@pytest.mark.timeout(500)
def test_a_store_that_stays_away_gives_the_units_back(ground: Ground, place: Place) -> None:
    job, _pids = wanted.reach(ground, place, "image", "storing")

    ground.gate.turn("shut")
    ground.points.release("storing")

    assert after_quiet_time(place, seconds=300) == []
    item = wanted.only(job)
    assert (item.state, item.error_code) == (ItemState.FAILED, "storage.unavailable")


def _done(job: Job) -> int:
    job.refresh_from_db()
    return int(job.succeeded)
