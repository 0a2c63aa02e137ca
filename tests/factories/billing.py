"""A workspace with a plan, invoices, payments and days of use; through the services where they reach.

Where a test is no transaction of its own, each of these is one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction

from accounts.models import User
from billing.models import Invoice, InvoiceLine, Meter, Payment, Subscription, UsageDay
from billing.money import accounts, invoices, receiving
from billing.money.terms import NewInvoice, NewLine
from billing.services import subscriptions
from tests.factories import clock, mighty, money
from workspaces.models import Workspace

KINDS = {
    Meter.IMAGES: "image",
    Meter.COPIES: "copy",
    Meter.VIDEO_SECONDS: "video",
}


def subscribed(workspace: Workspace, plan: str = "team") -> Subscription:
    """Return the subscription of a workspace that has ordered and paid a plan by bank."""
    paid(money.place(workspace, plan).invoice)
    found = subscriptions.subscription_of(workspace.pk)
    assert found is not None
    return found


def ordered(workspace: Workspace, plan: str = "team") -> Invoice:
    """Return the invoice of an order that waits for its money."""
    return money.place(workspace, plan).invoice


def invoiced(
    workspace: Workspace, *amounts: int, label: str = "Help", currency: str = "USD"
) -> Invoice:
    """Return an issued invoice with a line for each amount (29.00 when none is said)."""
    lines = tuple(
        NewLine(InvoiceLine.Kind.ADJUSTMENT, amount, unit_price=amount, data={"label": label})
        for amount in amounts or (2900,)
    )
    with transaction.atomic():
        account = accounts.lock(workspace.pk)
        new = NewInvoice(workspace.pk, uuid4().hex, currency, lines)
        invoice = invoices.draft(new)
        invoices.issue(invoice, account=account, actor=money.STAFF)
        receiving.settle(account, first=invoice)
    return Invoice.objects.get(pk=invoice.pk)


def overdue(workspace: Workspace, *amounts: int) -> Invoice:
    """Return an issued invoice that should have been paid yesterday."""
    with _ago(days=settings.INVOICE_DUE_DAYS + 1):
        return invoiced(workspace, *amounts)


@contextmanager
def _ago(*, days: int) -> Iterator[None]:
    """Set billing's clock back meanwhile: what is issued keeps its days for good."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('billing_now()'::regprocedure), billing_now()")
        as_it_was, now = cursor.fetchone()
        clock.stop_at(now - timedelta(days=days))
        yield
        mighty.do(as_it_was)


def paid(invoice: Invoice, amount: int | None = None) -> Payment:
    """Note money that came by bank for an invoice; all that is owed unless said otherwise."""
    return money.note(invoice, amount)


def used(
    workspace: Workspace,
    day: date,
    meter: str = Meter.IMAGES,
    units: int = 1,
    *,
    actor: User | str = "",
    product: str = "",
    kind: str = "",
    failed: int = 0,
    charge_micros: int = 0,
    cost_micros: int = 0,
) -> UsageDay:
    """Write what was settled on a day; who asked for it is a person, or the id of who else did."""
    return UsageDay.objects.create(
        workspace=workspace,
        day=day,
        meter=meter,
        kind=kind or KINDS.get(Meter(meter), ""),
        actor_id=str(actor.pk) if isinstance(actor, User) else actor,
        product=product,
        currency=workspace.currency,
        units=units,
        failed_units=failed,
        charge_micros=charge_micros,
        cost_micros=cost_micros,
    )


def days_ago(number: int) -> date:
    """Return the day (UTC) so many days before today."""
    return datetime.now(UTC).date() - timedelta(days=number)
