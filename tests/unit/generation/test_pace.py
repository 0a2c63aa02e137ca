"""Where a job stands: what is before it, when it starts, how long it takes, in words."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now
from rest_framework.test import APIClient

from accounts.models import User
from generation import lifecycle, pace, services, snapshots, sql, telling
from generation.models import Job, JobItem, JobState
from generation.pace import Standing
from tests.factories.jobs import access_to
from tests.unit.generation import made
from workspaces import tenancy
from workspaces.models import Workspace

pytestmark = pytest.mark.usefixtures("sent")


def standing(job: Job) -> Standing:
    job.refresh_from_db()
    return services.standing(job)


def test_what_stands_before_a_job_is_counted_in_the_order_of_feeding(
    in_acme: Workspace, alice: User
) -> None:
    first = made.due(made.job(in_acme, alice, photos=3), minutes_ago=3)
    second = made.due(made.job(in_acme, alice, photos=2), minutes_ago=2)
    third = made.job(in_acme, alice)
    made.begin(first.items.all()[0])

    found = [standing(job) for job in (first, second, third)]

    assert [(some.position, some.jobs_ahead, some.at_once) for some in found] == [
        (1, 0, 4),
        (3, 1, 4),
        (5, 2, 4),
    ]


def test_a_job_tried_again_stands_behind_what_was_ordered_meanwhile(
    in_acme: Workspace, alice: User
) -> None:
    first = made.job(in_acme, alice)
    made.fail(first.items.get())
    second = made.due(made.job(in_acme, alice), minutes_ago=1)
    services.retry(access_to(in_acme), first.pk, by=alice)

    assert (standing(first).position, standing(second).position) == (1, 0)


def test_a_free_place_means_at_once_however_little_is_measured(
    in_acme: Workspace, alice: User
) -> None:
    job = made.job(in_acme, alice)

    found = standing(job)

    assert (found.position, found.starts_in, found.left) == (0, 0, None)


def test_time_is_told_from_what_others_of_the_kind_took(in_acme: Workspace, alice: User) -> None:
    made.took(made.job(in_acme, alice, photos=3), seconds=40)
    first = made.due(made.job(in_acme, alice, photos=8), minutes_ago=1)
    second = made.job(in_acme, alice, photos=2)

    found = [standing(job) for job in (first, second)]

    # Four at a time: eight take two rounds of 40 s, and the next two one more.
    assert [(some.starts_in, some.left) for some in found] == [(0, 80), (80, 120)]


def test_what_is_done_of_running_work_is_not_waited_for_again(
    in_acme: Workspace, alice: User
) -> None:
    made.took(made.job(in_acme, alice, photos=3), seconds=40)
    first = made.due(made.job(in_acme, alice, photos=4), minutes_ago=1)
    for item in first.items.all():
        made.begin(item, stage="light", percent=75)
    second = made.job(in_acme, alice)

    assert standing(first).left == 10
    assert (standing(second).starts_in, standing(second).left) == (10, 50)


def test_two_measured_items_say_nothing_about_the_kind(in_acme: Workspace, alice: User) -> None:
    made.took(made.job(in_acme, alice, photos=2), seconds=40)
    job = made.job(in_acme, alice)

    assert standing(job).left is None
    assert pace.seconds_an_item("image") == 40
    assert pace.seconds_an_item("video") is None


def test_from_the_third_item_on_a_job_tells_its_own_pace(in_acme: Workspace, alice: User) -> None:
    made.took(made.job(in_acme, alice, photos=3), seconds=400)
    job = made.job(in_acme, alice, photos=6)
    items = list(job.items.all())
    for item in items[:3]:
        made.succeed(item)
    made.begin(items[3])
    Job.objects.filter(pk=job.pk).update(started_at=Now() - timedelta(seconds=30))

    assert standing(job).left == 30


def test_an_item_that_waits_for_its_next_try_starts_no_sooner(
    in_acme: Workspace, alice: User
) -> None:
    made.took(made.job(in_acme, alice, photos=3), seconds=20)
    job = made.job(in_acme, alice)
    item = job.items.get()
    lifecycle.try_again(item.pk, attempt=made.begin(item), code="x", detail="", wait=60)
    sql.recount(job.pk)

    found = standing(job)

    assert found.starts_in in (59, 60)
    assert found.left in (79, 80)


def test_an_ended_job_stands_nowhere(
    in_acme: Workspace, alice: User, django_assert_num_queries: Any
) -> None:
    job = made.job(in_acme, alice)
    made.succeed(job.items.get())
    job.refresh_from_db()

    with django_assert_num_queries(0):
        assert services.standing(job) == pace.ENDED


@pytest.mark.parametrize("others", [0, 5])
def test_where_a_job_stands_is_asked_as_often_for_many_before_it_as_for_none(
    others: int, in_acme: Workspace, alice: User, django_assert_num_queries: Any
) -> None:
    for _number in range(others):
        made.due(made.job(in_acme, alice), minutes_ago=1)
    job = made.job(in_acme, alice)

    with django_assert_num_queries(3):
        pace.standing(job, spent=None, moving=0)


# --- in words -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("jobs", "seconds", "words"),
    [
        (0, None, "It starts in a moment."),
        (0, 0, "It starts in a moment."),
        (0, 33, "It starts in about 30 s."),
        (0, 130, "It starts in about 2 min."),
        (1, None, "1 job before yours"),
        (1, 4, "1 job before yours, starts in a moment"),
        (2, 12, "2 jobs before yours, starts in about 10 s"),
        (2, 56, "2 jobs before yours, starts in about 1 min"),
    ],
)
def test_waiting_is_told_as_people_say_it(jobs: int, seconds: int | None, words: str) -> None:
    assert telling.waits(Standing(jobs_ahead=jobs, starts_in=seconds)) == words


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"state": "queued"}, "It starts in a moment."),
        ({"state": "running", "succeeded": 14}, "14 of 24 images are done, about 50 s left"),
        (
            {"state": "running", "cancel_requested_at": "now"},
            "It is stopping. What is being made now ends at its next step.",
        ),
        ({"state": "succeeded", "succeeded": 24}, "Finished. 24 of 24 images are done."),
        (
            {"state": "partial", "succeeded": 20, "failed": 1, "cancelled": 3},
            (
                "Finished. 20 of 24 images are done. 1 could not be made and is not counted."
                " 3 were stopped and are not counted."
            ),
        ),
        (
            {"state": "failed", "failed": 24},
            "Finished. 0 of 24 images are done. 24 could not be made and are not counted.",
        ),
        (
            {"state": "cancelled", "cancelled": 24},
            "It was stopped before anything was made. Nothing was counted.",
        ),
    ],
)
def test_a_job_says_in_one_sentence_how_it_stands(values: dict[str, Any], words: str) -> None:
    job = Job(kind="image", total=24, **values)

    assert telling.message(job, Standing(starts_in=0, left=50)) == words


def test_a_running_job_of_unknown_pace_says_only_what_is_done() -> None:
    job = Job(kind="copy", state=JobState.RUNNING, total=6, succeeded=1)

    assert telling.message(job, Standing()) == "1 of 6 texts are done"


def test_snapshot_and_api_tell_where_a_job_stands(
    in_acme: Workspace, alice: User, api_for: Callable[..., APIClient]
) -> None:
    made.took(made.job(in_acme, alice, photos=3), seconds=60)
    made.due(made.job(in_acme, alice, photos=8), minutes_ago=1)
    job = made.job(in_acme, alice)
    expected = {
        "message": "1 job before yours, starts in about 2 min",
        "position": 8,
        "jobs_ahead": 1,
        "concurrency": 4,
        "starts_in": 120,
        "seconds_left": 180,
    }

    told = snapshots.full(job.pk)
    tenancy.leave()
    answered = api_for(alice, in_acme).get(f"/api/v1/images/{job.pk}").json()

    for document in (told, answered):
        assert {name: document[name] for name in expected} == expected


def test_an_ended_job_tells_only_what_came_of_it(in_acme: Workspace, alice: User) -> None:
    job = made.job(in_acme, alice)
    made.succeed(job.items.get())
    JobItem.objects.filter(job=job).update(percent=100)

    told = snapshots.full(job.pk)

    assert told["message"] == "Finished. 1 of 1 images are done."
    assert (told["position"], told["seconds_left"], told["concurrency"]) == (None, None, None)
