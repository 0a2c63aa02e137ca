"""What workers are sent for units."""

from typing import Any
from uuid import UUID

from celery import shared_task

from billing import services
from billing.money import documents, rounds


@shared_task(name="billing.sweep")
def sweep(**_later: Any) -> None:
    """Settle what is overdue, expire grants, begin periods (sent by beat every five minutes)."""
    services.sweep()


@shared_task(name="billing.reconcile")
def reconcile(**_later: Any) -> None:
    """Compare the counters with the ledger (sent by beat every night)."""
    services.reconcile()


@shared_task(name="billing.round_of_money")
def round_of_money(**_later: Any) -> None:
    """Issue invoices, charge cards, say who is late (sent by beat every ten minutes)."""
    rounds.round_of_money()


@shared_task(name="billing.write_invoice")
def write_invoice(invoice_id: str, language: str, **_later: Any) -> None:
    """Draw an invoice."""
    documents.write(UUID(invoice_id), language=language)
