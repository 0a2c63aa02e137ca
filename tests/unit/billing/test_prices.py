"""What units cost and are sold for: chosen by the sheet that holds, and kept with what is held."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models import F

from audit.models import AuditEvent
from billing import prices, quotas, sql
from billing.models import PriceLine, PriceSheet, Reservation, UsageDay
from billing.money import sheets, statements
from billing.money.sheets import NewPrice
from billing.quotas import Account, Hold
from tests.factories import money
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
JOB = uuid.UUID(int=7)


def publish(*lines: NewPrice, **how: object) -> PriceSheet:
    return sheets.publish(lines, currency="USD", actor=money.STAFF, **how)


def hold(acme: Workspace, units: int, *, meter: str = "images", own_key: bool = False) -> uuid.UUID:
    price = prices.freeze(meter, kind="image", provider="openai", own_key=own_key)
    account = Account(acme.pk, meter, "image", JOB, "someone", price)
    period = quotas.current_period(workspace_id=acme.pk, meter=meter)
    new = Hold(uuid.uuid4(), uuid.uuid4(), units, uuid.uuid4().hex, label="A lamp")
    return quotas.reserve(account, period=period, holds=[new])[0]


@pytest.mark.parametrize(
    ("kind", "provider", "cost"),
    [
        ("image", "openai", 4), ("image", "edge", 3), ("copy", "openai", 2), ("copy", "edge", 1),
        ("", "", 1),
    ],
)  # fmt: skip
def test_the_line_that_says_most_holds(
    acme: Workspace, kind: str, provider: str, cost: int
) -> None:
    publish(
        NewPrice("images", unit_cost=1),
        NewPrice("images", unit_cost=2, provider="openai"),
        NewPrice("images", unit_cost=3, kind="image"),
        NewPrice("images", unit_cost=4, kind="image", provider="openai"),
        NewPrice("copies", unit_cost=9, kind="image", provider="openai"),
    )

    assert prices.freeze("images", kind=kind, provider=provider).unit_cost == cost


def test_without_a_sheet_or_a_line_units_are_free() -> None:
    assert prices.freeze("images") == quotas.Price()
    publish(NewPrice("copies", unit_price=5))

    assert prices.freeze("images").unit_price == 0


def test_a_price_is_asked_for_once(django_assert_num_queries) -> None:
    publish(NewPrice("images", unit_price=5))

    with django_assert_num_queries(1):
        prices.freeze("images", kind="image", provider="openai")


def test_a_sheet_changes_nothing_that_is_held(acme: Workspace) -> None:
    """Not by a dearer sheet, nor by a provider that says it made more than was asked for."""
    publish(NewPrice("images", unit_price=12, unit_cost=4))
    held = hold(acme, 5)
    quote = statements.of_job(JOB, workspace_id=acme.pk).quote
    publish(NewPrice("images", unit_price=900, unit_cost=800))

    quotas.commit(held, units=50)

    said = statements.of_job(JOB, workspace_id=acme.pk)
    assert (said.charge, said.cost, said.quote) == (60, 20, 60) == (quote, 20, quote)
    assert said.units == {"images": 5}
    assert prices.freeze("images").unit_price == 900
    day = UsageDay.objects.get(workspace=acme, meter="images")
    assert (day.charge_micros, day.cost_micros) == (60_000_000, 20_000_000)


def test_ones_own_key_at_the_provider_counts_units_at_no_cost(acme: Workspace) -> None:
    publish(NewPrice("images", unit_price=12, unit_cost=4))

    quotas.commit(hold(acme, 5, own_key=True))

    said = statements.of_job(JOB, workspace_id=acme.pk)
    assert (said.cost, said.charge, said.units) == (0, 60, {"images": 5})
    assert said.entries[0].own_key
    assert quotas.current_period(workspace_id=acme.pk, meter="images").used == 5
    assert UsageDay.objects.get(workspace=acme).cost_micros == 0


def test_what_is_released_is_charged_nothing_and_cost_nothing(acme: Workspace) -> None:
    publish(NewPrice("images", unit_price=12, unit_cost=4))
    kept, given_back, partly, still = (hold(acme, 5) for _time in range(4))

    quotas.commit(kept)
    quotas.release(given_back)
    quotas.commit(partly, units=2)

    said = statements.of_job(JOB, workspace_id=acme.pk)
    assert (said.charge, said.cost) == (84, 28)
    assert said.quote == 84 + 60, "what is still held may be counted whole"
    by_id = {entry.reservation_id: entry for entry in said.entries}
    assert [by_id[one].units for one in (kept, given_back, partly, still)] == [5, 0, 2, 0]
    assert by_id[kept].label == "A lamp"


def test_a_jobs_statement_is_one_question(acme: Workspace, django_assert_num_queries) -> None:
    for _time in range(3):
        quotas.commit(hold(acme, 1))

    with django_assert_num_queries(1):
        assert len(statements.of_job(JOB, workspace_id=acme.pk).entries) == 3


def test_a_job_of_another_workspace_has_no_statement(acme: Workspace, beta: Workspace) -> None:
    hold(acme, 1)

    assert statements.of_job(JOB, workspace_id=beta.pk).entries == ()


@pytest.mark.parametrize(
    ("units", "price", "per", "charged", "spent"),
    [
        (1, 1, 1000, 0, 1), (999, 1, 1000, 0, 1), (1000, 1, 1000, 1, 1), (1001, 1, 1000, 1, 2),
        (2500, 3, 1000, 7, 8), (0, 9, 1, 0, 0), (7, 100, 3, 233, 234),
    ],
)  # fmt: skip
def test_what_is_begun_is_given_to_the_customer_and_counted_of_our_cost(
    units: int, price: int, per: int, charged: int, spent: int
) -> None:
    total = prices.micros(units, unit_price=price, per_units=per)

    assert (prices.charged(total), prices.spent(total)) == (charged, spent)


def test_small_prices_add_up_over_a_job(acme: Workspace) -> None:
    publish(NewPrice("images", unit_price=1, unit_cost=1, per_units=4))
    for units in (1, 1, 2, 5):
        quotas.commit(hold(acme, units))

    said = statements.of_job(JOB, workspace_id=acme.pk)
    assert (said.charge, said.cost) == (2, 3), "nine quarters"


def test_a_sheet_of_the_future_holds_from_its_moment(acme: Workspace) -> None:
    publish(NewPrice("images", unit_price=1))
    publish(NewPrice("images", unit_price=2), effective_at=sql.now() + timedelta(days=3))

    assert prices.freeze("images").unit_price == 1
    publish(NewPrice("images", unit_price=3))
    assert prices.freeze("images").unit_price == 3
    money.travel(days=4)

    assert prices.freeze("images").unit_price == 2, "it came after what was published in between"


def test_a_sheet_is_a_new_version_and_is_recorded(acme: Workspace) -> None:
    first = publish(NewPrice("images", unit_price=1), note="first prices")
    second = publish(NewPrice("images", unit_price=2))

    assert second.version == first.version + 1
    assert first.created_by == money.STAFF.id
    event = AuditEvent.objects.filter(action="billing.price_sheet.published").first()
    assert event is not None
    assert event.actor_id == money.STAFF.id


def test_a_published_sheet_stays_as_it_is(acme: Workspace) -> None:
    sheet = publish(NewPrice("images", unit_price=1))
    PriceSheet.objects.filter(pk=sheet.pk).update(created_at=F("created_at") - timedelta(days=1))
    changes = [
        lambda: PriceSheet.objects.filter(pk=sheet.pk).update(currency="EUR"),
        lambda: PriceSheet.objects.filter(pk=sheet.pk).delete(),
        lambda: PriceLine.objects.filter(sheet=sheet).update(unit_price=9),
        lambda: PriceLine.objects.filter(sheet=sheet).delete(),
        lambda: PriceLine.objects.create(sheet=sheet, meter="copies"),
    ]

    for change in changes:
        with pytest.raises(DatabaseError, match="published"), transaction.atomic():
            change()


@pytest.mark.parametrize(
    "odd",
    [
        {"meter": "hours"}, {"unit_price": -1}, {"unit_cost": -1}, {"per_units": 0},
    ],
)  # fmt: skip
def test_odd_prices_are_refused(odd: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        publish(replace(NewPrice("images"), **odd))


def test_odd_sheets_are_refused() -> None:
    line = NewPrice("images", unit_price=1)

    with pytest.raises(ValidationError):
        publish(line, line)
    with pytest.raises(ValidationError):
        publish(line, effective_at=sql.now() - timedelta(days=1))
    with pytest.raises(ValidationError):
        sheets.publish([line], currency="XXX", actor=money.STAFF)
    assert not Reservation.objects.filter(job_id=JOB).exists()
