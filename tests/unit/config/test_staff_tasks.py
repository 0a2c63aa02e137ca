"""Periodic tasks for staff: how the last run went, switched and run now on the record."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django_celery_beat.models import PeriodicTask, PeriodicTasks

from accounts.models import User
from assets import storage
from audit.models import AuditEvent
from config import periodic, queue, runs, tasks
from config.celery import app
from config.models import TaskRun

REASON = "The store is being moved."
NAME = "Remove files without a row"


@pytest.fixture
def row(public: None, monkeypatch: pytest.MonkeyPatch) -> PeriodicTask:
    monkeypatch.setattr(storage, "setup_bucket", lambda: None)
    call_command("setup")
    return PeriodicTask.objects.get(name=NAME)


def act(staff: Client, row: PeriodicTask, verb: str) -> str:
    name = f"admin:django_celery_beat_periodictask_{verb}"
    answer = staff.post(reverse(name, args=[row.pk]), {"reason": REASON}, follow=True)
    return answer.content.decode()


def listed(staff: Client) -> str:
    return staff.get(reverse("admin:django_celery_beat_periodictask_changelist")).content.decode()


def opened(staff: Client, row: PeriodicTask) -> str:
    address = reverse("admin:django_celery_beat_periodictask_change", args=[row.pk])
    return staff.get(address).content.decode()


def newest() -> tuple[str, str, str, str]:
    event = AuditEvent.objects.latest("id")
    return event.action, event.actor_type, event.target_id, event.reason


# --- every round is told of ---------------------------------------------------------------------
def test_every_round_is_a_task_that_workers_know_and_says_what_it_is_for() -> None:
    app.loader.import_default_modules()

    assert set(periodic.BY_TASK) <= set(app.tasks)
    for one in periodic.ROUNDS:
        assert str(one.does).endswith(".")
        assert str(one.without).endswith(".")


def test_the_page_says_what_switching_off_means(staff: Client, row: PeriodicTask) -> None:
    shown = opened(staff, row)

    assert "The product needs it. The store keeps what nobody can see." in shown
    asked = staff.get(reverse("admin:django_celery_beat_periodictask_switch_off", args=[row.pk]))
    assert "The store keeps what nobody can see." in asked.content.decode()


# --- how it went --------------------------------------------------------------------------------
def test_how_the_last_run_went_is_seen(staff: Client, row: PeriodicTask) -> None:
    assert "not noted" in opened(staff, row)
    runs.note_start(row.task)
    assert "running" in opened(staff, row)
    runs.note_end(row.task, error=ZeroDivisionError("nothing to divide by"))
    assert "ZeroDivisionError: nothing to divide by" in opened(staff, row)
    assert "failed" in listed(staff)
    runs.note_start(row.task)
    runs.note_end(row.task)

    assert "went well" in listed(staff)
    assert TaskRun.objects.filter(task=row.task).count() == 1


def test_the_next_run_follows_the_last(staff: Client, row: PeriodicTask) -> None:
    began = timezone.now() - timedelta(hours=3)
    TaskRun.objects.create(task=row.task, started_at=began, ended_at=began)

    due = timezone.localtime(began + timedelta(days=1))
    assert date_format(due, "DATETIME_FORMAT") in listed(staff)


def test_the_signals_note_rounds_that_workers_run_and_nothing_else(public: None) -> None:
    def sent(name: str, *, eager: bool) -> Any:
        return SimpleNamespace(name=name, request=SimpleNamespace(is_eager=eager))

    for sender in (sent("generation.run_image", eager=False), sent("assets.sweep", eager=True)):
        tasks.note_start(sender=sender)
        tasks.note_end(sender=sender, state="SUCCESS")
    assert not TaskRun.objects.exists()

    tasks.note_start(sender=sent("assets.sweep", eager=False))
    tasks.note_end(sender=sent("assets.sweep", eager=False), state="FAILURE", retval=OSError("x"))
    assert TaskRun.objects.get().error == "OSError: x"


def test_a_round_does_its_part_when_it_cannot_be_noted(
    public: None, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    def away(*_args: Any, **_values: Any) -> None:
        raise DatabaseError("away")

    monkeypatch.setattr(TaskRun.objects, "bulk_create", away)

    runs.note_start("assets.sweep")

    assert "a run could not be noted" in caplog.text


# --- switched and run ---------------------------------------------------------------------------
def test_a_task_is_switched_off_and_stays_so_at_every_start(
    staff: Client, row: PeriodicTask
) -> None:
    PeriodicTasks.objects.all().delete()

    assert "Switched off." in act(staff, row, "switch_off")

    row.refresh_from_db()
    assert not row.enabled
    assert newest() == ("config.task.switched_off", "staff", row.task, REASON)
    assert PeriodicTasks.last_change() is not None, "beat looks here whether it must read anew"
    call_command("setup")
    row.refresh_from_db()
    assert not row.enabled
    assert "Nothing was changed." in act(staff, row, "switch_off")
    assert "Switched on." in act(staff, row, "switch_on")
    assert newest() == ("config.task.switched_on", "staff", row.task, REASON)


def test_a_task_is_run_now(
    staff: Client,
    row: PeriodicTask,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    sent: list[str] = []
    monkeypatch.setattr(queue, "send_round", sent.append)

    with django_capture_on_commit_callbacks(execute=True):
        said = act(staff, row, "run_now")

    assert "It is on its way to a worker." in said
    assert sent == [row.task]
    assert newest() == ("config.task.run_by_staff", "staff", row.task, REASON)


def test_what_is_no_round_of_the_product_is_not_run(
    staff: Client, row: PeriodicTask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "send_round", lambda _task: pytest.fail("it was sent"))
    PeriodicTask.objects.filter(pk=row.pk).update(task="os.system")

    assert "Nothing was changed." in act(staff, row, "run_now")


def test_who_only_sees_switches_nothing(staff: Client, boss: User, row: PeriodicTask) -> None:
    User.objects.filter(pk=boss.pk).update(is_superuser=False)
    for verb in ("run_now", "switch_off"):
        name = f"admin:django_celery_beat_periodictask_{verb}"
        assert staff.post(reverse(name, args=[row.pk]), {"reason": REASON}).status_code == 403

    row.refresh_from_db()
    assert row.enabled
