"""Periods follow one another without gap or overlap, whatever anchor, zone and clock change."""

from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing import periods

# With clocks that change in spring and autumn (north, south, by half an hour, at midnight), and
# with none; one skipped a whole day.
ZONES = (
    "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago",
    "Asia/Shanghai", "Asia/Kathmandu", "Africa/Cairo", "Pacific/Apia",
)  # fmt: skip
FIVE_YEARS = {"month": 60, "year": 5}


def at(*parts: int, zone: str = "UTC") -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo(zone))


def starts(anchor: datetime, zone: str, interval: str, count: int) -> list[str]:
    found = [
        periods.bounds(anchor, zone=zone, interval=interval, number=n).start
        for n in range(1, count + 1)
    ]
    return [start.astimezone(ZoneInfo(zone)).isoformat() for start in found]


@pytest.mark.parametrize("interval", ["month", "year"])
@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("day", [28, 29, 30, 31])
def test_five_years_have_no_gap_and_no_overlap(day: int, zone: str, interval: str) -> None:
    for year in (2023, 2024):
        for hour, minute in ((0, 0), (2, 30), (23, 59)):
            anchor = at(year, 1, day, hour, minute, zone=zone)
            found = [
                periods.bounds(anchor, zone=zone, interval=interval, number=n)
                for n in range(1, FIVE_YEARS[interval] + 1)
            ]

            assert found[0].start == anchor
            assert all(one.end == after.start for one, after in pairwise(found))
            assert all(one.start < one.end for one in found)
            assert sum(one.seconds for one in found) == (found[-1].end - anchor).total_seconds()
            last = found[-1].end.astimezone(ZoneInfo(zone))
            assert (last.year, last.month, last.day) == (year + 5, 1, day)


def test_an_anchor_on_the_31st_does_not_drift() -> None:
    found = starts(at(2023, 1, 31, 9), "UTC", "month", 15)

    assert [start[:10] for start in found] == [
        "2023-01-31", "2023-02-28", "2023-03-31", "2023-04-30", "2023-05-31", "2023-06-30",
        "2023-07-31", "2023-08-31", "2023-09-30", "2023-10-31", "2023-11-30", "2023-12-31",
        "2024-01-31", "2024-02-29", "2024-03-31",
    ]  # fmt: skip


def test_a_leap_day_is_the_28th_in_other_years() -> None:
    found = starts(at(2024, 2, 29), "UTC", "year", 5)

    assert [start[:10] for start in found] == [
        "2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29",
    ]  # fmt: skip


def test_the_wall_clock_counts_not_the_hours() -> None:
    anchor = at(2024, 2, 15, 8, zone="Europe/Berlin")

    found = starts(anchor, "Europe/Berlin", "month", 4)

    assert [start[11:] for start in found] == [
        "08:00:00+01:00", "08:00:00+01:00", "08:00:00+02:00", "08:00:00+02:00",
    ]  # fmt: skip


def test_a_time_the_clock_leaves_out_is_an_hour_later_and_the_next_is_right_again() -> None:
    anchor = at(2024, 2, 29, 2, 30, zone="Europe/Berlin")
    march = at(2024, 1, 31, 2, 30, zone="Europe/Berlin")

    assert starts(anchor, "Europe/Berlin", "month", 2)[1] == "2024-03-29T02:30:00+01:00"
    # 31 March 2024: the clock goes from 2:00 to 3:00.
    assert starts(march, "Europe/Berlin", "month", 4)[2:] == [
        "2024-03-31T03:30:00+02:00",
        "2024-04-30T02:30:00+02:00",
    ]


def test_of_a_time_shown_twice_the_first_is_meant() -> None:
    anchor = at(2024, 9, 27, 2, 30, zone="Europe/Berlin")

    assert starts(anchor, "Europe/Berlin", "month", 2)[1] == "2024-10-27T02:30:00+02:00"


@pytest.mark.parametrize("interval", ["month", "year"])
@given(
    zone=st.sampled_from(ZONES),
    anchor=st.datetimes(
        min_value=datetime(2015, 1, 1),  # noqa: DTZ001  the strategy adds the zone
        max_value=datetime(2035, 1, 1),  # noqa: DTZ001
        timezones=st.just(UTC),
    ),
    number=st.integers(min_value=1, max_value=60),
)
def test_every_moment_lies_in_one_period(
    interval: str, zone: str, anchor: datetime, number: int
) -> None:
    found = periods.bounds(anchor, zone=zone, interval=interval, number=number)
    after = periods.bounds(anchor, zone=zone, interval=interval, number=number + 1)

    assert found.start < found.end == after.start < after.end


@pytest.mark.parametrize(
    ("moment", "start", "end"),
    [
        (at(2024, 2, 29, 23, 59), "2024-02-01", "2024-03-01"),
        (at(2024, 12, 31, 23, 59), "2024-12-01", "2025-01-01"),
        (at(2025, 1, 1), "2025-01-01", "2025-02-01"),
        (at(2025, 1, 1, 7, zone="Asia/Shanghai"), "2024-12-01", "2025-01-01"),
    ],
)
def test_the_default_plan_has_calendar_months(moment: datetime, start: str, end: str) -> None:
    found = periods.calendar_month(moment)

    assert (found.start.date().isoformat(), found.end.date().isoformat()) == (start, end)


def test_there_is_no_period_before_the_anchor() -> None:
    anchor = at(2024, 1, 31)

    with pytest.raises(ValueError, match="no period 0"):
        periods.bounds(anchor, zone="UTC", interval="month", number=0)
