"""Use by day as bars: a week where days are too many, minutes where seconds are."""

from datetime import date, timedelta

from django.utils import translation

from billing.reporting import Day, Span
from billing.screens.bars import Bars, bars_of

TODAY = date(2027, 5, 22)
MAY = Span(date(2027, 5, 1), date(2027, 5, 31))


def drawn(*days: Day, span: Span = MAY) -> Bars:
    return bars_of(days, span=span, today=TODAY)


def test_a_month_names_its_days_by_number_another_span_by_month_and_day() -> None:
    spring = Span(date(2027, 4, 29), date(2027, 5, 2))

    assert drawn().drawn()["labels"][:2] == ["1", "2"]
    assert drawn(span=spring).drawn()["labels"] == ["Apr 29", "Apr 30", "May 1", "May 2"]


def test_today_is_told_only_where_it_is() -> None:
    assert drawn().drawn()["today"] == 21
    assert drawn(span=Span(date(2027, 4, 1), date(2027, 4, 30))).drawn()["today"] == -1


def test_a_long_span_is_drawn_by_weeks_that_keep_to_it() -> None:
    span = Span(date(2027, 1, 1), date(2027, 12, 31))  # from a Friday to a Friday
    used = [Day(date(2027, 1, 1) + timedelta(days=n), "images", 1, 1) for n in range(365)]

    bars = drawn(*used, span=span)

    series = bars.drawn()["meters"]["images"]
    assert (series["made"][0], series["made"][1], series["made"][-1]) == (3, 7, 5)
    assert sum(series["made"]) == sum(series["failed"]) == 365
    assert series["said"][1] == "January 4 to January 10: 7 made, 7 failed"
    assert bars.drawn()["todayLabel"] == "This week"
    assert [one.title for one in bars.choices()] == [
        "Images per week",
        "Pieces of copy per week",
        "Seconds of video per week",
    ]
    assert drawn(span=Span(date(2027, 1, 1), date(2027, 4, 2))).by_week is False


def test_long_videos_are_counted_in_minutes_and_short_ones_in_seconds() -> None:
    short = drawn(Day(TODAY, "video_seconds", 90, 0))
    long = drawn(Day(TODAY, "video_seconds", 90, 45))

    assert short.drawn()["meters"]["video_seconds"]["made"][21] == 90
    assert short.choices()[2].title == "Seconds of video per day"
    assert long.drawn()["meters"]["video_seconds"]["made"][21] == 1.5
    assert long.drawn()["meters"]["video_seconds"]["failed"][21] == 0.75
    assert long.choices()[2].title == "Minutes of video per day"
    assert long.drawn()["meters"]["video_seconds"]["said"][21] == "May 22: 90 s made, 45 s failed"


def test_the_table_holds_what_the_chart_draws_and_no_empty_day() -> None:
    bars = drawn(
        Day(date(2027, 5, 20), "images", 1200, 0),
        Day(date(2027, 5, 20), "copies", 0, 3),
        Day(date(2027, 5, 21), "images", 0, 0),
        Day(TODAY, "video_seconds", 600, 0),
    )

    assert [(name, [(one.units, one.failed) for one in cells]) for name, cells in bars.rows] == [
        ("May 20", [("1,200", ""), ("0", "3 failed"), ("0 s", "")]),
        ("May 22", [("0", ""), ("0", ""), ("10 min", "")]),
    ]


def test_files_and_people_are_no_bars() -> None:
    bars = drawn(Day(TODAY, "storage_bytes", 5, 0))

    assert bars.rows == []
    assert all(one.is_empty for one in bars.choices())


def test_each_meter_without_use_says_so_in_its_own_words() -> None:
    first, second, third = drawn(Day(TODAY, "images", 5, 1)).choices()

    assert (first.is_empty, first.summary) == (False, "Images per day. 5 made, 1 failed")
    assert (second.is_empty, second.empty) == (True, "Your first text appears here")
    assert third.empty == "Your first video appears here"
    assert drawn().choices(empty="Nothing")[0].empty == "Nothing"


def test_it_is_drawn_in_both_languages() -> None:
    with translation.override("zh-hans"):
        bars = drawn(Day(TODAY, "images", 5, 0), span=Span(date(2027, 4, 29), TODAY))

        assert "月" in bars.rows[0][0]
