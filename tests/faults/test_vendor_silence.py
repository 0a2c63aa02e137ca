"""A vendor that took a request and never told what came of it is not asked again by itself."""

import time
from collections.abc import Iterator

import pytest

from generation import services
from generation.models import Attempt, ItemState
from tests.factories import openai_exchange, openai_faults
from tests.factories.jobs import access_to
from tests.factories.openai_exchange import Step
from tests.factories.openai_faults import every
from tests.faults import vendors, wanted
from tests.faults.ground import Ground
from tests.faults.quiet import after_quiet_time
from tests.integration.generation.conftest import Place

UNKNOWN = Attempt.Outcome.UNKNOWN


@pytest.fixture(autouse=True)
def _unasked(ground: Ground) -> Iterator[None]:
    """Nobody has asked the vendor yet."""
    vendors.forget_breakers()
    yield
    vendors.forget_breakers()


@pytest.mark.parametrize(
    "step",
    [
        pytest.param(openai_faults.cuts, marks=pytest.mark.slow, id="unheard"),
        pytest.param(openai_faults.cuts_in_the_middle, id="half heard"),
    ],
)
def test_an_answer_that_is_cut_off_is_asked_for_once_and_its_units_come_back_after_a_day(
    ground: Ground, place: Place, step: Step
) -> None:
    with ground.vendor.ruled(every(step)):
        jobs = vendors.order_all(place)
        assert after_quiet_time(place) == []
        vendors.look_after_it(place)

    vendors.expect_unknown(place, jobs)
    assert sorted(ground.vendor.times().values()) == [1, 1, 1], "nothing was asked for again"

    vendors.pass_a_day(place)

    assert vendors.units(place) == ["committed", "released", "released"]
    assert vendors.held(place) == {"copies": 0, "images": 0}
    assert after_quiet_time(place) == []


@pytest.mark.slow
def test_what_is_left_unknown_is_asked_for_again_only_by_a_person_and_charged_once(
    ground: Ground, place: Place
) -> None:
    with ground.vendor.ruled(every(openai_faults.cuts)):
        jobs = vendors.order_all(place)
        assert after_quiet_time(place) == []
        began = time.monotonic()
        while time.monotonic() < began + 12:  # a round of beat's own, and more of ours
            vendors.look_after_it(place)
            time.sleep(1)
    assert sorted(ground.vendor.times().values()) == [1, 1, 1]

    for kind in vendors.METERS:
        services.retry(access_to(place.workspace), jobs[kind].pk, by=place.owner)
    vendors.hasten(place, *jobs.values())

    assert vendors.units(place) == ["committed"] * 3 + ["unknown"] * 2
    for kind in vendors.METERS:
        item = wanted.only(jobs[kind])
        assert (item.state, vendors.outcomes(item)) == (ItemState.SUCCEEDED, [UNKNOWN, "succeeded"])
    vendors.pass_a_day(place)
    assert vendors.units(place) == ["committed"] * 3 + ["released"] * 2
    assert after_quiet_time(place) == []


@pytest.mark.long
@pytest.mark.timeout(240)
def test_the_patience_of_every_kind_ends_in_time_as_it_is_delivered(
    ground: Ground, place: Place
) -> None:
    def silent(exchange: openai_exchange.Exchange) -> None:
        exchange.stand_in.stopped.wait(200)

    with ground.vendor.ruled(every(silent)), vendors.measured() as taken:
        jobs = vendors.order_all(place)
        assert after_quiet_time(place, seconds=160) == []

    assert 110 <= taken[0] <= 150
    vendors.expect_unknown(place, jobs)
    assert sorted(ground.vendor.times().values()) == [1, 1, 1]
