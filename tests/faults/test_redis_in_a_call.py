"""Redis dies while a vendor is asked: what the vendor makes and is paid for is not thrown away."""

import pytest

from tests.factories import openai_server
from tests.faults import wanted
from tests.faults.ground import DEFAULT, IMAGES, Ground, eventually
from tests.faults.quiet import after_quiet_time
from tests.integration.generation.conftest import Place

CALL_SECONDS = 6.0


@pytest.mark.slow
def test_a_call_under_way_is_finished_though_redis_dies_and_nobody_is_asked_again(
    ground: Ground, place: Place
) -> None:
    ground.vendor.script.append(openai_server.slowly(CALL_SECONDS))
    job = wanted.order(place, "copy")
    eventually(lambda: len(ground.vendor.asked) == 1, seconds=30, what="the vendor is asked")

    ground.restart("redis")

    assert after_quiet_time(place) == []
    item = wanted.only(job)
    assert (item.state, item.attempt) == ("succeeded", 1)
    assert len(ground.vendor.asked) == 1
    # Workers hear of what comes next.
    later = wanted.order(place, "copy")
    assert after_quiet_time(place, seconds=30) == []
    assert wanted.only(later).state == "succeeded"
    ground.wait_ready(IMAGES, DEFAULT)
