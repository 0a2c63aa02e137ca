"""What staff do about invoices and payments, each with a reason; members' own steps are elsewhere."""

from uuid import UUID

from django.db import transaction

from audit import services as audit
from billing.models import BillingAccount, Invoice, Order, Payment
from billing.money import accounts, effects, invoices, looking, news, ordering, receiving, terms
from billing.money.receiving import mark_paid
from billing.money.terms import CREDIT, OWED, AmountRefused, Money, NothingOwed

__all__ = ["credit", "mark_paid", "mark_returned", "void"]


def void(invoice_id: UUID, *, reason: str, actor: audit.Actor) -> Invoice:
    """Ask for an invoice no longer; what was paid of it is credit and pays what else is owed.

    An order that waits for it is cancelled with it, and a plan that was late for it is in time.

    Raises:
        NothingOwed: it is a draft, paid (then it is credited) or void.
        ReasonMissing: nothing is said of why.
    """
    note = terms.said(reason)
    with transaction.atomic(durable=True):
        account, invoice = _locked(invoice_id)
        if invoice.state not in OWED:
            raise NothingOwed(invoice.state)
        order = looking.order_of(invoice)
        if order is not None and order.state == Order.State.WAITING:
            state = Order.State.CANCELLED
            ordering.close(order, state, account=account, reason=note, actor=actor)
            invoice.refresh_from_db()
        else:
            invoices.void(invoice, account=account, reason=note, actor=actor)
        news.voided(invoice)
        if invoice.subscription_id is not None:
            effects.in_time_again(invoice)
        receiving.settle(account)
    return invoice


def credit(
    invoice_id: UUID, *, amount: int, reason: str, actor: audit.Actor, key: str = ""
) -> Invoice:
    """Take back a part of what an invoice asked for; return the note of it.

    key: of who asks; the same again is the same note.

    Raises:
        NothingOwed: it is a draft, void or a note itself, or asked for less than that.
        ReasonMissing: nothing is said of why.
    """
    said = terms.said(reason)
    with transaction.atomic(durable=True):
        account, invoice = _locked(invoice_id)
        note = invoices.credit(invoice, amount, account=account, reason=said, actor=actor, key=key)
        receiving.settle(account, first=invoice)
    return note


def mark_returned(
    payment_id: UUID, *, amount: int, reference: str, reason: str, actor: audit.Actor
) -> Payment:
    """Note money that went back by bank. Credit goes first; then what it paid is owed again.

    reference: the bank's; the same again changes nothing.

    Raises:
        AmountRefused: it is none, or more than is left of what came.
        NothingOwed: it was no money that came.
        PaymentReused: the reference stands for another payment.
        ReasonMissing: nothing is said of why.
    """
    note = terms.said(reason)
    with transaction.atomic(durable=True):
        paid = Payment.objects.get(pk=payment_id)
        account = accounts.lock(paid.workspace_id)
        if paid.provider == CREDIT or paid.amount <= 0:
            raise NothingOwed(paid.provider)
        if not 0 < amount <= paid.amount:
            raise AmountRefused(amount)
        name = terms.said(reference)[:120]
        money = Money(paid.provider, name, amount, paid.currency, note=note)
        receiving.give_back(money, of=paid.provider_ref, account=account, actor=actor)
        return Payment.objects.get(provider=paid.provider, provider_ref=name)


def _locked(invoice_id: UUID) -> tuple[BillingAccount, Invoice]:
    workspace_id = Invoice.objects.values_list("workspace_id", flat=True).get(pk=invoice_id)
    account = accounts.lock(workspace_id)
    return account, invoices.lock(invoice_id)
