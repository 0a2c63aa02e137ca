"""Choosing a plan and paying for it. What a provider is asked lies between two transactions."""

from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction
from django.utils import translation

from accounts import idempotency
from audit import services as audit
from billing import registry, sql
from billing.models import BillingAccount, Invoice, Order, PlanVersion
from billing.money import accounts, apart, collecting, invoices, ordering, receiving, trail
from billing.money.terms import OWED, NothingOwed, NotWaiting, Seen, StaleChoice
from billing.payments.base import Bill, Checkout, PaymentError
from billing.wording import name_of

State = Order.State
HOUR = 3600
GIVEN_UP = "cancelled by who ordered"
TOO_LATE = "not paid in time"


@dataclass(frozen=True, slots=True)
class Places:
    """Where a browser is led after paying, or instead; and in which language it is spoken to."""

    paid_url: str
    left_url: str
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Placed:
    """An order and its next step: a page to pay at (url), else money is waited for, or it is paid."""

    order: Order
    invoice: Invoice
    url: str = ""

    @property
    def is_paid(self) -> bool:
        """Whether credit has paid it, so that the plan has begun."""
        return self.order.state == State.PAID


def place(
    workspace_id: UUID,
    *,
    version_id: int,
    places: Places,
    email: str,
    actor: audit.Actor,
    seen: Seen | None = None,
) -> Placed:
    """Order an edition of a plan; the one ordered before and not yet paid is cancelled.

    seen: what was shown before it was decided; sent twice, it is one order.

    Raises:
        NotOffered: it is not on offer, or costs nothing.
        NotAnUpgrade: the workspace has as much already.
        StaleChoice: what was shown does not hold any more; nothing was ordered.
        PaymentError: the provider did not take it; the order waits, and can be resumed.
        PlanVersion.DoesNotExist: there is no such edition.
    """
    with transaction.atomic(durable=True):
        account = accounts.lock(workspace_id)
        accounts.keep_first_email(account, email, actor=actor)
        version = PlanVersion.objects.select_related("plan").get(pk=version_id)
        order, invoice = ordering.open_order(
            version, account=account, provider=registry.provider().name, actor=actor, seen=seen
        )
        idempotency.mark(order.pk)
        if not ordering.is_draft(invoice):
            return Placed(order, invoice)
        if _is_open(order):
            return Placed(order, invoice, order.checkout_url)
        if seen is not None and _credit(account, invoice) < seen.credit:
            raise StaleChoice(str(version))
        if _pays(account, invoice, actor=actor):
            return Placed(_fresh(order), invoice)
    return _check_out(order, invoice, places=places, actor=actor)


def resume(
    order_id: UUID, *, workspace_id: UUID, places: Places, actor: audit.Actor = audit.SYSTEM
) -> Placed:
    """Return the next step of an order that waits; a page that has expired is made anew.

    Raises:
        NotWaiting: it is paid, expired or cancelled.
        PaymentError: the provider did not take it.
        Order.DoesNotExist: there is no such order in this workspace.
    """
    with transaction.atomic(durable=True):
        account = accounts.lock(workspace_id)
        order = _waiting(order_id, workspace_id)
        invoice = order.invoice
        assert invoice is not None  # an order that waits has one
        if not ordering.is_draft(invoice):
            return Placed(order, invoice)
        if _is_open(order):
            _opened(order.checkout_url, order, actor=actor)
            return Placed(order, invoice, order.checkout_url)
        if _pays(account, invoice, actor=actor):
            return Placed(_fresh(order), invoice)
        if ordering.limit_of(order) <= sql.now():
            raise NotWaiting(State.EXPIRED)
        if order.checkout_url:
            order.attempt += 1
            order.save(update_fields=["attempt"])
    return _check_out(order, invoice, places=places, actor=actor)


def cancel(
    order_id: UUID, *, workspace_id: UUID, actor: audit.Actor, reason: str = GIVEN_UP
) -> Order:
    """Give up an order that waits; what was paid of it is kept as credit.

    Raises:
        NotWaiting: it is paid, expired or cancelled.
        Order.DoesNotExist: there is no such order in this workspace.
    """
    with transaction.atomic(durable=True):
        account = accounts.lock(workspace_id)
        order = _waiting(order_id, workspace_id)
        ordering.close(order, State.CANCELLED, account=account, reason=reason, actor=actor)
    return order


def expire() -> int:
    """Wait no longer for orders whose time is over; return how many. Safe twice."""
    due = Order.objects.filter(state=State.WAITING, expires_at__lte=sql.now())
    found = list(due.values_list("pk", "workspace_id"))
    return apart.each(found, lambda pair: _expire(*pair), what="order")


def _expire(order_id: UUID, workspace_id: UUID) -> bool:
    with transaction.atomic(durable=True):
        account = accounts.lock(workspace_id)
        order = Order.objects.select_for_update().filter(pk=order_id, state=State.WAITING).first()
        if order is None or order.expires_at is None or order.expires_at > sql.now():
            return False
        ordering.close(order, State.EXPIRED, account=account, reason=TOO_LATE, actor=audit.SYSTEM)
    return True


def pay(
    invoice_id: UUID, *, workspace_id: UUID, places: Places, actor: audit.Actor = audit.SYSTEM
) -> str:
    """Return a page where what is still owed of an invoice is paid; empty when it comes by bank.

    Asked again within the hour it is the same page.

    Raises:
        NothingOwed: it is a draft, paid or void.
        PaymentError: the provider did not take it.
        Invoice.DoesNotExist: there is no such invoice in this workspace.
    """
    invoice = Invoice.objects.get(pk=invoice_id, workspace_id=workspace_id)
    if invoice.state not in OWED:
        raise NothingOwed(invoice.state)
    account = accounts.of(workspace_id)
    attempt = int(sql.now().timestamp()) // HOUR
    bill = collecting.bill(invoice, account=account, attempt=attempt)
    checkout = registry.provider().start_checkout(
        replace(
            bill,
            language=places.language,
            paid_url=places.paid_url,
            left_url=places.left_url,
        )
    )
    with transaction.atomic(durable=True):
        account = accounts.lock(workspace_id)
        accounts.know_customer(account, registry.provider().name, checkout.customer)
        target = trail.invoice_target(invoice)
        trail.page_opened(checkout.url, workspace_id=workspace_id, target=target, actor=actor)
    return checkout.url


def portal(
    workspace_id: UUID, *, back_to: str, language: str, actor: audit.Actor = audit.SYSTEM
) -> str:
    """Return where people change how they pay; empty when there is no such place.

    Raises:
        PaymentError: the provider does not answer.
    """
    account = accounts.of(workspace_id)
    provider = registry.provider()
    customer = account.customer_ref if account.provider == provider.name else ""
    url = provider.portal(customer, back_to=back_to, language=language)
    with transaction.atomic(durable=True):
        target = accounts.target_of(workspace_id)
        trail.page_opened(url, workspace_id=workspace_id, target=target, actor=actor)
    return url


def _check_out(order: Order, invoice: Invoice, *, places: Places, actor: audit.Actor) -> Placed:
    """Ask the provider where the order is paid, and note it; without such a place, issue the bill."""
    provider = registry.provider()
    account = accounts.of(order.workspace_id)
    checkout = provider.start_checkout(_bill(order, invoice, account=account, places=places))
    with transaction.atomic(durable=True):
        account = accounts.lock(order.workspace_id)
        order = _waiting(order.pk, order.workspace_id)
        accounts.know_customer(account, provider.name, checkout.customer)
        _note(order, checkout, provider=provider.name)
        if checkout.waits and ordering.is_draft(order.invoice):
            assert order.invoice is not None
            invoice = invoices.lock(order.invoice.pk)
            invoices.issue(invoice, account=account, actor=actor)
            receiving.settle(account, first=invoice)
        _opened(checkout.url, order, actor=actor)
    fresh = _fresh(order)
    return Placed(fresh, fresh.invoice or invoice, checkout.url)


def _opened(url: str, order: Order, *, actor: audit.Actor) -> None:
    place, target = order.workspace_id, trail.order_target(order)
    trail.page_opened(url, workspace_id=place, target=target, actor=actor)


def _pays(account: BillingAccount, invoice: Invoice, *, actor: audit.Actor) -> bool:
    """Let credit pay an order's draft when it suffices: no provider is asked for nothing."""
    if invoice.total > _credit(account, invoice):
        return False
    invoices.issue(invoice, account=account, actor=actor)
    receiving.settle(account, first=invoice)
    return True


def _is_open(order: Order) -> bool:
    """Return whether the page an order is paid at is still there."""
    lives = order.expires_at is not None and order.expires_at > sql.now()
    return bool(order.checkout_url) and lives


def _note(order: Order, checkout: Checkout, *, provider: str) -> None:
    order.provider, order.provider_ref = provider, checkout.reference
    order.checkout_url = checkout.url
    if checkout.expires_at is not None:
        order.expires_at = min(ordering.limit_of(order), checkout.expires_at)
    order.save(update_fields=["provider", "provider_ref", "checkout_url", "expires_at"])


def _bill(order: Order, invoice: Invoice, *, account: BillingAccount, places: Places) -> Bill:
    provider = registry.provider().name
    with translation.override(places.language):
        title = name_of(order.plan_version.plan)
    return Bill(
        reference=collecting.reference_of(order),
        workspace=str(order.workspace_id),
        amount=invoice.total - _credit(account, invoice),
        currency=invoice.currency,
        title=title,
        attempt=order.attempt,
        customer=account.customer_ref if account.provider == provider else "",
        email=account.email,
        name=account.name,
        language=places.language,
        paid_url=places.paid_url,
        left_url=places.left_url,
    )


def _credit(account: BillingAccount, invoice: Invoice) -> int:
    return accounts.credit_of(account.pk, invoice.currency)


def _waiting(order_id: UUID, workspace_id: UUID) -> Order:
    order = (
        Order.objects.select_for_update(of=("self",))
        .select_related("invoice", "plan_version__plan")
        .get(pk=order_id, workspace_id=workspace_id)
    )
    if order.state != State.WAITING:
        raise NotWaiting(order.state)
    return order


def _fresh(order: Order) -> Order:
    return Order.objects.select_related("plan_version__plan", "invoice").get(pk=order.pk)


__all__ = [
    "PaymentError",
    "Placed",
    "Places",
    "cancel",
    "expire",
    "pay",
    "place",
    "portal",
    "resume",
]
