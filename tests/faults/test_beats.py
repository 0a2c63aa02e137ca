"""Beat runs twice, or not for a while."""

import os
import signal
import time

import pytest

from generation import progress
from generation.models import Job
from tests.faults import wanted
from tests.faults.ground import BEAT, Ground, eventually
from tests.faults.quiet import after_quiet_time
from tests.integration.generation.conftest import Place

BACK_SECONDS = 30.0


@pytest.mark.slow
def test_two_beats_at_a_time_do_nothing_twice(ground: Ground, place: Place) -> None:
    with ground.further(BEAT, name="beat-2"):
        jobs = [wanted.texts(place, 20), wanted.pictures(place, 3)]
        # A worker dies meanwhile: both have a round made for it.
        ground.points.arm("claimed")
        jobs.append(wanted.texts(place, 4))
        victim = ground.points.wait("claimed")
        os.kill(victim.pid, signal.SIGKILL)
        time.sleep(22.0)
        assert after_quiet_time(place) == []

    for job in jobs:
        job.refresh_from_db()
        assert (job.succeeded, job.failed) == (job.total, 0)
    assert sum(item.attempt for job in jobs for item in wanted.items(job)) == 27 + 1


@pytest.mark.slow
def test_what_was_lost_while_there_was_no_beat_is_made_up_for_when_it_is_back(
    ground: Ground, place: Place
) -> None:
    with ground.held(BEAT):
        ground.kill(BEAT)
        ground.points.arm("claimed", times=2)
        job = wanted.texts(place, 6)
        eventually(lambda: len(ground.points.standing("claimed")) == 2, seconds=30)
        # Nobody repeats the hints of the next two, and nobody feeds while these two stand.
        progress.client().flushall()
        time.sleep(15.0)
        states = sorted(item.state for item in wanted.items(job))
        assert states == ["queued"] * 4 + ["running"] * 2
    ground.points.release("claimed")
    back = time.monotonic()

    eventually(lambda: _done(job) == 6, seconds=BACK_SECONDS, what="all six are written")
    print(f"\nall was done {time.monotonic() - back:.1f} s after beat was back")
    assert after_quiet_time(place) == []


def _done(job: Job) -> int:
    job.refresh_from_db()
    return job.succeeded
