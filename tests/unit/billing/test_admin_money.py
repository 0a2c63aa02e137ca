"""Money at the desk: noted in full and in part, late and twice; voided, credited and paid back."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.models import AuditEvent
from billing.admin.subscriptions import MarkOverdue
from billing.models import Invoice, Order, Payment, Subscription, WebhookEvent
from billing.money import collecting
from billing.payments.base import Event, Paid
from billing.services import subscriptions
from tests.factories import billing, money
from tests.unit.billing import desk
from workspaces.models import Workspace

SPACE = "\N{NO-BREAK SPACE}"


def plan(place: Workspace) -> str:
    found = subscriptions.subscription_of(place.pk)
    return found.plan_version.plan_id if found else "free"


def pay(staff: Client, invoice: Invoice, amount: str, reference: str, **more: Any) -> str:
    return desk.send(
        staff, "invoice_note_payment", invoice, amount=amount, reference=reference, **more
    )


# --- money that came ----------------------------------------------------------------------------
def test_a_waiting_order_is_paid_in_part_then_in_full_and_its_plan_begins(
    staff: Client, boss: User, acme: Workspace
) -> None:
    invoice = billing.ordered(acme)

    said = pay(staff, invoice, "10.00", "A 1")
    assert f"USD{SPACE}19.00 of invoice {invoice.number} is still owed." in said
    assert "goes on waiting" in said
    assert plan(acme) == "free"
    said = pay(staff, invoice, "19.00", "A 2")

    assert f"Invoice {invoice.number} is paid in full." in said
    assert "The plan Team is paid for and has begun." in said
    assert plan(acme) == "team"
    event = AuditEvent.objects.filter(action="billing.payment.received").latest("id")
    assert (event.actor_type, event.actor_id) == ("staff", str(boss.pk))
    assert (event.reason, event.changes) == (desk.WHY, {"paid": [1000, 2900]})


def test_the_whole_of_what_is_owed_is_proposed(staff: Client, acme: Workspace) -> None:
    invoice = billing.ordered(acme)
    money.note(invoice, 1000)

    desk.send(staff, "invoice_note_payment", invoice, reference="A 1")

    assert Invoice.objects.get(pk=invoice.pk).state == Invoice.State.PAID


def test_the_same_reference_is_one_payment(staff: Client, acme: Workspace) -> None:
    invoice = billing.ordered(acme)
    pay(staff, invoice, "10.00", "A 1")

    said = pay(staff, invoice, "10.00", "A 1")

    assert "This payment was noted before; nothing was counted twice." in said
    assert Payment.objects.filter(invoice=invoice).count() == 1


def test_a_reference_of_another_payment_is_refused_by_its_field(
    staff: Client, acme: Workspace
) -> None:
    invoice, other = billing.ordered(acme), billing.invoiced(acme)
    pay(staff, other, "10.00", "A 1")

    said = desk.send(
        staff, "invoice_note_payment", invoice, status=422, amount="5.00", reference="A 1"
    )

    assert "this reference stands for another payment" in said
    assert not Payment.objects.filter(invoice=invoice).exists()


def test_what_is_beyond_an_invoice_is_credit_and_said(staff: Client, acme: Workspace) -> None:
    said = pay(staff, billing.ordered(acme), "35.00", "A 1")

    assert f"USD{SPACE}6.00 was more than this invoice asked for" in said
    assert f"USD{SPACE}6.00 is to the workspace's credit now." in said
    assert money.credit(acme) == 600


def test_what_is_paid_twice_pays_nothing_twice(staff: Client, acme: Workspace) -> None:
    invoice = billing.ordered(acme)
    pay(staff, invoice, "29.00", "A 1")

    said = pay(staff, invoice, "29.00", "A 2")

    assert f"USD{SPACE}29.00 was more than this invoice asked for" in said
    assert Subscription.objects.filter(workspace=acme).count() == 1
    assert money.credit(acme) == 2900


def expired(place: Workspace) -> Invoice:
    from billing.money import orders  # noqa: PLC0415

    invoice = billing.ordered(place)
    money.travel(days=31)
    assert orders.expire() == 1
    return invoice


def test_money_that_comes_too_late_says_what_became_of_it(staff: Client, acme: Workspace) -> None:
    said = pay(staff, expired(acme), "29.00", "A 1")

    assert "is void and took nothing of it" in said
    assert "The order had expired; its plan Team has begun all the same." in said
    assert plan(acme) == "team"


@pytest.mark.slow
def test_too_little_that_comes_too_late_is_credit(staff: Client, acme: Workspace) -> None:
    said = pay(staff, expired(acme), "10.00", "A 1")

    assert "had expired, and no plan has begun." in said
    assert (plan(acme), money.credit(acme)) == ("free", 1000)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"amount": "0"}, "the amount must be above zero"),
        ({"amount": "-1"}, "greater than or equal to 0"),
        ({"amount": "1.005"}, "USD has 2 decimals at most."),
        ({"amount": "NaN"}, "Enter a number."),
        ({"amount": "1e30"}, "less than or equal to"),
        ({"amount": ""}, "This field is required."),
        ({"reason": "   "}, "This field is required."),
        ({"reference": ""}, "This field is required."),
    ],
)
def test_what_is_not_right_is_said_by_its_field_and_nothing_is_noted(
    staff: Client, acme: Workspace, values: dict[str, str], text: str
) -> None:
    invoice = billing.ordered(acme)
    given = {"amount": "29.00", "reference": "A 1", **values}

    said = desk.send(staff, "invoice_note_payment", invoice, status=422, **given)

    assert text in said
    assert not Payment.objects.exists()


def test_a_currency_without_decimals_is_typed_without(staff: Client, acme: Workspace) -> None:
    invoice = billing.invoiced(acme, 1200, currency="JPY")

    assert "JPY has 0 decimals at most." in desk.send(
        staff, "invoice_note_payment", invoice, status=422, amount="0.5", reference="A"
    )
    assert "is paid in full" in pay(staff, invoice, "1200", "A 1")


# --- invoices -----------------------------------------------------------------------------------
def test_an_invoice_is_voided_with_a_reason(staff: Client, acme: Workspace) -> None:
    invoice = billing.invoiced(acme)
    money.note(invoice, 1000)

    said = desk.send(staff, "invoice_void", invoice)

    assert f"Invoice {invoice.number} is void." in said
    event = desk.last("billing.invoice.voided")
    assert event.reason == desk.WHY
    assert event.changes == {"state": ["part_paid", "void"], "paid": [1000, 0]}
    assert money.credit(acme) == 1000


def test_a_paid_invoice_is_not_voided_but_credited_once(staff: Client, acme: Workspace) -> None:
    invoice = billing.invoiced(acme)
    money.note(invoice)
    void = reverse("admin:billing_invoice_void", args=[invoice.pk])
    answer = staff.post(void, {"reason": desk.WHY}, follow=True)
    assert "a paid one is credited" in answer.content.decode()
    assert Invoice.objects.get(pk=invoice.pk).state == Invoice.State.PAID

    address = reverse("admin:billing_invoice_credit", args=[invoice.pk])
    body = desk.filled(staff.get(address).context["form"])
    body |= {"amount": "9.00", "reason": desk.WHY}
    first, again = desk.post(staff, address, body), desk.post(staff, address, body)

    note = Invoice.objects.get(corrects=invoice)
    for said in (first, again):
        assert f"Credit note {note.number} takes USD{SPACE}9.00 back." in said
    assert money.credit(acme) == 900
    assert desk.last("billing.invoice.credited").changes == {"credited": [0, 900]}


def test_no_more_is_credited_than_was_asked(staff: Client, acme: Workspace) -> None:
    invoice = billing.invoiced(acme)

    said = desk.send(staff, "invoice_credit", invoice, status=422, amount="29.01")

    assert "the invoice did not ask for so much" in said
    assert not Invoice.objects.filter(corrects=invoice).exists()


def test_a_refund_is_noted_once(staff: Client, acme: Workspace) -> None:
    payment = money.note(billing.invoiced(acme))

    for text in ("went back.", "This refund was noted before"):
        said = desk.send(staff, "payment_note_refund", payment, amount="9.00", reference="R 1")
        assert text in said

    assert money.credit(acme) == 0
    assert Payment.objects.filter(amount=-900).count() == 1
    assert desk.last("billing.payment.returned").changes == {"paid": [2900, 2000]}


def test_no_more_goes_back_than_came(staff: Client, acme: Workspace) -> None:
    payment = money.note(billing.invoiced(acme), 1000)

    said = desk.send(
        staff, "payment_note_refund", payment, status=422, amount="10.01", reference="R 1"
    )

    assert "more cannot go back than came" in said
    assert not Payment.objects.filter(amount__lt=0).exists()


# --- orders, plans of workspaces, events ---------------------------------------------------------
def test_an_order_that_waits_is_cancelled(staff: Client, acme: Workspace) -> None:
    invoice = billing.ordered(acme)
    order = Order.objects.get(invoice=invoice)

    assert "The order is cancelled." in desk.send(staff, "order_cancel", order)

    order.refresh_from_db()
    invoice.refresh_from_db()
    assert (order.state, invoice.state) == ("cancelled", "void")
    event = desk.last("billing.order.cancelled")
    assert (event.reason, event.changes) == (desk.WHY, {"state": ["waiting", "cancelled"]})
    again = staff.get(reverse("admin:billing_order_cancel", args=[order.pk]), follow=True)
    assert "This order does not wait any more." in again.content.decode()


def test_a_subscription_is_overdue_in_time_again_and_ended(staff: Client, acme: Workspace) -> None:
    subscription = billing.subscribed(acme)
    found = []
    for step, action in (
        ("mark_overdue", "overdue"),
        ("mark_in_time", "paid"),
        ("end", "ended"),
    ):
        desk.send(staff, f"subscription_{step}", subscription)
        subscription.refresh_from_db()
        event = desk.last(f"billing.subscription.{action}")
        found.append((subscription.status, event.reason, event.changes["status"]))

    assert found == [
        ("past_due", desk.WHY, ["active", "past_due"]),
        ("active", desk.WHY, ["past_due", "active"]),
        ("cancelled", desk.WHY, ["active", "cancelled"]),
    ]
    assert plan(acme) == "free"


def test_a_trial_is_not_marked_overdue(
    staff: Client, acme: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial = subscriptions.start_trial(acme.pk, money.version().pk, by=money.STAFF)
    address = reverse("admin:billing_subscription_mark_overdue", args=[trial.pk])
    why = "Only a plan that is paid for and in time can become overdue."
    assert "mark-overdue" not in desk.page(staff, "subscription_change", trial.pk)
    assert why in staff.get(address, follow=True).content.decode()

    # Who opened the page while the plan was paid for sends it.
    monkeypatch.setattr(MarkOverdue, "closed", lambda _step, _row: "")
    assert why in desk.send(staff, "subscription_mark_overdue", trial, status=422)

    trial.refresh_from_db()
    assert trial.status == "trialing"


def test_buttons_are_those_of_the_rows_state(staff: Client, acme: Workspace) -> None:
    subscription = billing.subscribed(acme)

    shown = desk.page(staff, "subscription_change", subscription.pk)
    assert ("mark-overdue" in shown, "mark-in-time" in shown, "/end/" in shown) == (
        True, False, True,
    )  # fmt: skip
    subscriptions.end_now(acme.pk, reason="gone", by=money.STAFF)
    shown = desk.page(staff, "subscription_change", subscription.pk)
    assert ("mark-overdue" in shown, "mark-in-time" in shown, "/end/" in shown) == (
        False, False, False,
    )  # fmt: skip


@pytest.fixture
def failed(acme: Workspace) -> WebhookEvent:
    """An event that told of a payment of an order, and failed."""
    order = Order.objects.get(invoice=billing.ordered(acme))
    at = order.created_at
    event = Event("evt_1", "payment_intent.succeeded", at, (
        Paid(collecting.reference_of(order), "pi_1", 2900, "USD", at, "cus_1"),
    ))  # fmt: skip
    collecting._note_failure(_Provider(), event, RuntimeError("the machine stops here"))
    return WebhookEvent.objects.get()


class _Provider:
    name = "stripe"


def test_a_failed_event_is_handled_again_once(
    staff: Client, acme: Workspace, failed: WebhookEvent
) -> None:
    shown = desk.page(staff, "webhookevent_change", failed.pk)
    assert "the machine stops here" in shown

    assert "The event is handled." in desk.send(staff, "webhookevent_handle_again", failed)

    failed.refresh_from_db()
    assert (failed.error, failed.handled_at is not None) == ("", True)
    assert (plan(acme), Payment.objects.count()) == ("team", 1)
    event = desk.last("billing.payment_event.handled_again")
    assert event.reason == desk.WHY
    address = reverse("admin:billing_webhookevent_handle_again", args=[failed.pk])
    again = staff.post(address, {"reason": desk.WHY}, follow=True)
    assert "This event has been handled." in again.content.decode()
    assert Payment.objects.count() == 1


def test_an_event_that_still_fails_says_why_and_does_nothing(
    staff: Client, acme: Workspace, failed: WebhookEvent
) -> None:
    other = billing.invoiced(acme)
    Payment.objects.create(workspace=acme, invoice=other, provider="stripe", provider_ref="pi_1",
                           amount=1, currency="USD")  # fmt: skip

    said = desk.send(staff, "webhookevent_handle_again", failed, status=422)

    assert "Nothing was changed, it still fails: PaymentReused" in said
    failed.refresh_from_db()
    assert failed.handled_at is None
    assert "PaymentReused" in failed.error
    assert plan(acme) == "free"


def test_an_event_of_which_nothing_is_kept_cannot_be_handled(staff: Client, public: None) -> None:
    event = WebhookEvent.objects.create(provider="stripe", event_id="evt_2", kind="x", error="y")
    address = reverse("admin:billing_webhookevent_handle_again", args=[event.pk])

    answer = staff.post(address, {"reason": desk.WHY}, follow=True)

    assert "let its provider send it again" in answer.content.decode()
