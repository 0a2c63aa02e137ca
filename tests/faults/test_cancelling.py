"""Somebody stops an item at the very moment at which it is finished: one of them wins."""

import random
import time
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from unittest import mock

import pytest
from django.db import connection

from generation import services, work
from generation.models import ItemState, JobItem
from tests.factories.jobs import access_to
from tests.faults import wanted
from tests.faults.ground import BEAT, Ground
from tests.faults.quiet import after_quiet_time
from tests.integration.generation.conftest import Place
from workspaces import tenancy

A_JOB = 50


@contextmanager
def thread() -> Iterator[Executor]:
    """A thread with a connection of its own."""
    with ThreadPoolExecutor(1) as one:
        try:
            yield one
        finally:
            one.submit(lambda: connection.close()).result()


def race(place: Place, item: JobItem, *, chance: random.Random, threads: list[Executor]) -> None:
    """Make an item and stop it, each on a connection of its own, at nearly the same time."""
    lead = chance.uniform(-0.015, 0.015)

    def make() -> None:
        time.sleep(max(0.0, -lead))
        with tenancy.inside(place.schema_name):
            work.run(place.schema_name, item.pk, worker="here")

    def stop() -> None:
        time.sleep(max(0.0, lead))
        with tenancy.inside(place.schema_name), suppress(services.NothingToDo):
            services.cancel_item(access_to(place.workspace), item.job_id, item.pk, by=place.owner)

    both = [one.submit(what) for one, what in zip(threads, (make, stop), strict=True)]
    for one in both:
        one.result(timeout=30)


@pytest.mark.parametrize(
    "races", [50, pytest.param(1000, marks=[pytest.mark.long, pytest.mark.timeout(500)])]
)
def test_an_item_stopped_while_it_ends_has_one_end_and_the_charge_of_that(
    ground: Ground, place: Place, races: int
) -> None:
    chance, jobs = random.Random(26), []
    # Nobody else makes them: no hint is sent, and no round repeats one.
    with mock.patch("generation.queue._send"), ground.held(BEAT):
        ground.kill(BEAT)
        with thread() as one, thread() as other:
            for _ in range(races // A_JOB):
                job = wanted.texts(place, A_JOB)
                jobs.append(job)
                for item in wanted.items(job):
                    race(place, item, chance=chance, threads=[one, other])
        ends = [item.state for job in jobs for item in wanted.items(job)]
        print(f"\n{ends.count('succeeded')} were delivered, {ends.count('cancelled')} stopped")
        assert after_quiet_time(place, seconds=10) == []
    assert set(ends) == {ItemState.SUCCEEDED, ItemState.CANCELLED}
    assert len(ends) == races
