"""Redis is killed, emptied, or silent for a while: no work is lost, and it goes on by itself."""

import signal
import time
from http import HTTPStatus

import pytest

from generation import progress
from generation.models import Job
from tests.factories import openai_server
from tests.faults import wanted
from tests.faults.door import Door
from tests.faults.ground import IMAGES, Ground, eventually
from tests.faults.quiet import after_quiet_time
from tests.integration.generation.conftest import Place

BACK_SECONDS = 30.0
ACCEPTED_SECONDS = 15.0


def done(job: Job) -> int:
    job.refresh_from_db()
    return job.succeeded


def some_done(job: Job, count: int = 4) -> int:
    """Wait until a job is well under way; return how much of it is done."""
    return int(eventually(lambda: done(job) >= count and done(job), seconds=60, what="under way"))


def goes_on(job: Job, *, since: float) -> None:
    """See that more of a job is done in time. since: when Redis was back."""
    before = done(job)
    eventually(lambda: done(job) > before, seconds=BACK_SECONDS, what="work goes on")
    print(f"\nwork went on {time.monotonic() - since:.1f} s after Redis was back")


@pytest.mark.long
def test_a_redis_that_is_killed_and_comes_back_with_its_file_loses_nothing(
    ground: Ground, place: Place
) -> None:
    with ground.vendor.ruled(lambda _asked: openai_server.slowly(0.5)):
        job = wanted.texts(place, 30)
        some_done(job)

        ground.restart("redis")
        back = time.monotonic()

        goes_on(job, since=back)
    assert after_quiet_time(place) == []
    assert done(job) == 30


def test_hints_that_an_emptied_redis_forgot_are_given_again_within_30_seconds(
    ground: Ground, place: Place
) -> None:
    """Two items are taken, two are hinted at and wait in Redis: those two are forgotten."""
    ground.points.arm("claimed", times=2)
    job = wanted.texts(place, 6)
    eventually(lambda: len(ground.points.standing("claimed")) == 2, seconds=30)

    forget_everything(ground)
    back = time.monotonic()
    ground.points.release("claimed")

    eventually(lambda: done(job) == 6, seconds=BACK_SECONDS, what="all six are written")
    print(f"\nall was done {time.monotonic() - back:.1f} s after Redis was back, empty")
    assert after_quiet_time(place) == []


@pytest.mark.slow
def test_a_redis_that_is_emptied_while_it_runs_only_delays(ground: Ground, place: Place) -> None:
    ground.points.arm("claimed", times=2)
    job = wanted.texts(place, 6)
    eventually(lambda: len(ground.points.standing("claimed")) == 2, seconds=30)

    progress.client().flushall()
    back = time.monotonic()
    ground.points.release("claimed")

    eventually(lambda: done(job) == 6, seconds=BACK_SECONDS, what="all six are written")
    print(f"\nall was done {time.monotonic() - back:.1f} s after Redis was emptied")
    assert after_quiet_time(place) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "seconds", [12, pytest.param(120, marks=[pytest.mark.long, pytest.mark.timeout(400)])]
)
@pytest.mark.parametrize("how", ["stopped", "killed"])
def test_jobs_are_taken_while_redis_is_away_and_workers_go_on_alone_within_30_seconds(
    ground: Ground, place: Place, how: str, seconds: int
) -> None:
    under_way = wanted.texts(place, 40)
    some_done(under_way)

    with ground.held("redis"):
        gone = time.monotonic()
        stopped = ground.kill(
            "redis", number=signal.SIGSTOP if how == "stopped" else signal.SIGKILL
        )
        began = time.monotonic()
        accepted = wanted.order(place, "copy")
        assert time.monotonic() - began < ACCEPTED_SECONDS, "who orders does not wait for Redis"
        time.sleep(max(0.0, seconds - (time.monotonic() - gone)))
    if how == "stopped":
        ground.end("redis", number=signal.SIGCONT)
    else:
        eventually(lambda: ground.is_ready("redis", besides=stopped), seconds=30)
    back = time.monotonic()

    eventually(lambda: done(accepted) == 1, seconds=BACK_SECONDS, what="what was ordered then")
    print(
        f"\n{how} {seconds} s: what was ordered then was done {time.monotonic() - back:.1f} s after"
    )
    assert after_quiet_time(place, seconds=90) == []
    assert done(under_way) == 40
    ground.wait_ready(IMAGES)


@pytest.mark.slow
def test_the_api_takes_orders_or_says_when_to_come_back_while_redis_is_away(
    ground: Ground, place: Place
) -> None:
    """Never is anything charged without a job, and what was answered is there."""
    with Door(ground, place) as door:
        with ground.held("redis"):
            old = ground.kill("redis")
            answers = [door.order_text() for _ in range(3)]
        eventually(lambda: ground.is_ready("redis", besides=old), seconds=30)
        back = time.monotonic()
    taken = [answer for answer in answers if answer.status_code == HTTPStatus.ACCEPTED]
    for answer in answers:
        if answer not in taken:
            assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE, answer.text
            assert int(answer.headers["Retry-After"]) > 0

    assert Job.objects.count() == len(taken)
    assert after_quiet_time(place, seconds=BACK_SECONDS) == []
    print(f"\n{len(taken)} of 3 orders taken, done {time.monotonic() - back:.1f} s after")


def forget_everything(ground: Ground) -> None:
    """Kill Redis and have it come back without its file."""
    progress.client().config_set("appendonly", "no")
    with ground.held("redis"):
        old = ground.kill("redis")
        for file in (ground.servers.folder.root / "redis").iterdir():
            file.unlink()
    eventually(lambda: ground.is_ready("redis", besides=old), seconds=30, what="redis again")
