"""Invoices: numbered without a gap, paid in full, in part or beyond, voided and credited."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from audit.models import AuditEvent
from billing import sql
from billing.models import Invoice, InvoiceLine, Payment
from billing.money import accounts, invoices, receiving
from billing.money.accounts import Profile
from billing.money.terms import (
    AmountRefused,
    NewInvoice,
    NewLine,
    NothingOwed,
    PaymentReused,
)
from billing.services import ReasonMissing
from tests.factories import money
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
State = Invoice.State


def states(*found: Invoice) -> list[str]:
    return list(
        Invoice.objects.filter(pk__in=[one.pk for one in found]).values_list("state", flat=True)
    )


def serials() -> list[int]:
    found = Invoice.objects.filter(number__isnull=False).values_list("number", flat=True)
    return sorted(int(str(number).partition("-")[2]) for number in found)


# --- numbers -------------------------------------------------------------------------------------
def test_numbers_follow_one_another_over_all_workspaces(acme: Workspace, beta: Workspace) -> None:
    made = [money.issued(place) for place in (acme, beta, acme)]

    year = sql.now().year
    assert [one.number for one in made] == [f"{year}-{serial:06d}" for serial in (1, 2, 3)]


def test_a_number_that_was_not_kept_is_given_again(acme: Workspace) -> None:
    money.issued(acme)
    with pytest.raises(RuntimeError), transaction.atomic():
        money.issued(acme)
        raise RuntimeError("the machine stops here")
    money.issued(acme)

    assert serials() == [1, 2]


def test_a_year_begins_with_one(acme: Workspace) -> None:
    money.issued(acme)
    money.travel(years=1)
    later = money.issued(acme)

    assert later.number == f"{sql.now().year}-000001"


def test_a_draft_has_no_number_and_leaves_none_out(acme: Workspace) -> None:
    line = NewLine(InvoiceLine.Kind.ADJUSTMENT, 5)
    draft = invoices.draft(NewInvoice(acme.pk, "x", "USD", (line,)))
    money.issued(acme)
    draft.delete()

    assert draft.number is None
    assert serials() == [1]


def test_one_thing_is_asked_for_once(acme: Workspace) -> None:
    line = NewLine(InvoiceLine.Kind.ADJUSTMENT, 5)
    new = NewInvoice(acme.pk, "period:1", "USD", (line, line))

    assert invoices.draft(new) == invoices.draft(new)
    assert InvoiceLine.objects.filter(invoice__key="period:1").count() == 2


def test_an_issued_invoice_says_what_the_account_was_then(acme: Workspace, settings) -> None:
    settings.INVOICE_DUE_DAYS = 14
    accounts.change(
        acme.pk, profile=Profile("Acme GmbH", "Musterstraße 12\nBerlin"), actor=money.STAFF
    )
    invoice = money.issued(acme)
    accounts.change(acme.pk, profile=Profile("Another name"), actor=money.STAFF)

    invoice.refresh_from_db()
    assert invoice.bill_to["name"] == "Acme GmbH"
    assert invoice.issued_at is not None
    assert invoice.due_at == invoice.issued_at + timedelta(days=14)
    assert AuditEvent.objects.filter(action="billing.account.changed").count() == 2


def test_what_is_issued_cannot_be_changed(acme: Workspace) -> None:
    invoice = money.issued(acme)
    payment = money.note(invoice, 100)
    one = Invoice.objects.filter(pk=invoice.pk)
    changes = [
        lambda: one.update(total=1, subtotal=1),
        lambda: one.update(number="2026-999999"),
        lambda: one.update(bill_to={}),
        lambda: one.update(due_at=sql.now()),
        lambda: one.delete(),
        lambda: invoice.lines.update(amount=1),
        lambda: invoice.lines.all().delete(),
        lambda: InvoiceLine.objects.create(invoice=invoice, position=9, kind="usage", amount=1),
        lambda: Payment.objects.filter(pk=payment.pk).update(amount=1),
        lambda: Payment.objects.filter(pk=payment.pk).delete(),
    ]

    for change in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert money.state(invoice) == (State.PART_PAID, 100)


# --- paying --------------------------------------------------------------------------------------
def test_paid_in_full(acme: Workspace) -> None:
    invoice = money.issued(acme)

    payment = money.note(invoice, reference="bank-1")

    assert money.state(invoice) == (State.PAID, 2900)
    assert invoice.paid_at is not None
    assert (payment.provider, payment.provider_ref, payment.amount) == ("offline", "bank-1", 2900)
    assert payment.actor_id == money.STAFF.id
    event = AuditEvent.objects.get(action="billing.payment.received")
    assert (event.actor_type, event.reason) == ("staff", "bank statement")
    assert money.credit(acme) == 0


def test_paid_in_parts(acme: Workspace) -> None:
    invoice = money.issued(acme)

    steps = []
    for amount in (1000, 1899, 1):
        money.note(invoice, amount)
        steps.append(money.state(invoice))

    assert steps == [(State.PART_PAID, 1000), (State.PART_PAID, 2899), (State.PAID, 2900)]
    assert money.credit(acme) == 0


def test_what_is_paid_beyond_is_credit_and_pays_the_next_invoice(acme: Workspace) -> None:
    first = money.issued(acme)
    money.note(first, 5000)
    assert (money.state(first), money.credit(acme)) == ((State.PAID, 2900), 2100)

    second = money.issued(acme)

    assert (money.state(second), money.credit(acme)) == ((State.PART_PAID, 2100), 0)
    money.note(second)
    assert money.state(second) == (State.PAID, 2900)


def test_paid_twice_is_credit_for_all_of_the_second(acme: Workspace) -> None:
    invoice = money.issued(acme)

    money.note(invoice, 2900)
    money.note(invoice, 2900)

    assert (money.state(invoice), money.credit(acme)) == ((State.PAID, 2900), 2900)


def test_the_same_reference_again_changes_nothing(acme: Workspace) -> None:
    invoice = money.issued(acme)

    first = money.note(invoice, 1000, reference="bank-1")
    again = money.note(invoice, 1000, reference="bank-1")

    assert first == again
    assert money.state(invoice) == (State.PART_PAID, 1000)
    assert AuditEvent.objects.filter(action="billing.payment.received").count() == 1


def test_a_reference_stands_for_one_payment(acme: Workspace, beta: Workspace) -> None:
    invoice, other = money.issued(acme), money.issued(beta)
    money.note(invoice, 1000, reference="bank-1")

    for place, amount in ((invoice, 999), (other, 1000), (money.issued(acme), 1000)):
        with pytest.raises(PaymentReused):
            money.note(place, amount, reference="bank-1")
    assert (money.credit(acme), money.credit(beta)) == (0, 0)


def test_surplus_pays_what_else_is_owed_the_oldest_first(acme: Workspace) -> None:
    old, middle, new = (money.issued(acme) for _time in range(3))

    money.note(new, 2900 * 2 + 100)

    assert [money.state(one)[1] for one in (old, middle, new)] == [2900, 100, 2900]
    assert money.credit(acme) == 0


def test_odd_money_is_refused(acme: Workspace) -> None:
    invoice = money.issued(acme)

    for amount, currency in ((0, "USD"), (-5, "USD"), (100, "EUR")):
        with pytest.raises(AmountRefused):
            money.note(invoice, amount, currency=currency)
    with pytest.raises(ReasonMissing):
        receiving.mark_paid(
            invoice.pk, amount=5, currency="USD", reference="x", reason=" ", actor=money.STAFF
        )
    assert money.state(invoice) == (State.OPEN, 0)


def test_nothing_is_written_when_the_last_step_fails(
    acme: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    invoice = money.issued(acme)

    def broken(*_given: object, **_named: object) -> None:
        raise RuntimeError("the trail is away")

    monkeypatch.setattr(receiving, "_record", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        money.note(invoice, 2900, reference="bank-1")

    assert money.state(invoice) == (State.OPEN, 0)
    assert not Payment.objects.filter(provider_ref="bank-1").exists()


def test_what_costs_nothing_is_paid_at_once(acme: Workspace) -> None:
    assert money.state(money.issued(acme, 0)) == (State.PAID, 0)


# --- void and credit -----------------------------------------------------------------------------
def void(invoice: Invoice, acme: Workspace) -> None:
    account = accounts.lock(acme.pk)
    found = invoices.lock(invoice.pk)
    invoices.void(found, account=account, reason="a slip", actor=money.STAFF)


def credit(invoice: Invoice, acme: Workspace, amount: int) -> Invoice:
    account = accounts.lock(acme.pk)
    found = invoices.lock(invoice.pk)
    return invoices.credit(found, amount, account=account, reason="a slip", actor=money.STAFF)


def test_a_void_invoice_keeps_its_number_and_gives_its_money_back_as_credit(
    acme: Workspace,
) -> None:
    invoice = money.issued(acme)
    money.note(invoice, 1000)

    void(invoice, acme)

    assert (money.state(invoice), money.credit(acme)) == ((State.VOID, 0), 1000)
    assert invoice.number is not None
    event = AuditEvent.objects.get(action="billing.invoice.voided")
    assert event.reason == "a slip"
    with pytest.raises(NothingOwed):
        void(invoice, acme)


def test_a_paid_invoice_is_credited_not_voided(acme: Workspace) -> None:
    invoice = money.issued(acme)
    money.note(invoice)
    with pytest.raises(NothingOwed):
        void(invoice, acme)

    note = credit(invoice, acme, 900)

    assert (note.total, note.number) == (-900, f"{sql.now().year}-000002")
    assert note.corrects_id == invoice.pk
    assert (money.state(invoice), money.credit(acme)) == ((State.PAID, 2900), 900)


def test_credit_on_what_is_owed_is_taken_by_it(acme: Workspace) -> None:
    invoice = money.issued(acme)

    credit(invoice, acme, 900)

    assert (money.state(invoice), money.credit(acme)) == ((State.PART_PAID, 900), 0)


def test_no_more_is_credited_than_was_asked_for(acme: Workspace) -> None:
    invoice = money.issued(acme)
    note = credit(invoice, acme, 2000)

    for amount in (901, 0, -1):
        with pytest.raises(NothingOwed):
            credit(invoice, acme, amount)
    with pytest.raises(NothingOwed):
        credit(note, acme, 1)
