"""People, workspaces, work and use on the admin's first page, against days made by hand."""

from collections import defaultdict
from datetime import date, timedelta

import pytest

from accounts.models import User
from billing.models import PlanVersion, QuotaPeriod, Subscription, WorkNow
from config.desk import people, sql, use, work
from config.desk.shapes import Cell, change
from config.desk.spans import Span, asked
from config.desk.sql import Used
from tests.unit.config import told
from tests.unit.config.told import FIRST, LAST, MAY, MOMENT, at
from workspaces.models import OpenWork, Workspace

NAMES = {"free": "Free", "team": "Team", "business": "Business"}


@pytest.fixture(autouse=True)
def _nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql, "KEEP_SECONDS", 0)


def day(number: int, month: int = 5) -> date:
    return date(2027, month, number)


# --- the span -----------------------------------------------------------------------------------
def test_a_span_ends_today_and_has_as_many_days_before_it() -> None:
    week = Span(7, day(7))

    assert (week.before, week.first, week.last, week.after) == (
        day(24, 4), day(1), day(7), day(8),
    )  # fmt: skip
    assert week.dates == [day(number) for number in range(1, 8)]


@pytest.mark.parametrize(
    ("value", "days"),
    [("7", 7), ("30", 30), ("90", 90), ("", 30), ("8", 30), ("-7", 30), ("x", 30)],
)
def test_only_the_offered_spans_can_be_asked_for(value: str, days: int) -> None:
    assert asked(value).days == days


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (10, 8, "+25 %, from 8"),
        (6, 8, "\N{MINUS SIGN}25 %, from 8"),
        (8, 8, "as before"),
        (0, 8, "\N{MINUS SIGN}100 %, from 8"),
        (8, 0, "none before"),
        (0, 0, ""),
        (3000, 1000, "+200 %, from 1,000"),
    ],
)
def test_a_number_against_the_one_before(now: int, before: int, words: str) -> None:
    assert change(now, before=before) == words


# --- people and workspaces ----------------------------------------------------------------------
def test_people_count_on_the_day_they_came_from_its_first_to_its_last_moment(public: None) -> None:
    total, _days = sql.people(MAY)
    told.came(FIRST - MOMENT)  # the last moment of 1 May: of the days before
    told.came(FIRST)
    told.came(FIRST + timedelta(days=1) - MOMENT)
    told.came(LAST)
    told.came(LAST + MOMENT)  # 1 June: no more
    told.came(at(4, 2, 0))  # the first moment of the days before
    told.came(at(4, 2, 0) - MOMENT)
    told.came(at(5, 9), is_active=False)  # came, and was switched off since

    now, days = sql.people(MAY)

    assert days == {day(2, 4): 1, day(1): 1, day(2): 2, day(9): 1, day(31): 1}
    assert now - total == 7, "who may not sign in is not among them"


def test_new_people_are_compared_with_the_days_before(boss: User) -> None:
    for when in (at(4, 20), at(5, 3), at(5, 3), at(5, 20)):
        told.came(when)

    part = people.part(boss, span=MAY)

    assert part is not None
    new = next(one for one in part.figures if one.label == "New people")
    # 3 against 1.
    assert (new.value, new.change) == ("3", "+200 %, from 1")
    chart = part.charts[0]
    assert sum(chart.series[0].values) == 3
    assert chart.rows == [("2027-05-20", ["1"]), ("2027-05-03", ["2"])]


def test_workspaces_count_in_the_spans_in_which_they_were(alice: User) -> None:
    was = sql.places(MAY)
    told.place(alice, since=at(1, 1), gone=at(4, 2, 0) - MOMENT)  # of neither
    told.place(alice, since=at(1, 1), gone=at(4, 2, 0))  # of the days before
    told.place(alice, since=at(1, 1), gone=FIRST)  # of both
    told.place(alice, since=FIRST)  # of the span
    told.place(alice, since=LAST + MOMENT)  # of none, but there

    now = sql.places(MAY)

    # FIRST and the one made at it; the two that were there before it; the two that are not deleted.
    assert [a - b for a, b in zip(now, was, strict=True)] == [2, 2, 2]


def test_active_is_who_made_something_and_a_deleted_one_made_it_too(alice: User) -> None:
    one, gone, lost, idle = (
        told.place(alice, since=at(1, 1)),
        told.place(alice, since=at(1, 1), gone=at(5, 20)),
        told.place(alice, since=at(1, 1)),
        told.place(alice, since=at(1, 1)),
    )
    told.used(one, day(2), 1)
    told.used(one, day(3), 5, "copies", kind="copy")  # the same again
    told.used(gone, day(10), 2)
    told.used(lost, day(10), 0, failed_units=4)  # nothing came of it
    told.used(idle, day(1), 3)  # the day before the span

    assert sql.active(MAY) == (2, 1)


def test_what_is_stored_is_that_of_workspaces_that_are_there(boss: User) -> None:
    size, holders = sql.held()
    there, gone = told.place(boss, since=at(1, 1)), told.place(boss, since=at(1, 1), gone=at(5, 1))
    for place, used in ((there, 3_000), (gone, 500)):
        QuotaPeriod.objects.create(
            workspace=place,
            meter="storage_bytes",
            period_no=1,
            limit_units=10**9,
            used=used,
            starts_at=at(1, 1),
            ends_at=at(12, 1),
        )

    assert sql.held() == (size + 3_000, holders + 1)


# --- work ---------------------------------------------------------------------------------------
def test_jobs_and_failures_by_kind(acme: Workspace, beta: Workspace) -> None:
    told.worked(acme, day(2), asked=4, succeeded=2, partial=1, items_succeeded=17, items_failed=3)
    told.worked(beta, day(31), failed=1, cancelled=2, items_failed=5, items_cancelled=9)
    told.worked(acme, day(31), "copy", succeeded=1, items_succeeded=10)
    told.worked(acme, day(1), asked=1, succeeded=1, items_succeeded=9, items_failed=1)
    told.worked(acme, date(2027, 6, 1), asked=100, items_failed=100)
    told.worked(acme, day(1, 4), asked=100, items_failed=100)

    found = sql.work(MAY)
    now = [row for row in found if row.day >= MAY.first]
    before = [row for row in found if row.day < MAY.first]
    grid = work._kinds(now, before)

    # Images: 17 made, 3 + 5 failed: 8 of 25; the 9 that were stopped are in neither.
    # Before: 1 of 10. Texts: none of 10; before there were none at all.
    assert grid.rows == [
        ("Images", "2", "1", "1", "2", Cell("17", "9"), Cell("8", "1"), Cell("32.0 %", "10.0 %")),
        ("Copy", "1", "0", "0", "0", Cell("10", "0"), Cell("0", "0"), Cell("0.0 %", "–")),
    ]
    asked, made, rate = work._ended(now, before)
    # 4 against 1; 27 against 9; 8 of 35, 1 of 10.
    assert (asked.value, asked.change) == ("4", "+300 %, from 1")
    assert (made.value, made.change) == ("27", "+200 %, from 9")
    assert (rate.value, rate.note, rate.change) == ("22.9 %", "8 items failed", "10.0 % before")


def test_the_chart_of_jobs_is_by_the_day_they_ended(acme: Workspace, beta: Workspace) -> None:
    told.worked(acme, day(2), succeeded=2, failed=1)
    told.worked(beta, day(2), succeeded=3)
    told.worked(acme, day(2), "copy", partial=1)
    told.worked(acme, day(31), cancelled=4)

    chart = work._chart([row for row in sql.work(MAY) if row.day >= MAY.first], span=MAY)

    assert {one.name: (one.values[0], one.values[29]) for one in chart.series} == {
        "Done": (5, 0), "Partly done": (1, 0), "Failed": (1, 0), "Cancelled": (0, 4),
    }  # fmt: skip
    assert chart.rows == [
        ("2027-05-31", ["0", "0", "0", "4"]),
        ("2027-05-02", ["5", "1", "1", "0"]),
    ]


def test_open_jobs_are_those_of_workspaces_that_are_there(alice: User) -> None:
    waits, runs, items = sql.open_jobs()
    there, gone = (
        told.place(alice, since=at(1, 1)),
        told.place(alice, since=at(1, 1), gone=at(5, 1)),
    )
    for place in (there, gone):
        WorkNow.objects.create(workspace=place, waiting=2, running=3)
        OpenWork.objects.create(workspace=place, items=11)

    assert sql.open_jobs() == (waits + 2, runs + 3, items + 11)


# --- use by plan --------------------------------------------------------------------------------
def units(used: list[Used]) -> dict[tuple[str, str, bool], int]:
    found: dict[tuple[str, str, bool], int] = defaultdict(int)
    for row in used:
        if row.units:
            found[row.plan, row.meter, row.is_now] += row.units
    return found


def test_a_day_counts_for_the_plan_that_held_when_it_ended(
    acme: Workspace, beta: Workspace
) -> None:
    """Acme: default to 9 May, team from the 10th, business from the 20th, default from the 25th.
    It changed at noon. Beta never had a plan."""
    told.event(acme, at(5, 10), "started", "team")
    told.event(acme, at(5, 20), "changed", "business", was="team")
    told.event(acme, at(5, 25), "ended", "business")
    for number, count in ((1, 1), (2, 2), (9, 4), (10, 8), (19, 16), (20, 32), (24, 64), (25, 128)):
        told.used(acme, day(number), count)
    told.used(beta, day(31), 256)
    told.used(beta, date(2027, 6, 1), 10_000)
    told.used(beta, day(1, 4), 10_000)

    used = sql.use(MAY)

    # free: 2 + 4 + 128 + 256; team: 8 + 16; business: 32 + 64. Before: 1.
    assert units(used) == {
        ("free", "images", True): 390,
        ("team", "images", True): 24,
        ("business", "images", True): 96,
        ("free", "images", False): 1,
    }


def test_two_changes_on_a_day_count_as_the_last_one(acme: Workspace) -> None:
    told.event(acme, at(5, 10, 9), "started", "team")
    told.event(acme, at(5, 10, 15), "changed", "business", was="team")
    told.used(acme, day(9), 1)
    told.used(acme, day(10), 2)

    used = sql.use(MAY)

    assert units(used) == {("free", "images", True): 1, ("business", "images", True): 2}


def test_a_plan_from_before_the_trail_is_the_one_that_was_changed(acme: Workspace) -> None:
    told.event(acme, at(5, 10), "changed", "business", was="team")
    told.used(acme, day(9), 1)
    told.used(acme, day(10), 2)

    used = sql.use(MAY)

    assert units(used) == {("team", "images", True): 1, ("business", "images", True): 2}


def test_a_plan_the_trail_says_nothing_of_is_the_present_one(acme: Workspace) -> None:
    version = PlanVersion.objects.filter(plan="team").latest("version")
    Subscription.objects.create(
        workspace=acme, plan_version=version, status="active", anchor_at=at(5, 1), period_no=1,
        period_start=at(5, 1), period_end=at(6, 1),
    )  # fmt: skip
    told.used(acme, day(9), 1)

    used = sql.use(MAY)

    assert units(used) == {("team", "images", True): 1}


def test_use_is_counted_units_by_plan_and_meter(acme: Workspace, beta: Workspace) -> None:
    told.event(acme, at(1, 1), "started", "team")
    told.used(acme, day(2), 1_200, failed_units=300)
    told.used(acme, day(3), 34, actor_id="x")
    told.used(acme, day(3), 90, "video_seconds", kind="video")
    told.used(acme, day(1), 1_000)
    told.used(beta, day(2), 6, "copies", kind="copy")
    told.used(beta, day(2), 0, failed_units=70)

    part = use.part(sql.use(MAY), names=NAMES)

    # The 300 and the 70 that failed are not used.
    assert part.grids[0].rows == [
        ("Free", Cell("0", "0"), Cell("6", "0"), Cell("0 s", "0 s")),
        ("Team", Cell("1,234", "1,000"), Cell("0", "0"), Cell("90 s", "0 s")),
        ("All plans", Cell("1,234", "1,000"), Cell("6", "0"), Cell("90 s", "0 s")),
    ]


def test_days_that_are_over_are_kept_for_a_while_and_today_is_not(
    acme: Workspace, redis_server: str, clean_cache: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sql, "KEEP_SECONDS", 60)
    told.used(acme, day(30), 1)
    told.used(acme, day(31), 2)
    assert sum(row.units for row in sql.use(MAY)) == 3

    told.used(acme, day(30), 10, actor_id="late")
    told.used(acme, day(31), 20, actor_id="now")
    told.worked(acme, day(31), items_succeeded=20)

    assert sum(row.units for row in sql.use(MAY)) == 23
    assert sum(row.items for row in sql.work(MAY)) == 20
    assert sum(row.units for row in sql.use(Span(7, day(31)))) == 33, "each span by itself"
