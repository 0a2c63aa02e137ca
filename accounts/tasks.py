"""What workers are sent for people."""

from typing import Any
from uuid import UUID

from celery import shared_task

from accounts import browsers, guessing, idempotency, services, sessions
from accounts.services import mails


@shared_task(name="accounts.sweep")
def sweep(**_later: Any) -> None:
    """Forget old keys of requests, guesses, tokens and sign-ins (sent by beat every hour)."""
    idempotency.clear()
    browsers.sweep()
    sessions.sweep()
    guessing.sweep()
    services.forget_exchanged()
    services.clear_notices()
    mails.clear()


@shared_task(name="accounts.send_mail")
def send_mail(mail_id: str, **_later: Any) -> None:
    """Send one mail, if it still is to be sent."""
    mails.send_one(UUID(mail_id))


@shared_task(name="accounts.send_mails")
def send_mails(**_later: Any) -> None:
    """Send the mails that are due (sent by beat every minute)."""
    mails.send_due()


@shared_task(name="accounts.tell_paused")
def tell_paused(**_later: Any) -> None:
    """Tell people that somebody guesses at their password (sent by beat every half minute)."""
    services.tell_paused()
