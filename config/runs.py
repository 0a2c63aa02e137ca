"""How the last run of each round went: Celery keeps no results here."""

import logging
from collections.abc import Callable

from django.db import DatabaseError
from django.db.models.functions import Now

from config.models import TaskRun

log = logging.getLogger(__name__)


def note_start(task: str) -> None:
    """Note that a round begins."""
    begun = TaskRun(task=task, started_at=Now(), ended_at=None, error="")
    _surely(
        lambda: TaskRun.objects.bulk_create(
            [begun],
            update_conflicts=True,
            unique_fields=["task"],
            update_fields=["started_at", "ended_at", "error"],
        )
    )


def note_end(task: str, *, error: object = None) -> None:
    """Note that a round has ended, and with which error."""
    said = "" if error is None else f"{type(error).__name__}: {error}"[:300]
    _surely(lambda: TaskRun.objects.filter(task=task).update(ended_at=Now(), error=said))


def _surely(note: Callable[[], object]) -> None:
    """Note it if that is possible: a round does its part without."""
    try:
        note()
    except DatabaseError:
        log.warning("a run could not be noted")
