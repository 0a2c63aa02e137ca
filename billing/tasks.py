"""What workers are sent for units."""

from typing import Any

from celery import shared_task

from billing import services


@shared_task(name="billing.sweep")
def sweep(**_later: Any) -> None:
    """Settle what is overdue and expire grants (sent by beat every five minutes)."""
    services.sweep()
