"""What a workspace's pages, its API and staff read of orders, invoices and payments."""

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from billing import sql
from billing.models import Invoice, Order
from billing.money.terms import OWED


def invoices_of(workspace_id: UUID) -> QuerySet[Invoice]:
    """Return what was issued to a workspace, the newest first; notes among it.

    Each knows whether it is late (`is_late`).
    """
    issued = Invoice.objects.filter(workspace_id=workspace_id, number__isnull=False)
    is_late = Exists(late().filter(pk=OuterRef("pk")))
    issued = issued.annotate(is_late=is_late)  # type: ignore[no-redef]  # the model names it
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


def late() -> QuerySet[Invoice]:
    """Return what should have been paid by now, of every workspace.

    An order that waits owes nothing yet: who does not pay it lets it go.
    """
    waiting = Order.objects.filter(state=Order.State.WAITING, invoice=OuterRef("pk"))
    return Invoice.objects.filter(~Exists(waiting), state__in=OWED, due_at__lte=sql.Now())
