"""Who asked for an item last, and by which request: it travels with the item to whoever works on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from audit import services as audit
from generation.models import JobItem


def noted(by: object) -> dict[str, Any]:
    """Return what an item keeps of the present request. by: the id of who asks in it."""
    origin = audit.origin()
    return {
        "by": str(by),
        "request_id": origin.request_id,
        "session_id": origin.session_id,
    }


def asker_of(item: JobItem) -> UUID | None:
    """Return who asked for an item: its job's maker, or who had it tried again."""
    by = item.asked.get("by")
    return UUID(by) if by else item.job.created_by_id


def actor_for(item: JobItem) -> audit.Actor:
    """Return who acts where a worker does what was asked for."""
    return audit.system_for(asker_of(item))


@contextmanager
def request_of(item: JobItem) -> Iterator[None]:
    """Record as caused by the request that asked for an item; without one, by the present task."""
    asked, here = item.asked, audit.origin()
    with audit.within(
        request_id=asked.get("request_id") or here.request_id,
        session_id=asked.get("session_id") or here.session_id,
    ):
        yield
