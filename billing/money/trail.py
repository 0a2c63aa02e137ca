"""What the trail says of paying besides what comes of it: pages that were opened, and what failed."""

from uuid import UUID

from audit import services as audit
from audit.actions import Action
from audit.models import AuditEvent
from billing.models import Invoice, Order
from billing.payments.base import Event


def page_opened(url: str, *, workspace_id: UUID, target: audit.Target, actor: audit.Actor) -> None:
    """Record that somebody was led to a page of the provider's, if there is one.

    Its address pays, or tells of cards: it stands nowhere.
    """
    if url:
        audit.record(
            Action.PAYMENT_PAGE_OPENED, actor=actor, workspace_id=workspace_id, target=target
        )


def card_refused(invoice: Invoice, code: str) -> None:
    """Record that a payment did not come about. code: why, as the provider says it."""
    audit.record(
        Action.PAYMENT_REFUSED,
        actor=audit.SYSTEM,
        workspace_id=invoice.workspace_id,
        target=invoice_target(invoice),
        details=audit.Details(outcome=AuditEvent.Outcome.DENIED, reason=code),
    )


def event_refused(provider: str, *, reason: str) -> None:
    """Record that somebody sent what the provider has not signed, in a transaction of its own."""
    audit.record_refusal(
        Action.PAYMENT_EVENT_REFUSED,
        actor=audit.ANONYMOUS,
        target=audit.Target("payment_provider", provider, provider),
        reason=reason,
    )


def event_failed(provider: str, event: Event, *, reason: str) -> None:
    """Record that what a provider told could not be done."""
    audit.record(
        Action.PAYMENT_EVENT_FAILED,
        actor=audit.SYSTEM,
        target=audit.Target("payment_event", event.id, event.id),
        details=audit.Details(
            outcome=AuditEvent.Outcome.ERROR, reason=reason, data={"provider": provider}
        ),
    )


def order_target(order: Order) -> audit.Target:
    """Return an order as the trail names it."""
    return audit.Target("order", str(order.pk), str(order.plan_version))


def invoice_target(invoice: Invoice) -> audit.Target:
    """Return an invoice as the trail names it."""
    return audit.Target("invoice", str(invoice.pk), invoice.number or "")
