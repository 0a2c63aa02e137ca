"""Tells workers that a paper is wanted. A lost hint is sent again with the next question for it."""

import logging
from uuid import UUID

from celery import current_app
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def write_invoice(invoice_id: UUID, language: str) -> None:
    """Ask for an invoice to be drawn."""
    task = "billing.write_invoice"
    try:
        current_app.send_task(
            task, args=[str(invoice_id), language], retry=False, ignore_result=True
        )
    except OperationalError:
        log.warning("a hint could not be sent", extra={"task": task})
