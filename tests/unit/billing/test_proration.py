"""Changes of plan with figures worked by hand; what is shown before is what happens."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.services import Actor
from billing import proration, quotas, services
from billing.models import Plan, PlanVersion, QuotaPeriod
from billing.periods import Bounds
from billing.proration import Allowed, Counter, Terms, When
from billing.services import NewEdition, NewLimit
from tests.factories import clock, plans
from tests.unit.billing.holds import hold
from workspaces.models import Workspace

JUNE = datetime(2027, 6, 1, tzinfo=UTC)  # of thirty days
STAFF = Actor("staff", "boss", "Boss")


@dataclass(frozen=True)
class Case:
    """left: days of thirty. limit, taken: as they stand. amount, now: worked by hand."""

    name: str
    left: int
    prices: tuple[int, int]
    units: tuple[int, int]
    amount: int
    now: int
    limit: int | None = None
    taken: int = 0
    overdraft: int = 0

    @property
    def stands(self) -> int:
        return self.units[0] if self.limit is None else self.limit


TEN, TEAM = (1000, 2000), (2900, 9900)
CASES = [
    # 1000 * 15/30 = 500; 100 * 15/30 = 50
    Case("half way", 15, TEN, (100, 200), 500, 150),
    Case("just begun", 30, TEN, (100, 200), 1000, 200),
    # 333.3 and 33.3
    Case("a third", 10, TEN, (100, 200), 333, 133),
    # 666.7 and 66.7
    Case("two thirds", 20, TEN, (100, 200), 666, 166),
    # 33.3 and 3.3
    Case("the last day", 1, TEN, (100, 200), 33, 103),
    # 966.7 and 96.7
    Case("the second day", 29, TEN, (100, 200), 966, 196),
    # 7000 / 2; 15000 / 2
    Case("team to business, half way", 15, TEAM, (5000, 20000), 3500, 12500),
    # 2333.3; 5000
    Case("team to business, a third", 10, TEAM, (5000, 20000), 2333, 10000),
    # 1633.3; 3500
    Case("team to business, a week", 7, TEAM, (5000, 20000), 1633, 8500),
    # 3033.3; 6500
    Case("team to business, 13 days", 13, TEAM, (5000, 20000), 3033, 11500),
    # 233.3; 500
    Case("team to business, a day", 1, TEAM, (5000, 20000), 233, 5500),
    # 2900 / 2; 4000 / 2
    Case("from nothing, half way", 15, (0, 2900), (1000, 5000), 1450, 3000),
    # 1063.3; 1466.7
    Case("from nothing, 11 days", 11, (0, 2900), (1000, 5000), 1063, 2466),
    # what staff gave stays: 150 + 50
    Case("staff gave fifty", 15, TEN, (100, 200), 500, 200, limit=150),
    # what staff took stays: 60 + 50
    Case("staff took forty", 15, TEN, (100, 200), 500, 110, limit=60),
    # after an upgrade half way: 150 + 200 * 5/30 = 183.3; 2000 * 5/30 = 333.3
    Case("the second upgrade", 5, (2000, 4000), (200, 400), 333, 183, limit=150),
    # 100 - 25 = 75, but 90 are taken
    Case("fewer units, most taken", 15, TEN, (100, 50), 500, 90, taken=90),
    Case("fewer units, few taken", 15, TEN, (100, 50), 500, 75, taken=10),
    Case("fewer units, just as many taken", 15, TEN, (100, 50), 500, 75, taken=75),
    # -16.7 is -17
    Case("fewer units, a third", 10, TEN, (100, 50), 333, 83),
    Case("a meter that was not there", 15, TEN, (0, 300), 500, 150),
    # 300 * 7/30 = 70; 1000 * 7/30 = 233.3
    Case("a meter that was not there, a week", 7, TEN, (0, 300), 233, 70),
    Case("a meter that goes", 15, TEN, (100, 0), 500, 50, taken=20),
    Case("a meter that goes, taken", 15, TEN, (100, 0), 500, 80, taken=80),
    # 75, and 90 - 30 = 60 is lower
    Case("a soft limit bears it", 15, TEN, (100, 50), 500, 75, taken=90, overdraft=30),
    # 75, but 98 - 10 = 88
    Case("a soft limit bears some", 15, TEN, (100, 50), 500, 88, taken=98, overdraft=10),
    # half a cent, half a unit: neither
    Case("a cent and a unit, half way", 15, (1000, 1001), (1, 2), 0, 1),
    Case("a cent and a unit, 29 days", 29, (1000, 1001), (1, 2), 0, 1),
    Case("a cent and a unit, whole", 30, (1000, 1001), (1, 2), 1, 2),
    # 30000 / 30; 30 / 30
    Case("a day of much", 1, (1000, 31000), (0, 30), 1000, 1),
    Case("as dear, more units", 15, (1000, 1000), (100, 200), 0, 150),
    # 200; 300
    Case("three days", 3, (2900, 4900), (5000, 8000), 200, 5300),
    # 1133.3; 1700
    Case("17 days", 17, (2900, 4900), (5000, 8000), 1133, 6700),
    # 383.3; 11.5
    Case("odd prices, 23 days", 23, (499, 999), (10, 25), 383, 21),
    # 150; 4.5
    Case("odd prices, 9 days", 9, (499, 999), (10, 25), 150, 14),
    # 6066.7; 28800 * 26/30 = 24960
    Case("video, 26 days", 26, TEAM, (7200, 36000), 6066, 32160),
    # 933.3; 3840
    Case("video, 4 days", 4, TEAM, (7200, 36000), 933, 11040),
    # 5e11
    Case("very many", 15, TEAM, (10**12, 2 * 10**12), 3500, 15 * 10**11),
    # 7000 * 8/30 = 1866.7; 15000 * 8/30 = 4000, of which all is taken but two
    Case("nearly used up", 8, TEAM, (5000, 20000), 1866, 9000, taken=4998),
    # 7000 * 22/30 = 5133.3; 15000 * 22/30 = 11000
    Case("used up", 22, TEAM, (5000, 20000), 5133, 16000, taken=5000),
]


def terms(price: int, units: int, *, interval: str = "month", overdraft: int = 0) -> Terms:
    return Terms(price, price, "USD", interval, {"images": Allowed(units, overdraft)})


def month(left: int) -> tuple[Bounds, datetime]:
    end = JUNE + timedelta(days=30)
    return Bounds(JUNE, end), end - timedelta(days=left)


def test_there_are_forty_cases() -> None:
    assert len({case.name for case in CASES}) == len(CASES) == 40


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_rest_of_a_period_is_counted_as_by_hand(case: Case) -> None:
    period, at = month(case.left)

    change = proration.change(
        terms(case.prices[0], case.units[0]),
        terms(case.prices[1], case.units[1], overdraft=case.overdraft),
        counters=[Counter("images", case.stands, case.taken)],
        period=period,
        at=at,
    )

    if case.prices[0] == case.prices[1] and case.units[0] > case.units[1]:
        assert change.when == When.AT_PERIOD_END
    else:
        assert change.when == When.NOW
    assert (change.amount, change.credit, change.price) == (case.amount, 0, case.prices[1])
    (moved,) = change.limits
    assert (moved.before, moved.now, moved.later) == (case.stands, case.now, case.units[1])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_shown_is_what_happens(acme: Workspace, public: None, case: Case) -> None:
    plan = Plan.objects.create(code="tried", name="Tried")
    old, new = (
        services.make_edition(
            plan.code,
            new=NewEdition({"images": NewLimit(units, overdraft_units=soft)}, price=price),
            by=STAFF,
        )
        for price, units, soft in zip(case.prices, case.units, (0, case.overdraft), strict=True)
    )
    clock.stop_at(JUNE)
    services.start(acme.pk, old.pk, by=STAFF)
    if case.limit is not None:
        plans.limit(acme.pk, "images", case.limit)
    if case.taken:
        hold(acme, case.taken)
    clock.stop_at(JUNE + timedelta(days=30 - case.left))

    shown = services.preview_change(acme.pk, new.pk)
    happened = services.upgrade(acme.pk, new.pk, by=STAFF)

    assert happened == shown
    assert happened.amount == case.amount
    row = QuotaPeriod.objects.get(workspace=acme, meter="images", subscription__isnull=False)
    assert (row.limit_units, row.overdraft_units) == (case.now, case.overdraft)
    assert row.used + row.reserved == case.taken
    found = services.subscription_of(acme.pk)
    assert found is not None
    assert found.plan_version_id == new.pk


@pytest.mark.parametrize(
    ("left", "credit", "amount"),
    # 2900 / 2; 966.7 up; nothing; 2803.3 up
    [(15, 1450, 27550), (10, 967, 28033), (0, 0, 29000), (29, 2804, 26196)],
)
def test_a_year_begins_at_once_and_what_is_left_of_the_month_is_taken_off(
    left: int, credit: int, amount: int
) -> None:
    period, at = month(left)

    change = proration.change(
        terms(2900, 5000),
        terms(29000, 60000, interval="year"),
        counters=[Counter("images", 4000, 300), Counter("members", 5, 5, is_gauge=True)],
        period=period,
        at=at,
    )

    assert (change.when, change.effective_at) == (When.ANEW, at)
    assert (change.credit, change.amount) == (credit, amount)
    assert [moved.now for moved in change.limits] == [60000, 5]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (terms(9900, 20000), terms(2900, 5000)),
        (terms(2900, 5000), terms(2900, 4999)),
        (terms(29000, 60000, interval="year"), terms(2900, 5000)),
        (terms(29000, 60000, interval="year"), terms(9900, 5000)),
        (terms(2900, 5000), Terms(9, 9900, "EUR", "month", {"images": Allowed(20000)})),
    ],
)
def test_what_costs_or_gives_less_waits_for_the_periods_end(old: Terms, new: Terms) -> None:
    period, at = month(11)

    change = proration.change(
        old, new, counters=[Counter("images", 5000, 4000)], period=period, at=at
    )

    assert (change.when, change.effective_at, change.amount) == (
        When.AT_PERIOD_END,
        period.end,
        0,
    )
    assert change.limits[0].now == 5000


def test_a_preview_names_what_would_not_fit() -> None:
    period, at = month(11)
    small = Terms(1, 100, "USD", "month", {"images": Allowed(10), "members": Allowed(3, 1)})

    change = proration.change(
        terms(9900, 20000),
        small,
        counters=[
            Counter("images", 20000, 9000, held=11),
            Counter("copies", 20000, 9000, held=0),
            Counter("members", 25, 5, is_gauge=True),
            Counter("storage_bytes", 100, 1, is_gauge=True),
        ],
        period=period,
        at=at,
    )

    assert [(one.meter, one.there, one.allowed) for one in change.misfits] == [
        ("images", 11, 10),
        ("members", 5, 3),
        ("storage_bytes", 1, 0),
    ]


@given(
    left=st.integers(0, 30 * 86400),
    old=st.integers(0, 10**6),
    more=st.integers(0, 10**6),
    taken=st.integers(0, 10**6),
)
def test_nobody_pays_more_or_gets_more_than_the_whole(
    left: int, old: int, more: int, taken: int
) -> None:
    seconds = 30 * 86400

    now = proration.limit_now(
        old, old=old, new=Allowed(old + more), taken=min(taken, old), share_of=(left, seconds)
    )

    assert old <= now <= old + more
    assert 0 <= proration.share(more, left=left, seconds=seconds) <= more
    first, second = left // 2, left - left // 2
    parts = proration.share(more, left=first, seconds=seconds) + proration.share(
        more, left=second, seconds=seconds
    )
    assert parts <= proration.share(more, left=left, seconds=seconds)


def test_editions_that_are_in_use_are_what_they_were(acme: Workspace, public: None) -> None:
    used = PlanVersion.objects.get(plan="team")
    quotas.current_period(workspace_id=acme.pk, meter="images")
    assert used.used_at is None
    services.start(acme.pk, used.pk, by=STAFF)

    used.refresh_from_db()
    assert used.used_at is not None
