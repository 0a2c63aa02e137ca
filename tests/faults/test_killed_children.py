"""A pool's child is killed at whatever point it stands: another makes the item, once."""

import os
import signal
import time

import pytest

from generation.models import ItemState
from tests.faults import wanted
from tests.faults.ground import Ground, eventually
from tests.faults.quiet import after_quiet_time
from tests.integration.generation.conftest import Place

AGAIN_SECONDS = 15.0


@pytest.mark.parametrize("kind", wanted.KINDS_OF_JOB)
@pytest.mark.parametrize("point", ["claimed", "settling"])
def test_a_killed_child_s_item_runs_again_in_time(
    ground: Ground, place: Place, kind: str, point: str
) -> None:
    ground.points.arm(point)
    job = wanted.order(place, kind)
    victim = ground.points.wait(point)
    assert wanted.only(job).attempt == 1

    os.kill(victim.pid, signal.SIGKILL)
    began = time.monotonic()

    eventually(lambda: wanted.only(job).attempt == 2, seconds=AGAIN_SECONDS, what="running again")
    print(f"running again after {time.monotonic() - began:.1f} s")
    assert after_quiet_time(place) == []
    assert wanted.only(job).state == ItemState.SUCCEEDED
