"""What a workspace's pages, its API and staff read of orders, invoices and payments."""

from uuid import UUID

from django.db.models import F, QuerySet, Sum

from billing import sql
from billing.models import Invoice, Order, Payment
from billing.money.terms import OWED


def invoices_of(workspace_id: UUID) -> QuerySet[Invoice]:
    """Return what was issued to a workspace, the newest first; notes among it."""
    issued = Invoice.objects.filter(workspace_id=workspace_id, number__isnull=False)
    return issued.select_related("corrects", "subscription").order_by("-issued_at", "-number")


def invoices_before(workspace_id: UUID, number: str, *, size: int) -> list[Invoice]:
    """Return the next ones of that list with their lines and notes; before none, the first."""
    found = invoices_of(workspace_id).prefetch_related("lines", "notes")
    if number:
        found = found.filter(number__lt=number)
    return list(found[:size])


def owed_of(workspace_id: UUID) -> list[Invoice]:
    """Return what a workspace has still to pay, the oldest first."""
    return list(invoices_of(workspace_id).filter(state__in=OWED).order_by("issued_at", "number"))


def order_of(invoice: Invoice) -> Order | None:
    """Return the order an invoice was issued for, whatever became of it."""
    found = Order.objects.filter(invoice=invoice).select_related("plan_version__plan")
    return found.order_by("-created_at").first()


def invoice_of(invoice_id: UUID, *, workspace_id: UUID) -> Invoice:
    """Return one that was issued to a workspace, with its lines, payments and notes.

    Raises:
        Invoice.DoesNotExist: there is none.
    """
    return (
        invoices_of(workspace_id).prefetch_related("lines", "payments", "notes").get(pk=invoice_id)
    )


def waiting_order(workspace_id: UUID) -> Order | None:
    """Return the order that waits for its money; None when there is none."""
    waiting = Order.objects.filter(workspace_id=workspace_id, state=Order.State.WAITING)
    return waiting.select_related("plan_version__plan", "invoice").first()


def orders_of(workspace_id: UUID) -> QuerySet[Order]:
    """Return a workspace's orders, the newest first."""
    found = Order.objects.filter(workspace_id=workspace_id)
    return found.select_related("plan_version__plan", "invoice").order_by("-created_at", "-pk")


def payments_of(workspace_id: UUID) -> QuerySet[Payment]:
    """Return the money that came from a workspace and went back, and credit that was used."""
    return Payment.objects.filter(workspace_id=workspace_id).order_by("-at", "-pk")


def owed_by(workspace_id: UUID) -> dict[str, int]:
    """Return what a workspace has still to pay, in minor units by currency."""
    return _owed(Invoice.objects.filter(workspace_id=workspace_id))


def overdue_of(workspace_id: UUID) -> dict[str, int]:
    """Return what a workspace should have paid by now, in minor units by currency."""
    return _owed(late().filter(workspace_id=workspace_id))


def late() -> QuerySet[Invoice]:
    """Return what should have been paid by now, of every workspace.

    An order that waits owes nothing yet: who does not pay it lets it go.
    """
    waiting = Order.objects.filter(state=Order.State.WAITING, invoice__isnull=False)
    due = Invoice.objects.filter(state__in=OWED, due_at__lte=sql.now())
    return due.exclude(pk__in=waiting.values("invoice"))


def _owed(found: QuerySet[Invoice]) -> dict[str, int]:
    left = found.filter(state__in=OWED).values("currency")
    rows = left.annotate(left=Sum(F("total") - F("paid"))).order_by("currency")
    return {row["currency"]: row["left"] for row in rows}
