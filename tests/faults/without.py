"""Loaded into the workers (`celery … -I tests.faults.without`): protections that can be taken away.

One is gone for as long as a file of its name lies in `without/`. A test that takes one away shows
that what it protects from is seen by the check, and by the figures.
"""

import os
from pathlib import Path
from typing import Any

from generation import broker, sql
from generation.models import JobItem

FOLDER = Path(os.environ["FAULTS_DIR"]) / "without"
# As the tests name them.
FENCING, HINTS = "fencing", "hints"
EVER = 10**6
_end, _renew, _hint_due, _has_forgotten = sql.end, sql.renew, sql.hint_due, broker.has_forgotten


def is_without(name: str) -> bool:
    return (FOLDER / name).exists()


def _attempt(item_id: Any, attempt: int) -> int:
    """Return the attempt a write is to name: without fencing whichever there is."""
    if not is_without(FENCING):
        return attempt
    return JobItem.objects.values_list("attempt", flat=True).get(pk=item_id)


def end(item_id: Any, *, attempt: int, **more: Any) -> Any:
    return _end(item_id, attempt=_attempt(item_id, attempt), **more)


def renew(item_id: Any, *, attempt: int, **more: Any) -> Any:
    return _renew(item_id, attempt=_attempt(item_id, attempt), **more)


def hint_due(*, slots: int, hint_seconds: int) -> Any:
    """Without repeats a hint that was given once counts for ever."""
    return _hint_due(slots=slots, hint_seconds=EVER if is_without(HINTS) else hint_seconds)


def has_forgotten() -> bool:
    return not is_without(HINTS) and _has_forgotten()


sql.end, sql.renew, sql.hint_due = end, renew, hint_due  # type: ignore[assignment]
broker.has_forgotten = has_forgotten
