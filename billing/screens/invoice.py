"""One invoice as a page: the paper, how it stands, how it is paid and what was paid."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from billing.amounts import shown
from billing.models import Invoice, Order, Payment
from billing.money import looking, wording
from billing.money.terms import CREDIT, OFFLINE
from billing.papers.shapes import Paper
from billing.screens.invoices import (
    Badge,
    badge,
    credited,
    left_of,
    pays_by_card,
)
from billing.wording import name_of

State = Invoice.State
_ICONS = {CREDIT: "undo-2", OFFLINE: "receipt"}


@dataclass(frozen=True, slots=True)
class Paid:
    """Money that came for an invoice, went back, or was taken of the credit."""

    day: str
    how: str
    icon: str
    amount: str


@dataclass(frozen=True, slots=True)
class Link:
    """Another paper this one has to do with."""

    id: UUID
    number: str
    amount: str


@dataclass(frozen=True, slots=True)
class Page:
    """One invoice. paper: what stands on it; owed: empty for nothing; kept: what became credit.

    waits_for: the plan that begins when all of it has come, until when that is waited for. notes: what was taken back of it, and
    credited how much that is. refused: why the card was not charged; again: the day of the next try.
    """

    invoice: Invoice
    paper: Paper
    badge: Badge
    owed: str
    due: str
    is_overdue: bool
    payments: tuple[Paid, ...]
    kept: str
    notes: tuple[Link, ...]
    credited: str
    corrects: Link | None
    order: Order | None
    waits_for: str
    until: str
    pay_to: str
    by_card: bool
    refused: str
    again: str

    @property
    def is_note(self) -> bool:
        """Whether it takes something back."""
        return wording.is_note(self.invoice)

    @property
    def is_void(self) -> bool:
        """Whether it is asked for no longer."""
        return self.invoice.state == State.VOID

    @property
    def has_expired(self) -> bool:
        """Whether it was an order's that was not paid in time."""
        return self.order is not None and self.order.state == Order.State.EXPIRED


def page(invoice_id: UUID, *, workspace_id: UUID) -> Page:
    """Return one invoice as a page.

    Raises:
        Invoice.DoesNotExist: nothing like it was issued to this workspace.
    """
    invoice = looking.invoice_of(invoice_id, workspace_id=workspace_id)
    order = looking.order_of(invoice)
    is_waiting = order is not None and order.state == Order.State.WAITING
    left, back = left_of(invoice), credited(invoice)
    return Page(
        invoice=invoice,
        paper=wording.paper(invoice, language=get_language() or "en"),
        badge=badge(invoice),
        owed=shown(left, invoice.currency) if left else "",
        due=wording.day_of(invoice, invoice.due_at),
        is_overdue=invoice.is_late,
        payments=_payments(invoice),
        kept=_kept(invoice),
        notes=tuple(_link(one) for one in sorted(invoice.notes.all(), key=lambda one: str(one))),
        credited=shown(back, invoice.currency) if back else "",
        corrects=_link(invoice.corrects) if invoice.corrects else None,
        order=order,
        waits_for=name_of(order.plan_version.plan) if order and is_waiting else "",
        until=wording.day_of(invoice, order.expires_at) if order and is_waiting else "",
        pay_to=str(invoice.bill_to.get("pay_to", "")) if left else "",
        by_card=bool(left) and pays_by_card(),
        refused=_refusal(invoice.last_code) if left and invoice.last_code else "",
        again=wording.day_of(invoice, invoice.collect_at),
    )


def _payments(invoice: Invoice) -> tuple[Paid, ...]:
    found = sorted(invoice.payments.all(), key=lambda one: (one.paid_at, one.at))
    return tuple(
        Paid(
            day=wording.day_of(invoice, one.paid_at),
            how=_how(one),
            icon=_ICONS.get(one.provider, "credit-card"),
            amount=shown(one.amount, one.currency),
        )
        for one in found
    )


def _how(payment: Payment) -> str:
    if payment.provider == CREDIT:
        return _("From your credit")
    if payment.amount < 0:
        return _("Paid back")
    if payment.provider == OFFLINE:
        return _("By bank")
    return _("By card")


def _refusal(code: str) -> str:
    """Return why a card was not charged, and what helps."""
    if code == "payment.declined":
        return _("The card was refused. Pay with another one, or ask the bank why.")
    if code == "payment.authentication_needed":
        return _("The bank wants this payment confirmed. Pay it here and confirm it there.")
    return _("The payment provider did not answer when the card was to be charged.")


def _kept(invoice: Invoice) -> str:
    """Return what came for an invoice beyond what it asked for, which became credit."""
    came = [one for one in invoice.payments.all() if one.currency == invoice.currency]
    beyond = sum(one.amount for one in came) - invoice.paid
    return shown(beyond, invoice.currency) if beyond > 0 else ""


def _link(invoice: Invoice) -> Link:
    return Link(invoice.pk, invoice.number or "", shown(abs(invoice.total), invoice.currency))
