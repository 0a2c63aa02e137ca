"""Revenue, cost and margin on the admin's first page: every sum worked by hand."""

from datetime import date, timedelta

import pytest

from billing.models import PriceSheet
from billing.prices import MICROS
from config.desk import margin, money, sql
from config.desk.shapes import NOTHING, Cell
from config.desk.sql import Used
from tests.unit.config import told
from tests.unit.config.told import FIRST, LAST, MAY, MOMENT, at
from workspaces.models import Workspace

NAMES = {"free": "Free", "team": "Team", "business": "Business"}
NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture(autouse=True)
def _nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql, "KEEP_SECONDS", 0)


def shown(amount: str) -> str:
    return amount.replace(" ", NBSP)


def cell(now: str, before: str = "") -> Cell:
    return Cell(shown(now), shown(before))


def asked(rows: list[sql.Money]) -> dict[tuple[str, str, bool], tuple[int, int]]:
    return {(row.plan, row.currency, row.is_now): (row.came, row.back) for row in rows}


# --- invoiced -----------------------------------------------------------------------------------
def test_invoices_count_on_the_day_of_their_issue_without_tax(acme: Workspace) -> None:
    told.invoice(acme, FIRST - MOMENT, 1)
    told.invoice(acme, FIRST, 200, tax=38)
    told.invoice(acme, LAST, 4_000, state="paid")
    told.invoice(acme, LAST + MOMENT, 80_000)
    told.invoice(acme, at(4, 2, 0) - MOMENT, 80_000)
    told.invoice(acme, None, 80_000)  # a draft was not asked for

    assert asked(sql.invoiced(MAY)) == {
        ("free", "USD", True): (4_200, 0),
        ("free", "USD", False): (1, 0),
    }


def test_what_was_voided_is_no_revenue_nor_is_what_was_credited(acme: Workspace) -> None:
    kept = told.invoice(acme, at(5, 3), 10_000, state="paid")
    told.invoice(acme, at(5, 4), -2_500, state="paid", corrects=kept)
    told.invoice(acme, at(5, 5), 7_000, state="void")
    # Credited first and voided then: neither the invoice nor its note counts.
    gone = told.invoice(acme, at(5, 6), 9_000, state="void")
    told.invoice(acme, at(5, 7), -1_000, state="paid", corrects=gone)
    # A note of the span for an invoice of the days before.
    old = told.invoice(acme, at(4, 20), 3_000, state="paid")
    told.invoice(acme, at(5, 8), -500, state="paid", corrects=old)

    grid = money.invoiced(sql.invoiced(MAY), names=NAMES)

    # 100.00 less 25.00 + 5.00; before 30.00.
    assert grid.rows == [
        (
            "Free",
            cell("USD 100.00", "USD 30.00"),
            cell("USD 30.00"),
            cell("USD 70.00", "USD 30.00"),
        ),
    ]


def test_currencies_are_never_added(acme: Workspace, beta: Workspace) -> None:
    told.event(acme, at(1, 1), "started", "team")
    told.invoice(acme, at(5, 3), 2_900)
    told.invoice(acme, at(5, 4), 100, currency="EUR")
    told.invoice(acme, at(5, 4), 5_000, currency="JPY")
    told.invoice(beta, at(5, 4), 1_100)

    grid = money.invoiced(sql.invoiced(MAY), names=NAMES)

    said = [(row[0], row[1].value) for row in grid.rows]  # type: ignore[attr-defined]
    assert said == [
        ("Free", shown("USD 11.00")),
        ("Team", shown("EUR 1.00")),
        ("Team", shown("JPY 5,000")),
        ("Team", shown("USD 29.00")),
        ("All plans", shown("EUR 1.00")),
        ("All plans", shown("JPY 5,000")),
        ("All plans", shown("USD 40.00")),
    ]


def test_an_invoice_is_of_the_plan_that_was_ordered_else_of_that_days(acme: Workspace) -> None:
    """Ordered by bank it is issued before the plan begins; a later one is of the plan of its day."""
    first = told.invoice(acme, at(5, 3), 2_900, state="paid")
    told.order(acme, first, "team")
    told.order(acme, first, "team", state="expired")  # ordered again: still one invoice
    told.event(acme, at(5, 10), "started", "team")
    told.invoice(acme, at(5, 12), 300)
    told.event(acme, at(5, 20), "changed", "business", was="team")
    told.invoice(acme, at(5, 20, 1), 7_000)  # that day: the plan it ended with
    told.invoice(acme, at(5, 25), -900, state="paid", corrects=first)

    assert asked(sql.invoiced(MAY)) == {
        ("team", "USD", True): (3_200, 900),
        ("business", "USD", True): (7_000, 0),
    }


def test_what_a_deleted_workspace_was_asked_for_counts(acme: Workspace) -> None:
    gone = told.place(acme.created_by, since=at(1, 1), gone=at(5, 20))
    told.invoice(gone, at(5, 3), 2_900, state="paid")

    assert asked(sql.invoiced(MAY)) == {("free", "USD", True): (2_900, 0)}


# --- received -----------------------------------------------------------------------------------
def test_money_counts_when_it_came_and_what_went_back_is_taken_off(acme: Workspace) -> None:
    bill = told.invoice(acme, at(4, 28), 10_000, tax=1_900)
    told.payment(bill, FIRST - MOMENT, 4_000)
    told.payment(bill, FIRST, 5_900)
    told.payment(bill, LAST, 2_000)
    told.payment(bill, LAST, -1_500)
    told.payment(bill, LAST + MOMENT, 70_000)
    # What the account had to its credit came before.
    told.payment(bill, at(5, 9), 600, provider="credit")

    grid = money.received(sql.received(MAY), names=NAMES)

    # 59.00 + 20.00, less 15.00.
    assert grid.rows == [
        ("Free", cell("USD 79.00", "USD 40.00"), cell("USD 15.00"), cell("USD 64.00", "USD 40.00")),
    ]


def test_money_is_of_the_plan_that_was_paid_for(acme: Workspace) -> None:
    bill = told.invoice(acme, at(5, 3), 2_900)
    ordered = told.order(acme, bill, "team")
    told.order(acme, bill, "team", state="expired")
    told.payment(bill, at(5, 5), 1_000, order=ordered)
    told.payment(bill, at(5, 6), 1_900)
    told.event(acme, at(5, 10), "started", "team")
    told.event(acme, at(5, 20), "changed", "business", was="team")
    late = told.invoice(acme, at(5, 12), 300)
    told.payment(late, at(5, 25), 300)

    assert asked(sql.received(MAY)) == {("team", "USD", True): (3_200, 0)}


# --- cost and margin ----------------------------------------------------------------------------
def of(plan: str, units: int, charge: int, cost: int, **more: str) -> Used:
    row = {"meter": "images", "currency": "USD", **more}
    return Used(True, plan, row["meter"], row["currency"], units, 0, charge, cost)


def test_margin_by_meter_is_worth_less_cost() -> None:
    used = [
        # 1,000 images for 5.5 cents each, which cost us 2.25 cents each: 55.00 − 22.50.
        of("team", 1_000, 5_500 * MICROS, 2_250 * MICROS),
        # Sold below what they cost.
        of("team", 10, 50 * MICROS, 80 * MICROS, meter="copies"),
        # With the workspace's own key they cost nothing.
        of("business", 4, 400 * MICROS, 0),
    ]

    grid = margin.by_meter(used, names=NAMES)

    assert grid.rows == [
        ("Team", "Images", "1,000", shown("USD 55.00"), shown("USD 22.50"), cell("USD 32.50"), "59.1 %"),
        (
            "Team", "Texts", "10", shown("USD 0.50"), shown("USD 0.80"),
            Cell(shown("\N{MINUS SIGN}USD 0.30"), is_amiss=True), "\N{MINUS SIGN}60.0 %",
        ),
        ("Business", "Images", "4", shown("USD 4.00"), shown("USD 0.00"), cell("USD 4.00"), "100.0 %"),
    ]  # fmt: skip


def test_what_is_begun_is_rounded_once_worth_down_and_cost_up() -> None:
    grid = margin.by_meter([of("free", 3, 1_999_999, 1_000_001)], names=NAMES)

    # 1.99… and 1.00… cents: 1 and 2.
    assert grid.rows[0][3:6] == (
        shown("USD 0.01"),
        shown("USD 0.02"),
        Cell(shown("\N{MINUS SIGN}USD 0.01"), is_amiss=True),
    )


def test_units_without_a_price_have_no_margin_rather_than_one_of_nothing() -> None:
    used = [of("free", 7, 0, 0), of("free", 5, 0, 100 * MICROS, meter="copies")]

    grid = margin.by_meter(used, names=NAMES)

    assert grid.rows[0] == ("Free", "Images", "7", NOTHING, NOTHING, "No price", NOTHING)
    # They cost something and are given away: a loss, of no part of anything.
    assert grid.rows[1][4:] == (
        shown("USD 1.00"),
        Cell(shown("\N{MINUS SIGN}USD 1.00"), is_amiss=True),
        NOTHING,
    )


def test_prices_in_two_currencies_stand_in_rows_of_their_own() -> None:
    used = [
        of("team", 10, 1_000 * MICROS, 400 * MICROS),
        of("team", 20, 2_000 * MICROS, 500 * MICROS, currency="EUR"),
    ]

    assert [row[2:6] for row in margin.by_meter(used, names=NAMES).rows] == [
        ("10", shown("USD 10.00"), shown("USD 4.00"), cell("USD 6.00")),
        ("20", shown("EUR 20.00"), shown("EUR 5.00"), cell("EUR 15.00")),
    ]


def test_margin_by_plan_is_invoiced_less_cost() -> None:
    used = [
        of("team", 1_000, 5_500 * MICROS, 2_250 * MICROS),
        of("team", 10, 50 * MICROS, 250 * MICROS, meter="copies"),
        of("free", 40, 400 * MICROS, 200 * MICROS),
        of("business", 9, 0, 0),
    ]
    net = {("team", "USD"): 10_000, ("business", "USD"): 8_000}

    grid = margin.by_plan(used, net=net, names=NAMES)

    assert grid.rows == [
        # Nothing is asked for it: a loss of 2.00.
        (
            "Free", shown("USD 0.00"), shown("USD 2.00"),
            Cell(shown("\N{MINUS SIGN}USD 2.00"), is_amiss=True), NOTHING,
        ),
        # 100.00 − (22.50 + 2.50).
        ("Team", shown("USD 100.00"), shown("USD 25.00"), cell("USD 75.00"), "75.0 %"),
        # Nobody knows what its nine images cost.
        ("Business", shown("USD 80.00"), shown("USD 0.00"), "No price", NOTHING),
    ]  # fmt: skip


def test_no_margin_is_told_where_it_would_take_two_currencies() -> None:
    used = [of("team", 10, 1_000 * MICROS, 400 * MICROS)]

    grid = margin.by_plan(used, net={("team", "EUR"): 5_000}, names=NAMES)

    assert grid.rows == [
        ("Team", shown("EUR 50.00"), shown("EUR 0.00"), "Two currencies", NOTHING),
        ("Team", shown("USD 0.00"), shown("USD 4.00"), "Two currencies", NOTHING),
    ]


def test_without_a_price_sheet_no_margin_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(margin, "_priced_since", lambda: None)
    part = margin.part([of("free", 7, 0, 0)], net={("free", "USD"): 100}, span=MAY, names=NAMES)

    assert [grid.rows for grid in part.grids] == [[]]
    assert "no price sheet yet" in part.grids[0].empty


def test_a_sheet_of_the_middle_of_the_span_is_named() -> None:
    notes = margin._notes(at(5, 10), span=MAY)

    assert notes == ["Prices are known since 2027-05-10; what was used before is in neither sum."]
    assert margin._notes(FIRST, span=MAY) == []


def test_margin_by_plan_is_told_to_who_may_see_invoices(acme: Workspace) -> None:
    PriceSheet.objects.create(version=900, effective_at=at(5, 1) - timedelta(days=900))
    used = [of("team", 1, 100 * MICROS, 50 * MICROS)]

    both = margin.part(used, net={("team", "USD"): 100}, span=MAY, names=NAMES)
    one = margin.part(used, net=None, span=MAY, names=NAMES)

    assert [grid.title for grid in both.grids] == ["By plan and meter", "By plan"]
    assert [grid.title for grid in one.grids] == ["By plan and meter"]


def test_use_is_read_with_its_worth_and_cost_by_plan(acme: Workspace) -> None:
    told.event(acme, at(5, 10), "started", "team")
    for number, charge, cost in ((9, 1, 2), (10, 10, 20), (31, 100, 200)):
        told.used(acme, date(2027, 5, number), 1, charge_micros=charge, cost_micros=cost)
    told.used(acme, date(2027, 5, 11), 1, currency="EUR", charge_micros=7, cost_micros=0)

    used = sql.use(MAY)

    assert {(row.plan, row.currency, row.charge, row.cost) for row in used} == {
        ("free", "USD", 1, 2), ("team", "USD", 110, 220), ("team", "EUR", 7, 0),
    }  # fmt: skip
