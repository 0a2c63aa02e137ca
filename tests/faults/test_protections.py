"""Each protection is taken away in turn: the check, or the figure it keeps, goes red."""

import time
from unittest import mock

import pytest
from celery import current_app
from django.db import IntegrityError, transaction
from django.db.models import F

from billing import quotas
from billing.models import QuotaPeriod
from billing.sql import settling as units
from generation import progress, sql
from generation.models import ItemState, Job, JobItem, Output
from tests.faults import wanted
from tests.faults.ground import FENCING, HINTS, Ground, eventually
from tests.faults.quiet import after_quiet_time
from tests.integration.generation.conftest import Place

# Beat comes every ten seconds: what two rounds have not found, none will.
TWO_ROUNDS = 24.0
BACK_SECONDS = 30.0


def a_zombie_ends_what_another_has(ground: Ground, place: Place) -> list[str]:
    """Two workers are at an item, the first thought dead; it ends first. Return what is amiss."""
    first = ground.points.arm("claimed")
    job = wanted.texts(place, 1)
    ground.points.wait("claimed", name=first)
    second = ground.points.arm("claimed")
    wanted.expire_lease(place, job)
    item = wanted.only(job)
    current_app.send_task("generation.run_copy", args=[place.schema_name, str(item.pk)])
    ground.points.wait("claimed", name=second)
    assert wanted.only(job).attempt == 2

    over = ground.points.arm("over")
    ground.points.release_one(first)
    # However slow the machine is: the first has said what it had to say.
    ground.points.wait("over", name=over)
    ground.points.release_one(over)
    ground.points.release_one(second)
    return after_quiet_time(place, seconds=20)


@pytest.mark.slow
def test_with_fencing_a_zombie_changes_nothing(ground: Ground, place: Place) -> None:
    assert a_zombie_ends_what_another_has(ground, place) == []


@pytest.mark.slow
def test_without_fencing_a_zombie_ends_what_another_has_and_the_check_sees_it(
    ground: Ground, place: Place
) -> None:
    with ground.without(FENCING):
        found = a_zombie_ends_what_another_has(ground, place)

    assert any("is open" in one for one in found), "the second one's attempt never ends"
    assert any("0 attempts that succeeded" in one for one in found)


def ordered_and_not_told(place: Place) -> Job:
    """Return a job of which no worker is told: the hint was lost."""
    with mock.patch("generation.queue._send"):
        job = wanted.texts(place, 1)
    # As if it had been given so long ago that it is to be given again.
    JobItem.objects.filter(job=job).update(hinted_at=None)
    return job


def is_done(job: Job) -> bool:
    return wanted.only(job).state == ItemState.SUCCEEDED


@pytest.mark.slow
def test_without_the_sweeper_s_list_an_untold_item_is_never_taken(
    ground: Ground, place: Place
) -> None:
    listed = ordered_and_not_told(place)
    eventually(lambda: is_done(listed), seconds=TWO_ROUNDS, what="a listed one is taken")

    with mock.patch("generation.sql.note_open_work"):
        job = ordered_and_not_told(place)
    time.sleep(TWO_ROUNDS)

    assert (wanted.only(job).state, wanted.only(job).attempt) == (ItemState.QUEUED, 0)
    with transaction.atomic():
        sql.note_open_work(place.workspace.pk)
    assert after_quiet_time(place) == []


@pytest.mark.long
def test_without_repeated_hints_what_redis_forgot_is_never_taken(
    ground: Ground, place: Place
) -> None:
    with ground.without(HINTS):
        ground.points.arm("claimed", times=2)
        job = wanted.texts(place, 6)
        eventually(lambda: len(ground.points.standing("claimed")) == 2, seconds=30)
        progress.client().flushall()
        ground.points.release("claimed")
        time.sleep(BACK_SECONDS)
        left = [item for item in wanted.items(job) if item.state == ItemState.QUEUED]
        assert len(left) >= 2, "those whose hints were forgotten"
    eventually(lambda: not _left(job), seconds=90, what="with it they are")
    assert after_quiet_time(place) == []


def _left(job: Job) -> bool:
    return any(item.state != ItemState.SUCCEEDED for item in wanted.items(job))


def settle_again(place: Place) -> None:
    """Settle a delivered item's units a second time."""
    job = wanted.texts(place, 1)
    assert after_quiet_time(place) == []
    with transaction.atomic():
        quotas.commit(wanted.only(job).reservation_id)


@pytest.mark.slow
def test_units_settled_before_are_not_settled_again(ground: Ground, place: Place) -> None:
    settle_again(place)

    assert after_quiet_time(place) == []


@pytest.mark.slow
def test_without_asking_for_the_state_only_the_tables_refuse_to_settle_twice(
    ground: Ground, place: Place
) -> None:
    guard = " AND r.state NOT IN ('committed', 'released', 'returned')"
    assert guard in units.SETTLE
    with (
        mock.patch.object(units, "SETTLE", units.SETTLE.replace(guard, "")),
        pytest.raises(IntegrityError, match=r"quota_not_negative|ledger_once_a_kind"),
    ):
        settle_again(place)
    assert after_quiet_time(place) == []


@pytest.mark.slow
def test_the_check_sees_a_unit_counted_twice_and_one_never_given_back(
    ground: Ground, place: Place
) -> None:
    job = wanted.texts(place, 1)
    assert after_quiet_time(place) == []
    period = QuotaPeriod.objects.filter(workspace=place.workspace, meter="copies", used=1)

    assert period.update(used=F("used") + 1) == 1
    assert any(one.startswith("I3") for one in after_quiet_time(place))
    QuotaPeriod.objects.filter(workspace=place.workspace, meter="copies", used=2).update(
        used=1, reserved=1
    )
    assert any(one.startswith("I2") for one in after_quiet_time(place))
    period.update(reserved=0)
    Output.objects.filter(item__job=job).delete()
    assert any("has 0 outputs" in one for one in after_quiet_time(place))
