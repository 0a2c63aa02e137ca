"""Whether work is taken: by the age of the last claim, not by a process that is alive."""

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

import redis
from django.db.models.functions import Now

from generation import progress, sql
from workspaces.models import OpenWork, Workspace

KEY = "claimed"
# Due work that nobody has claimed any of for so long: nobody works.
STALE_SECONDS = 60.0
SERVED = (Workspace.Status.ACTIVE, Workspace.Status.ARCHIVED)
# Workspaces that may have something due are looked into, those first that may have it longest.
LOOKED_INTO = 20


@dataclass(frozen=True, slots=True)
class Pulse:
    """How work goes on. Ages in seconds; None where there is nothing to tell.

    late: for how long the longest waiting work has been due. claimed: since the last claim.
    """

    late: float | None
    claimed: float | None

    @property
    def is_well(self) -> bool:
        """Whether somebody takes what is due. A long queue is no illness; a standing one is."""
        if self.late is None or self.late <= STALE_SECONDS:
            return True
        return self.claimed is not None and self.claimed <= STALE_SECONDS


def beat() -> None:
    """Note that a worker has just claimed an item."""
    try:
        progress.client().set(KEY, f"{time.time():.3f}")
    except redis.RedisError:
        return


def feel() -> Pulse:
    """Return how work goes on now."""
    return Pulse(late=_late(), claimed=since_claim())


def since_claim() -> float | None:
    """Return the seconds since an item was claimed; None when none was, or nobody knows."""
    try:
        noted = cast("bytes | None", progress.client().get(KEY))
    except redis.RedisError:
        return None
    return max(0.0, time.time() - float(noted)) if noted else None


def _late() -> float | None:
    """Return for how long the oldest due work waits, by the database's clock."""
    found = OpenWork.objects.filter(
        items__gt=0, workspace__status__in=SERVED, oldest_due_at__lt=Now()
    ).order_by("oldest_due_at")
    names = list(found.values_list("workspace__schema_name", flat=True)[:LOOKED_INTO])
    # A line of the list does not tell: it stays as it was while an item is worked on.
    lates = [told.late for told in sql.look_into(names).values()]
    return max(
        (late.total_seconds() for late in lates if late and late > timedelta()), default=None
    )
