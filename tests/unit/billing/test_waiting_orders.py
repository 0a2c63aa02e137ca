"""An order that waits for its money is never overdue, wherever it is looked at."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from billing.models import Invoice
from billing.money import looking, rounds
from config.desk import sql
from tests.factories import billing, money
from tests.unit.billing import desk
from workspaces.models import Workspace

LONG_DUE = 20


@pytest.fixture
def waits(acme: Workspace) -> Invoice:
    """The invoice of an order that waits, a part of it paid, and is past its day."""
    invoice = billing.ordered(acme)  # 29.00
    billing.paid(invoice, 1000)
    money.travel(days=LONG_DUE)
    return invoice


@pytest.fixture
def late(beta: Workspace) -> Invoice:
    """An invoice of nobody's order that will be past its day at the same time."""
    return billing.invoiced(beta, 500)


def test_owners_are_not_told_that_it_is_late(
    acme: Workspace, waits: Invoice, alice: User, client_for: Any
) -> None:
    owner = client_for(alice)
    address = f"/w/{acme.slug}/settings/invoices"

    for page in (owner.get(address), owner.get(f"{address}/{waits.pk}")):
        text = page.content.decode()
        assert page.status_code == 200
        assert "Paid in part" in text
        assert "verdue" not in text


def test_programs_are_not_told_that_it_is_late(
    acme: Workspace, waits: Invoice, alice: User, api_for: Any
) -> None:
    client = api_for(alice, acme)

    (row,) = client.get("/api/v1/billing/invoices").json()["results"]
    one = client.get(f"/api/v1/billing/invoices/{waits.pk}").json()

    assert (row["is_overdue"], one["is_overdue"], one["owed_minor"]) == (False, False, 1900)


def test_staff_find_it_among_what_waits_and_not_among_what_is_late(
    staff: Client, late: Invoice, waits: Invoice
) -> None:
    shown = desk.page(staff, "invoice_changelist", overdue="yes")

    assert str(late.number) in shown
    assert str(waits.number) not in shown
    found = {(row.what, row.currency): (row.count, row.amount) for row in sql.waiting(
        ["orders", "overdue"]
    )}  # fmt: skip
    # Of the 29.00 that were ordered 10.00 have come.
    assert found == {("orders", "USD"): (1, 1900), ("overdue", "USD"): (1, 500)}


def test_staff_see_what_is_open_of_an_order(staff: Client, waits: Invoice) -> None:
    order = looking.order_of(waits)
    assert order is not None

    for page in (
        desk.page(staff, "order_changelist"),
        desk.page(staff, "order_change", order.pk),
        staff.get(reverse("admin:billing_order_cancel", args=[order.pk])).content.decode(),
    ):
        assert "USD\N{NO-BREAK SPACE}19.00" in page


def test_an_order_that_waits_no_more_has_nothing_open(staff: Client, waits: Invoice) -> None:
    money.travel(days=31)
    rounds.round_of_money()

    shown = desk.page(staff, "order_changelist")

    assert "USD\N{NO-BREAK SPACE}29.00" in shown
    assert "USD\N{NO-BREAK SPACE}19.00" not in shown
