"""What came in one currency is counted apart from what came in another, and no more goes back."""

from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from audit import services as audit
from billing import services
from billing.models import Invoice, Order, Payment, PlanVersion, WebhookEvent
from billing.money import accounts, closing, correcting, orders, receiving
from billing.money.terms import AmountRefused, Money, PaymentReused
from billing.services import NewEdition, NewLimit, NewPlan
from tests.factories import billing, money
from tests.unit.billing import desk
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
State = Invoice.State


def euros(place: Workspace, amount: int = 1000) -> Invoice:
    return billing.invoiced(place, amount, currency="EUR")


def kept(place: Workspace) -> dict[str, int]:
    """What a workspace has to its credit; its rows say the same."""
    money.check(place.pk)
    return accounts.credits_of(place.pk)


def returned(payment: Payment, amount: int, reference: str = "back-1") -> Payment:
    return correcting.mark_returned(
        payment.pk, amount=amount, reference=reference, reason="sent back", actor=money.STAFF
    )


def stands(invoice: Invoice) -> tuple[str, int]:
    invoice.refresh_from_db()
    return invoice.state, invoice.paid


@pytest.fixture
def dollars(acme: Workspace) -> Payment:
    """A payment of acme's that left 200 dollars' cents to its credit."""
    return money.note(billing.invoiced(acme, 700), 900)


@pytest.fixture
def edition(public: None) -> PlanVersion:
    """An edition of a plan that is sold for euros."""
    services.make_plan(NewPlan("euro", "Euro"), by=money.STAFF)
    new = NewEdition({"images": NewLimit(1000)}, price=5000, currency="EUR")
    found = services.make_edition("euro", new=new, by=money.STAFF)
    services.offer("euro", is_offered=True, by=money.STAFF)
    return found


def part_paid(place: Workspace, edition: PlanVersion) -> Order:
    """An order that waits, of which 10 euros have come."""
    placed = orders.place(
        place.pk, version_id=edition.pk, places=money.PLACES, email="", actor=money.STAFF
    )
    money.note(placed.invoice, 1000, currency="EUR")
    return placed.order


# --- currencies ----------------------------------------------------------------------------------
def test_credit_is_kept_for_each_currency(acme: Workspace, dollars: Payment) -> None:
    money.note(euros(acme), 1300, currency="EUR")

    assert kept(acme) == {"EUR": 300, "USD": 200}


def test_credit_pays_invoices_in_its_own_currency_alone(acme: Workspace, dollars: Payment) -> None:
    invoice = euros(acme)

    assert stands(invoice) == (State.OPEN, 0)
    assert stands(billing.invoiced(acme, 150)) == (State.PAID, 150)
    assert kept(acme) == {"USD": 50}


def test_a_refund_leaves_credit_in_another_currency_alone(acme: Workspace) -> None:
    invoice = euros(acme)
    payment = money.note(invoice, currency="EUR")
    money.note(billing.invoiced(acme, 700), 900)

    returned(payment, 1000)

    assert stands(invoice) == (State.OPEN, 0)
    assert kept(acme) == {"USD": 200}


def test_a_refund_reopens_no_invoice_in_another_currency(acme: Workspace, dollars: Payment) -> None:
    second = billing.invoiced(acme, 200)
    paid_last = euros(acme)
    money.note(paid_last, currency="EUR")

    returned(dollars, 900)

    assert stands(paid_last) == (State.PAID, 1000)
    assert [stands(one) for one in (dollars.invoice, second) if one] == [(State.OPEN, 0)] * 2
    assert kept(acme) == {}


def test_a_voided_invoice_gives_its_money_back_whatever_else_is_kept(
    acme: Workspace, dollars: Payment
) -> None:
    invoice = euros(acme)
    money.note(invoice, 400, currency="EUR")

    correcting.void(invoice.pk, reason="a slip", actor=money.STAFF)

    assert kept(acme) == {"EUR": 400, "USD": 200}


def test_an_invoice_is_credited_whatever_else_is_kept(acme: Workspace, dollars: Payment) -> None:
    invoice = euros(acme)
    money.note(invoice, currency="EUR")

    correcting.credit(invoice.pk, amount=100, reason="a slip", actor=money.STAFF)

    assert kept(acme) == {"EUR": 100, "USD": 200}


def test_an_order_is_cancelled_whatever_else_is_kept(
    acme: Workspace, dollars: Payment, edition: PlanVersion
) -> None:
    order = part_paid(acme, edition)

    orders.cancel(order.pk, workspace_id=acme.pk, actor=audit.SYSTEM)

    assert kept(acme) == {"EUR": 1000, "USD": 200}


def test_a_workspace_is_deleted_whatever_it_has_to_its_credit(
    acme: Workspace, dollars: Payment, edition: PlanVersion
) -> None:
    order = part_paid(acme, edition)

    closing.close(acme)

    order.refresh_from_db()
    assert order.state == Order.State.CANCELLED
    assert kept(acme) == {"EUR": 1000, "USD": 200}


def test_a_page_tells_all_credit(
    acme: Workspace, dollars: Payment, staff: Client, alice: Any, client_for: Any, api_for: Any
) -> None:
    payment = money.note(euros(acme), 1300, currency="EUR")
    both = "EUR\N{NO-BREAK SPACE}3.00 + USD\N{NO-BREAK SPACE}2.00"

    owner = client_for(alice)
    assert both in owner.get(f"/w/{acme.slug}/settings/invoices").content.decode()
    told = api_for(alice, acme).get("/api/v1/billing/account").json()
    assert (told["currency"], told["credit_minor"]) == ("USD", 200)
    assert told["credits"] == [
        {"currency": "EUR", "amount_minor": 300},
        {"currency": "USD", "amount_minor": 200},
    ]
    assert both in desk.page(staff, "billingaccount_changelist")
    shown = desk.page(staff, "payment_note_refund", payment.pk)
    assert "EUR\N{NO-BREAK SPACE}3.00" in shown
    assert both not in shown


# --- no more than came ---------------------------------------------------------------------------
def test_refunds_together_are_no_more_than_came(acme: Workspace) -> None:
    payment = money.note(billing.invoiced(acme, 1000))
    money.note(billing.invoiced(acme, 5000))
    returned(payment, 600)

    with pytest.raises(AmountRefused):
        returned(payment, 401, "back-2")

    assert receiving.returned_of(payment) == 600
    assert returned(payment, 400, "back-3").returns == payment
    assert returned(payment, 400, "back-3").amount == -400
    assert receiving.returned_of(payment) == 1000
    assert kept(acme) == {}


def test_a_reference_stands_for_a_refund_of_one_payment(acme: Workspace) -> None:
    invoice = billing.invoiced(acme, 1000)
    first, second = money.note(invoice, 500), money.note(invoice, 500)
    returned(first, 100)

    with pytest.raises(PaymentReused):
        returned(second, 100)


def test_nothing_goes_back_in_another_currency(acme: Workspace) -> None:
    payment = money.note(billing.invoiced(acme, 1000))
    account = accounts.lock(acme.pk)
    back = Money(payment.provider, "back-1", 100, "EUR")

    with pytest.raises(AmountRefused):
        receiving.give_back(back, of=payment.provider_ref, account=account, actor=money.STAFF)


def test_staff_read_what_went_back_and_that_no_more_can(staff: Client, acme: Workspace) -> None:
    payment = money.note(billing.invoiced(acme, 1000))
    returned(payment, 600)

    shown = desk.page(staff, "payment_note_refund", payment.pk)
    said = desk.send(
        staff, "payment_note_refund", payment, status=422, amount="4.01", reference="R 1"
    )

    assert "Went back so far" in shown
    assert 'value="4.00"' in shown
    assert "more cannot go back than came" in said
    assert "Noted:" in desk.send(staff, "payment_note_refund", payment, reference="R 1")


# --- what was kept before ------------------------------------------------------------------------
def test_old_refunds_find_the_payment_they_are_of(acme: Workspace) -> None:
    known = import_module("billing.migrations.0009_credit_by_currency")
    one, other = billing.invoiced(acme, 1000), billing.invoiced(acme, 1000)
    alone = money.note(one)
    first, second = money.note(other, 500), money.note(other, 500)
    told = {"fact": "Refunded", "payment": second.provider_ref, "reference": "told"}
    WebhookEvent.objects.create(
        provider="offline", event_id="evt_1", kind="refund", payload={"facts": [told]}
    )
    for invoice, name in ((one, "alone"), (other, "told"), (other, "of either")):
        Payment.objects.create(
            workspace=acme, invoice=invoice, provider="offline", provider_ref=name, amount=-100,
            currency="USD",
        )  # fmt: skip

    with connection.cursor() as cursor:
        cursor.execute(known.FIND)

    found = Payment.objects.filter(amount__lt=0).values_list("provider_ref", "returns")
    assert dict(found) == {"alone": alone.pk, "told": second.pk, "of either": None}
    assert first.pk not in dict(found).values()
