"""An item's moves: each from the right state only, each fenced by its attempt."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils import timezone

from generation import lifecycle, sql
from generation.models import Attempt, ItemState, Job, JobItem, JobState


def first(job: Job) -> JobItem:
    return job.items.order_by("position")[0]


def recounted(job: Job) -> Job:
    sql.recount(job.pk)
    job.refresh_from_db()
    return job


def test_claim_gives_the_item_a_lease_and_an_attempt(job: Job) -> None:
    item = first(job)

    claimed = lifecycle.claim(item.pk, worker="w1")

    item.refresh_from_db()
    assert claimed is not None
    assert claimed.attempt == 1
    assert item.state == ItemState.RUNNING
    assert item.leased_by == "w1"
    assert item.lease_until is not None
    assert item.lease_until > timezone.now() + timedelta(seconds=50)
    assert list(item.attempts.values_list("number", "outcome")) == [(1, "running")]


def test_a_claimed_item_cannot_be_claimed_again(job: Job) -> None:
    lifecycle.claim(first(job).pk, worker="w1")

    assert lifecycle.claim(first(job).pk, worker="w2") is None


def test_an_item_that_is_not_due_cannot_be_claimed(job: Job) -> None:
    JobItem.objects.filter(job=job).update(next_run_at=Now() + timedelta(minutes=1))

    assert lifecycle.claim(first(job).pk, worker="w1") is None


def test_an_item_asked_to_stop_cannot_be_claimed(job: Job) -> None:
    JobItem.objects.filter(job=job).update(cancel_requested_at=Now())

    assert lifecycle.claim(first(job).pk, worker="w1") is None


def test_an_item_whose_lease_ran_out_is_no_worker_s_to_take(job: Job) -> None:
    """It is queued again first, by the sweeper: else a try that ends its worker never counted."""
    item = first(job)
    lifecycle.claim(item.pk, worker="w1")
    JobItem.objects.filter(pk=item.pk).update(lease_until=Now() - timedelta(seconds=1))

    assert lifecycle.claim(item.pk, worker="w2") is None


def test_renew_notes_progress_and_never_goes_back(job: Job) -> None:
    item = first(job)
    lifecycle.claim(item.pk, worker="w1")

    lifecycle.renew(item.pk, attempt=1, stage="light", percent=60)
    lifecycle.renew(item.pk, attempt=1, stage="light", percent=40)

    item.refresh_from_db()
    assert (item.stage, item.percent) == ("light", 60)


def test_renew_tells_a_worker_whose_lease_was_taken(job: Job) -> None:
    item = first(job)
    lifecycle.claim(item.pk, worker="w1")

    with pytest.raises(lifecycle.LeaseLost):
        lifecycle.renew(item.pk, attempt=2, stage="", percent=0)


def test_renew_tells_a_worker_that_a_person_wants_it_to_stop(job: Job) -> None:
    item = first(job)
    lifecycle.claim(item.pk, worker="w1")
    sql.ask_running_to_stop(job.pk)

    with pytest.raises(lifecycle.CancelRequested):
        lifecycle.renew(item.pk, attempt=1, stage="", percent=0)


@pytest.mark.parametrize("move", ["succeed", "fail", "stop", "try_again", "hand_back"])
def test_no_move_of_an_old_attempt_changes_anything(job: Job, move: str) -> None:
    item = first(job)
    lifecycle.claim(item.pk, worker="w1")
    lifecycle.try_again(item.pk, attempt=1, code=lifecycle.WORKER_LOST, detail="", wait=0)
    lifecycle.claim(item.pk, worker="w2")
    moves = {
        "succeed": lambda: lifecycle.succeed(item.pk, attempt=1, provider="p"),
        "fail": lambda: lifecycle.fail(item.pk, attempt=1, code="x", detail=""),
        "stop": lambda: lifecycle.stop(item.pk, attempt=1),
        "try_again": lambda: lifecycle.try_again(item.pk, attempt=1, code="x", detail="", wait=0),
        "hand_back": lambda: lifecycle.hand_back(item.pk, attempt=1),
    }

    with pytest.raises(lifecycle.LeaseLost):
        moves[move]()

    item.refresh_from_db()
    assert (item.state, item.attempt, item.leased_by) == (ItemState.RUNNING, 2, "w2")


def test_a_terminal_item_is_terminal(job: Job) -> None:
    item = first(job)
    lifecycle.claim(item.pk, worker="w1")
    lifecycle.succeed(item.pk, attempt=1, provider="offline")

    with pytest.raises(lifecycle.LeaseLost):
        lifecycle.fail(item.pk, attempt=1, code="x", detail="")

    assert lifecycle.claim(item.pk, worker="w2") is None


def test_try_again_counts_a_failure_and_a_hand_back_does_not(job: Job) -> None:
    item = first(job)
    lifecycle.claim(item.pk, worker="w1")
    lifecycle.try_again(item.pk, attempt=1, code="provider.unavailable", detail="", wait=0)
    lifecycle.claim(item.pk, worker="w1")
    lifecycle.hand_back(item.pk, attempt=2)

    item.refresh_from_db()
    assert (item.state, item.failures, item.attempt) == (ItemState.QUEUED, 1, 2)
    outcomes = list(item.attempts.values_list("outcome", flat=True))
    assert outcomes == [Attempt.Outcome.RETRY, Attempt.Outcome.HANDED_BACK]


def test_backoff_has_jitter_a_cap_and_respects_retry_after() -> None:
    waits = [lifecycle.backoff(3) for _ in range(200)]

    assert 0 <= min(waits) < 4 < max(waits) <= 16
    assert max(lifecycle.backoff(50) for _ in range(100)) <= lifecycle.BACKOFF_CAP_SECONDS
    assert lifecycle.backoff(1, retry_after=40) >= 40


@pytest.mark.parametrize(
    ("ends", "state"),
    [
        ("sss", JobState.SUCCEEDED),
        ("ssf", JobState.PARTIAL),
        ("fff", JobState.FAILED),
        ("ccc", JobState.CANCELLED),
        ("fcc", JobState.FAILED),
        ("scc", JobState.PARTIAL),
    ],
)
def test_the_job_state_is_derived_from_its_items(job: Job, ends: str, state: str) -> None:
    for item, end in zip(job.items.order_by("position"), ends, strict=True):
        lifecycle.claim(item.pk, worker="w")
        match end:
            case "s":
                lifecycle.succeed(item.pk, attempt=1, provider="p")
            case "f":
                lifecycle.fail(item.pk, attempt=1, code="x", detail="")
            case "c":
                lifecycle.stop(item.pk, attempt=1)

    done = recounted(job)

    assert done.state == state
    assert done.finished_at is not None


def test_a_job_with_one_item_begun_is_running(job: Job) -> None:
    assert recounted(job).state == JobState.QUEUED
    lifecycle.claim(first(job).pk, worker="w")

    begun = recounted(job)

    assert (begun.state, begun.running, begun.queued) == (JobState.RUNNING, 1, 2)
    assert begun.started_at is not None


@pytest.mark.parametrize(
    "values",
    [
        {"state": "running"},
        {"state": "succeeded"},
        {"state": "failed", "finished_at": Now()},
        {"error_code": "x"},
        {"leased_by": "somebody"},
        {"percent": 101},
    ],
)
def test_the_database_refuses_half_a_move(job: Job, values: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        JobItem.objects.filter(pk=first(job).pk).update(**values)
