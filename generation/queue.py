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

# On Redis the lowest number goes first, and what has none is 0: beat's rounds and short work.
# The transport tells four apart, three apart from each other.
STEP, STEPS = 3, 3
LONGER = 3
LAST = 9
LATER_SECONDS = 5
log = logging.getLogger(__name__)


def feed(workspace_id: UUID, schema_name: str) -> int:
    """Hint at due items up to the plan's concurrency; return how many.

    The rest waits in its table, so that one workspace's hundreds never stand before another's
    first; and of those hinted at, one's first goes before another's second. The caller stands inside
    the workspace, with no transaction open.
    """
    with transaction.atomic():
        sql.lock_feeding(workspace_id)
        hinted = sql.hint_due(
            slots=billing.concurrency(workspace_id=workspace_id),
            hint_seconds=settings.JOB_HINT_SECONDS,
        )
    for sent, (item_id, kind, taken) in enumerate(hinted):
        priority = STEP * min(taken + sent, STEPS - 1)
        if not _hint(f"generation.run_{kind}", schema_name, str(item_id), priority=priority):
            # The others would wait for the broker as long; the sweeper comes again.
            sql.take_back_hints([item_id for item_id, _kind, _taken in hinted[sent:]])
            return sent
    return len(hinted)


def recover(schema_name: str, item_id: str, *, worker: str) -> None:
    """Say that the process which worked on an item is dead; without it the lease tells, later."""
    _hint("generation.recover_item", schema_name, item_id, worker)


def prepare_cutout(schema_name: str, asset_id: UUID, *, hint: list[float] | None = None) -> None:
    """Ask for a product to be cut out and shown in every look."""
    _hint("generation.prepare_cutout", schema_name, str(asset_id), hint, priority=LONGER)


def prepare_cutout_later(schema_name: str, asset_id: UUID, *, waits: int = 0) -> None:
    """Ask for the same in a moment, behind all else: nobody waits for it yet.

    waits: how often it has been put off so far.
    """
    _hint(
        "generation.prepare_cutout_later",
        schema_name,
        str(asset_id),
        waits,
        countdown=LATER_SECONDS,
        priority=LAST,
    )


def write_archive(schema_name: str, job_id: UUID) -> None:
    """Ask for a job's pictures to be packed."""
    _hint("generation.write_archive", schema_name, str(job_id), priority=LONGER)


def _hint(task: str, *args: object, **options: Any) -> bool:
    """Send by name; False when the broker is away: that loses a hint, never the work."""
    try:
        _send(task, *args, **options)
    except OperationalError:
        log.warning("a hint could not be sent", extra={"task": task})
        return False
    return True


def _send(task: str, *args: object, **options: Any) -> None:
    current_app.send_task(task, args=args, retry=False, ignore_result=True, **options)
