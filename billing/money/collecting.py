"""Charging who has left a card for what they owe, and hearing what a provider says of bills.

A card that is refused is tried again on later days; until then, and afterwards, the invoice can be
paid on a page of the provider's.
"""

import logging
from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from audit import services as audit
from billing import registry, sql
from billing.models import BillingAccount, Invoice, Order, WebhookEvent
from billing.money import accounts, apart, invoices, news, ordering, receiving, trail
from billing.money.terms import OWED, STAYING, Money
from billing.payments.base import (
    Bill,
    Event,
    EventRefused,
    Expired,
    Fact,
    Failed,
    Paid,
    PaymentError,
    PaymentProvider,
    Refunded,
)

log = logging.getLogger(__name__)
ORDER, INVOICE = "order:", "invoice:"
State = Invoice.State
# Days after which a refused card is tried again, counted from the time before.
AGAIN_AFTER = (1, 2, 4)
# What the owner's card is refused for. All else is ours to set right.
OF_THE_CARD = ("payment.declined", "payment.authentication_needed")
# A provider that does not answer, or does not take what we ask, is asked again with the next rounds.
SOON = timedelta(hours=1)
AT_ONCE = 200
LEFT = "nobody paid at the provider's page"


class NotListening(Exception):
    """Payments do not go through this provider."""


# --- charging ------------------------------------------------------------------------------------
def collect_due() -> int:
    """Charge what is due and has a card; return how many invoices were paid. Safe twice."""
    due = Invoice.objects.filter(
        state__in=OWED, collect_at__lte=sql.now(), workspace__status__in=STAYING
    )
    found = due.order_by("collect_at").values_list("pk", flat=True)
    return apart.each(list(found[:AT_ONCE]), collect, what="invoice")


def collect(invoice_id: UUID) -> bool:
    """Charge the card for an invoice; return whether it is paid now.

    When it is charged next is noted before: who dies in between charges nobody twice.
    """
    with transaction.atomic(durable=True):
        now = sql.now()
        taken = Invoice.objects.filter(pk=invoice_id, state__in=OWED, collect_at__lte=now)
        if taken.update(collect_at=now + SOON) != 1:
            return False
    invoice = Invoice.objects.get(pk=invoice_id)
    provider = registry.provider()
    account = accounts.of(invoice.workspace_id)
    try:
        paid = provider.collect(bill(invoice, account=account, attempt=invoice.attempts + 1))
    except PaymentError as error:
        _refused(invoice, error)
        return False
    if paid is None:
        # It comes by itself, or its news does.
        Invoice.objects.filter(pk=invoice_id).update(collect_at=None)
        return False
    with transaction.atomic(durable=True):
        apply(provider.name, paid)
    return True


def _refused(invoice: Invoice, error: PaymentError) -> None:
    """Note why a card was not charged, and when it is tried again.

    Only what the card was refused for is an attempt of its owner's, who is told; the rest is tried
    again with the next rounds.
    """
    note = {"invoice": invoice.number, "code": error.code, "detail": error.detail}
    is_ours = not error.retryable and error.code not in OF_THE_CARD
    log.log(logging.ERROR if is_ours else logging.INFO, "a card was not charged", extra=note)
    if is_ours or error.retryable:
        Invoice.objects.filter(pk=invoice.pk).update(last_code=error.code)
        return
    days = AGAIN_AFTER[invoice.attempts] if invoice.attempts < len(AGAIN_AFTER) else None
    at = sql.now() + timedelta(days=days) if days is not None else None
    with transaction.atomic(durable=True):
        tried = Invoice.objects.filter(pk=invoice.pk, attempts=invoice.attempts).update(
            attempts=F("attempts") + 1, collect_at=at, last_code=error.code
        )
        if tried:
            trail.card_refused(invoice, error.code)
            news.refused(invoice, attempt=invoice.attempts + 1)


def bill(invoice: Invoice, *, account: BillingAccount, attempt: int) -> Bill:
    """Return what a provider is asked to collect of an invoice."""
    provider = registry.provider().name
    is_known = account.provider == provider
    noted = invoice.payments.filter(provider=provider).values_list("provider_ref", flat=True)
    return Bill(
        reference=f"{INVOICE}{invoice.pk}",
        workspace=str(invoice.workspace_id),
        amount=invoice.total - invoice.paid,
        currency=invoice.currency,
        title=invoice.number or "",
        attempt=attempt,
        customer=account.customer_ref if is_known else "",
        email=account.email,
        name=account.name,
        language=account.language,
        known=frozenset(noted),
    )


def reference_of(order: Order) -> str:
    """Return what a provider calls an order's bill."""
    return f"{ORDER}{order.pk}"


# --- hearing -------------------------------------------------------------------------------------
def hear(name: str, raw: bytes, headers: Mapping[str, str]) -> bool:
    """Believe a provider's message and do what it tells; False when it was heard before.

    The message is noted in the transaction of what it does: what fails is told again.

    Raises:
        NotListening: payments do not go through this provider.
        EventRefused: it is not the provider's.
        PaymentError: what it is about had to be asked for, and was not told.
        PaymentReused, AmountRefused: it does not go with what is known; the note says so.
    """
    provider = registry.provider()
    if provider.name != name:
        raise NotListening(name)
    try:
        event = provider.handle_event(raw, headers)
    except EventRefused as refusal:
        trail.event_refused(name, reason=str(refusal))
        raise
    try:
        with transaction.atomic(durable=True):
            return _hear(provider, event)
    except Exception as error:
        _note_failure(provider, event, error)
        raise


def _hear(provider: PaymentProvider, event: Event) -> bool:
    known, _is_new = WebhookEvent.objects.select_for_update().get_or_create(
        provider=provider.name,
        event_id=event.id,
        defaults={"kind": event.kind, "occurred_at": event.created_at},
    )
    if known.handled_at is not None:
        return False
    for fact in event.facts:
        apply(provider.name, fact)
    known.handled_at, known.error = sql.now(), ""
    known.payload = {"facts": [_plain(fact) for fact in event.facts]}
    known.save(update_fields=["handled_at", "error", "payload"])
    return True


def _note_failure(provider: PaymentProvider, event: Event, error: Exception) -> None:
    log.warning("a payment event failed", extra={"event": event.id, "reason": repr(error)})
    failed = {"error": why(error), "payload": {"facts": [_plain(fact) for fact in event.facts]}}
    with transaction.atomic(durable=True):
        WebhookEvent.objects.update_or_create(
            provider=provider.name,
            event_id=event.id,
            defaults=failed,
            create_defaults={"kind": event.kind, "occurred_at": event.created_at, **failed},
        )
        trail.event_failed(provider.name, event, reason=why(error))


def why(error: Exception) -> str:
    """Return why an event failed, as it is kept with it."""
    return f"{type(error).__name__}: {error}"[:300]


def _plain(fact: Fact) -> dict[str, object]:
    values = {name: value for name, value in asdict(fact).items() if name != "at"}
    return {"fact": type(fact).__name__, "at": fact.at.isoformat(), **values}


def apply(provider: str, fact: Fact) -> None:
    """Do what one fact says, in the open transaction. What is not ours is passed over."""
    workspace_id = _workspace_of(fact.bill)
    if workspace_id is None:
        log.info("a payment is not ours", extra={"bill": fact.bill})
        return
    account = accounts.lock(workspace_id)
    order, invoice = _locked(fact.bill)
    match fact:
        case Paid():
            accounts.know_customer(account, provider, fact.customer)
            money = Money(provider, fact.reference, fact.amount, fact.currency, fact.at)
            receiving.take(money, account=account, invoice=invoice, order=order, actor=audit.SYSTEM)
        case Refunded():
            money = Money(provider, fact.reference, fact.amount, fact.currency, fact.at)
            receiving.give_back(money, of=fact.payment, account=account, actor=audit.SYSTEM)
        case Failed():
            # What has come meanwhile is not undone by older news.
            if invoice is not None and invoice.state not in (State.PAID, State.VOID):
                Invoice.objects.filter(pk=invoice.pk).update(last_code=fact.code)
                trail.card_refused(invoice, fact.code)
        case Expired():
            _left(order, fact, account=account)


def _left(order: Order | None, fact: Expired, *, account: BillingAccount) -> None:
    """Wait no longer for an order whose page has expired; an older page of it means nothing."""
    if (
        order is not None
        and order.state == Order.State.WAITING
        and order.provider_ref == fact.reference
    ):
        ordering.close(order, Order.State.EXPIRED, account=account, reason=LEFT, actor=audit.SYSTEM)


def _key_of(reference: str) -> tuple[str, UUID | None]:
    kind, _, text = reference.partition(":")
    try:
        return f"{kind}:", UUID(text)
    except ValueError:
        return "", None


def _workspace_of(reference: str) -> UUID | None:
    """Return whose bill it is; None when it is none of ours."""
    kind, key = _key_of(reference)
    if key is None:
        return None
    rows = {
        ORDER: Order.objects.filter(pk=key).values_list("workspace_id", flat=True),
        INVOICE: Invoice.objects.filter(pk=key).values_list("workspace_id", flat=True),
    }
    return rows[kind].first() if kind in rows else None


def _locked(reference: str) -> tuple[Order | None, Invoice | None]:
    """Return what a bill is for, as it is now that the account is locked."""
    kind, key = _key_of(reference)
    assert key is not None
    if kind == INVOICE:
        return None, invoices.lock(key)
    order = Order.objects.get(pk=key)
    invoice = invoices.lock(order.invoice_id) if order.invoice_id is not None else None
    return Order.objects.select_for_update().get(pk=key), invoice
