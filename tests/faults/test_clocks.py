"""One host's clock is an hour off: leases, dates and periods go by the database's."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from billing.models import QuotaPeriod
from generation.models import Attempt, ItemState, JobItem
from tests.faults import wanted
from tests.faults.ground import DEFAULT, IMAGES, MODULES, Ground, eventually
from tests.faults.quiet import after_quiet_time
from tests.integration.generation.conftest import Place

HOUR = 3600
NODES = {IMAGES: "images@%h", DEFAULT: "default@%h"}
SWEEPS_SECONDS = 22.0


@contextmanager
def wrong_clock(ground: Ground, seconds: int, *names: str) -> Iterator[None]:
    """Have the only workers of these kinds be ones whose clock is off."""
    changes = {
        "environment": {"FAULTS_CLOCK": str(seconds)},
        "include": [*MODULES, "tests.faults.clocks"],
    }
    with ground.held(*names), ExitStack() as further:
        for name in names:
            ground.kill(name)
        for name in names:
            words = {NODES[name]: f"wrong-{NODES[name]}"} if name in NODES else {}
            further.enter_context(
                ground.further(name, name=f"{name}-wrong", words=words, **changes)
            )
        yield


@pytest.mark.long
@pytest.mark.parametrize("seconds", [HOUR, -HOUR], ids=["an hour fast", "an hour slow"])
def test_a_worker_whose_clock_is_wrong_loses_no_lease_and_keeps_the_right_dates(
    ground: Ground, place: Place, seconds: int
) -> None:
    began = timezone.now()
    with wrong_clock(ground, seconds, IMAGES):
        job, _pids = wanted.reach(ground, place, "copy", "claimed")
        assert JobItem.objects.filter(job=job, lease_until__gt=Now()).exists()
        time.sleep(SWEEPS_SECONDS)
        assert wanted.only(job).attempt == 1, "nobody took it from a worker that is there"
        ground.points.release("claimed")
        picture = wanted.order(place, "image")
        assert after_quiet_time(place) == []

    for one in (job, picture):
        item = wanted.only(one)
        assert (item.state, item.attempt) == (ItemState.SUCCEEDED, 1)
    ended = timezone.now()
    outside = Q(started_at__lt=began) | Q(ended_at__gt=ended)
    assert not Attempt.objects.filter(item__job__in=[job, picture]).filter(outside).exists()
    periods = QuotaPeriod.objects.filter(workspace=place.workspace, used__gt=0)
    assert {(row.starts_at <= began, ended < row.ends_at) for row in periods} == {(True, True)}


@pytest.mark.long
@pytest.mark.parametrize("seconds", [HOUR, -HOUR], ids=["an hour fast", "an hour slow"])
def test_rounds_are_made_whatever_the_clock_of_who_makes_them(
    ground: Ground, place: Place, seconds: int
) -> None:
    """Without a round a hint that was lost would never be given again."""
    with wrong_clock(ground, seconds, DEFAULT):
        with ground.held("redis"):
            old = ground.kill("redis")
            job = wanted.texts(place, 2)
        eventually(lambda: ground.is_ready("redis", besides=old), seconds=30)
        assert after_quiet_time(place, seconds=45) == []
    assert {item.attempt for item in wanted.items(job)} == {1}
