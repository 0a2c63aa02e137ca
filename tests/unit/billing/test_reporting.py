"""What was used, by day, kind, person and product: hand-made days, every sum worked by hand."""

import uuid
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.services import close
from billing import reporting
from billing.models import UsageDay
from billing.reporting import Day, Span, SpanRefused, Total, report, span_between
from tests.factories import billing as factory
from tests.factories import clock
from workspaces.models import Membership, Workspace

MAY = Span(date(2027, 5, 1), date(2027, 5, 31))
PROGRAM = "key_7f3a"


@pytest.fixture(autouse=True)
def _then(public: None) -> None:
    clock.stop_at(datetime(2027, 5, 21, 12, tzinfo=UTC))


def day(place: Workspace, number: int, meter: str = "images", **values: object) -> UsageDay:
    """Make a day of use in May: 1 unit of an image job by nobody unless told otherwise."""
    row = {"kind": "image", "currency": "USD", "units": 1, **values}
    return UsageDay.objects.create(workspace=place, day=date(2027, 5, number), meter=meter, **row)


@pytest.fixture
def may(acme: Workspace, alice: User, bob: User) -> Workspace:
    """Let a workspace use units on six days of May, and around it."""
    a, b = str(alice.pk), str(bob.pk)
    day(acme, 1, units=12, failed_units=3, actor_id=a, product="Mug", charge_micros=2_400_000)
    day(acme, 1, units=5, actor_id=b, product="Mug", charge_micros=1_700_000)
    day(acme, 1, "copies", kind="copy", units=40, actor_id=a, product="Mug")
    day(acme, 4, units=0, failed_units=7, actor_id=b)
    day(acme, 9, "video_seconds", kind="video", units=90, actor_id=PROGRAM, product="Lamp")
    day(acme, 21, units=8, actor_id="")
    day(acme, 31, "copies", kind="copy", units=2, failed_units=1, actor_id=b)
    UsageDay.objects.create(
        workspace=acme, day=date(2027, 4, 30), meter="images", kind="image", currency="USD",
        units=1_000,
    )  # fmt: skip
    UsageDay.objects.create(
        workspace=acme, day=date(2027, 6, 1), meter="images", kind="image", currency="USD",
        units=1_000,
    )  # fmt: skip
    return acme


def test_totals_and_days_of_a_span(may: Workspace) -> None:
    found = report(may.pk, span=MAY)

    # 12 + 5 + 0 + 8; 3 + 0 + 7. 40 + 2. 90.
    assert found.totals == (
        Total("images", 25, 10),
        Total("copies", 42, 1),
        Total("video_seconds", 90, 0),
    )
    assert found.days == (
        Day(date(2027, 5, 1), "images", 17, 3),
        Day(date(2027, 5, 1), "copies", 40, 0),
        Day(date(2027, 5, 4), "images", 0, 7),
        Day(date(2027, 5, 9), "video_seconds", 90, 0),
        Day(date(2027, 5, 21), "images", 8, 0),
        Day(date(2027, 5, 31), "copies", 2, 1),
    )


def test_parts_are_named_and_the_largest_comes_first(
    may: Workspace, alice: User, bob: User
) -> None:
    found = report(may.pk, span=MAY)

    assert [(part.label, part.units, part.failed) for part in found.members] == [
        (alice.label, {"images": 12, "copies": 40}, {"images": 3, "copies": 0}),
        ("Automatic", {"images": 8}, {"images": 0}),
        (bob.label, {"images": 5, "copies": 2}, {"images": 7, "copies": 1}),
        ("API key", {"video_seconds": 90}, {"video_seconds": 0}),
    ]
    assert [part.key for part in found.members] == [str(alice.pk), "", str(bob.pk), PROGRAM]
    assert [(part.label, part.units) for part in found.products] == [
        ("Mug", {"images": 17, "copies": 40}),
        ("Without a product", {"images": 8, "copies": 2}),
        ("Lamp", {"video_seconds": 90}),
    ]
    assert [(part.label, part.units) for part in found.kinds] == [
        ("Images", {"images": 25}),
        ("Copy", {"copies": 42}),
        ("Video", {"video_seconds": 90}),
    ]


def test_what_units_were_sold_for_is_told_by_currency(may: Workspace) -> None:
    day(may, 2, currency="EUR", charge_micros=999_999)
    day(may, 3, currency="CNY", charge_micros=7_000_000)

    # 2.4 + 1.7 = 4.1 cents, of which what is begun is given; less than one cent is none.
    assert report(may.pk, span=MAY).charges == {"USD": 4, "CNY": 7}


def test_one_meter_alone(may: Workspace, alice: User) -> None:
    found = report(may.pk, span=MAY, meter="copies")

    assert found.totals == (Total("copies", 42, 1),)
    assert [part.units for part in found.members] == [{"copies": 40}, {"copies": 2}]
    assert [part.key for part in found.kinds] == ["copy"]


def test_who_left_keeps_the_name_and_who_closed_the_account_loses_it(
    may: Workspace, alice: User, bob: User
) -> None:
    Membership.objects.filter(user=bob).delete()
    bob.name = "Robert"
    bob.save()
    Membership.objects.filter(user=alice).delete()
    close(alice)

    labels = {part.key: part.label for part in report(may.pk, span=MAY).members}

    assert labels[str(bob.pk)] == "Robert"
    assert labels[str(alice.pk)] == "Closed account"


def test_an_id_that_is_no_persons_is_a_key(acme: Workspace) -> None:
    day(acme, 1, actor_id=str(uuid.uuid4()))

    assert [part.label for part in report(acme.pk, span=MAY).members] == ["API key"]


def test_nothing_of_another_workspace_is_shown(may: Workspace, beta: Workspace) -> None:
    day(beta, 1, units=500, product="Secret")

    assert report(may.pk, span=MAY).totals[0].units == 25
    assert "Secret" not in str(report(may.pk, span=MAY))
    assert report(beta.pk, span=MAY).totals == (Total("images", 500, 0),)


def test_an_empty_span_is_an_empty_report(acme: Workspace) -> None:
    found = report(acme.pk, span=MAY)

    assert (found.totals, found.days, found.kinds, found.members, found.products) == ((),) * 5
    assert found.charges == {}


@pytest.mark.parametrize("people", [1, 12])
def test_two_questions_however_many_people(acme: Workspace, people: int) -> None:
    for number in range(people):
        user = User.objects.create_user(f"p{number}@example.com", name=f"Person {number}")
        day(acme, 1, actor_id=str(user.pk))

    with CaptureQueriesContext(connection) as queries:
        found = report(acme.pk, span=MAY)

    assert len(found.members) == people
    assert len(queries) == 2
    assert all("job" not in query["sql"] for query in queries)


# --- spans ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (date(2026, 5, 1), date(2026, 5, 1), 1),
        (date(2026, 5, 1), date(2026, 5, 31), 31),
        (date(2026, 1, 1), date(2027, 2, 4), 400),
    ],
)
def test_a_span_has_both_its_ends(start: date, end: date, days: int) -> None:
    assert span_between(start, end).length == days


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        (date(2026, 5, 2), date(2026, 5, 1), "reversed"),
        (date(2026, 1, 1), date(2027, 2, 5), "too-long"),
    ],
)
def test_what_is_no_span_is_refused(start: date, end: date, code: str) -> None:
    with pytest.raises(SpanRefused) as refused:
        span_between(start, end)
    assert refused.value.code == code


def test_the_period_without_a_plan_is_the_month(acme: Workspace) -> None:
    assert reporting.span_of_period(acme.pk) == MAY


def test_the_period_of_a_plan_ends_on_the_day_before_the_next(acme: Workspace) -> None:
    factory.subscribed(acme)

    # From noon on the 21st to noon on the 21st: both days hold a part of it.
    assert reporting.span_of_period(acme.pk) == Span(date(2027, 5, 21), date(2027, 6, 21))


def test_a_day_in_the_span_of_a_leap_year_is_found(acme: Workspace) -> None:
    UsageDay.objects.create(
        workspace=acme, day=date(2028, 2, 29), meter="images", kind="image", currency="USD", units=4
    )

    found = report(acme.pk, span=Span(date(2028, 2, 1), date(2028, 2, 29)))

    assert found.totals == (Total("images", 4, 0),)
