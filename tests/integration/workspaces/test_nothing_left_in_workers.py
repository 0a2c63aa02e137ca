"""A real worker's one process, many tasks: each in its own workspace, and nothing in between."""

import os
import random
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from redis import Redis

from tests.integration.workspaces import worker
from tests.integration.workspaces.conftest import Two
from workspaces import tenancy

pytestmark = pytest.mark.usefixtures("nothing_left")

ROOT = Path(__file__).resolve().parents[3]
HOW = ["", "raise", "transaction", "stay", "kill"]
Seen = Callable[[int], list[list[str]]]


@pytest.fixture(scope="module")
def queue(two: Two, servers: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A queue that one worker with one child works on; it uses the test database."""
    name = f"tests-{secrets.token_hex(4)}"
    url = servers.environment["DATABASE_URL"].rpartition("/")[0]
    # What the address cannot hold, the settings have taken out of it.
    database = f"{url}/{connection.settings_dict['NAME']}"
    log = tmp_path_factory.mktemp("worker") / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "celery", "-A", "tests.integration.workspaces.worker"),
                *("worker", "--pool=prefork", "--concurrency=1", "--queues", name),
                *("--without-gossip", "--without-mingle", "--hostname", f"{name}@localhost"),
            ],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": database},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        yield name
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture
def told() -> Iterator[tuple[str, Seen]]:
    """Where tasks tell what they see, and what waits until so many have."""
    place = f"tests:{secrets.token_hex(8)}"
    redis: Any = Redis.from_url(settings.REDIS_URL, decode_responses=True)

    def seen(count: int) -> list[list[str]]:
        until = time.monotonic() + 60
        while redis.llen(place) < count:
            assert time.monotonic() < until, redis.lrange(place, 0, -1)
            time.sleep(0.05)
        return [line.split("|") for line in redis.lrange(place, 0, -1)]

    yield place, seen
    redis.delete(place)
    redis.close()


def test_failing_tasks_between_good_ones_leave_nothing(
    two: Two, queue: str, told: tuple[str, Seen]
) -> None:
    place, seen = told
    visits = [(where, how) for where in (two.north, two.south) for how in HOW for _time in range(4)]
    random.Random(9).shuffle(visits)
    for where, how in visits:
        worker.visit.apply_async((where.schema_name, place, how), queue=queue)
        worker.between.apply_async((place,), queue=queue)

    lines = seen(2 * len(visits))

    for (where, how), visit, between in zip(visits, lines[::2], lines[1::2], strict=True):
        schema = where.schema_name
        name = "North" if where == two.north else "South"
        assert visit[2:] == [schema, f"{schema}, public", name, how]
        assert between[2:] == ["public", "public"], f"after {how!r}"
    assert len({line[0] for line in lines}) == 1, "one process did it all"
    # It kept its connection but where that was killed, so there was something to be left in.
    assert len({line[1] for line in lines}) <= 1 + 2 * 4


def test_a_task_for_no_workspace_of_ours_is_refused_by_the_worker(
    two: Two, queue: str, told: tuple[str, Seen]
) -> None:
    place, seen = told
    for wrong in ("public", "ws_" + "0" * 32, "", "pg_catalog", None):
        worker.visit.apply_async((wrong, place), queue=queue)
    worker.visit.apply_async((two.south.schema_name, place), queue=queue)
    worker.between.apply_async((place,), queue=queue)

    assert [line[2] for line in seen(2)] == [two.south.schema_name, tenancy.PUBLIC]
