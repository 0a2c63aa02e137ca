"""What goes on in a workspace that ends: it stops, and its units come back."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from accounts.models import User
from billing import services as billing
from billing.models import Reservation
from generation import closing, recovery, sql
from generation.models import ItemState, JobItem, JobState
from tests.factories.jobs import access_to
from tests.factories.trail import actions, newest
from tests.unit.generation import made
from workspaces import hooks, services, tenancy
from workspaces.models import Workspace


def on_its_way_out(place: Workspace) -> None:
    Workspace.objects.filter(pk=place.pk).update(
        status=Workspace.Status.DELETING, delete_at=Now() + timedelta(days=14)
    )


def held(place: Workspace) -> int:
    return billing.usage(workspace_id=place.pk, meter="images").reserved


def test_open_work_stops_and_its_units_come_back(alice: User, acme: Workspace) -> None:
    with tenancy.inside(acme.schema_name):
        waiting, running = made.job(acme, alice, photos=2), made.job(acme, alice)
        at_it = running.items.get()
        made.begin(at_it)
    assert held(acme) == 3

    services.ask_deletion(access_to(acme), by=alice)

    with tenancy.inside(acme.schema_name):
        waiting.refresh_from_db()
        at_it.refresh_from_db()
        assert waiting.state == JobState.CANCELLED
        assert at_it.state == ItemState.RUNNING
        assert at_it.cancel_requested_at is not None
    # What runs gives its unit back when its worker notices.
    assert held(acme) == 1
    assert actions(acme)[-3:] == ["workspace.deletion_asked", "job.cancelled", "job.cancelled"]
    assert newest(acme).actor_type == "system"


def test_what_a_vanished_worker_left_is_stopped_too(alice: User, acme: Workspace) -> None:
    with tenancy.inside(acme.schema_name):
        job = made.job(acme, alice)
        made.begin(job.items.get())
        JobItem.objects.filter(job=job).update(lease_until=Now() - timedelta(seconds=1))

    services.ask_deletion(access_to(acme), by=alice)

    with tenancy.inside(acme.schema_name):
        job.refresh_from_db()
        assert job.state == JobState.CANCELLED
    assert held(acme) == 0


def test_stopping_twice_stops_once(alice: User, acme: Workspace) -> None:
    with tenancy.inside(acme.schema_name):
        made.job(acme, alice)
    closing.stop_work(acme)
    told = actions(acme)

    closing.stop_work(acme)

    assert actions(acme) == told
    assert tenancy.current() == tenancy.PUBLIC


def test_what_was_ordered_in_the_last_moment_is_stopped_by_the_next_round(
    alice: User, acme: Workspace
) -> None:
    with tenancy.inside(acme.schema_name):
        late = made.job(acme, alice)
    # Its state was written, and whoever wrote it died before anything was stopped.
    on_its_way_out(acme)

    services.sweep()

    with tenancy.inside(acme.schema_name):
        late.refresh_from_db()
        assert late.state == JobState.CANCELLED
    assert held(acme) == 0


def test_archiving_lets_what_was_ordered_be_finished(alice: User, acme: Workspace) -> None:
    with tenancy.inside(acme.schema_name):
        job = made.job(acme, alice)
        JobItem.objects.filter(job=job).update(next_run_at=Now() - timedelta(minutes=1))
        sql.note_open_work(acme.pk)

    services.archive(access_to(acme), by=alice)

    with tenancy.inside(acme.schema_name):
        job.refresh_from_db()
        assert job.state == JobState.QUEUED
    assert held(acme) == 1
    assert (acme.pk, acme.schema_name) in recovery.sql.workspaces_with_work()
    on_its_way_out(acme)
    assert (acme.pk, acme.schema_name) not in recovery.sql.workspaces_with_work()


def test_held_units_are_given_back_once(alice: User, acme: Workspace) -> None:
    with tenancy.inside(acme.schema_name):
        job = made.job(acme, alice, photos=2)
    billing.release_all(acme)
    billing.release_all(acme)

    assert held(acme) == 0
    states = Reservation.objects.filter(job_id=job.pk).values_list("state", flat=True)
    assert set(states) == {Reservation.State.RELEASED}


def test_a_worker_that_is_still_at_it_puts_the_end_off(alice: User, acme: Workspace) -> None:
    with tenancy.inside(acme.schema_name):
        job = made.job(acme, alice)
        made.begin(job.items.get())

    with pytest.raises(hooks.NotNow):
        closing.end_work(acme)

    with tenancy.inside(acme.schema_name):
        JobItem.objects.filter(job=job).update(lease_until=Now() - timedelta(seconds=1))
    closing.end_work(acme)
