"""Hints that were never given: whoever ordered died after the commit, or the broker took none."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from generation import orders, progress
from generation.models import Job
from tests.faults import wanted
from tests.faults.ground import Ground, eventually
from tests.faults.quiet import after_quiet_time
from tests.integration.generation.conftest import Place

TAKEN_SECONDS = 30.0
ORDERS = 12


def are_done(*jobs: Job) -> bool:
    """Return whether everything of these jobs is delivered."""
    for job in jobs:
        job.refresh_from_db()
    return all(job.succeeded == job.total for job in jobs)


@contextmanager
def a_full_redis() -> Iterator[None]:
    """Redis keeps what it has and takes nothing more, as when its memory or disk is full."""
    client = progress.client()
    client.config_set("maxmemory", "1")
    try:
        yield
    finally:
        client.config_set("maxmemory", "0")


@pytest.mark.slow
def test_what_was_committed_and_never_hinted_at_is_taken_within_30_seconds(
    ground: Ground, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as dying:
        dying.setattr(orders.queue, "feed", lambda *_where: 0)
        jobs = [wanted.order(place, "copy") for _time in range(ORDERS)]
    began = time.monotonic()

    eventually(lambda: are_done(*jobs), seconds=TAKEN_SECONDS, what="all that was ordered")
    print(f"\nall {ORDERS} were done {time.monotonic() - began:.1f} s after their orders")
    assert after_quiet_time(place) == []


@pytest.mark.slow
def test_orders_are_taken_while_redis_is_full_and_made_once_it_is_not(
    ground: Ground, place: Place
) -> None:
    with a_full_redis():
        job = wanted.texts(place, 3)
        time.sleep(3)
        assert not are_done(job)

    eventually(lambda: are_done(job), seconds=TAKEN_SECONDS, what="what was ordered then")
    assert after_quiet_time(place) == []
