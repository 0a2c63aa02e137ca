"""Tells workers that there is a mail to send. A lost hint is made up for by beat."""

import logging
from uuid import UUID

from celery import current_app
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def send_mail(mail_id: UUID) -> None:
    """Ask for a mail to be sent now."""
    try:
        current_app.send_task(
            "accounts.send_mail", args=[str(mail_id)], retry=False, ignore_result=True
        )
    except OperationalError:
        log.warning("a hint could not be sent", extra={"task": "accounts.send_mail"})
