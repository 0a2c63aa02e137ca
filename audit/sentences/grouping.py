"""Which events are told as one: somebody deleted 12 files, and not 12 times a file."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from audit.models import AuditEvent
from audit.sentences.writing import can_be_told

CLOSELY = timedelta(seconds=2)


def told(events: Iterable[AuditEvent]) -> list[list[AuditEvent]]:
    """Put neighbours together that are told as one: of one request, by one actor, of one kind.

    Without a request, those are of one occasion that follow each other closely. What was counted
    because it was repeated stands by itself.
    """
    occasions: list[list[AuditEvent]] = []
    for event in events:
        if occasions and _goes_on(occasions[-1][-1], event):
            occasions[-1].append(event)
        else:
            occasions.append([event])
    return [group for found in occasions for group in _of_one_occasion(found)]


def _of_one_occasion(events: Iterable[AuditEvent]) -> Iterator[list[AuditEvent]]:
    """Yield what is told as one, where the first of it stood."""
    groups: dict[tuple[object, ...], list[AuditEvent]] = {}
    for event in events:
        groups.setdefault(_kind(event), []).append(event)
    for group in groups.values():
        if len(group) == 1 or can_be_told(group):
            yield group
        else:
            yield from ([event] for event in group)


def _goes_on(before: AuditEvent, event: AuditEvent) -> bool:
    """Return whether an event is of the occasion of its neighbour."""
    if _occasion(before) != _occasion(event):
        return False
    # Rows of one statement have times of their own.
    return bool(event.request_id) or abs(event.at - before.at) <= CLOSELY


def _occasion(event: AuditEvent) -> tuple[object, ...]:
    who = event.actor_type, event.actor_id, event.on_behalf_of
    return event.request_id, event.workspace_id, who


def _kind(event: AuditEvent) -> tuple[object, ...]:
    alone = event.pk if event.repeats > 1 else None
    return event.action, event.outcome, event.reason, event.target_type, alone
