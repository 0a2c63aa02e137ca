"""Whether work is taken: by the age of the last claim, not by a process that is alive."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import redis
from django.db.models import Case, Count, ExpressionWrapper, F, Min, Q, When
from django.db.models.fields import DateTimeField, DurationField
from django.db.models.functions import Now

from generation import progress
from generation.models import OPEN_ITEM, ItemState, JobItem
from workspaces import tenancy
from workspaces.models import OpenWork, Workspace

KEY = "claimed"
# Due work that nobody has claimed any of for so long: nobody works.
STALE_SECONDS = 60.0
SERVED = (Workspace.Status.ACTIVE, Workspace.Status.ARCHIVED)
# Workspaces that may have something due are looked into, those first that may have it longest.
LOOKED_INTO = 20
_DUE: Any = Case(
    When(state=ItemState.RUNNING, then=F("lease_until")),
    default=F("next_run_at"),
    output_field=DateTimeField(),
)
_LATE: Any = ExpressionWrapper(Now() - Min(_DUE), output_field=DurationField())


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


@dataclass(frozen=True, slots=True)
class Open:
    """What is open in a workspace. due: since when, or from when, the first of it; late: how long."""

    running: int
    waiting: int
    due: datetime | None
    late: timedelta | None


def look_into(schema_name: str) -> Open:
    """Return what is open in one workspace, in one query.

    Its line in the sweeper's list does not tell: it stays as it was while an item is worked on.
    """
    with tenancy.inside(schema_name):
        told = JobItem.objects.filter(state__in=OPEN_ITEM).aggregate(
            running=Count("pk", filter=Q(state=ItemState.RUNNING)),
            waiting=Count("pk", filter=Q(state=ItemState.QUEUED)),
            due=Min(_DUE),
            late=_LATE,
        )
    return Open(**told)


def beat() -> None:
    """Note that a worker has just claimed an item."""
    try:
        progress.client().set(KEY, f"{time.time():.3f}")
    except redis.RedisError:
        return


def feel() -> Pulse:
    """Return how work goes on now."""
    return Pulse(late=_late(), claimed=_since_claim())


def _since_claim() -> float | None:
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
    lates = [look_into(name).late for name in names]
    return max(
        (late.total_seconds() for late in lates if late and late > timedelta()), default=None
    )
