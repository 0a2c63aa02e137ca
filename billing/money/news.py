"""Who runs a workspace is told of its invoices and payments, in the transaction of the fact."""

from datetime import UTC
from typing import Any

from accounts import services as people
from billing.amounts import shown
from billing.models import Invoice, Payment
from workspaces.models import Membership, Workspace
from workspaces.roles import Permission, Role, allows


def issued(invoice: Invoice) -> None:
    """Tell that an invoice is to be paid."""
    _tell(invoice.workspace_id, "invoice_issued", _of(invoice), about=f"invoice:{invoice.pk}")


def refused(invoice: Invoice, *, attempt: int) -> None:
    """Tell that the card was not charged for an invoice; each attempt once."""
    once = f"card:{invoice.pk}:{attempt}"
    _tell(invoice.workspace_id, "card_refused", _of(invoice), about=once)


def received(payment: Payment, invoice: Invoice | None) -> None:
    """Tell that money has arrived."""
    data = _of(invoice) if invoice is not None else {}
    data["amount"] = shown(payment.amount, payment.currency)
    _tell(payment.workspace_id, "payment_received", data, about=f"payment:{payment.pk}")


def _of(invoice: Invoice) -> dict[str, Any]:
    due = invoice.due_at.astimezone(UTC).date().isoformat() if invoice.due_at else ""
    return {
        "number": invoice.number or "",
        "amount": shown(invoice.total - invoice.paid, invoice.currency),
        "until": due,
    }


def _tell(workspace_id: Any, kind: str, data: dict[str, Any], *, about: str) -> None:
    place = Workspace.objects.only("name", "slug").get(pk=workspace_id)
    paying = [role for role in Role.values if allows(role, Permission.BILLING_MANAGE)]
    told = Membership.objects.filter(workspace_id=workspace_id, role__in=paying)
    people.tell_many(
        list(told.values_list("user_id", flat=True)),
        kind,
        data={**data, "workspace": place.name},
        workspace_id=workspace_id,
        subject=about,
        path=f"/w/{place.slug}/",
        once=about,
    )
