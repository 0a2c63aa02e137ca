"""Reading the trail, and the clock of the database."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from audit import names
from audit.models import AuditEvent
from workspaces.models import Workspace


def events(place: Workspace | UUID) -> QuerySet[AuditEvent]:
    """Return what is recorded of a workspace, oldest first."""
    key = place.pk if isinstance(place, Workspace) else place
    return AuditEvent.objects.filter(workspace_id=key).order_by("id")


def actions(place: Workspace | UUID) -> list[str]:
    """Return the actions recorded of a workspace, oldest first, without their app's name."""
    return [name.partition(".")[2] for name in events(place).values_list("action", flat=True)]


def target_of(event: AuditEvent) -> str:
    """Return what an event was about, as a reader sees it."""
    return names.of([event]).target(event)


def newest(place: Workspace | UUID) -> Any:
    """Return the newest event of a workspace."""
    return events(place).last()


def done() -> Any:
    """Return the newest event that is no looking: pages of staff lead on to lists, which are seen."""
    return AuditEvent.objects.exclude(action__endswith="seen_by_staff").latest("id")
