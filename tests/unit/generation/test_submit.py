"""Submitting, cancelling and retrying: all or nothing, counted once."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from audit import services as audit
from audit.models import AuditEvent
from billing import quotas
from billing import services as billing
from billing.models import LedgerEntry, QuotaPeriod, Reservation
from billing.money import sheets, statements
from billing.money.sheets import NewPrice
from billing.quotas import QuotaExceeded
from generation import lifecycle, progress, queue, services, sql
from generation.models import ItemState, Job, JobItem, JobState
from generation.services import BadRequest, ImageOrder, NothingToDo
from tests.factories import files, jobs
from tests.unit.generation.conftest import Sent
from workspaces.models import OpenWork, Workspace

Capture = Callable[..., Any]


def usage(workspace: Workspace) -> tuple[int, int]:
    found = billing.usage(workspace_id=workspace.pk, meter="images")
    return found.used, found.reserved


def test_submit_writes_job_items_reservations_ledger_audit_and_open_work(
    in_acme: Workspace, alice: User, sent: Sent
) -> None:
    before = usage(in_acme)

    job = jobs.submit(in_acme, alice, photos=2, styles=("pure-white", "midnight"))

    assert (job.total, job.queued, job.state) == (4, 4, JobState.QUEUED)
    assert [item.params["style"] for item in job.items.all()] == [
        "pure-white",
        "pure-white",
        "midnight",
        "midnight",
    ]
    assert usage(in_acme) == (before[0], before[1] + 4)
    held = Reservation.objects.filter(job_id=job.pk)
    assert set(held.values_list("subject_id", flat=True)) == {item.pk for item in job.items.all()}
    entries = LedgerEntry.objects.filter(reservation__in=held).order_by("id")
    balances = [entry.balance_after for entry in entries]
    assert balances == [balances[0] - step for step in range(4)]
    event = AuditEvent.objects.get(target_id=str(job.pk))
    assert (event.action, event.actor_id) == ("generation.job.submitted", str(alice.pk))
    assert (
        OpenWork.objects.get(workspace=in_acme).items
        == JobItem.objects.filter(state__in=["queued", "running"]).count()
    )


def test_submit_hints_no_more_items_than_the_plan_runs_at_a_time(
    in_acme: Workspace,
    alice: User,
    sent: Sent,
    django_capture_on_commit_callbacks: Capture,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        jobs.submit(in_acme, alice, photos=4, styles=("pure-white", "sky"))

    assert len(sent.hints) == billing.concurrency(workspace_id=in_acme.pk) == 4
    assert {task for task, _args in sent.hints} == {"generation.run_image"}
    assert all(args[0] == in_acme.schema_name for _task, args in sent.hints)


def test_what_is_accepted_stays_accepted_when_workers_cannot_be_told(
    in_acme: Workspace,
    alice: User,
    monkeypatch: pytest.MonkeyPatch,
    caplog: Any,
    django_capture_on_commit_callbacks: Capture,
) -> None:
    def broken(*_args: Any) -> None:
        raise RuntimeError("no worker hears")

    monkeypatch.setattr(queue, "feed", broken)
    monkeypatch.setattr(progress, "publish_job", broken)

    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.submit(in_acme, alice)

    assert Job.objects.get(pk=job.pk).state == JobState.QUEUED
    assert sum("no worker hears" in row.getMessage() for row in caplog.records) == 2


def test_a_look_that_does_not_exist_is_named_with_the_choices(
    in_acme: Workspace, alice: User, sent: Sent
) -> None:
    before = usage(in_acme)

    with pytest.raises(BadRequest) as refused:
        jobs.submit(in_acme, alice, styles=("neon",))

    assert refused.value.code == "style-unknown"
    assert str(refused.value).startswith(
        "There is no look called “neon”. Choose from: morning-window"
    )
    assert usage(in_acme) == before
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"ratio": "7:1"}, "ratio-unknown"),
        ({"long_side_px": 100}, "size-out-of-range"),
        ({"long_side_px": 9000}, "size-out-of-range"),
        ({"styles": []}, "nothing-chosen"),
        ({"hints": {"x": [0.5, 0.5, 2.0, 0.1]}}, "hint-invalid"),
    ],
)
def test_an_order_that_cannot_be_made_says_why(
    in_acme: Workspace, alice: User, sent: Sent, changes: dict[str, Any], code: str
) -> None:
    photo = files.asset(in_acme)
    values = {"asset_ids": [photo.pk], "styles": ["pure-white"], **changes}

    with pytest.raises(BadRequest) as refused:
        services.submit(jobs.access_to(in_acme), ImageOrder(**values), by=alice)

    assert refused.value.code == code


def test_a_photo_of_another_workspace_does_not_exist_here(
    in_acme: Workspace, alice: User, sent: Sent
) -> None:
    order = ImageOrder(["00000000-0000-4000-8000-000000000001"], ["pure-white"])  # type: ignore[list-item]

    with pytest.raises(BadRequest) as refused:
        services.submit(jobs.access_to(in_acme), order, by=alice)

    assert refused.value.code == "asset-unknown"


def test_submit_refuses_when_the_limit_would_be_passed_and_writes_nothing(
    in_acme: Workspace, alice: User, sent: Sent
) -> None:
    billing.usage(workspace_id=in_acme.pk, meter="images")
    QuotaPeriod.objects.filter(workspace=in_acme).update(limit_units=2)

    with pytest.raises(QuotaExceeded) as refused:
        jobs.submit(in_acme, alice, styles=("pure-white", "sky", "midnight"))

    assert refused.value.requested == 3
    assert not Job.objects.exists()
    assert not Reservation.objects.filter(workspace=in_acme, meter="images").exists()


def test_cancel_ends_what_waits_and_asks_what_runs(
    job: Job, in_acme: Workspace, alice: User, sent: Sent
) -> None:
    running = job.items.order_by("position")[0]
    lifecycle.claim(running.pk, worker="w")
    sql.recount(job.pk)

    stopped = services.cancel(jobs.access_to(in_acme), job.pk, by=alice)

    assert (stopped.running, stopped.cancelled, stopped.state) == (1, 2, JobState.RUNNING)
    with pytest.raises(lifecycle.CancelRequested):
        lifecycle.renew(running.pk, attempt=1, stage="", percent=5)
    states = Reservation.objects.filter(job_id=job.pk).values_list("state", flat=True)
    assert sorted(states) == ["held", "released", "released"]
    assert usage(in_acme) == (0, 1)


def test_streams_hear_that_a_cancelled_job_is_done_and_that_a_retried_one_is_not(
    job: Job,
    in_acme: Workspace,
    alice: User,
    sent: Sent,
    django_capture_on_commit_callbacks: Capture,
) -> None:
    failed = job.items.order_by("position")[0]
    lifecycle.claim(failed.pk, worker="w")
    lifecycle.fail(failed.pk, attempt=1, code="image.worker_time", detail="")

    with django_capture_on_commit_callbacks(execute=True):
        services.cancel(jobs.access_to(in_acme), job.pk, by=alice)
    assert sent.names() == ["item", "item", "done"]
    job.refresh_from_db()
    assert sent.events[-1][1] == {
        "kind": "image",
        "state": "failed",
        "version": job.version,
        "succeeded": 0,
        "failed": 1,
    }

    with django_capture_on_commit_callbacks(execute=True):
        services.retry(jobs.access_to(in_acme), job.pk, by=alice)
    assert sent.names()[3:] == ["item", "job"]
    assert sent.events[-1][1]["state"] == "queued"


def test_cancel_of_an_ended_job_says_there_is_nothing_to_stop(
    job: Job, in_acme: Workspace, alice: User, sent: Sent
) -> None:
    services.cancel(jobs.access_to(in_acme), job.pk, by=alice)

    with pytest.raises(NothingToDo):
        services.cancel(jobs.access_to(in_acme), job.pk, by=alice)


def test_retry_queues_only_what_failed_and_holds_it_anew(
    job: Job, in_acme: Workspace, alice: User, sent: Sent
) -> None:
    failed, done, _waiting = job.items.order_by("position")
    lifecycle.claim(failed.pk, worker="w")
    lifecycle.fail(failed.pk, attempt=1, code="image.worker_time", detail="")
    lifecycle.claim(done.pk, worker="w")
    lifecycle.succeed(done.pk, attempt=1, provider="p")
    sql.recount(job.pk)
    old = failed.reservation_id

    services.retry(jobs.access_to(in_acme), job.pk, by=alice)

    failed.refresh_from_db()
    done.refresh_from_db()
    assert (failed.state, failed.error_code) == (ItemState.QUEUED, "")
    assert done.state == ItemState.SUCCEEDED
    assert failed.reservation_id != old
    assert Reservation.objects.get(pk=failed.reservation_id).state == Reservation.State.HELD


def test_retry_with_nothing_failed_says_so(
    job: Job, in_acme: Workspace, alice: User, sent: Sent
) -> None:
    with pytest.raises(NothingToDo):
        services.retry(jobs.access_to(in_acme), job.pk, by=alice)


def test_the_price_of_the_moment_is_kept_with_what_is_held(
    in_acme: Workspace, alice: User, sent: Sent
) -> None:
    first = [NewPrice("images", unit_price=12, unit_cost=4, kind="image")]
    sheets.publish(first, currency="USD", actor=audit.SYSTEM)
    job = jobs.submit(in_acme, alice, photos=1, styles=("pure-white", "midnight"))
    dearer = [NewPrice("images", unit_price=900, unit_cost=800)]
    sheets.publish(dearer, currency="USD", actor=audit.SYSTEM)

    held = Reservation.objects.filter(job_id=job.pk)
    for reservation in held:
        quotas.commit(reservation.pk)

    assert set(held.values_list("unit_price_frozen", "provider")) == {(12, "offline")}
    said = statements.of_job(job.pk, workspace_id=in_acme.pk)
    assert (said.charge, said.cost, said.units) == (24, 8, {"images": 2})
