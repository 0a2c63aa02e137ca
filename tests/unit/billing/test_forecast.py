"""How a period ends at its pace so far, worked by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from billing.reporting import Day, Forecast, forecast
from billing.services import Usage

MAY = Usage(
    meter="images",
    limit=1000,
    used=400,
    reserved=0,
    remaining=600,
    starts_at=datetime(2026, 5, 1, tzinfo=UTC),
    resets_at=datetime(2026, 6, 1, tzinfo=UTC),
)
NOW = datetime(2026, 5, 21, tzinfo=UTC)


def used(*units: int, meter: str = "images") -> list[Day]:
    return [Day(date(2026, 5, number + 1), meter, each, 0) for number, each in enumerate(units)]


def test_a_pace_that_fits_runs_out_never() -> None:
    # 400 in 20 days are 20 a day: 620 in 31.
    assert forecast(MAY, used(100, 300), now=NOW) == Forecast(620, None)


def test_a_pace_that_is_too_fast_has_a_day_on_which_nothing_is_left() -> None:
    # 800 in 20 days are 40 a day: 1240 in 31, and 200 more last 5 days.
    fast = replace(MAY, used=800, remaining=200)

    assert forecast(fast, used(500, 300), now=NOW) == Forecast(1240, date(2026, 5, 26))


def test_what_is_held_counts_as_gone() -> None:
    # 440 are made at 20 a day from 400 and 40 that are open; 160 left last 8 days.
    held = replace(MAY, reserved=440, remaining=160)

    assert forecast(held, used(100, 300), now=NOW) == Forecast(840, date(2026, 5, 29))


def test_nothing_left_runs_out_today() -> None:
    assert forecast(replace(MAY, remaining=0), used(1, 999), now=NOW) == Forecast(
        1550, date(2026, 5, 21)
    )


@pytest.mark.parametrize(
    "days",
    [used(), used(400), used(0, 0, 400), used(200, 200, meter="copies")],
    ids=["nothing", "one day", "failures are no use", "another meter"],
)
def test_one_day_of_use_has_no_pace(days: list[Day]) -> None:
    assert forecast(MAY, days, now=NOW) is None


def test_days_before_the_period_are_not_of_it() -> None:
    before = [Day(date(2026, 4, 30), "images", 300, 0), Day(date(2026, 5, 1), "images", 100, 0)]

    assert forecast(MAY, before, now=NOW) is None


@pytest.mark.parametrize(
    "now", [datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 6, 2, tzinfo=UTC)]
)
def test_a_period_that_has_not_begun_or_is_over_has_none(now: datetime) -> None:
    assert forecast(MAY, used(1, 2), now=now) is None


def test_a_gauge_has_no_pace() -> None:
    assert forecast(replace(MAY, is_gauge=True), used(1, 2), now=NOW) is None


def test_a_limit_beyond_all_days_is_no_trouble() -> None:
    assert forecast(replace(MAY, remaining=10**15), used(1, 1), now=NOW) == Forecast(3, None)
