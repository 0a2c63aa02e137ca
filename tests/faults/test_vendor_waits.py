"""A vendor that asks to wait, or fails for a moment: the same item is asked for again, in time."""

from collections.abc import Iterator

import pytest

from generation import breaker
from generation.models import Attempt, ItemState
from tests.factories import copy
from tests.factories.openai_faults import each
from tests.factories.openai_server import fails
from tests.faults import vendors, wanted
from tests.faults.conftest import new_place
from tests.faults.ground import Ground, eventually
from tests.faults.quiet import after_quiet_time
from tests.integration.generation.conftest import Place
from workspaces import tenancy

RETRY, SUCCEEDED = Attempt.Outcome.RETRY, Attempt.Outcome.SUCCEEDED


@pytest.fixture(autouse=True)
def _unasked(ground: Ground) -> Iterator[None]:
    """Nobody has asked the vendor yet."""
    vendors.forget_breakers()
    yield
    vendors.forget_breakers()


@pytest.mark.parametrize("seconds", [3, pytest.param(7, marks=pytest.mark.slow)])
def test_a_vendor_that_asks_to_wait_is_left_alone_for_so_long(
    ground: Ground, place: Place, seconds: int
) -> None:
    busy = fails(429, "Too many requests", headers={"Retry_After": str(seconds)})
    with ground.vendor.ruled(each(busy)):
        jobs = [wanted.order(place, "copy"), wanted.order(place, "image")]

        def are_over() -> bool:
            vendors.feed(place)
            return all(vendors.has_ended(job) for job in jobs)

        eventually(are_over, seconds=60, what="both are made")

    for job in jobs:
        item = wanted.only(job)
        assert (item.state, vendors.outcomes(item)) == (ItemState.SUCCEEDED, [RETRY, SUCCEEDED])
    for item_id, times in ground.vendor.times().items():
        first, again = (one.at for one in ground.vendor.asked if one.item == item_id)
        assert (times, again - first >= seconds) == (2, True), (times, again - first)
    assert vendors.units(place) == ["committed"] * 2
    assert after_quiet_time(place) == []


@pytest.mark.slow
def test_a_voice_that_asks_to_wait_is_not_waited_for(ground: Ground, place: Place) -> None:
    with ground.vendor.ruled(each(fails(429, headers={"Retry_After": "60"}))):
        job = wanted.order(place, "video")
        assert after_quiet_time(place) == []

    assert vendors.outcomes(wanted.only(job)) == [SUCCEEDED]
    assert len(ground.vendor.asked) == 1
    assert wanted.only(job).outputs.get().facts["voice"] == "espeak"


def test_a_burst_of_one_workspace_opens_no_breaker_and_stops_no_other(
    ground: Ground, place: Place
) -> None:
    burst = breaker.LEAST_CALLS + 2
    busy = copy.product(place.owner, name="Busy mug", name_zh="Busy mug")
    with ground.vendor.ruled(each(fails(429, headers={"Retry_After": "900"}), where="Busy mug")):
        job = wanted.texts(place, burst, product_id=busy.pk)
        eventually(
            lambda: all(item.failures for item in wanted.items(job)), seconds=30, what="refused"
        )
        with tenancy.outside():
            other = new_place("Other")
        with tenancy.inside(other.schema_name):
            calm = wanted.texts(other, 2)
            assert after_quiet_time(other, seconds=20) == []
            assert {item.attempt for item in wanted.items(calm)} == {1}
        assert vendors.copy_breaker(ground).state()["state"] == "closed"
        assert {item.state for item in wanted.items(job)} == {ItemState.QUEUED}

        vendors.hasten(place, job)

    assert {item.state for item in wanted.items(job)} == {ItemState.SUCCEEDED}
    assert vendors.units(place) == ["committed"] * burst
    assert after_quiet_time(place, other) == []


def test_what_fails_three_times_and_then_succeeds_is_four_tries_and_one_charge(
    ground: Ground, place: Place
) -> None:
    broken = fails(500, "The server had an error", kind="server_error")
    with ground.vendor.ruled(each(broken, broken, broken)):
        jobs = [wanted.order(place, "copy"), wanted.order(place, "image")]
        vendors.hasten(place, *jobs)

    for job in jobs:
        item = wanted.only(job)
        assert (item.state, item.attempt) == (ItemState.SUCCEEDED, 4)
        assert vendors.outcomes(item) == [RETRY, RETRY, RETRY, SUCCEEDED]
        codes = Attempt.objects.filter(item=item).values_list("error_code", flat=True)
        assert list(codes) == ["provider.unavailable"] * 3 + [""]
    assert set(ground.vendor.times().values()) == {4}
    assert vendors.units(place) == ["committed"] * 2
    assert after_quiet_time(place) == []


@pytest.mark.slow
def test_what_fails_five_times_is_given_up_and_costs_nothing(ground: Ground, place: Place) -> None:
    with ground.vendor.ruled(each(*[fails(500)] * 9)):
        jobs = [wanted.order(place, "copy"), wanted.order(place, "image")]
        vendors.hasten(place, *jobs)

    for job in jobs:
        item = wanted.only(job)
        assert (item.state, item.error_code) == (ItemState.FAILED, "provider.unavailable")
        assert vendors.outcomes(item) == [RETRY] * 4 + [Attempt.Outcome.FAILED]
    assert set(ground.vendor.times().values()) == {5}
    assert vendors.units(place) == ["released"] * 2
    assert after_quiet_time(place) == []


@pytest.mark.slow
def test_a_voice_that_fails_is_followed_by_another_and_the_video_is_made_at_once(
    ground: Ground, place: Place
) -> None:
    with ground.vendor.ruled(each(*[fails(500)] * 9)):
        job = wanted.order(place, "video")
        assert after_quiet_time(place) == []

    assert vendors.outcomes(wanted.only(job)) == [SUCCEEDED]
    assert len(ground.vendor.asked) == 1
    assert vendors.units(place) == ["committed"]
