"""Which events are told as one: somebody deleted 12 files, and not 12 times a file."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from audit.models import AuditEvent
from audit.sentences.writing import can_be_told


def told(events: Iterable[AuditEvent]) -> list[list[AuditEvent]]:
    """Put neighbours together that are told as one: of one request, by one actor, of one kind.

    Those of a request without an id were written in one transaction. What was counted because it
    was repeated stands by itself.
    """
    return [
        group
        for _occasion, found in groupby(events, key=_occasion)
        for group in _of_one_occasion(found)
    ]


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


def _occasion(event: AuditEvent) -> tuple[object, ...]:
    occasion = event.request_id or event.at
    return occasion, event.workspace_id, event.actor_type, event.actor_id, event.on_behalf_of


def _kind(event: AuditEvent) -> tuple[object, ...]:
    alone = event.pk if event.repeats > 1 else None
    return event.action, event.outcome, event.reason, event.target_type, alone
