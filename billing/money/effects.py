"""What follows when an invoice is paid: a plan begins or grows, and a workspace is in time again."""

import logging
from datetime import timedelta

from django.db import transaction

from audit import services as audit
from audit.actions import Action
from billing import sql
from billing.models import BillingAccount, Invoice, InvoiceLine, Order, Subscription
from billing.money import accounts, changes, invoices, looking, ordering
from billing.money.terms import NotAnUpgrade
from billing.services.subscriptions import NotOffered

log = logging.getLogger(__name__)
# So long the amount of an order holds, though the rest of the period is worth less by then.
FIRM = timedelta(days=1)
OVERTAKEN = "the plan was changed meanwhile"
WAITED = "the payment came later: less of the period was left"


def follow(invoice: Invoice, *, account: BillingAccount) -> None:
    """Do what follows of an invoice that is paid; one that is not has nothing to follow."""
    if invoice.state != Invoice.State.PAID:
        return
    order = Order.objects.select_for_update().filter(invoice=invoice).first()
    if order is not None and order.state == Order.State.WAITING:
        _fulfil(order, invoice, account=account)
    elif invoice.subscription_id is not None:
        in_time_again(invoice)


def order_again(order: Order, *, account: BillingAccount) -> None:
    """Order once more what was paid for too late, unless something else was chosen meanwhile.

    The money is credit, which pays the new order at once where the price is still the same.
    """
    newest = ordering.newest_of(account.pk)
    if newest != order or order.purpose != Order.Purpose.START:
        return
    if accounts.credit_of(account.pk, order.currency) < order.amount:
        return
    try:
        again, invoice = ordering.open_order(
            order.plan_version, account=account, provider=order.provider, actor=audit.SYSTEM
        )
    except (NotOffered, NotAnUpgrade):
        log.info("paid too late, and kept as credit", extra={"order": str(order.pk)})
        return
    log.info("paid too late, and ordered again", extra={"order": str(again.pk)})
    invoices.issue(invoice, account=account, actor=audit.SYSTEM)


def _fulfil(order: Order, invoice: Invoice, *, account: BillingAccount) -> None:
    """Let what was ordered begin; what it is worth less after days of waiting is credited."""
    if order.purpose == Order.Purpose.UPGRADE:
        ordering.ask_present(account)
    try:
        with transaction.atomic():
            changes.assert_in_time(order, invoice)
            is_old = sql.now() - order.created_at > FIRM
            worth = changes.worth_now(order) if is_old else order.amount
            subscription = changes.carry_out(order)
    except changes.IMPOSSIBLE as error:
        log.warning("an order came to nothing", extra={"order": str(order.pk), "why": repr(error)})
        _settle(order, Order.State.CANCELLED, reason=OVERTAKEN)
        _give(invoice, invoice.total, account=account, reason=OVERTAKEN)
        return
    _settle(order, Order.State.PAID)
    _bind(invoice, subscription)
    if worth < order.amount:
        _give(invoice, order.amount - worth, account=account, reason=WAITED)


def _give(invoice: Invoice, amount: int, *, account: BillingAccount, reason: str) -> None:
    """Credit an amount, as far as notes have not taken it back before."""
    amount = min(amount, invoice.total - invoices.credited_of(invoice))
    if amount > 0:
        invoices.credit(invoice, amount, account=account, reason=reason, actor=audit.SYSTEM)


def _settle(order: Order, state: Order.State, *, reason: str = "") -> None:
    """Note how an order ended."""
    order.state = state
    Order.objects.filter(pk=order.pk).update(state=state, settled_at=sql.now())
    is_done = state == Order.State.PAID
    action = Action.ORDER_FULFILLED if is_done else Action.ORDER_CANCELLED
    was = Order.State.WAITING
    ordering.record(action, order, actor=audit.SYSTEM, reason=reason, was=was)


def _bind(invoice: Invoice, subscription: Subscription) -> None:
    """Note which subscription an invoice is of, and that it has asked for the period that began."""
    Order.objects.filter(invoice=invoice).update(subscription=subscription)
    values: dict[str, object] = {"subscription": subscription}
    if invoice.lines.filter(kind=InvoiceLine.Kind.PLAN).exists():
        values |= {
            "key": changes.period_key(subscription),
            "period_no": subscription.period_no,
            "period_start": subscription.period_start,
            "period_end": subscription.period_end,
        }
    Invoice.objects.filter(pk=invoice.pk).update(**values)


def in_time_again(invoice: Invoice) -> None:
    """Say that an invoice's subscription is no longer overdue, once nothing of it is.

    One that has ended was late for itself: the plan that came after it owes for another.
    """
    live = changes.live_of(invoice.workspace_id)
    if live is None or live.pk != invoice.subscription_id:
        return
    if not looking.late().filter(subscription=live).exists():
        changes.recovered(invoice.workspace_id)
