"""Money that came in: noted once, whoever tells of it and however often, and what it brings about.

What was asked for is paid first; what is beyond it is credit, and pays what else is owed.
"""

from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from audit import services as audit
from audit.actions import Action
from billing import sql
from billing.models import BillingAccount, Invoice, Order, Payment
from billing.money import accounts, effects, invoices, news, terms
from billing.money.terms import AmountRefused, Money, NothingOwed, PaymentReused
from billing.quotas.terms import assert_transaction

BACK = "back"


def mark_paid(
    invoice_id: UUID,
    *,
    amount: int,
    currency: str,
    reference: str,
    reason: str,
    actor: audit.Actor,
) -> Payment:
    """Note money that came by bank for an invoice, in full, in part or beyond it.

    reference: the bank's, which stands for one payment; the same again changes nothing.

    Raises:
        NothingOwed: the invoice is a draft or a credit note.
        AmountRefused: it is none, or in another currency.
        PaymentReused: the reference stands for another payment.
        ReasonMissing: nothing is said of why.
        Invoice.DoesNotExist: there is no such invoice.
    """
    note = terms.said(reason)
    workspace_id = Invoice.objects.values_list("workspace_id", flat=True).get(pk=invoice_id)
    with transaction.atomic(durable=True):
        account = accounts.lock(workspace_id)
        invoice = invoices.lock(invoice_id)
        if invoice.state == Invoice.State.DRAFT or invoice.total <= 0:
            raise NothingOwed(invoice.state)
        if currency != invoice.currency:
            raise AmountRefused(currency)
        order = Order.objects.select_for_update().filter(invoice=invoice).first()
        money = Money(terms.OFFLINE, terms.said(reference)[:120], amount, currency, note=note)
        return take(money, account=account, invoice=invoice, order=order, actor=actor)


def take(
    money: Money,
    *,
    account: BillingAccount,
    invoice: Invoice | None,
    order: Order | None = None,
    actor: audit.Actor,
) -> Payment:
    """Note money in the open transaction, and do what follows from it. Account and invoice are locked.

    Raises:
        AmountRefused: it is none.
        PaymentReused: its reference stands for another payment.
    """
    assert_transaction()
    if money.amount <= 0:
        raise AmountRefused(money.amount)
    payment, is_new = _note(money, account=account, invoice=invoice, order=order, actor=actor)
    if not is_new:
        return payment
    used, before = 0, invoice.paid if invoice else 0
    if invoice is not None and invoice.currency == money.currency:
        if invoice.state == Invoice.State.DRAFT:
            invoices.issue(invoice, account=account, actor=audit.SYSTEM)
        used = invoices.pay(invoice, money.amount)
    if used < money.amount:
        accounts.add_credit(account, money.amount - used, currency=money.currency)
    paid = (before, before + used)
    _record(Action.PAYMENT_RECEIVED, payment, actor=actor, credit=money.amount - used, paid=paid)
    news.received(payment, invoice)
    if order is not None and order.state == Order.State.EXPIRED:
        effects.order_again(order, account=account)
    settle(account, first=invoice)
    return payment


def settle(account: BillingAccount, *, first: Invoice | None = None) -> None:
    """Let credit pay what is owed, one invoice first, and do what follows of those that are paid."""
    if first is not None:
        invoices.take_credit(first, account=account)
        effects.follow(first, account=account)
    while kept := accounts.credits_of(account.pk):
        paid = [
            invoice
            for invoice in invoices.owed(account.pk)
            if invoice.currency in kept and invoices.take_credit(invoice, account=account)
        ]
        for invoice in paid:
            effects.follow(invoice, account=account)
        if not paid:
            return


def give_back(
    money: Money, *, of: str, account: BillingAccount, actor: audit.Actor
) -> Payment | None:
    """Note money that went back to who paid it; None when that is known.

    of: the reference of the payment. Credit goes first; then what it paid is owed again.

    Raises:
        Payment.DoesNotExist: there was no such payment.
        AmountRefused: more would have gone back than came, or in another currency.
        PaymentReused: the reference stands for another payment.
    """
    assert_transaction()
    paid = Payment.objects.get(provider=money.provider, provider_ref=of)
    note = money.note or BACK
    back = Money(money.provider, money.reference, -money.amount, money.currency, money.at, note)
    invoice = invoices.lock(paid.invoice_id) if paid.invoice_id else None
    payment, is_new = _note(
        back, account=account, invoice=invoice, order=paid.order, actor=actor, returns=paid
    )
    if not is_new:
        return None
    if money.currency != paid.currency or returned_of(paid) > paid.amount:
        raise AmountRefused(money.amount)
    before = invoice.paid if invoice else 0
    currency = money.currency
    from_credit = min(accounts.credit_of(account.pk, currency), money.amount)
    if from_credit:
        accounts.add_credit(account, -from_credit, currency=currency)
    left = money.amount - from_credit
    invoices.take_back(left, currency=currency, account=account, first=invoice)
    now = (before, invoice.paid if invoice else 0)
    _record(Action.PAYMENT_RETURNED, payment, actor=actor, credit=-from_credit, paid=now)
    return payment


def returned_of(payment: Payment) -> int:
    """Return how much of a payment has gone back."""
    back = Payment.objects.filter(returns=payment).aggregate(total=Sum("amount"))
    return -(back["total"] or 0)


def _note(
    money: Money,
    *,
    account: BillingAccount,
    invoice: Invoice | None,
    order: Order | None,
    actor: audit.Actor,
    returns: Payment | None = None,
) -> tuple[Payment, bool]:
    payment, is_new = Payment.objects.get_or_create(
        provider=money.provider,
        provider_ref=money.reference,
        defaults={
            "workspace_id": account.pk,
            "invoice": invoice,
            "order": order,
            "returns": returns,
            "amount": money.amount,
            "currency": money.currency,
            "note": money.note,
            "actor_id": actor.id,
            "paid_at": money.at or sql.now(),
        },
    )
    same = (payment.workspace_id, payment.amount, payment.currency)
    if not is_new and same != (account.pk, money.amount, money.currency):
        raise PaymentReused(money.reference)
    if not is_new and invoice is not None and payment.invoice_id not in (None, invoice.pk):
        raise PaymentReused(money.reference)
    if not is_new and returns is not None and payment.returns_id not in (None, returns.pk):
        raise PaymentReused(money.reference)
    return payment, is_new


def _record(
    action: Action, payment: Payment, *, actor: audit.Actor, credit: int, paid: tuple[int, int]
) -> None:
    """Write a payment to the trail. paid: what its invoice had of money before and has now."""
    said = {"amount": payment.amount, "currency": payment.currency, "credit": credit}
    audit.record(
        action,
        actor=actor,
        workspace_id=payment.workspace_id,
        target=audit.Target("payment", str(payment.pk), payment.provider_ref),
        details=audit.Details(
            reason=payment.note,
            changes={"paid": paid} if paid[0] != paid[1] else {},
            data={**said, "invoice": str(payment.invoice_id or ""), "provider": payment.provider},
        ),
    )
