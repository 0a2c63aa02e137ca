"""What the page of invoices shows: the list and what is owed; and how an invoice stands."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from billing import registry
from billing.amounts import shown, together
from billing.models import BillingAccount, Invoice
from billing.money import accounts, looking, wording
from billing.money.terms import OFFLINE, OWED

PAGE = 25
# As `billing.money.invoices.number_of` writes one.
_NUMBER = re.compile(r"\d{4}-\d{6,12}", re.ASCII)
State = Invoice.State


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


def listing(workspace_id: UUID, *, before: str = "") -> Listing:
    """Return the invoices and notes before a number, the newest first."""
    number = before if _NUMBER.fullmatch(before) else ""
    found = looking.invoices_before(workspace_id, number, size=PAGE + 1)
    rows = found[:PAGE]
    following = rows[-1].number or "" if len(found) > PAGE else ""
    return Listing(tuple(_row(one) for one in rows), following)


def standing(workspace_id: UUID) -> Standing:
    """Return what a workspace owes, how it is paid, and what is kept for the next invoice."""
    owed, account = looking.owed_of(workspace_id), accounts.of(workspace_id)
    first = owed[0] if owed else None
    return Standing(
        owed=_sums(owed),
        overdue=_sums(one for one in owed if one.is_late),
        credit=together(accounts.credits_of(workspace_id)),
        first=first,
        amount=shown(left_of(first), first.currency) if first else "",
        due=wording.day_of(first, first.due_at) if first else "",
        others=max(0, len(owed) - 1),
        by_card=pays_by_card(),
        account=account,
    )


def badge(invoice: Invoice) -> Badge:
    """Return how an invoice stands, as its badge shows it."""
    if wording.is_note(invoice):
        return Badge(_("Credit note"), "undo-2")
    if invoice.state == State.VOID:
        return Badge(_("Void"), "circle-x", "st-line")
    if invoice.is_late:
        return Badge(_("Overdue"), "circle-alert", "st-bad")
    if invoice.state == State.PART_PAID:
        return Badge(_("Paid in part"), "circle-slash-2", "st-warn")
    if invoice.state == State.OPEN:
        return Badge(_("To be paid"), "clock", "st-run")
    if invoice.total > 0 and credited(invoice) >= invoice.total:
        return Badge(pgettext("invoice", "Credited"), "undo-2", "st-line")
    return Badge(pgettext("invoice", "Paid"), "check", "st-ok")


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


def _row(invoice: Invoice) -> Row:
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
        badge=badge(invoice),
        is_note=wording.is_note(invoice),
    )


def _sums(invoices: Iterable[Invoice]) -> str:
    """Return what is owed of several, by currency."""
    sums: dict[str, int] = {}
    for one in invoices:
        sums[one.currency] = sums.get(one.currency, 0) + left_of(one)
    return together(sums)
