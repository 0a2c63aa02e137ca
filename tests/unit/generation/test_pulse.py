"""Work is well while what is due is taken, however long the queue; a living worker proves nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from config.stack import doctor_work
from config.stack.findings import State
from generation import progress, pulse
from generation.models import ItemState, Job, JobItem
from generation.pulse import Pulse
from workspaces import tenancy
from workspaces.models import OpenWork, Workspace


@pytest.fixture(autouse=True)
def _nobody_claimed(redis_server: str, public: None) -> None:
    progress.client().delete(pulse.KEY)


def due(workspace: Workspace, seconds: int, **item: Any) -> None:
    """Let an item of the workspace be due since then, as its line says."""
    since = timezone.now() - timedelta(seconds=seconds)
    with tenancy.inside(workspace.schema_name):
        job = Job.objects.create(kind="image", title="Spring", total=1, queued=1)
        JobItem.objects.create(**{"job": job, "position": 0, "next_run_at": since, **item})
    OpenWork.objects.update_or_create(
        workspace=workspace, defaults={"items": 1, "oldest_due_at": since}
    )


@pytest.mark.parametrize(
    ("felt", "is_well"),
    [
        (Pulse(late=None, claimed=None), True),
        (Pulse(late=30, claimed=None), True),
        (Pulse(late=61, claimed=None), False),
        (Pulse(late=61, claimed=61), False),
        (Pulse(late=9000, claimed=2), True),
    ],
)
def test_a_long_queue_is_no_illness_and_a_standing_one_is(felt: Pulse, is_well: bool) -> None:
    assert felt.is_well is is_well


def test_a_claim_is_felt() -> None:
    assert pulse.feel() == Pulse(late=None, claimed=None)

    pulse.beat()

    assert 0 <= (pulse.feel().claimed or 99) < 5


def test_the_longest_wait_counts(acme: Workspace, beta: Workspace) -> None:
    due(acme, 20)
    due(beta, 90)

    assert 90 <= (pulse.feel().late or 0) < 100


def test_what_is_worked_on_for_long_does_not_wait(acme: Workspace) -> None:
    soon = timezone.now() + timedelta(seconds=50)
    due(acme, 600, state=ItemState.RUNNING, leased_by="w", lease_until=soon)

    assert pulse.feel() == Pulse(late=None, claimed=None)


def test_what_a_worker_left_behind_waits_since_its_lease_ended(acme: Workspace) -> None:
    ended = timezone.now() - timedelta(seconds=100)
    due(acme, 600, state=ItemState.RUNNING, leased_by="w", lease_until=ended)

    assert 100 <= (pulse.feel().late or 0) < 110


def test_what_is_not_due_or_not_served_does_not_count(acme: Workspace, beta: Workspace) -> None:
    due(acme, -60)
    due(beta, 90)
    Workspace.objects.filter(pk=beta.pk).update(
        status=Workspace.Status.DELETING, delete_at=timezone.now()
    )

    assert pulse.feel().late is None


def test_the_doctor_names_work_that_nobody_takes(acme: Workspace) -> None:
    assert doctor_work.work().state is State.OK
    due(acme, 300)

    found = doctor_work.work()

    assert found.state is State.MISSING
    assert found.detail.startswith("due for 300 s and nobody takes it; nothing was ever claimed")
    pulse.beat()
    assert doctor_work.work().detail == "last claim 0 s ago"
