"""The end of an attempt when the database is away, and when something happens nobody foresaw."""

from collections.abc import Callable
from typing import Any

import pytest
from billiard.exceptions import SoftTimeLimitExceeded
from django.db import OperationalError, connection

from billing.models import QuotaPeriod
from generation import finishing, kinds, lifecycle, sql, work
from generation.models import Attempt, ItemState, Job, JobItem
from tests.unit.generation.conftest import Sent
from workspaces.models import Workspace

GONE = OperationalError("the server closed the connection")


class Made:
    """A kind, and a delivery of it, that notes how often it is made and whether it is taken back."""

    provider, units = "offline", None

    def __init__(self) -> None:
        self.times = 0
        self.taken_back = False
        self.happens: Callable[[Any], object] = lambda _run: None

    def deliver(self, run: Any) -> "Made":
        self.times += 1
        self.happens(run)
        return self

    def hand_over(self, item: JobItem) -> None:
        """Write no rows."""

    def discard(self) -> None:
        self.taken_back = True


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Made:
    """What is delivered. The test's own transaction outlives a connection that is let go."""
    delivery = Made()
    monkeypatch.setattr(kinds, "of", lambda _kind: delivery)
    monkeypatch.setattr(sql, "hang_up", lambda: None)
    monkeypatch.setattr(finishing, "AGAIN_SECONDS", 0.0)
    return delivery


def run(place: Workspace, job: Job) -> JobItem:
    """Work on a job's first item; return it as it is then."""
    item = job.items.all()[0]
    assert work.run(place.schema_name, item.pk, worker="here")
    item.refresh_from_db()
    return item


def breaking(monkeypatch: pytest.MonkeyPatch, *errors: Exception | None) -> None:
    """Have the finishing transaction end with these errors, one a try; then it works."""
    # The job begins with this item: the claim notes it, too.
    left, real = [None, *errors], sql.note_open_work

    def note(workspace_id: Any) -> None:
        error = left.pop(0) if left else None
        if error is not None:
            raise error
        real(workspace_id)

    monkeypatch.setattr(sql, "note_open_work", note)


def charged(place: Workspace) -> tuple[int, int]:
    period = QuotaPeriod.objects.get(workspace=place, meter="images")
    return period.reserved, period.used


def test_what_was_made_is_kept_while_the_database_is_away(
    in_acme: Workspace, job: Job, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaking(monkeypatch, GONE, GONE)

    item = run(in_acme, job)

    assert (item.state, item.attempt, item.failures) == (ItemState.SUCCEEDED, 1, 0)
    assert (made.times, made.taken_back) == (1, False)
    assert charged(in_acme) == (2, 1)


def test_a_commit_whose_answer_was_lost_counts_once_and_is_told(
    in_acme: Workspace, job: Job, made: Made, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, lost = finishing.once, [True]

    def once(attempt: Any, *rest: Any) -> None:
        real(attempt, *rest)
        if lost:
            lost.clear()
            attempt.has_ended = False
            raise GONE

    monkeypatch.setattr(finishing, "once", once)

    item = run(in_acme, job)

    assert item.state == ItemState.SUCCEEDED
    assert made.taken_back is False
    assert charged(in_acme) == (2, 1)
    assert sent.events[-1] == (
        "job",
        {"kind": "image", "state": "running", "version": 3, "succeeded": 1, "failed": 0},
    )


def test_a_database_that_stays_away_leaves_the_item_to_the_sweeper_and_the_file_to_its_rows(
    in_acme: Workspace, job: Job, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finishing, "PATIENCE_SECONDS", 0.0)
    breaking(monkeypatch, *[GONE] * 9)

    with pytest.raises(OperationalError):
        run(in_acme, job)

    assert made.taken_back is False
    assert job.items.all()[0].state == ItemState.RUNNING


def test_what_is_stored_goes_again_when_its_rows_cannot_be_written(
    in_acme: Workspace, job: Job, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaking(monkeypatch, RuntimeError("no such column"))

    item = run(in_acme, job)

    assert made.taken_back is True
    assert (item.state, item.failures) == (ItemState.QUEUED, 1)
    assert charged(in_acme) == (3, 0)


def test_what_is_made_after_its_worker_was_given_up_for_dead_is_taken_back(
    in_acme: Workspace, job: Job, made: Made
) -> None:
    """The third lost worker ends the item as failed; this one was only slow."""
    made.happens = lambda attempt: lifecycle.fail(
        attempt.item.pk, attempt=attempt.attempt, code=lifecycle.WORKER_LOST, detail=""
    )

    item = run(in_acme, job)

    assert (item.state, item.error_code) == (ItemState.FAILED, lifecycle.WORKER_LOST)
    assert made.taken_back is True


@pytest.mark.parametrize(
    ("error", "code", "detail"),
    [
        (KeyError("ratio"), work.UNFORESEEN, "KeyError: 'ratio'"),
        (SoftTimeLimitExceeded(), work.TOOK_TOO_LONG, ""),
        (GONE, work.INTERRUPTED, str(GONE)),
    ],
)
def test_what_nobody_foresaw_ends_the_attempt_at_once_and_says_what_it_was(
    error: Exception, code: str, detail: str, in_acme: Workspace, job: Job, made: Made
) -> None:
    def breaks(_run: Any) -> None:
        raise error

    made.happens = breaks

    item = run(in_acme, job)

    assert (item.state, item.failures) == (ItemState.QUEUED, 1)
    tried = Attempt.objects.get()
    assert (tried.outcome, tried.error_code, tried.detail) == ("retry", code, detail)


def test_a_connection_that_broke_in_the_middle_ends_the_attempt_at_once(
    in_acme: Workspace, job: Job, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken: list[bool] = []

    def execute(run_it: Any, *statement: Any) -> Any:
        if broken:
            raise GONE
        return run_it(*statement)

    def breaks(_run: Any) -> None:
        broken.append(True)
        Job.objects.get(pk=job.pk)

    made.happens = breaks
    monkeypatch.setattr(sql, "hang_up", broken.clear)

    with connection.execute_wrapper(execute):
        item = run(in_acme, job)

    assert (item.state, item.failures) == (ItemState.QUEUED, 1)
    assert Attempt.objects.get().error_code == work.INTERRUPTED


def test_a_lease_outlasts_a_database_that_is_away_for_a_moment(
    in_acme: Workspace, job: Job, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_arguments: Any, **_named: Any) -> None:
        raise GONE

    monkeypatch.setattr(lifecycle, "renew", away)
    made.happens = lambda attempt: attempt.report("place", 50)

    assert run(in_acme, job).state == ItemState.SUCCEEDED
