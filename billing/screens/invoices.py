"""What the pages of invoices show: the list, what is owed, and one invoice as a page."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from billing import registry, sql
from billing.amounts import shown
from billing.models import BillingAccount, Invoice, Order, Payment
from billing.money import accounts, looking, wording
from billing.money.terms import CREDIT, OFFLINE, OWED
from billing.papers.shapes import Paper
from billing.wording import name_of

PAGE = 25
# As `billing.money.invoices.number_of` writes one.
_NUMBER = re.compile(r"\d{4}-\d{6,12}", re.ASCII)
State = Invoice.State
_ICONS = {CREDIT: "undo-2", OFFLINE: "receipt"}


@dataclass(frozen=True, slots=True)
class Badge:
    """How an invoice stands. look: the class of the badge's colours, none for the quiet one."""

    label: str
    icon: str
    look: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """An invoice or a note in the list. more: what else it is for; owed: empty for nothing."""

    id: UUID
    number: str
    day: str
    what: str
    more: str
    amount: str
    owed: str
    badge: Badge
    is_note: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """A part of the list. following: before which number the next part begins; empty for none."""

    rows: tuple[Row, ...]
    following: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What a workspace owes and has to its credit. first: what should be paid before all else.

    amount, due: what is owed of `first`, and by when; others: how many more are to be paid.
    """

    owed: str
    overdue: str
    credit: str
    first: Invoice | None
    amount: str
    due: str
    others: int
    by_card: bool
    account: BillingAccount


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
    credited how much that is.
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


def listing(workspace_id: UUID, *, before: str = "") -> Listing:
    """Return the invoices and notes before a number, the newest first."""
    number = before if _NUMBER.fullmatch(before) else ""
    found = looking.invoices_before(workspace_id, number, size=PAGE + 1)
    rows, now = found[:PAGE], sql.now()
    following = rows[-1].number or "" if len(found) > PAGE else ""
    return Listing(tuple(_row(one, now=now) for one in rows), following)


def standing(workspace_id: UUID) -> Standing:
    """Return what a workspace owes, how it is paid, and what is kept for the next invoice."""
    owed, account, now = looking.owed_of(workspace_id), accounts.of(workspace_id), sql.now()
    first = owed[0] if owed else None
    return Standing(
        owed=_sums(owed),
        overdue=_sums(one for one in owed if is_overdue(one, now=now)),
        credit=shown(account.credit, account.currency) if account.credit else "",
        first=first,
        amount=shown(left_of(first), first.currency) if first else "",
        due=wording.day_of(first, first.due_at) if first else "",
        others=max(0, len(owed) - 1),
        by_card=pays_by_card(),
        account=account,
    )


def page(invoice_id: UUID, *, workspace_id: UUID) -> Page:
    """Return one invoice as a page.

    Raises:
        Invoice.DoesNotExist: nothing like it was issued to this workspace.
    """
    invoice = looking.invoice_of(invoice_id, workspace_id=workspace_id)
    order, now = looking.order_of(invoice), sql.now()
    is_waiting = order is not None and order.state == Order.State.WAITING
    left, back = left_of(invoice), credited(invoice)
    return Page(
        invoice=invoice,
        paper=wording.paper(invoice, language=get_language() or "en"),
        badge=badge(invoice, now=now),
        owed=shown(left, invoice.currency) if left else "",
        due=wording.day_of(invoice, invoice.due_at),
        is_overdue=is_overdue(invoice, now=now),
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
    )


def badge(invoice: Invoice, *, now: datetime) -> Badge:
    """Return how an invoice stands, as its badge shows it."""
    if wording.is_note(invoice):
        return Badge(_("Credit note"), "undo-2")
    if invoice.state == State.VOID:
        return Badge(_("Void"), "circle-x", "st-line")
    if is_overdue(invoice, now=now):
        return Badge(_("Overdue"), "circle-alert", "st-bad")
    if invoice.state == State.PART_PAID:
        return Badge(_("Paid in part"), "circle-slash-2", "st-warn")
    if invoice.state == State.OPEN:
        return Badge(_("To be paid"), "clock", "st-run")
    if invoice.total > 0 and credited(invoice) >= invoice.total:
        return Badge(pgettext("invoice", "Credited"), "undo-2", "st-line")
    return Badge(pgettext("invoice", "Paid"), "check", "st-ok")


def is_overdue(invoice: Invoice, *, now: datetime) -> bool:
    """Return whether an invoice should have been paid by now."""
    return invoice.state in OWED and invoice.due_at is not None and invoice.due_at <= now


def left_of(invoice: Invoice) -> int:
    """Return what is still owed of an invoice."""
    return invoice.total - invoice.paid if invoice.state in OWED else 0


def credited(invoice: Invoice) -> int:
    """Return what notes have taken back of an invoice."""
    return -sum(note.total for note in invoice.notes.all())


def pays_by_card() -> bool:
    """Return whether there is a page to pay at; else money comes by bank."""
    return registry.provider().name != OFFLINE


def has_portal(account: BillingAccount) -> bool:
    """Return whether who pays has left a card that can be changed."""
    return bool(account.customer_ref) and account.provider == registry.provider().name != OFFLINE


def _row(invoice: Invoice, *, now: datetime) -> Row:
    lines = [wording.line(invoice, one) for one in invoice.lines.all()]
    others = len(lines) - 1
    more = ngettext("and %(count)d more", "and %(count)d more", others) % {"count": others}
    left = left_of(invoice)
    return Row(
        id=invoice.pk,
        number=invoice.number or "",
        day=wording.day_of(invoice, invoice.issued_at),
        what=lines[0].label if lines else "",
        more=more if others > 0 else "",
        amount=shown(invoice.total, invoice.currency),
        owed=shown(left, invoice.currency) if left else "",
        badge=badge(invoice, now=now),
        is_note=wording.is_note(invoice),
    )


def _sums(invoices: Iterable[Invoice]) -> str:
    """Return what is owed of several, by currency."""
    sums: dict[str, int] = {}
    for one in invoices:
        sums[one.currency] = sums.get(one.currency, 0) + left_of(one)
    return " + ".join(shown(amount, currency) for currency, amount in sorted(sums.items()))


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


def _kept(invoice: Invoice) -> str:
    """Return what came for an invoice beyond what it asked for, which became credit."""
    came = [one for one in invoice.payments.all() if one.currency == invoice.currency]
    beyond = sum(one.amount for one in came) - invoice.paid
    return shown(beyond, invoice.currency) if beyond > 0 else ""


def _link(invoice: Invoice) -> Link:
    return Link(invoice.pk, invoice.number or "", shown(abs(invoice.total), invoice.currency))
