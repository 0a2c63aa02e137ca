"""What a workspace's plan allows, and how much of it is left."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from billing import quotas, sql
from billing.models import Meter, Reservation
from workspaces.models import Workspace


@dataclass(frozen=True, slots=True)
class Usage:
    """A meter as it stands in the present period, in the meter's own unit."""

    meter: str
    limit: int
    used: int
    reserved: int
    remaining: int
    resets_at: datetime


def usage(*, workspace_id: UUID, meter: str) -> Usage:
    """Return how much of a meter is used, held and left."""
    period = sql.current_period(workspace_id=workspace_id, meter=meter)
    return Usage(
        meter,
        period.limit_units,
        period.used,
        period.reserved,
        quotas.remaining(period),
        period.ends_at,
    )


def concurrency(*, workspace_id: UUID) -> int:
    """Return how many items of the workspace may run at a time."""
    del workspace_id  # every workspace is on the default plan until it has a subscription
    return sql.default_version().concurrency


def seats(*, workspace_id: UUID) -> int:
    """Return how many people the plan lets into a workspace (workspaces' seat hook)."""
    del workspace_id  # every workspace is on the default plan until it has a subscription
    return int(sql.default_version().limits.get(Meter.MEMBERS, 0))


def release_all(workspace: Workspace) -> None:
    """Give back what a workspace still holds, before it is deleted."""
    with transaction.atomic(durable=True):
        held = Reservation.objects.filter(workspace=workspace, state__in=quotas.OPEN)
        quotas.release_many(list(held.values_list("pk", flat=True)), reason="workspace deleted")
