"""What workers are sent for people."""

from typing import Any

from celery import shared_task

from accounts import idempotency


@shared_task(name="accounts.sweep")
def sweep(**_later: Any) -> None:
    """Forget the keys of requests of a week ago (sent by beat every hour)."""
    idempotency.clear()
