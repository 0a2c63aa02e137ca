"""A vendor that takes a request and never ends is left in time, and stops nobody.

The workers here wait for seconds only (`hurry`); the patience they are delivered with is in
`test_vendor_silence`.
"""

from collections.abc import Iterator

import pytest

from generation.models import ItemState
from tests.factories import openai_faults, openai_server
from tests.factories.openai_exchange import Step
from tests.factories.openai_faults import every
from tests.faults import hurry, vendors, wanted
from tests.faults.ground import POINTS_MODULE, WORKERS, Ground
from tests.faults.quiet import after_quiet_time
from tests.integration.generation.conftest import Place

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", autouse=True)
def _impatient(started: Ground) -> Iterator[None]:
    """Workers that wait for a vendor's answer for seconds only."""
    _replace(started, POINTS_MODULE, hurry.__name__)
    yield
    _replace(started, POINTS_MODULE)


def _replace(ground: Ground, *modules: str) -> None:
    """Run the workers anew, with these modules."""
    for name in WORKERS:
        ground.servers.end_part(name)
    orders = [{"part": name, "include": modules} for name in WORKERS]
    ground.servers.start_parts(*orders, environment=ground.environment)


@pytest.fixture(autouse=True)
def _unasked(ground: Ground) -> Iterator[None]:
    """Nobody has asked the vendor yet."""
    vendors.forget_breakers()
    yield
    vendors.forget_breakers()


@pytest.mark.parametrize(
    ("step", "at_least"),
    [(openai_server.hangs, hurry.SILENCE_SECONDS), (openai_faults.drips, hurry.WHOLE_SECONDS)],
    ids=["says nothing", "never ends"],
)
def test_an_answer_without_end_is_left_when_its_time_is_over(
    ground: Ground, place: Place, step: Step, at_least: float
) -> None:
    with ground.vendor.ruled(every(step)):
        with vendors.measured() as taken:
            jobs = vendors.order_all(place)
            assert after_quiet_time(place) == []
        vendors.look_after_it(place)

    assert taken[0] >= at_least
    vendors.expect_unknown(place, jobs)
    assert sorted(ground.vendor.times().values()) == [1, 1, 1]
    next_one = wanted.order(place, "copy")
    assert after_quiet_time(place, seconds=20) == []
    assert wanted.only(next_one).state == ItemState.SUCCEEDED
