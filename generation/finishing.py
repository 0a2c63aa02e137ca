"""The end of one attempt, in one transaction: outputs, state, settlement, audit; then the next.

While the database is away it is tried again, so that what a vendor made and was paid for is kept.
"""

import logging
import time
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any, Protocol
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction

from audit import services as audit
from audit.actions import Action
from billing import quotas
from generation import asking, lifecycle, news, progress, queue, sql
from generation.models import Attempt, ItemState, Job, JobItem
from generation.moves import Counted, Moved
from generation.providers.base import UNKNOWN_OUTCOME
from workspaces import tenancy
from workspaces.models import Workspace

log = logging.getLogger(__name__)
# The database, or the way to it, is not there (or it is locked where it should not be).
AWAY = (OperationalError, InterfaceError)
# Nobody can take the item meanwhile: leases are judged by the database. Below every time limit.
PATIENCE_SECONDS = 180.0
AGAIN_SECONDS = 1.0


class Run(Protocol):
    """One attempt at one item. has_ended: its outcome is known to be committed."""

    schema_name: str
    item: JobItem
    attempt: int
    has_ended: bool

    def tell(self, event: str, data: dict[str, Any]) -> None:
        """Publish an event of this item."""


Move = Callable[[], Moved]


def surely(run: Run, action: Action | None, move: Move, units: int | None = None) -> None:
    """Finish, as soon as the database is back.

    Raises:
        LeaseLost: the attempt is not the present one.
        OperationalError, InterfaceError: the database stayed away.
    """
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            once(run, action, move, units)
        except AWAY:
            if run.has_ended or time.monotonic() >= until:
                raise
            log.warning(
                "not finished yet: the database is away",
                extra={"item": str(run.item.pk), "attempt": run.attempt},
            )
            sql.hang_up()
            time.sleep(AGAIN_SECONDS)
        except lifecycle.LeaseLost:
            if not is_over(run):
                raise
            # The try before was committed, and only the answer was lost.
            _announce(run, _counted_before(run.item))
            return
        else:
            return


def once(run: Run, action: Action | None, move: Move, units: int | None = None) -> None:
    """Move the item, settle its units and record it, in one transaction; then feed the next."""
    item = run.item
    workspace_id = workspace_of(run.schema_name)
    with asking.request_of(item), transaction.atomic(durable=True):
        sql.lock_job(item.job_id)
        moved = move()
        counted = sql.recount(item.job_id)
        sql.note_open_work(workspace_id)
        if counted.has_ended:
            news.tell_end(item.job, counted, workspace_id=workspace_id)
        item.state, item.error_code = moved.state, moved.error_code
        _settle(moved.reservation_id, item, units)
        if action is not None:
            audit.record(
                action,
                actor=asking.actor_for(item),
                workspace_id=workspace_id,
                target=audit.Target("item", str(item.pk), item.label),
                details=audit.Details(reason=item.error_code, data={"job": str(item.job_id)}),
            )
        transaction.on_commit(partial(_announce, run, counted))


def is_over(run: Run) -> bool:
    """Return whether this very attempt has ended, by its own worker and not for being lost."""
    mine = Attempt.objects.filter(item_id=run.item.pk, number=run.attempt, ended_at__isnull=False)
    return mine.exclude(error_code=lifecycle.WORKER_LOST).exists()


@lru_cache(maxsize=4096)
def workspace_of(schema_name: str) -> UUID:
    """Return the workspace of a schema: neither ever changes, and no name is given twice."""
    with tenancy.outside():
        return Workspace.objects.values_list("pk", flat=True).get(schema_name=schema_name)


def _announce(run: Run, counted: Counted) -> None:
    """Say what is committed, and feed the next."""
    run.has_ended = True
    item = run.item
    data = {"state": item.state, "version": counted.version, "error_code": item.error_code}
    run.tell("item", data)
    progress.publish_counted(run.schema_name, item.job_id, counted)
    queue.feed(workspace_of(run.schema_name), run.schema_name)


def _counted_before(item: JobItem) -> Counted:
    """Bring an item up to date and return how its job stands."""
    item.refresh_from_db(fields=["state", "error_code"])
    return progress.counted_of(Job.objects.get(pk=item.job_id))


def _settle(reservation_id: UUID | None, item: JobItem, units: int | None) -> None:
    if reservation_id is None or item.state == ItemState.QUEUED:
        return
    if item.state == ItemState.SUCCEEDED:
        quotas.commit(reservation_id, units=units)
    elif item.error_code == UNKNOWN_OUTCOME:
        # Held until the vendor's answer, or a day has passed: then it is given back at our cost.
        quotas.unknown(reservation_id)
    else:
        quotas.release(reservation_id, reason=item.state)
