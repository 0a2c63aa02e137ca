"""Searching the trail: filters, and pages by number from the newest on."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from audit import sql
from audit.filters import BadFilter, Filters
from audit.models import AuditEvent
from audit.sql import finding

__all__ = ["MOST", "BadFilter", "Filters", "Page", "met", "newer", "page"]
MOST = 200


@dataclass(frozen=True, slots=True)
class Page:
    """Some events, the newest first. next: what the following page comes `before`; None at the end."""

    events: list[AuditEvent]
    next: int | None


def page(filters: Filters, *, before: int | None = None, limit: int = 50) -> Page:
    """Return the newest events asked for that are older than `before`; at most `MOST`.

    Two statements, three with a text, however many there are.
    """
    limit = max(1, min(limit, MOST))
    found = sql.find(filters, before=before, limit=limit + 1)
    shown = found[:limit]
    return Page(_events(shown), shown[-1][0] if len(found) > limit else None)


def newer(filters: Filters, *, after: int, most: int) -> int:
    """Return how many events asked for are newer than one, up to `most`; it never looks far."""
    return finding.count_newer(filters, after=after, most=most)


def met(workspace_id: UUID, ids: Collection[str]) -> set[str]:
    """Return those of these people who have a row in a workspace: only they may be named there."""
    return finding.met(workspace_id, ids)


def _events(found: list[tuple[int, datetime]]) -> list[AuditEvent]:
    if not found:
        return []
    moments = [at for _key, at in found]
    # The moments say in which months to look.
    rows = AuditEvent.objects.filter(
        pk__in=[key for key, _at in found], at__range=(min(moments), max(moments))
    )
    return list(rows.order_by("-pk"))
