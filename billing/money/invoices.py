"""Invoices: drafted, issued with a number, paid, voided or credited.

Numbers are given in the order of issue, by year (UTC), without a gap: the counter's row is locked
to the end of the transaction, and one that is rolled back gives its number back.
"""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db.models import F

from audit import services as audit
from audit.actions import Action
from billing import sql
from billing.models import BillingAccount, Invoice, InvoiceCounter, InvoiceLine, Order, Payment
from billing.money import accounts, news
from billing.money.terms import CREDIT, OWED, NewInvoice, NewLine, NothingOwed
from billing.quotas.terms import assert_transaction

State = Invoice.State


def draft(new: NewInvoice) -> Invoice:
    """Write an invoice without a number; the same key is the same invoice."""
    assert_transaction()
    subtotal = sum(line.amount for line in new.lines)
    invoice, is_new = Invoice.objects.get_or_create(
        workspace_id=new.workspace_id,
        key=new.key,
        defaults={
            "subscription_id": new.subscription_id,
            "period_no": new.period_no,
            "period_start": new.period_start,
            "period_end": new.period_end,
            "currency": new.currency,
            "subtotal": subtotal,
            "total": subtotal,
            "corrects_id": new.corrects_id,
        },
    )
    if is_new:
        InvoiceLine.objects.bulk_create(
            _line(invoice, place, line) for place, line in enumerate(new.lines)
        )
    return invoice


def _line(invoice: Invoice, place: int, line: NewLine) -> InvoiceLine:
    return InvoiceLine(
        invoice=invoice,
        position=place,
        kind=line.kind,
        meter=line.meter,
        quantity=line.quantity,
        unit_price=line.unit_price,
        per_units=line.per_units,
        amount=line.amount,
        data=dict(line.data),
    )


def lock(invoice_id: UUID) -> Invoice:
    """Return an invoice, locked. Its account is locked before.

    Raises:
        Invoice.DoesNotExist: there is none.
    """
    return Invoice.objects.select_for_update().get(pk=invoice_id)


def issue(invoice: Invoice, *, account: BillingAccount, actor: audit.Actor) -> None:
    """Give a draft its number and its days, and note whom it is for, as the account is now."""
    at = sql.now()
    invoice.number = _next_number(at.year)
    invoice.issued_at, invoice.due_at = at, at + timedelta(days=settings.INVOICE_DUE_DAYS)
    invoice.bill_to = accounts.bill_to(account)
    invoice.state = State.OPEN
    _save(invoice, was=(State.DRAFT,), also=("number", "issued_at", "due_at", "bill_to"))
    _record(Action.INVOICE_ISSUED, invoice, actor=actor)
    if invoice.total <= 0:
        _close(invoice)


def pay(invoice: Invoice, amount: int) -> int:
    """Note money for an invoice; return how much of it was asked for."""
    taken = max(0, min(amount, invoice.total - invoice.paid))
    if taken and invoice.state in OWED:
        invoice.paid += taken
        invoice.state = State.PART_PAID
        _save(invoice, was=OWED, also=("paid",))
        if invoice.paid == invoice.total:
            _close(invoice)
        return taken
    return 0


def take_credit(invoice: Invoice, *, account: BillingAccount) -> int:
    """Pay what is owed from what the account has to its credit; return how much."""
    taken = pay(invoice, accounts.credit_of(account.pk, invoice.currency))
    if taken:
        accounts.add_credit(account, -taken, currency=invoice.currency)
        Payment.objects.create(
            workspace_id=invoice.workspace_id,
            invoice=invoice,
            provider=CREDIT,
            provider_ref=str(uuid4()),
            amount=taken,
            currency=invoice.currency,
        )
    return taken


def take_back(
    amount: int, *, currency: str, account: BillingAccount, first: Invoice | None
) -> None:
    """Take money that is gone off what it paid: one invoice first, then others, the newest first."""
    others = Invoice.objects.select_for_update().filter(
        workspace_id=account.pk, currency=currency, paid__gt=0
    )
    paid = [first] if first is not None and first.currency == currency else []
    paid += [one for one in others.order_by("-issued_at", "-number") if one != first]
    for invoice in paid:
        taken = min(amount, invoice.paid)
        if taken:
            _reopen(invoice, taken)
            amount -= taken


def _reopen(invoice: Invoice, amount: int) -> None:
    invoice.paid -= amount
    invoice.state = State.PART_PAID if invoice.paid else State.OPEN
    invoice.paid_at = None
    _save(invoice, was=(State.PAID, *OWED), also=("paid", "paid_at"))


def void(invoice: Invoice, *, account: BillingAccount, reason: str, actor: audit.Actor) -> None:
    """Ask for an invoice no longer; what was paid of it is kept as credit. Its number stays.

    Raises:
        NothingOwed: it is a draft, or paid (then it is credited), or void.
    """
    if invoice.state not in OWED:
        raise NothingOwed(invoice.state)
    was, paid, invoice.paid = invoice.state, invoice.paid, 0
    invoice.state, invoice.voided_at = State.VOID, sql.now()
    _save(invoice, was=OWED, also=("paid", "voided_at"))
    if paid:
        accounts.add_credit(account, paid, currency=invoice.currency)
    changes = {"state": (was, State.VOID.value), "paid": (paid, 0)}
    _record(Action.INVOICE_VOIDED, invoice, actor=actor, reason=reason, changes=changes)


def credit(
    invoice: Invoice,
    amount: int,
    *,
    account: BillingAccount,
    reason: str,
    actor: audit.Actor,
    key: str = "",
) -> Invoice:
    """Take back a part of what an invoice asked for, by a note with a number of its own.

    The amount is kept as credit, which the invoice takes first where it is still owed. key: of who
    asks; the same again is the same note.

    Raises:
        NothingOwed: the invoice is a draft, void or a note itself, or asked for less than that.
    """
    name = f"credit:{key or uuid4()}"
    known = Invoice.objects.filter(workspace_id=invoice.workspace_id, key=name).first()
    if known is not None:
        return known
    credited = credited_of(invoice)
    is_asked = invoice.state in (State.PAID, *OWED) and invoice.corrects_id is None
    if not is_asked or not 0 < amount <= invoice.total - credited:
        raise NothingOwed(invoice.state)
    line = NewLine(
        InvoiceLine.Kind.ADJUSTMENT,
        -amount,
        unit_price=-amount,
        data={"corrects": invoice.number, "reason": reason},
    )
    note = draft(
        NewInvoice(
            invoice.workspace_id,
            name,
            invoice.currency,
            (line,),
            subscription_id=invoice.subscription_id,
            corrects_id=invoice.pk,
        )
    )
    issue(note, account=account, actor=actor)
    accounts.add_credit(account, amount, currency=invoice.currency)
    take_credit(invoice, account=account)
    news.credited(invoice, note)
    changes = {"credited": (credited, credited + amount)}
    _record(Action.INVOICE_CREDITED, invoice, actor=actor, reason=reason, changes=changes)
    return note


def credited_of(invoice: Invoice) -> int:
    """Return how much of what an invoice asked for was taken back by notes."""
    notes = Invoice.objects.filter(corrects=invoice)
    return -sum(notes.values_list("total", flat=True))


def owed(workspace_id: UUID) -> list[Invoice]:
    """Return what a workspace has still to pay, locked, the oldest first."""
    return list(
        Invoice.objects.select_for_update()
        .filter(workspace_id=workspace_id, state__in=OWED)
        .order_by("issued_at", "number")
    )


def _close(invoice: Invoice) -> None:
    invoice.state, invoice.paid_at, invoice.collect_at = State.PAID, sql.now(), None
    _save(invoice, was=OWED, also=("paid_at", "collect_at"))


def _save(invoice: Invoice, *, was: tuple[str, ...], also: tuple[str, ...]) -> None:
    """Write a move; the state it was in before is asked for, though its row is locked."""
    values = {name: getattr(invoice, name) for name in ("state", *also)}
    if Invoice.objects.filter(pk=invoice.pk, state__in=was).update(**values) != 1:
        raise NothingOwed(invoice.state)
    if "paid" in also:
        Order.objects.filter(invoice=invoice).update(paid=invoice.paid)


def _next_number(year: int) -> str:
    InvoiceCounter.objects.get_or_create(year=year)
    InvoiceCounter.objects.filter(year=year).update(last=F("last") + 1)
    return number_of(year, InvoiceCounter.objects.get(year=year).last)


def number_of(year: int, serial: int) -> str:
    """Return a number as it is written: numbers of a year sort as they were given."""
    return f"{year}-{serial:06d}"


def _record(
    action: Action,
    invoice: Invoice,
    *,
    actor: audit.Actor,
    reason: str = "",
    changes: Mapping[str, tuple[object, object]] | None = None,
) -> None:
    audit.record(
        action,
        actor=actor,
        workspace_id=invoice.workspace_id,
        target=audit.Target("invoice", str(invoice.pk), invoice.number or ""),
        details=audit.Details(
            reason=reason,
            changes=changes or {},
            data={"total": invoice.total, "paid": invoice.paid, "currency": invoice.currency},
        ),
    )
