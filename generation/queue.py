"""Tells workers that there is something to do. A lost hint is repeated by the sweeper."""

import logging
from typing import Any
from uuid import UUID

from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

from billing import services as billing
from generation import sql

# On Redis the lowest number goes first, and what has none is 0.
LAST = 9
LATER_SECONDS = 5
log = logging.getLogger(__name__)


def feed(workspace_id: UUID, schema_name: str) -> int:
    """Hint at due items up to the plan's concurrency; return how many.

    The rest waits in its table, so that one workspace's hundreds never stand before another's
    first. The caller stands inside the workspace, with no transaction open.
    """
    with transaction.atomic():
        sql.lock_feeding(workspace_id)
        hinted = sql.hint_due(
            slots=billing.concurrency(workspace_id=workspace_id),
            hint_seconds=settings.JOB_HINT_SECONDS,
        )
    for item_id, kind in hinted:
        _send(f"generation.run_{kind}", schema_name, str(item_id))
    return len(hinted)


def prepare_cutout(schema_name: str, asset_id: UUID, *, hint: list[float] | None = None) -> None:
    """Ask for a product to be cut out and shown in every look."""
    _send("generation.prepare_cutout", schema_name, str(asset_id), hint)


def prepare_cutout_later(schema_name: str, asset_id: UUID, *, waits: int = 0) -> None:
    """Ask for the same in a moment, behind all else: nobody waits for it yet.

    waits: how often it has been put off so far.
    """
    _send(
        "generation.prepare_cutout_later",
        schema_name,
        str(asset_id),
        waits,
        countdown=LATER_SECONDS,
        priority=LAST,
    )


def write_archive(schema_name: str, job_id: UUID) -> None:
    """Ask for a job's pictures to be packed."""
    _send("generation.write_archive", schema_name, str(job_id))


def _send(task: str, *args: object, **options: Any) -> None:
    """Send by name; the broker being away loses a hint, never the work."""
    try:
        current_app.send_task(task, args=args, retry=False, ignore_result=True, **options)
    except OperationalError:
        log.warning("a hint could not be sent", extra={"task": task})
