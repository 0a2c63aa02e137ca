"""What a worker does with one item: claim, make, store, finish. Tasks make one call here.

The provider is asked outside every transaction; finishing is one transaction: outputs, state,
settlement, audit. What was stored for an attempt that lost its lease is removed again.
"""

import logging
import time
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from botocore.exceptions import BotoCoreError, ClientError
from django.db import InterfaceError, OperationalError, transaction

from audit import services as audit
from audit.actions import Action
from billing import quotas
from generation import kinds, lifecycle, previews, progress, pulse, queue, sql
from generation.kinds.base import Delivery
from generation.models import ItemState, Job, JobItem
from generation.providers.base import UNKNOWN_OUTCOME, ProviderError
from workspaces import tenancy
from workspaces.models import Workspace

log = logging.getLogger(__name__)
RENEW_SECONDS = 2.0
PUBLISH_SECONDS = 0.25
# Texts are shown as they are written, at most ten times a second.
WRITE_SECONDS = 0.1


def run(schema_name: str, item_id: UUID, *, worker: str) -> bool:
    """Make one item; False when there was nothing for this worker to do."""
    with transaction.atomic(durable=True):
        job_id = JobItem.objects.filter(pk=item_id).values_list("job_id", flat=True).first()
        if job_id is None:
            return False
        sql.lock_job(job_id)
        claimed = lifecycle.claim(item_id, worker=worker)
        if claimed is None:
            return False
        version = sql.recount(job_id)
        item = JobItem.objects.select_related("job", "product").get(pk=item_id)
    pulse.beat()
    run = _Run(schema_name, item, claimed.attempt)
    run.tell("item", {"state": "running", "version": version})
    try:
        _deliver(run)
    except lifecycle.LeaseLost:
        log.info("lease lost", extra={"item": str(item_id), "attempt": claimed.attempt})
    except SystemExit:
        # The pool's process was told to end (billiard raises this on SIGTERM).
        _hand_back(run)
        raise
    except lifecycle.CancelRequested:
        _finish(run, Action.JOB_CANCELLED, partial(lifecycle.stop, item_id, attempt=run.attempt))
    except ProviderError as error:
        _fail(run, error)
    except (ClientError, BotoCoreError) as error:
        _fail(run, ProviderError("storage.unavailable", retryable=True, detail=str(error)))
    return True


class _Run:
    """One attempt at one item, and its way of telling how far it is."""

    def __init__(self, schema_name: str, item: JobItem, attempt: int) -> None:
        self.schema_name = schema_name
        self.item = item
        self.attempt = attempt
        self._renewed = self._published = self._wrote = 0.0
        self._told = ("", -1)
        self._written = self._shown = ""
        self.has_ended = False

    def report(self, stage: str, percent: int, *, preview: bytes | None = None) -> None:
        """Renew the lease every 2 s and publish at most four times a second.

        Raises LeaseLost or CancelRequested, which end the work.
        """
        now = time.monotonic()
        if now - self._renewed >= RENEW_SECONDS:
            self._renewed = now
            lifecycle.renew(self.item.pk, attempt=self.attempt, stage=stage, percent=percent)
        if preview is not None:
            self.tell("preview", {"preview": previews.as_data_uri(preview)})
        if self._told == (stage, percent) or now - self._published < PUBLISH_SECONDS:
            return
        self._published, self._told = now, (stage, percent)
        self.tell("progress", {"stage": stage, "percent": percent})

    def write(self, so_far: str) -> None:
        """Publish what has been written since the last time, at most ten times a second."""
        self._written = so_far
        now = time.monotonic()
        if now - self._wrote >= WRITE_SECONDS:
            self._wrote = now
            self.flush()

    def flush(self) -> None:
        """Publish what has been written and not been told yet."""
        if self._written == self._shown:
            return
        at = _same(self._shown, self._written)
        self._shown = self._written
        item = self.item
        progress.publish_text(self.schema_name, item.job_id, item.pk, at=at, text=self._written)

    def end(self) -> None:
        """Note that the attempt's outcome is committed."""
        self.has_ended = True

    def tell(self, event: str, data: dict[str, Any]) -> None:
        """Publish an event of this item at once."""
        body = {"item_id": str(self.item.pk), **data}
        progress.publish(self.schema_name, self.item.job_id, event, body)


def _same(one: str, other: str) -> int:
    """Return how many characters two texts begin with alike."""
    if other.startswith(one):
        return len(one)
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _deliver(run: _Run) -> None:
    delivery = kinds.of(run.item.job.kind).deliver(run)
    run.flush()
    try:
        _finish(run, Action.ITEM_FINISHED, partial(_succeed, run, delivery), delivery.units)
    except BaseException as error:
        # Nobody's rows name what was stored: it goes again. Where the database fell silent in the
        # commit they may, and what is delivered must not be lost.
        if not run.has_ended and not isinstance(error, (OperationalError, InterfaceError)):
            delivery.discard()
        raise


def _succeed(run: _Run, delivery: Delivery) -> sql.Moved:
    # The product may have been deleted while the item was made: what is made stands without it.
    run.item.refresh_from_db(fields=["product"])
    delivery.hand_over(run.item)
    return lifecycle.succeed(run.item.pk, attempt=run.attempt, provider=delivery.provider)


def _fail(run: _Run, error: ProviderError) -> None:
    """Try again later where that can help, else give the item up."""
    item_id = run.item.pk
    why: dict[str, Any] = {
        "attempt": run.attempt,
        "code": error.code,
        "detail": error.detail,
    }
    try:
        if not error.counts:
            seconds = lifecycle.spread(error.retry_after or 0.0)
            _finish(run, None, partial(lifecycle.wait, item_id, **why, seconds=seconds))
        elif error.retryable and lifecycle.may_try_again(item_id):
            wait = lifecycle.backoff(run.item.failures + 1, retry_after=error.retry_after)
            _finish(run, None, partial(lifecycle.try_again, item_id, **why, wait=wait))
        elif error.code == UNKNOWN_OUTCOME:
            _finish(run, Action.ITEM_FAILED, partial(lifecycle.leave_unknown, item_id, **why))
        else:
            _finish(run, Action.ITEM_FAILED, partial(lifecycle.fail, item_id, **why))
    except lifecycle.LeaseLost:
        log.info("lease lost", extra={"item": str(item_id), "attempt": run.attempt})


def _hand_back(run: _Run) -> None:
    """Queue the item again for another worker: this one ends. The try does not count."""
    try:
        _finish(run, None, partial(lifecycle.hand_back, run.item.pk, attempt=run.attempt))
    except (lifecycle.LeaseLost, OperationalError, InterfaceError):
        log.info("not handed back", extra={"item": str(run.item.pk), "attempt": run.attempt})


def _finish(
    run: _Run, action: Action | None, move: Callable[[], sql.Moved], units: int | None = None
) -> None:
    """Move the item, settle its units and record it, in one transaction; then feed the next."""
    item = run.item
    with tenancy.outside():
        workspace = Workspace.objects.get(schema_name=run.schema_name)
    with transaction.atomic(durable=True):
        sql.lock_job(item.job_id)
        moved = move()
        version = sql.recount(item.job_id)
        sql.note_open_work(workspace.pk)
        item.refresh_from_db()
        _settle(moved.reservation_id, item, units)
        if action is not None:
            audit.record(
                action,
                actor=_on_behalf_of(item.job),
                workspace_id=workspace.pk,
                target=audit.Target("item", str(item.pk), item.label),
                details=audit.Details(reason=item.error_code, data={"job": str(item.job_id)}),
            )
        data = {"state": item.state, "version": version, "error_code": item.error_code}
        transaction.on_commit(run.end)
        transaction.on_commit(partial(run.tell, "item", data))
        transaction.on_commit(partial(progress.publish_job, run.schema_name, item.job_id))
        transaction.on_commit(partial(queue.feed, workspace.pk, run.schema_name))


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


def _on_behalf_of(job: Job) -> audit.Actor:
    person = str(job.created_by_id) if job.created_by_id else ""
    return audit.Actor("system", label="E_Business", on_behalf_of=person)


def recover_lost(schema_name: str) -> int:
    """Queue or give up the items whose workers vanished; return how many there were."""
    lost = sql.lost_items()
    for item_id, attempt in lost:
        item = JobItem.objects.select_related("job", "product").get(pk=item_id)
        error = ProviderError(lifecycle.WORKER_LOST, retryable=True)
        _fail(_Run(schema_name, item, attempt), error)
    return len(lost)


def sweep(*, limit: int = 200) -> int:
    """Recover lost items and repeat hints in every workspace with work due."""
    with tenancy.outside():
        due = sql.workspaces_with_work(limit=limit)
    for workspace_id, schema_name in due:
        with tenancy.inside(schema_name):
            recover_lost(schema_name)
            queue.feed(workspace_id, schema_name)
    return len(due)
