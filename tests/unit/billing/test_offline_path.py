"""Paying by bank from the order to the next invoice: what happens, and what the pages say of it."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import Notification, User
from billing.models import Invoice, Order, Subscription
from billing.money import correcting, ordering, orders, rounds
from billing.services import subscriptions
from tests.factories import billing, money
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
SPACE = "\N{NO-BREAK SPACE}"
Status = Subscription.Status


@pytest.fixture
def owner(alice: User, client_for: Any) -> Client:
    client: Client = client_for(alice)
    return client


def page(owner: Client, acme: Workspace, invoice: Invoice | None = None) -> str:
    rest = f"/{invoice.pk}" if invoice else ""
    answer = owner.get(f"/w/{acme.slug}/settings/invoices{rest}")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace(SPACE, " ").split())


def plan(acme: Workspace) -> str:
    found = subscriptions.subscription_of(acme.pk)
    return found.plan_version.plan_id if found else "free"


def status(acme: Workspace) -> str:
    found = subscriptions.subscription_of(acme.pk)
    return found.status if found else "none"


def state(invoice: Invoice) -> str:
    return Order.objects.values_list("state", flat=True).get(invoice=invoice)


def told(kind: str) -> list[str]:
    """Return where the notices of a kind lead."""
    return list(Notification.objects.filter(kind=kind).values_list("path", flat=True))


# --- an order -------------------------------------------------------------------------------------
def test_an_order_is_paid_in_part_then_in_full_and_its_plan_begins(
    acme: Workspace, owner: Client
) -> None:
    invoice = billing.ordered(acme)
    assert "To be paid</span>" in page(owner, acme)
    assert "The Team plan begins when all of it has come." in page(owner, acme, invoice)

    billing.paid(invoice, 1000)

    assert plan(acme) == "free"
    assert "Paid in part</span>" in page(owner, acme)
    one = page(owner, acme, invoice)
    assert '<p class="num text-2xl font-semibold">USD 19.00</p>' in one
    assert "The Team plan begins when all of it has come." in one

    billing.paid(invoice, 1900)

    assert plan(acme) == "team"
    one = page(owner, acme, invoice)
    assert "Paid</span>" in one
    assert "Still to pay" not in one
    assert one.count("By bank") == 2
    assert told("payment_received") == [f"/w/{acme.slug}/settings/invoices/{invoice.pk}"] * 2


def test_an_order_that_expires_says_so_and_money_that_comes_still_begins_the_plan(
    acme: Workspace, owner: Client
) -> None:
    invoice = billing.ordered(acme)
    money.travel(days=ordering.WAIT_DAYS + 1)
    orders.expire()

    assert (state(invoice), plan(acme)) == ("expired", "free")
    assert "The order was not paid in time." in page(owner, acme, invoice)
    assert "Still to pay" not in page(owner, acme)
    assert told("invoice_voided") == [f"/w/{acme.slug}/settings/invoices/{invoice.pk}"]

    billing.paid(invoice, 2900)

    assert plan(acme) == "team"
    old = page(owner, acme, invoice)
    assert "Void</span>" in old
    assert "USD 29.00 of it was more than was asked for, and became your credit." in old
    again = Invoice.objects.exclude(pk=invoice.pk).get()
    new = page(owner, acme, again)
    assert "Paid</span>" in new
    assert "From your credit" in new
    assert money.credit(acme) == 0


def test_money_for_an_expired_order_that_does_not_suffice_is_kept(
    acme: Workspace, owner: Client
) -> None:
    invoice = billing.ordered(acme)
    money.travel(days=ordering.WAIT_DAYS + 1)
    orders.expire()

    billing.paid(invoice, 1000)

    assert (plan(acme), money.credit(acme)) == ("free", 1000)
    assert 'Your credit</dt><dd class="num">USD 10.00' in page(owner, acme)


def test_what_is_paid_twice_is_credit_and_pays_the_next_invoice(
    acme: Workspace, owner: Client
) -> None:
    first = billing.ordered(acme)
    billing.paid(first)
    billing.paid(first, 2900)

    assert money.credit(acme) == 2900
    assert 'Your credit</dt><dd class="num">USD 29.00' in page(owner, acme)
    assert "became your credit" in page(owner, acme, first)

    money.travel(days=32)
    subscriptions.present(acme.pk)
    rounds.round_of_money()

    second = Invoice.objects.exclude(pk=first.pk).get()
    assert (second.state, money.credit(acme)) == (Invoice.State.PAID, 0)
    assert "From your credit" in page(owner, acme, second)
    assert "Your credit" not in page(owner, acme)
    assert (plan(acme), status(acme)) == ("team", Status.ACTIVE)


def test_an_order_that_was_given_up_leaves_no_debt(acme: Workspace, owner: Client) -> None:
    invoice = billing.ordered(acme)
    billing.paid(invoice, 1000)
    orders.cancel(Order.objects.get().pk, workspace_id=acme.pk, actor=money.STAFF)

    assert "Void</span>" in page(owner, acme)
    assert "USD 10.00</dd>" in page(owner, acme)
    assert "Still to pay" not in page(owner, acme, invoice)


# --- being late -----------------------------------------------------------------------------------
def late_for_the_second_month(acme: Workspace) -> Invoice:
    billing.subscribed(acme)
    money.travel(days=32)
    subscriptions.present(acme.pk)
    rounds.round_of_money()
    invoice = Invoice.objects.latest("issued_at")
    money.travel(days=48)
    rounds.round_of_money()
    return invoice


def test_an_overdue_invoice_is_told_on_the_page_until_it_is_paid(
    acme: Workspace, owner: Client
) -> None:
    invoice = late_for_the_second_month(acme)

    assert status(acme) == Status.PAST_DUE
    assert f"Invoice {invoice.number} is overdue since" in page(owner, acme)
    assert "Unpaid, it ends" in page(owner, acme, invoice)

    billing.paid(invoice)

    assert status(acme) == Status.ACTIVE
    assert "Overdue" not in page(owner, acme)


def test_a_plan_is_in_time_again_when_what_it_was_late_for_is_void(acme: Workspace) -> None:
    invoice = late_for_the_second_month(acme)

    correcting.void(invoice.pk, reason="asked for by mistake", actor=money.STAFF)

    assert status(acme) == Status.ACTIVE
    assert told("invoice_voided") == [f"/w/{acme.slug}/settings/invoices/{invoice.pk}"]


def test_a_plan_is_in_time_again_when_what_it_was_late_for_is_credited(acme: Workspace) -> None:
    invoice = late_for_the_second_month(acme)

    note = correcting.credit(
        invoice.pk, amount=invoice.total, reason="a month for free", actor=money.STAFF
    )

    assert status(acme) == Status.ACTIVE
    assert told("invoice_credited") == [f"/w/{acme.slug}/settings/invoices/{note.pk}"]


def test_a_larger_plan_that_is_ordered_and_not_paid_endangers_nothing(
    acme: Workspace, owner: Client
) -> None:
    billing.subscribed(acme)
    invoice = billing.ordered(acme, "business")
    money.travel(days=16)

    rounds.round_of_money()

    assert state(invoice) == "waiting"
    assert (plan(acme), status(acme)) == ("team", Status.ACTIVE)
    one = page(owner, acme, invoice)
    assert "Unpaid, it ends" not in one
    assert "The order waits until" in one


def test_an_order_whose_invoice_staff_void_waits_no_longer(acme: Workspace) -> None:
    invoice = billing.ordered(acme)

    correcting.void(invoice.pk, reason="ordered by mistake", actor=money.STAFF)

    assert state(invoice) == "cancelled"
    invoice.refresh_from_db()
    assert invoice.state == Invoice.State.VOID
