"""What staff can read of jobs without entering a workspace: by day as they ended, and open now."""

from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.db import connection

from accounts.models import User
from billing import quotas
from billing.models import WorkDay, WorkNow
from generation import services, sql, work
from generation.models import Job
from tests.factories.jobs import access_to
from tests.unit.generation import made
from workspaces.models import Workspace

pytestmark = pytest.mark.usefixtures("sent")
NAMES = (
    "asked", "succeeded", "partial", "failed", "cancelled", "items_succeeded", "items_failed",
    "items_cancelled",
)  # fmt: skip


def told(place: Workspace) -> dict[str, int]:
    """Return what today's line says, without what is nothing."""
    row = WorkDay.objects.get(workspace=place, kind="image", day=datetime.now(UTC).date())
    return {name: count for name in NAMES if (count := getattr(row, name))}


def now(place: Workspace) -> tuple[int, int]:
    row = WorkNow.objects.get(workspace=place)
    return row.waiting, row.running


def test_a_job_is_asked_for_once_and_waits(job: Job, in_acme: Workspace) -> None:
    assert told(in_acme) == {"asked": 1}
    assert now(in_acme) == (1, 0)


def test_a_job_runs_from_its_first_item_on(
    job: Job, in_acme: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[int, int]] = []
    monkeypatch.setattr(work, "_attempt", lambda run: seen.append(now(in_acme)))

    for item in job.items.all()[:2]:
        work.run(in_acme.schema_name, item.pk, worker="w1")

    assert seen == [(0, 1), (0, 1)]
    assert told(in_acme) == {"asked": 1}, "nothing has ended"


def test_a_job_ends_as_what_its_items_make_it(job: Job, in_acme: Workspace) -> None:
    first, second, third = job.items.all()
    made.succeed(first)
    made.fail(second)
    assert told(in_acme) == {"asked": 1, "items_succeeded": 1, "items_failed": 1}

    made.succeed(third)
    sql.note_open_work(in_acme.pk)

    assert told(in_acme) == {"asked": 1, "partial": 1, "items_succeeded": 2, "items_failed": 1}
    assert now(in_acme) == (0, 0)
    sql.recount(job.pk)
    assert told(in_acme)["partial"] == 1, "counted again it is the same"


def test_a_job_that_is_tried_again_ends_once_more(
    job: Job, in_acme: Workspace, alice: User
) -> None:
    for item in job.items.all():
        made.fail(item)
    assert told(in_acme) == {"asked": 1, "failed": 1, "items_failed": 3}

    services.retry(access_to(in_acme), job.pk, by=alice)
    assert now(in_acme) == (1, 0)
    for item in job.items.all():
        made.succeed(item)

    assert told(in_acme) == {
        "asked": 1, "failed": 1, "succeeded": 1, "items_failed": 3, "items_succeeded": 3,
    }  # fmt: skip


def test_what_is_stopped_is_neither_made_nor_failed(
    job: Job, in_acme: Workspace, alice: User
) -> None:
    services.cancel(access_to(in_acme), job.pk, by=alice)

    assert told(in_acme) == {"asked": 1, "cancelled": 1, "items_cancelled": 3}
    assert now(in_acme) == (0, 0)


def test_what_was_done_before_is_told_by_reservations(
    job: Job, in_acme: Workspace, alice: User
) -> None:
    """One stopped, one made, one that failed and was made when it was tried again."""
    first, second, third = job.items.all()
    services.cancel_item(access_to(in_acme), job.pk, first.pk, by=alice)
    made.succeed(second)
    quotas.commit(second.reservation_id)
    made.fail(third)
    quotas.release(third.reservation_id, reason="failed")
    services.retry(access_to(in_acme), job.pk, by=alice)
    third.refresh_from_db()
    made.succeed(third)
    quotas.commit(third.reservation_id)
    assert told(in_acme) == {
        "asked": 1, "partial": 2, "items_cancelled": 1, "items_failed": 1, "items_succeeded": 2,
    }  # fmt: skip
    WorkDay.objects.all().delete()

    before = import_module("billing.migrations.0006_work_by_day").BEFORE
    with connection.cursor() as cursor:
        cursor.execute(before)

    assert told(in_acme) == {
        "asked": 1, "partial": 1, "items_cancelled": 1, "items_failed": 1, "items_succeeded": 2,
    }  # fmt: skip
