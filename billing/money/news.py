"""Who runs a workspace is told of its invoices and payments, in the transaction of the fact."""

from datetime import UTC
from typing import Any
from uuid import UUID

from accounts import services as people
from billing.amounts import shown
from billing.models import Invoice, Payment
from workspaces.models import Membership, Workspace
from workspaces.roles import Permission, Role, allows


def issued(invoice: Invoice) -> None:
    """Tell that an invoice is to be paid."""
    about = f"invoice:{invoice.pk}"
    _tell(invoice.workspace_id, "invoice_issued", _of(invoice), about=about, of=invoice)


def refused(invoice: Invoice, *, attempt: int) -> None:
    """Tell that the card was not charged for an invoice; each attempt once."""
    once = f"card:{invoice.pk}:{attempt}"
    _tell(invoice.workspace_id, "card_refused", _of(invoice), about=once, of=invoice)


def received(payment: Payment, invoice: Invoice | None) -> None:
    """Tell that money has arrived."""
    data = _of(invoice) if invoice is not None else {}
    data["amount"] = shown(payment.amount, payment.currency)
    about = f"payment:{payment.pk}"
    _tell(payment.workspace_id, "payment_received", data, about=about, of=invoice)


def overdue(invoice: Invoice) -> bool:
    """Tell that an invoice should have been paid; return whether anybody hears it anew."""
    about = f"overdue:{invoice.pk}"
    return _tell(invoice.workspace_id, "invoice_overdue", _of(invoice), about=about, of=invoice)


def credited(invoice: Invoice, note: Invoice) -> None:
    """Tell that a note takes something back of an invoice."""
    data = {**_of(invoice), "amount": shown(-note.total, note.currency)}
    _tell(invoice.workspace_id, "invoice_credited", data, about=f"credited:{note.pk}", of=note)


def voided(invoice: Invoice) -> None:
    """Tell that an invoice is asked for no longer."""
    about = f"voided:{invoice.pk}"
    _tell(invoice.workspace_id, "invoice_voided", _of(invoice), about=about, of=invoice)


def _of(invoice: Invoice) -> dict[str, Any]:
    due = invoice.due_at.astimezone(UTC).date().isoformat() if invoice.due_at else ""
    return {
        "number": invoice.number or "",
        "amount": shown(invoice.total - invoice.paid, invoice.currency),
        "until": due,
    }


def _tell(
    workspace_id: UUID, kind: str, data: dict[str, Any], *, about: str, of: Invoice | None
) -> bool:
    """Tell who can pay; return whether anybody was. of: which invoice it leads to; a draft has no page yet, the list has."""
    place = Workspace.objects.only("name", "slug").get(pk=workspace_id)
    paying = [role for role in Role.values if allows(role, Permission.BILLING_MANAGE)]
    told = Membership.objects.filter(workspace_id=workspace_id, role__in=paying)
    page = f"/{of.pk}" if of is not None and of.number else ""
    found = people.tell_many(
        list(told.values_list("user_id", flat=True)),
        kind,
        data={**data, "workspace": place.name},
        workspace_id=workspace_id,
        subject=about,
        path=f"/w/{place.slug}/settings/invoices{page}",
        once=about,
    )
    return found > 0
