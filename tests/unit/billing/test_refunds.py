"""Money that goes back, and what staff void, credit and return: with a reason, once."""

import pytest

from audit.models import AuditEvent
from billing.models import Invoice, Payment
from billing.money import accounts, correcting, receiving
from billing.money.terms import (
    AmountRefused,
    Money,
)
from billing.services import ReasonMissing
from tests.factories import money
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
State = Invoice.State


# --- money that goes back ------------------------------------------------------------------------
def refund(
    acme: Workspace, payment: Payment, amount: int, reference: str = "re_1"
) -> Payment | None:
    account = accounts.lock(acme.pk)
    back = Money(payment.provider, reference, amount, "USD")
    return receiving.give_back(back, of=payment.provider_ref, account=account, actor=money.STAFF)


def test_a_refund_takes_credit_first_and_then_reopens_what_was_paid(acme: Workspace) -> None:
    invoice = money.issued(acme)
    payment = money.note(invoice, 3000)

    assert refund(acme, payment, 60, "re_1") is not None
    assert (money.state(invoice), money.credit(acme)) == ((State.PAID, 2900), 40)
    refund(acme, payment, 940, "re_2")

    assert (money.state(invoice), money.credit(acme)) == ((State.PART_PAID, 2000), 0)
    assert invoice.paid_at is None
    refund(acme, payment, 2000, "re_3")
    assert money.state(invoice) == (State.OPEN, 0)


def test_a_refund_is_noted_once(acme: Workspace) -> None:
    payment = money.note(money.issued(acme))

    refund(acme, payment, 900)
    assert refund(acme, payment, 900) is None

    assert Payment.objects.filter(amount=-900).count() == 1
    money.credit(acme)


def test_a_refund_of_what_had_paid_another_invoice_reopens_that(acme: Workspace) -> None:
    first = money.issued(acme)
    payment = money.note(first, 2900 + 2900)
    second = money.issued(acme)
    assert money.state(second) == (State.PAID, 2900)

    refund(acme, payment, 5800)

    assert (money.state(first), money.state(second)) == ((State.OPEN, 0), (State.OPEN, 0))
    assert money.credit(acme) == 0


# --- what staff do -------------------------------------------------------------------------------
def test_staff_void_credit_and_return_with_a_reason(acme: Workspace) -> None:
    first, second = money.issued(acme), money.issued(acme)
    payment = money.note(first, 1000)

    correcting.void(first.pk, reason="ordered by mistake", actor=money.STAFF)
    assert (money.state(first), money.state(second)) == ((State.VOID, 0), (State.PART_PAID, 1000))
    correcting.credit(second.pk, amount=1900, reason="goodwill", actor=money.STAFF)
    assert money.state(second) == (State.PAID, 2900)
    back = {"amount": 400, "reference": "bank-9", "reason": "sent back", "actor": money.STAFF}
    returned = correcting.mark_returned(payment.pk, **back)

    assert (returned.amount, returned.note) == (-400, "sent back")
    assert correcting.mark_returned(payment.pk, **back) == returned
    assert (money.state(second), money.credit(acme)) == ((State.PART_PAID, 2500), 0)
    reasons = set(AuditEvent.objects.values_list("reason", flat=True))
    assert {"ordered by mistake", "goodwill", "sent back"} <= reasons


def test_staff_say_why(acme: Workspace) -> None:
    invoice = money.issued(acme)
    payment = money.note(invoice, 1000)
    refused = [
        lambda: correcting.void(invoice.pk, reason=" ", actor=money.STAFF),
        lambda: correcting.credit(invoice.pk, amount=1, reason="", actor=money.STAFF),
        lambda: correcting.mark_returned(
            payment.pk, amount=1, reference="x", reason="\n", actor=money.STAFF
        ),
    ]

    for act in refused:
        with pytest.raises(ReasonMissing):
            act()
    assert money.state(invoice) == (State.PART_PAID, 1000)


@pytest.mark.parametrize("amount", [0, -1, 1001])
def test_no_more_is_returned_than_came(acme: Workspace, amount: int) -> None:
    payment = money.note(money.issued(acme), 1000)

    with pytest.raises(AmountRefused):
        correcting.mark_returned(
            payment.pk, amount=amount, reference="x", reason="back", actor=money.STAFF
        )
