"""Workers that vanished, hints that reached nobody: what beat's round does about them."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from billiard.exceptions import SoftTimeLimitExceeded
from django.db import connection
from django.db.models.functions import Now
from kombu.exceptions import OperationalError as BrokerAway

from generation import broker, lifecycle, queue, recovery, sql, work
from generation.models import Attempt, ItemState, Job, JobItem
from generation.tasks import run_image, sweep
from tests.unit.generation.conftest import Sent
from workspaces.models import Workspace


def first(job: Job) -> JobItem:
    return job.items.all()[0]


def lose(place: Workspace, job: Job, worker: str = "w") -> JobItem:
    """Let a worker take the first item and vanish; return the item as the round leaves it."""
    item = first(job)
    JobItem.objects.filter(pk=item.pk).update(next_run_at=Now())
    assert lifecycle.claim(item.pk, worker=worker) is not None
    JobItem.objects.filter(pk=item.pk).update(lease_until=Now() - timedelta(seconds=1))
    assert recovery.recover_lost(place.schema_name) == 1
    item.refresh_from_db()
    return item


def is_due(item: JobItem) -> bool:
    return JobItem.objects.filter(pk=item.pk, next_run_at__lte=Now()).exists()


def hint_at(place: Workspace, job: Job, sent: Sent) -> int:
    """Hint at a job's items; return how many there were."""
    sent.hints.clear()
    return queue.feed(place.pk, place.schema_name)


# --- workers that vanished -----------------------------------------------------------------------
def test_a_first_lost_worker_says_nothing_of_the_item_which_is_due_at_once(
    in_acme: Workspace, job: Job
) -> None:
    item = lose(in_acme, job)

    assert (item.state, item.failures) == (ItemState.QUEUED, 1)
    assert is_due(item)
    assert Attempt.objects.get().outcome == Attempt.Outcome.LOST


def test_what_ends_three_workers_is_given_up_and_its_units_come_back(
    in_acme: Workspace, job: Job
) -> None:
    assert [lose(in_acme, job).state for _time in range(2)] == ["queued", "queued"]

    item = lose(in_acme, job)

    assert (item.state, item.error_code) == (ItemState.FAILED, lifecycle.WORKER_LOST)
    assert item.attempts.filter(outcome=Attempt.Outcome.LOST).count() == 2
    assert item.attempts.get(number=3).outcome == Attempt.Outcome.FAILED


def test_other_failures_between_lost_workers_are_tried_as_often_as_any(
    in_acme: Workspace, job: Job
) -> None:
    lose(in_acme, job)
    item = first(job)
    JobItem.objects.filter(pk=item.pk).update(next_run_at=Now())
    lifecycle.claim(item.pk, worker="w")
    lifecycle.try_again(item.pk, attempt=2, code="provider.unavailable", detail="", wait=0)

    assert lose(in_acme, job).state == ItemState.QUEUED
    assert lose(in_acme, job).state == ItemState.FAILED


def test_a_person_s_retry_forgives_the_lost_workers_before_it(in_acme: Workspace, job: Job) -> None:
    for _time in range(3):
        lose(in_acme, job)
    sql.requeue_failed(job.pk)

    assert lose(in_acme, job).state == ItemState.QUEUED


def test_a_dead_process_gives_up_only_what_it_had_itself(
    in_acme: Workspace, job: Job, sent: Sent
) -> None:
    item = first(job)
    lifecycle.claim(item.pk, worker="images@host:a")

    assert not recovery.recover_item(in_acme.schema_name, item.pk, worker="images@host:b")
    assert not recovery.recover_item(in_acme.schema_name, uuid.uuid4(), worker="images@host:a")
    assert recovery.recover_item(in_acme.schema_name, item.pk, worker="images@host:a")
    assert not recovery.recover_item(in_acme.schema_name, item.pk, worker="images@host:a")

    assert first(job).failures == 1


def test_the_main_process_names_the_lease_of_the_process_that_died(
    in_acme: Workspace, job: Job, sent: Sent
) -> None:
    args = [in_acme.schema_name, str(first(job).pk)]

    run_image.on_process_lost(hostname="images@host", task_id="t1", args=args)

    assert sent.hints[-1] == ("generation.recover_item", (*args, "images@host:t1"))


def test_an_item_that_cannot_be_recovered_keeps_no_other_waiting(
    in_acme: Workspace, job: Job, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = list(job.items.order_by("position"))
    for item in items:
        assert lifecycle.claim(item.pk, worker="w") is not None
    JobItem.objects.update(lease_until=Now() - timedelta(seconds=1))
    JobItem.objects.filter(pk=items[0].pk).update(lease_until=Now() - timedelta(seconds=9))
    real = work.give_up_attempt

    def give_up(schema_name: str, item: JobItem, *, attempt: int) -> None:
        if item.pk == items[0].pk:
            raise KeyError("broken on purpose")
        real(schema_name, item, attempt=attempt)

    monkeypatch.setattr(work, "give_up_attempt", give_up)

    assert recovery.recover_lost(in_acme.schema_name) == 3

    states = list(job.items.order_by("position").values_list("state", flat=True))
    assert states == ["running", "queued", "queued"]


def test_a_round_ends_with_its_time(
    in_acme: Workspace, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    def takes_too_long(_schema_name: str) -> int:
        raise SoftTimeLimitExceeded

    place = (in_acme.pk, in_acme.schema_name)
    monkeypatch.setattr(recovery.sql, "workspaces_with_work", lambda: [place])
    monkeypatch.setattr(recovery, "recover_lost", takes_too_long)

    with pytest.raises(SoftTimeLimitExceeded):
        recovery.sweep()


# --- whose hint goes first -----------------------------------------------------------------------
def test_a_workspace_s_first_hint_goes_before_any_other_s_second(
    in_acme: Workspace, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    priorities: list[int] = []
    monkeypatch.setattr(
        queue, "_send", lambda *_args, **options: priorities.append(options["priority"])
    )
    sql.take_back_hints()

    assert queue.feed(in_acme.pk, in_acme.schema_name) == 3
    assert priorities == [0, 3, 6]


def test_what_runs_already_counts_before_the_next_hint(
    in_acme: Workspace, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    priorities: list[int] = []
    monkeypatch.setattr(
        queue, "_send", lambda *_args, **options: priorities.append(options["priority"])
    )
    sql.take_back_hints()
    lifecycle.claim(first(job).pk, worker="w")

    queue.feed(in_acme.pk, in_acme.schema_name)

    assert priorities == [3, 6]


def test_hints_are_given_in_the_order_of_the_items_however_their_rows_lie(
    in_acme: Workspace, job: Job, sent: Sent
) -> None:
    sql.take_back_hints()
    for item in job.items.order_by("-position"):
        JobItem.objects.filter(pk=item.pk).update(percent=0)
    with connection.cursor() as cursor:
        # How the database joins is its own affair, and that orders rows as it likes.
        cursor.execute("SET LOCAL enable_nestloop = off; SET LOCAL enable_hashjoin = off")

    hint_at(in_acme, job, sent)

    wanted = job.items.order_by("next_run_at", "created_at", "position")
    assert [args[1] for _task, args in sent.hints] == [str(item.pk) for item in wanted]


# --- hints that reached nobody -------------------------------------------------------------------
def test_hints_that_could_not_be_sent_are_not_waited_for(
    in_acme: Workspace, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    def away(task: str, *_args: object, **_options: Any) -> None:
        tried.append(task)
        raise BrokerAway("connection refused")

    sql.take_back_hints()
    monkeypatch.setattr(queue, "_send", away)

    assert queue.feed(in_acme.pk, in_acme.schema_name) == 0
    # One try tells: the others would wait for the broker as long.
    assert len(tried) == 1
    assert not JobItem.objects.filter(hinted_at__isnull=False).exists()


def test_an_emptied_broker_is_sent_its_hints_again(
    redis_server: str, in_acme: Workspace, job: Job, sent: Sent
) -> None:
    JobItem.objects.update(next_run_at=Now() - timedelta(seconds=1))
    sql.note_open_work(in_acme.pk)
    broker.remember()
    hint_at(in_acme, job, sent)
    sent.hints.clear()

    recovery.sweep()
    assert sent.hints == []

    client = broker._client()
    assert client is not None
    client.delete(broker.KEY)
    recovery.sweep()

    assert {args[1] for _task, args in sent.hints} <= {str(item.pk) for item in job.items.all()}
    assert len(sent.hints) >= 1
    assert not broker.has_forgotten()


def test_a_restarted_broker_is_known_by_its_name_for_itself(redis_server: str) -> None:
    broker.remember()
    assert not broker.has_forgotten()
    client = broker._client()
    assert client is not None

    client.set(broker.KEY, b"another-run")

    assert broker.has_forgotten()


def test_a_workspace_that_cannot_be_looked_after_keeps_no_other_waiting(
    in_acme: Workspace, beta: Workspace, job: Job, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = (beta.pk, beta.schema_name)
    monkeypatch.setattr(
        recovery.sql,
        "workspaces_with_work",
        lambda: [broken, (in_acme.pk, in_acme.schema_name)],
    )
    real = recovery.recover_lost

    def recover(schema_name: str) -> int:
        if schema_name == beta.schema_name:
            raise KeyError("broken on purpose")
        return real(schema_name)

    monkeypatch.setattr(recovery, "recover_lost", recover)
    sql.take_back_hints()
    sent.hints.clear()

    recovery.sweep()

    assert sent.hints


def test_rounds_that_come_all_at_once_are_one_round(
    redis_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = broker._client()
    assert client is not None
    client.delete(broker.ROUND)
    rounds: list[int] = []
    monkeypatch.setattr(recovery, "sweep", lambda: rounds.append(1))

    for _time in range(3):
        sweep()

    assert rounds == [1]
