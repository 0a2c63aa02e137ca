"""Sends the trail's tasks by name; a message is a hint, the row is the truth."""

import logging
from uuid import UUID

from celery import current_app
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)
# On Redis the lowest number goes first, and what has none is 0. Both wait for the one worker of long
# work: whoever asks whether the trail is whole does not wait for a row of files.
_AFTER_PROOFS = 3


def send_proof(proof_id: int) -> None:
    """Ask for a proof that was asked for; a hint that is lost is sent again by beat's round."""
    _hint("audit.prove", proof_id)


def send_export(export_id: UUID) -> None:
    """Ask for the file of an export; a hint that is lost is sent again by beat's round."""
    _hint("audit.export", str(export_id), priority=_AFTER_PROOFS)


def _hint(task: str, key: int | str, *, priority: int = 0) -> None:
    try:
        current_app.send_task(task, args=[key], priority=priority, retry=False, ignore_result=True)
    except OperationalError:
        log.warning("a hint could not be sent", extra={"task": task})
