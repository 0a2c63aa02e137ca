"""The only writer of an item's state.

    queued ─claim─▶ running ─succeed─▶ succeeded
      ▲               │ ├───fail─────▶ failed
      └──put back─────┘ └───stop─────▶ cancelled      queued ─cancel─▶ cancelled
    failed ─retry─▶ queued                             (a person's wish; a new reservation)

Every move is one guarded UPDATE whose row count is checked. A worker's writes name the attempt it
claimed, so a duplicate delivery or a worker thought dead changes nothing. Functions here join the
transaction that is open; `services` owns it.
"""

import random
from uuid import UUID

from django.conf import settings
from django.db.models.functions import Now

from generation import sql
from generation.models import Attempt, ItemState, JobItem
from generation.moves import Claim, Moved

BACKOFF_BASE_SECONDS = 2.0
BACKOFF_CAP_SECONDS = 300.0
SPREAD_SECONDS = 5.0
WORKER_LOST = "job.worker_lost"
# So many lost workers are no accident: the item is given up.
MAX_LOST = 3
# The stage of an item whose vendor is not asked for a while.
WAITING = "paused"


class LeaseLost(Exception):
    """Another worker has this item now: what this one made is not wanted."""


class CancelRequested(Exception):
    """A person asked for this item to stop."""


def claim(item_id: UUID, *, worker: str) -> Claim | None:
    """Take an item for this worker; None when it is not due, ended, or another's.

    One whose worker vanished is not claimed: it is queued again first, and that try counted.
    """
    claimed = sql.claim(item_id, worker=worker, lease_seconds=settings.JOB_LEASE_SECONDS)
    if claimed is None:
        return None
    Attempt.objects.create(item_id=item_id, number=claimed.attempt, worker=worker[:120])
    return claimed


def renew(item_id: UUID, *, attempt: int, stage: str, percent: int) -> None:
    """Say that the work goes on.

    Raises:
        LeaseLost: the attempt is not the present one.
        CancelRequested: the work is not wanted any more.
    """
    pulse = sql.renew(
        item_id,
        attempt=attempt,
        lease_seconds=settings.JOB_LEASE_SECONDS,
        stage=stage,
        percent=percent,
    )
    if pulse is None:
        raise LeaseLost(f"attempt {attempt} of {item_id}")
    if pulse.cancel_requested:
        raise CancelRequested(str(item_id))


def succeed(item_id: UUID, *, attempt: int, provider: str) -> Moved:
    """End an item as delivered. Raises LeaseLost when the attempt is not the present one."""
    moved = sql.end(item_id, attempt=attempt, state=ItemState.SUCCEEDED)
    _end_attempt(item_id, attempt, Attempt.Outcome.SUCCEEDED, provider=provider)
    return _present(moved, item_id, attempt)


def fail(item_id: UUID, *, attempt: int, code: str, detail: str) -> Moved:
    """End an item as failed for good. Raises LeaseLost when the attempt is not the present one."""
    moved = sql.end(item_id, attempt=attempt, state=ItemState.FAILED, code=code, detail=detail)
    _end_attempt(item_id, attempt, Attempt.Outcome.FAILED, code, detail)
    return _present(moved, item_id, attempt)


def stop(item_id: UUID, *, attempt: int) -> Moved:
    """End a running item as cancelled. Raises LeaseLost when the attempt is not the present one."""
    moved = sql.end(item_id, attempt=attempt, state=ItemState.CANCELLED)
    _end_attempt(item_id, attempt, Attempt.Outcome.CANCELLED)
    return _present(moved, item_id, attempt)


def try_again(item_id: UUID, *, attempt: int, code: str, detail: str, wait: float) -> Moved:
    """Queue an item again after a failure that may pass; due in `wait` seconds.

    Raises LeaseLost when the attempt is not the present one.
    """
    moved = sql.put_back(item_id, attempt=attempt, wait_seconds=wait, failed=True)
    outcome = Attempt.Outcome.LOST if code == WORKER_LOST else Attempt.Outcome.RETRY
    _end_attempt(item_id, attempt, outcome, code, detail)
    return _present(moved, item_id, attempt)


def wait(item_id: UUID, *, attempt: int, code: str, detail: str, seconds: float) -> Moved:
    """Queue an item again because its vendor is not asked now; the try does not count.

    Raises LeaseLost when the attempt is not the present one.
    """
    moved = sql.put_back(
        item_id, attempt=attempt, wait_seconds=seconds, failed=False, stage=WAITING
    )
    _end_attempt(item_id, attempt, Attempt.Outcome.RETRY, code, detail)
    return _present(moved, item_id, attempt)


def leave_unknown(item_id: UUID, *, attempt: int, code: str, detail: str) -> Moved:
    """End an item whose vendor never told what came of it; it is not asked again by itself.

    Raises LeaseLost when the attempt is not the present one.
    """
    moved = sql.end(item_id, attempt=attempt, state=ItemState.FAILED, code=code, detail=detail)
    _end_attempt(item_id, attempt, Attempt.Outcome.UNKNOWN, code, detail)
    return _present(moved, item_id, attempt)


def hand_back(item_id: UUID, *, attempt: int) -> Moved:
    """Queue an item again because this worker is ending; the try does not count.

    Raises LeaseLost when the attempt is not the present one.
    """
    moved = sql.put_back(item_id, attempt=attempt, wait_seconds=0, failed=False)
    _end_attempt(item_id, attempt, Attempt.Outcome.HANDED_BACK)
    return _present(moved, item_id, attempt)


def may_try_again(item: JobItem, *, code: str) -> bool:
    """Return whether one more failure leaves a try: what ends its workers gets fewer of them.

    item: as its attempt found it. Only of a lost worker the database is asked: whoever fails
    because it is away could not ask.
    """
    if item.failures + 1 >= settings.JOB_MAX_ATTEMPTS:
        return False
    if code != WORKER_LOST:
        return True
    counted = Attempt.objects.filter(item_id=item.pk, number__gte=item.attempt - item.failures)
    return counted.filter(outcome=Attempt.Outcome.LOST).count() + 1 < MAX_LOST


def pause(code: str, *, failures: int, retry_after: float | None = None) -> float:
    """Return seconds to wait after so many failures, this one among them.

    A first lost worker says nothing of the item: it goes on at once.
    """
    if code == WORKER_LOST and failures == 1:
        return 0.0
    return backoff(failures, retry_after=retry_after)


def backoff(failures: int, *, retry_after: float | None = None) -> float:
    """Return seconds to wait: full jitter under an exponential cap, never less than asked."""
    cap = min(BACKOFF_CAP_SECONDS, BACKOFF_BASE_SECONDS * 2.0**failures)
    return max(retry_after or 0.0, random.uniform(0, cap))  # noqa: S311  jitter, not a secret


def spread(seconds: float) -> float:
    """Return seconds to wait for a vendor that is not asked now: not all come back at once."""
    return seconds + random.uniform(0, SPREAD_SECONDS)  # noqa: S311  jitter, not a secret


def _present(moved: Moved | None, item_id: UUID, attempt: int) -> Moved:
    if moved is None:
        raise LeaseLost(f"attempt {attempt} of {item_id}")
    return moved


def _end_attempt(
    item_id: UUID,
    number: int,
    outcome: Attempt.Outcome,
    code: str = "",
    detail: str = "",
    provider: str = "",
) -> None:
    Attempt.objects.filter(item_id=item_id, number=number, ended_at__isnull=True).update(
        outcome=outcome, error_code=code, detail=detail[:2000], provider=provider, ended_at=Now()
    )
