"""What workers are sent for people."""

from typing import Any

from celery import shared_task

from accounts import guessing, idempotency, services


@shared_task(name="accounts.sweep")
def sweep(**_later: Any) -> None:
    """Forget the keys of requests of a week ago, and old guesses (sent by beat every hour)."""
    idempotency.clear()
    guessing.sweep()


@shared_task(name="accounts.tell_paused")
def tell_paused(**_later: Any) -> None:
    """Tell people that somebody guesses at their password (sent by beat every half minute)."""
    services.tell_paused()
