"""What a worker does with one item: claim, make, store, finish. Tasks make one call here.

The provider is asked outside every transaction; finishing is one transaction: outputs, state,
settlement, audit. What was stored for an attempt that lost its lease is removed again.
"""

import contextlib
import logging
import time
from functools import partial
from typing import Any
from uuid import UUID

from billiard.exceptions import SoftTimeLimitExceeded
from botocore.exceptions import BotoCoreError, ClientError
from django.db import transaction

from audit.actions import Action
from generation import finishing, kinds, lifecycle, previews, progress, pulse, sql
from generation.finishing import AWAY
from generation.kinds.base import Delivery
from generation.models import JobItem
from generation.moves import Moved
from generation.providers.base import UNKNOWN_OUTCOME, ProviderError

log = logging.getLogger(__name__)
INTERRUPTED = "job.interrupted"
TOOK_TOO_LONG = "job.took_too_long"
UNFORESEEN = "job.unforeseen"
RENEW_SECONDS = 2.0
PUBLISH_SECONDS = 0.25
# Texts are shown as they are written, at most ten times a second.
WRITE_SECONDS = 0.1


def run(schema_name: str, item_id: UUID, *, worker: str) -> bool:
    """Make one item; False when there was nothing for this worker to do."""
    with transaction.atomic(durable=True):
        job_id = sql.lock_job_of(item_id)
        if job_id is None:
            return False
        claimed = lifecycle.claim(item_id, worker=worker)
        if claimed is None:
            return False
        counted = sql.recount(job_id)
        if counted.has_begun:
            sql.note_open_work(finishing.workspace_of(schema_name))
        item = JobItem.objects.select_related("job", "product").get(pk=item_id)
    pulse.beat()
    run = _Run(schema_name, item, claimed.attempt)
    run.tell("item", {"state": "running", "version": counted.version})
    _attempt(run)
    return True


def _attempt(run: "_Run") -> None:
    """Bring one attempt to an end, whatever happens on the way."""
    try:
        _deliver(run)
    except lifecycle.LeaseLost:
        log.info("lease lost", extra=run.names)
    except SystemExit:
        # The pool's process was told to end (billiard raises this on SIGTERM).
        _hand_back(run)
        raise
    except lifecycle.CancelRequested:
        stop = partial(lifecycle.stop, run.item.pk, attempt=run.attempt)
        with contextlib.suppress(lifecycle.LeaseLost):
            finishing.surely(run, Action.JOB_CANCELLED, stop)
    except Exception as error:  # noqa: BLE001  what nobody foresaw ends the attempt, too
        _fail(run, _as_failure(run, error))


def _as_failure(run: "_Run", error: Exception) -> ProviderError:
    """Return what is to be said of an error: also of one nobody foresaw.

    The item must not stand there until its lease runs out.
    """
    if isinstance(error, ProviderError):
        return error
    if isinstance(error, (ClientError, BotoCoreError)):
        return ProviderError("storage.unavailable", retryable=True, detail=str(error))
    if isinstance(error, AWAY):
        return ProviderError(INTERRUPTED, retryable=True, detail=str(error))
    if isinstance(error, SoftTimeLimitExceeded):
        return ProviderError(TOOK_TOO_LONG, retryable=True)
    log.error("an item failed in a way nobody foresaw", exc_info=error, extra=run.names)
    return ProviderError(UNFORESEEN, retryable=True, detail=f"{type(error).__name__}: {error}")


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
            self._renew(stage, percent)
        if preview is not None:
            self.tell("preview", {"preview": previews.as_data_uri(preview)})
        if self._told == (stage, percent) or now - self._published < PUBLISH_SECONDS:
            return
        self._published, self._told = now, (stage, percent)
        self.tell("progress", {"stage": stage, "percent": percent})

    def hold(self) -> None:
        """Renew the lease as `report` does, with the stage and percent told last."""
        stage, percent = self._told
        self.report(stage, max(0, percent))

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

    @property
    def names(self) -> dict[str, Any]:
        """What the log says of it."""
        return {"item": str(self.item.pk), "attempt": self.attempt}

    def _renew(self, stage: str, percent: int) -> None:
        """Prolong the lease. It outlasts a database that is away for a moment."""
        try:
            lifecycle.renew(self.item.pk, attempt=self.attempt, stage=stage, percent=percent)
        except AWAY:
            log.warning("a lease could not be prolonged", extra=self.names)
            sql.hang_up()

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
        move = partial(_succeed, run, delivery)
        finishing.surely(run, Action.ITEM_FINISHED, move, delivery.units)
    except AWAY:
        # The rows may name what was stored: what is delivered must not be lost. What no row
        # names goes with the next look at the bucket.
        raise
    except BaseException:
        _take_back(run, delivery)
        raise


def _take_back(run: _Run, delivery: Delivery) -> None:
    """Remove what was stored, once it is certain that no row names it."""
    with contextlib.suppress(*AWAY):
        if not finishing.is_over(run):
            delivery.discard()


def _succeed(run: _Run, delivery: Delivery) -> Moved:
    # The product may have been deleted while the item was made: what is made stands without it.
    run.item.refresh_from_db(fields=["product"])
    delivery.hand_over(run.item)
    return lifecycle.succeed(run.item.pk, attempt=run.attempt, provider=delivery.provider)


def _fail(run: _Run, error: ProviderError) -> None:
    """End the attempt: again later where that can help, else the item is given up."""
    try:
        finishing.surely(run, *_what_follows(run, error))
    except lifecycle.LeaseLost:
        log.info("lease lost", extra=run.names)


def _what_follows(run: _Run, error: ProviderError) -> tuple[Action | None, finishing.Move]:
    item_id, failures = run.item.pk, run.item.failures + 1
    why: dict[str, Any] = {"attempt": run.attempt, "code": error.code, "detail": error.detail}
    if not error.counts:
        seconds = lifecycle.spread(error.retry_after or 0.0)
        return None, partial(lifecycle.wait, item_id, **why, seconds=seconds)
    if error.retryable and lifecycle.may_try_again(run.item, code=error.code):
        wait = lifecycle.pause(error.code, failures=failures, retry_after=error.retry_after)
        return None, partial(lifecycle.try_again, item_id, **why, wait=wait)
    if error.code == UNKNOWN_OUTCOME:
        return Action.ITEM_FAILED, partial(lifecycle.leave_unknown, item_id, **why)
    return Action.ITEM_FAILED, partial(lifecycle.fail, item_id, **why)


def _hand_back(run: _Run) -> None:
    """Queue the item again for another worker: this one ends. The try does not count."""
    try:
        finishing.once(run, None, partial(lifecycle.hand_back, run.item.pk, attempt=run.attempt))
    except (lifecycle.LeaseLost, *AWAY):
        log.info("not handed back", extra=run.names)


def give_up_attempt(schema_name: str, item: JobItem, *, attempt: int) -> None:
    """End an attempt whose worker vanished; nothing happens when it has ended already."""
    _fail(_Run(schema_name, item, attempt), ProviderError(lifecycle.WORKER_LOST, retryable=True))
