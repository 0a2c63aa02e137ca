"""What is done about workers that vanished and hints that were lost: beat's round, and its parts."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from billiard.exceptions import SoftTimeLimitExceeded

from generation import broker, queue, work
from generation.finishing import AWAY
from generation.models import ItemState, JobItem
from generation.recovery import sql
from generation.sql import take_back_hints
from workspaces import tenancy

log = logging.getLogger(__name__)


def sweep() -> int:
    """Recover lost items and repeat hints in every workspace with work due; return how many.

    Two rounds at a time would ask the same: the second ends at once. A workspace in which
    something is wrong does not keep the others waiting.
    """
    with tenancy.outside(), sql.only_sweeper() as is_alone:
        if not is_alone:
            return 0
        has_forgotten = broker.has_forgotten()
        due = sql.workspaces_with_work()
        for workspace_id, schema_name in due:
            with _by_itself("a workspace was not looked after", schema=schema_name):
                _look_after(workspace_id, schema_name, has_forgotten=has_forgotten)
        if has_forgotten:
            broker.remember()
    return len(due)


def _look_after(workspace_id: UUID, schema_name: str, *, has_forgotten: bool) -> None:
    with tenancy.inside(schema_name):
        recover_lost(schema_name)
        if has_forgotten:
            take_back_hints()
        queue.feed(workspace_id, schema_name)


def recover_lost(schema_name: str) -> int:
    """Queue or give up the items whose lease has run out; return how many there were.

    One with which something is wrong comes first each time: it keeps no other waiting.
    """
    lost = sql.lost_items()
    for item_id, attempt in lost:
        with _by_itself("an item was not recovered", item=str(item_id)):
            item = JobItem.objects.select_related("job", "product").get(pk=item_id)
            work.give_up_attempt(schema_name, item, attempt=attempt)
    return len(lost)


def recover_item(schema_name: str, item_id: UUID, *, worker: str) -> bool:
    """Do the same for the item of a process known to be dead; False when it has it no more."""
    mine = JobItem.objects.filter(pk=item_id, state=ItemState.RUNNING, leased_by=worker[:120])
    item = mine.select_related("job", "product").first()
    if item is None:
        return False
    work.give_up_attempt(schema_name, item, attempt=item.attempt)
    return True


@contextmanager
def _by_itself(said: str, **names: str) -> Iterator[None]:
    """Note what goes wrong in the block and go on, unless nothing else could be done either."""
    try:
        yield
    except (*AWAY, SoftTimeLimitExceeded):
        raise
    except Exception:
        log.exception(said, extra=names)
