"""Messages come several times, in any order, again while the work goes on, or from another release."""

import random
import time
from unittest import mock

import pytest
from celery import current_app

from generation.models import Attempt, ItemState, Job, JobItem
from tests.faults import wanted
from tests.faults.ground import Ground, eventually
from tests.faults.quiet import after_quiet_time, orphans
from tests.integration.generation.conftest import Place

TIMES = 5
ALWAYS = {"copy"}
KINDS = [
    pytest.param(kind, marks=() if kind in ALWAYS else pytest.mark.slow)
    for kind in wanted.KINDS_OF_JOB
]


def send(place: Place, kind: str, item: JobItem, **later: object) -> None:
    """Send the message of an item by hand."""
    current_app.send_task(
        f"generation.run_{kind}",
        args=[place.schema_name, str(item.pk)],
        kwargs=later,
        ignore_result=True,
    )


@pytest.mark.parametrize("kind", KINDS)
def test_five_copies_of_every_message_in_any_order_make_everything_once(
    ground: Ground, place: Place, kind: str
) -> None:
    job = wanted.order(place, kind, count=1 if kind == "video" else 8)
    copies = wanted.items(job) * TIMES
    random.Random(17).shuffle(copies)

    for item in copies:
        send(place, kind, item)

    assert after_quiet_time(place) == []
    time.sleep(1.0)  # copies that are left find nothing to do
    assert after_quiet_time(place) == []
    assert {item.attempt for item in wanted.items(job)} == {1}
    assert Attempt.objects.filter(item__job=job).count() == job.total
    if kind != "video":
        assert len(ground.vendor.asked) == job.total, "the vendor is asked once for each"
    assert orphans(place) == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["image", "copy"])
@pytest.mark.parametrize("point", ["claimed", "settling"])
def test_a_message_that_comes_again_while_its_task_runs_changes_nothing(
    ground: Ground, place: Place, kind: str, point: str
) -> None:
    """As when the broker's visibility timeout is shorter than the task."""
    job, _pids = wanted.reach(ground, place, kind, point)
    asked = len(ground.vendor.asked)

    for _ in range(TIMES):
        send(place, kind, wanted.only(job))
    time.sleep(2.0)
    assert wanted.only(job).attempt == 1
    ground.points.release(point)

    assert after_quiet_time(place) == []
    assert wanted.only(job).attempt == 1
    assert len(ground.vendor.asked) <= asked + 1
    assert orphans(place) == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["image", "copy", pytest.param("video", marks=pytest.mark.long)])
def test_messages_of_a_newer_release_with_more_words_are_taken(
    ground: Ground, place: Place, kind: str
) -> None:
    job, _pids = wanted.reach(ground, place, kind, "before_claim")

    send(place, kind, wanted.only(job), urgency="high", since={"release": 9})

    if kind == "video":  # it has one process
        ground.points.release("before_claim")
    assert after_quiet_time(place) == []
    ground.points.release("before_claim")
    assert after_quiet_time(place) == []
    assert wanted.only(job).attempt == 1


@pytest.mark.slow
def test_work_of_a_kind_this_release_does_not_know_waits_and_is_done_by_one_that_does(
    ground: Ground, place: Place
) -> None:
    with mock.patch("generation.queue._send"):
        unknown = wanted.texts(place, 1)
    Job.objects.filter(pk=unknown.pk).update(kind="hologram")
    JobItem.objects.filter(job=unknown).update(hinted_at=None)
    current_app.send_task("generation.run_hologram", args=[place.schema_name, "nothing"])
    sent_by_beat = lambda: wanted.only(unknown).hinted_at is not None  # noqa: E731
    eventually(sent_by_beat, seconds=20, what="its hint is sent")

    known = wanted.texts(place, 4)
    eventually(lambda: _has_ended(known), seconds=30, what="other work goes on")
    item = wanted.only(unknown)
    assert (item.state, item.attempt) == (ItemState.QUEUED, 0), "it is not lost, and not failed"

    Job.objects.filter(pk=unknown.pk).update(kind="copy")
    JobItem.objects.filter(job=unknown).update(hinted_at=None)
    assert after_quiet_time(place) == []
    assert wanted.only(unknown).state == ItemState.SUCCEEDED


def _has_ended(job: Job) -> bool:
    return all(item.finished_at is not None for item in wanted.items(job))
