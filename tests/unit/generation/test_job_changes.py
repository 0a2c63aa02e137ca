"""What becomes of a job that is there: one item stopped or tried again, made again, deleted."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db.models.functions import Now

from accounts.models import User
from assets.models import Asset, Product
from audit.models import AuditEvent
from billing import services as billing
from billing.models import QuotaPeriod, Reservation
from billing.quotas import QuotaExceeded
from generation import lifecycle, scripts, services, sql
from generation.models import ItemState, Job, JobItem, JobState, Text, VideoProject
from generation.services import BadRequest, NothingToDo, StillOpen
from tests.factories import copy, stock
from tests.factories.jobs import access_to
from tests.unit.generation import made
from tests.unit.generation.conftest import Sent
from workspaces.models import OpenWork, Workspace

pytestmark = pytest.mark.usefixtures("sent")


def held(place: Workspace, meter: str = "images") -> int:
    return billing.usage(workspace_id=place.pk, meter=meter).reserved


def lose_all(job: Job) -> Job:
    """End every item of a job as failed."""
    for item in job.items.all():
        made.fail(item)
    job.refresh_from_db()
    return job


# --- one item -----------------------------------------------------------------------------------


def test_an_item_that_waits_is_stopped_at_once_and_its_units_come_back(
    job: Job,
    in_acme: Workspace,
    alice: User,
    sent: Sent,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    first, second, _third = job.items.all()
    before, work = held(in_acme), OpenWork.objects.get(workspace=in_acme).items

    with django_capture_on_commit_callbacks(execute=True):
        after = services.cancel_item(access_to(in_acme), job.pk, first.pk, by=alice)

    first.refresh_from_db()
    assert (first.state, after.cancelled, after.state) == (ItemState.CANCELLED, 1, JobState.QUEUED)
    assert after.cancel_requested_at is None, "the others are still wanted"
    assert JobItem.objects.get(pk=second.pk).state == ItemState.QUEUED
    assert held(in_acme) == before - 1
    assert OpenWork.objects.get(workspace=in_acme).items == work - 1
    assert Reservation.objects.get(subject_id=first.pk).state == Reservation.State.RELEASED
    event = AuditEvent.objects.get(target_id=str(first.pk))
    assert (event.action, event.actor_id) == ("generation.job.cancelled", str(alice.pk))
    assert sent.names() == ["item", "job"]


def test_an_item_that_runs_is_stopped_at_its_next_report(
    job: Job, in_acme: Workspace, alice: User
) -> None:
    first, second, _third = job.items.all()
    attempts = [made.begin(item) for item in (first, second)]

    for _twice in range(2):
        after = services.cancel_item(access_to(in_acme), job.pk, first.pk, by=alice)

    assert (after.running, after.cancelled) == (2, 0)
    with pytest.raises(lifecycle.CancelRequested):
        lifecycle.renew(first.pk, attempt=attempts[0], stage="", percent=1)
    lifecycle.renew(second.pk, attempt=attempts[1], stage="", percent=1)
    assert AuditEvent.objects.filter(target_id=str(first.pk)).count() == 1


def test_a_job_whose_last_wanted_item_is_stopped_is_stopping(
    job: Job, in_acme: Workspace, alice: User
) -> None:
    first, *others = job.items.all()
    made.begin(first)
    for item in others:
        services.cancel_item(access_to(in_acme), job.pk, item.pk, by=alice)
    assert Job.objects.get(pk=job.pk).cancel_requested_at is None

    after = services.cancel_item(access_to(in_acme), job.pk, first.pk, by=alice)

    assert after.cancel_requested_at is not None


def test_an_item_that_has_ended_cannot_be_stopped(
    job: Job, in_acme: Workspace, alice: User
) -> None:
    first = job.items.all()[0]
    made.succeed(first)

    with pytest.raises(NothingToDo):
        services.cancel_item(access_to(in_acme), job.pk, first.pk, by=alice)
    with pytest.raises(JobItem.DoesNotExist):
        services.cancel_item(access_to(in_acme), job.pk, uuid4(), by=alice)


def test_stopping_an_item_changes_nothing_when_its_last_step_fails(
    job: Job, in_acme: Workspace, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: Any, **_more: Any) -> int:
        raise RuntimeError

    first = job.items.all()[0]
    monkeypatch.setattr("generation.services.changing.quotas.release_many", broken)

    with pytest.raises(RuntimeError):
        services.cancel_item(access_to(in_acme), job.pk, first.pk, by=alice)

    first.refresh_from_db()
    assert first.state == ItemState.QUEUED
    assert not AuditEvent.objects.filter(target_id=str(first.pk)).exists()


@pytest.mark.parametrize("failed", [True, False])
def test_an_item_asked_to_stop_is_not_queued_again_when_its_try_fails(
    failed: bool, job: Job, in_acme: Workspace, alice: User
) -> None:
    item = job.items.all()[0]
    attempt = made.begin(item)
    services.cancel_item(access_to(in_acme), job.pk, item.pk, by=alice)

    sql.put_back(item.pk, attempt=attempt, wait_seconds=1, failed=failed)

    item.refresh_from_db()
    assert item.state == ItemState.CANCELLED
    assert item.finished_at is not None


def test_one_failed_item_is_tried_again_and_the_others_stay(
    job: Job, in_acme: Workspace, alice: User
) -> None:
    lose_all(job)
    first, *others = job.items.all()

    after = services.retry_item(access_to(in_acme), job.pk, first.pk, by=alice)

    assert (after.queued, after.failed, after.state) == (1, 2, JobState.RUNNING)
    again = JobItem.objects.get(pk=first.pk)
    assert again.reservation_id != first.reservation_id
    assert {JobItem.objects.get(pk=item.pk).state for item in others} == {ItemState.FAILED}
    with pytest.raises(NothingToDo, match="This one has not failed"):
        services.retry_item(access_to(in_acme), job.pk, first.pk, by=alice)
    with pytest.raises(JobItem.DoesNotExist):
        services.retry_item(access_to(in_acme), job.pk, uuid4(), by=alice)


def test_a_stopped_job_is_not_tried_again_but_says_what_helps(
    job: Job, in_acme: Workspace, alice: User
) -> None:
    services.cancel(access_to(in_acme), job.pk, by=alice)

    with pytest.raises(NothingToDo, match="Make it again instead"):
        services.retry(access_to(in_acme), job.pk, by=alice)


# --- made again ---------------------------------------------------------------------------------


def test_pictures_are_made_again_as_they_were_asked_for(in_acme: Workspace, alice: User) -> None:
    photos = [stock.asset(name=f"Photo {number}") for number in (1, 2)]
    order = services.ImageOrder(
        [photo.pk for photo in photos],
        ["sky", "kitchen"],
        ratio="4:5",
        long_side_px=1200,
        title="Spring",
        hints={str(photos[0].pk): [0.1, 0.1, 0.5, 0.5]},
        leave_out=frozenset({(photos[1].pk, "sky")}),
    )
    job = services.submit(access_to(in_acme), order, by=alice)
    services.cancel(access_to(in_acme), job.pk, by=alice)
    before = held(in_acme)

    again = services.duplicate(access_to(in_acme), job.pk, by=alice)

    assert again.pk != job.pk
    assert (again.title, again.state, again.params) == ("Spring", JobState.QUEUED, job.params)
    shape = ("position", "label", "product_id", "units", "params")
    assert list(again.items.values(*shape)) == list(job.items.values(*shape))
    assert held(in_acme) == before + 3
    event = AuditEvent.objects.get(target_id=str(again.pk), action="generation.job.submitted")
    assert event.data["made_again_from"] == str(job.pk)


def test_texts_are_written_again_as_they_were_asked_for(in_acme: Workspace, alice: User) -> None:
    job = copy.submit(
        in_acme, alice, kinds=("title", "post"), networks=("x", "instagram"), tone="warm", first=5
    )

    again = services.duplicate(access_to(in_acme), job.pk, by=alice)

    assert again.params == job.params
    shape = ("position", "label", "product_id", "params")
    assert list(again.items.values(*shape)) == list(job.items.values(*shape))
    assert again.total == 5


def test_a_text_written_anew_is_written_anew_once_more(in_acme: Workspace, alice: User) -> None:
    copy.write(in_acme, copy.submit(in_acme, alice, kinds=("title",), languages=("en",)))
    text = Text.objects.get()
    order = services.RewriteOrder(text.pk, tone="lively", brief="Say it is blue")
    job = copy.write(in_acme, services.submit(access_to(in_acme), order, by=alice))

    again = services.duplicate(access_to(in_acme), job.pk, by=alice)
    copy.write(in_acme, again)

    text.refresh_from_db()
    assert (text.version, text.tone) == (3, "lively")
    assert again.items.get().params["brief"] == "Say it is blue"


def test_a_script_is_written_again_into_a_project_of_its_own(
    in_acme: Workspace, alice: User
) -> None:
    row = copy.product(alice)
    photo = stock.asset(name="Front", product=row)
    order = services.ScriptOrder(
        product_id=row.pk, seconds=12, ratio="1:1", music="quiet_room", straight_through=True
    )
    job = services.submit(access_to(in_acme), order, by=alice)

    again = services.duplicate(access_to(in_acme), job.pk, by=alice)

    assert again.parameters.project != job.parameters.project
    project = VideoProject.objects.get(script_job_id=again.pk)
    assert (str(project.pk), project.render_when_written) == (again.parameters.project, True)
    ours, theirs = job.items.get().params, again.items.get().params
    assert ours["assets"] == [str(photo.pk)]
    assert {**theirs, "project": ours["project"]} == ours


def test_a_video_is_rendered_again_of_the_same_version(
    in_acme: Workspace, alice: User, project: VideoProject, script: scripts.Script
) -> None:
    job = services.submit(access_to(in_acme), services.VideoOrder(project.pk), by=alice)
    same = services.duplicate(access_to(in_acme), job.pk, by=alice)
    lose_all(job)
    services.change_project(
        access_to(in_acme), project.pk, version=1, title="", script=script, by=alice
    )

    again = services.duplicate(access_to(in_acme), job.pk, by=alice)

    assert same.pk == job.pk, "it is being rendered already"
    assert again.pk != job.pk
    assert again.params == job.params
    assert again.parameters.version == 1


@pytest.mark.parametrize("kind", ["image", "copy", "rewrite", "video"])
def test_what_is_gone_cannot_be_made_again_and_nothing_is_counted(
    kind: str, in_acme: Workspace, alice: User, project: VideoProject
) -> None:
    if kind == "image":
        job = made.job(in_acme, alice)
        Asset.objects.filter(pk=job.params["photos"][0]).update(deleted_at=Now())
    elif kind == "video":
        job = services.submit(access_to(in_acme), services.VideoOrder(project.pk), by=alice)
        VideoProject.objects.filter(pk=project.pk).delete()
    else:
        job = copy.submit(in_acme, alice, kinds=("title",), languages=("en",))
    if kind == "rewrite":
        copy.write(in_acme, job)
        order = services.RewriteOrder(Text.objects.get().pk)
        job = services.submit(access_to(in_acme), order, by=alice)
        Text.objects.all().delete()
    if kind == "copy":
        Product.objects.all().delete()
    before = Reservation.objects.count()

    with pytest.raises(BadRequest, match="was deleted, so it cannot be made again"):
        services.duplicate(access_to(in_acme), job.pk, by=alice)

    assert Reservation.objects.count() == before


def test_making_again_asks_the_plan_like_any_order(
    job: Job, in_acme: Workspace, alice: User
) -> None:
    lose_all(job)
    QuotaPeriod.objects.filter(workspace=in_acme).update(limit_units=2, used=0, reserved=0)

    with pytest.raises(QuotaExceeded):
        services.duplicate(access_to(in_acme), job.pk, by=alice)

    assert Job.objects.count() == 1


# --- out of the history -------------------------------------------------------------------------


def test_an_ended_job_leaves_the_history_and_what_it_made_stays(
    job: Job, in_acme: Workspace, alice: User
) -> None:
    pictures = [made.succeed(item) for item in job.items.all()]

    services.hide(access_to(in_acme), job.pk, by=alice)

    assert not services.jobs().filter(pk=job.pk).exists()
    assert Asset.objects.filter(pk__in=[picture.pk for picture in pictures]).count() == 3
    event = AuditEvent.objects.get(target_id=str(job.pk), action="generation.job.hidden")
    assert event.actor_id == str(alice.pk)
    for change in (services.hide, services.retry, services.cancel, services.duplicate):
        with pytest.raises(Job.DoesNotExist):
            change(access_to(in_acme), job.pk, by=alice)


def test_an_open_job_stays_in_the_history(job: Job, in_acme: Workspace, alice: User) -> None:
    with pytest.raises(StillOpen, match="Stop it first"):
        services.hide(access_to(in_acme), job.pk, by=alice)

    assert services.jobs().filter(pk=job.pk).exists()
    assert not AuditEvent.objects.filter(action="generation.job.hidden").exists()


# --- several at once ----------------------------------------------------------------------------


def test_one_wish_for_several_jobs_changes_each_it_can(in_acme: Workspace, alice: User) -> None:
    waiting, failed = made.job(in_acme, alice), lose_all(made.job(in_acme, alice))
    ids = [waiting.pk, failed.pk, failed.pk, uuid4()]
    access = access_to(in_acme)

    again = services.retry_many(access, ids, by=alice)
    stopped = services.cancel_many(access, ids, by=alice)
    gone = services.hide_many(access, ids, by=alice)

    assert [found.count for found in (again, stopped, gone)] == [1, 2, 2]
    assert [type(refusal) for refusal in again.refusals] == [NothingToDo, Job.DoesNotExist]
    assert not services.jobs().exists()
