"""PostgreSQL is restarted at once, or away while something is to be written: nothing is half done."""

import signal
import time
from http import HTTPStatus

import httpx
import pytest

from generation.models import ItemState
from tests.faults import wanted
from tests.faults.conftest import new_place
from tests.faults.door import Door
from tests.faults.ground import Ground, eventually, forget_connection
from tests.faults.quiet import after_quiet_time, orphans
from tests.integration.generation.conftest import Place
from workspaces import tenancy

IMMEDIATE = signal.SIGQUIT
BACK_SECONDS = 10.0
ALWAYS = {"copy"}


@pytest.mark.slow
def test_a_restart_in_the_middle_of_everything_leaves_nothing_half_written(
    ground: Ground, place: Place
) -> None:
    jobs = [wanted.texts(place, 20), wanted.pictures(place, 4), wanted.video(place)]
    time.sleep(2.0)

    for _ in range(2):
        away = ground.restart("postgres", number=IMMEDIATE)
        print(f"\nPostgreSQL was away for {away:.1f} s")
        time.sleep(2.0)

    assert after_quiet_time(place, seconds=120) == []
    for job in jobs:
        job.refresh_from_db()
        assert (job.succeeded, job.failed) == (job.total, 0)


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param(kind, marks=() if kind in ALWAYS else pytest.mark.slow)
        for kind in wanted.KINDS_OF_JOB
    ],
)
def test_what_was_made_is_kept_and_settled_once_when_postgresql_falls_in_the_settling(
    ground: Ground, place: Place, kind: str
) -> None:
    job, _pids = wanted.reach(ground, place, kind, "settling")
    asked = len(ground.vendor.asked)

    with ground.held("postgres"):
        old = ground.end("postgres", number=IMMEDIATE)
        forget_connection()
        ground.points.release("settling")
        time.sleep(3.0)
    eventually(lambda: ground.is_ready("postgres", besides=old), seconds=60, what="postgres")
    back = time.monotonic()

    assert after_quiet_time(place) == []
    print(f"\n{kind}: settled {time.monotonic() - back:.1f} s after PostgreSQL was back")
    item = wanted.only(job)
    assert (item.state, item.attempt) == (ItemState.SUCCEEDED, 1)
    assert len(ground.vendor.asked) == asked, "the vendor is not asked again"
    assert orphans(place) == []


@pytest.mark.long
@pytest.mark.parametrize("kind", wanted.KINDS_OF_JOB)
def test_a_commit_whose_answer_was_lost_is_not_done_twice(
    ground: Ground, place: Place, kind: str
) -> None:
    job, _pids = wanted.reach(ground, place, kind, "committed")
    asked = len(ground.vendor.asked)

    ground.restart("postgres", number=IMMEDIATE)
    ground.points.release("committed")

    assert after_quiet_time(place) == []
    assert (wanted.only(job).state, wanted.only(job).attempt) == (ItemState.SUCCEEDED, 1)
    assert len(ground.vendor.asked) == asked
    assert orphans(place) == []


@pytest.mark.slow
def test_the_api_says_when_to_come_back_and_answers_within_10_seconds_of_the_restart(
    ground: Ground, place: Place
) -> None:
    with Door(ground, place) as door:
        assert door.jobs().status_code == HTTPStatus.OK
        with ground.held("postgres"):
            old = ground.end("postgres", number=IMMEDIATE)
            forget_connection()
            time.sleep(1.0)
            for answer in (door.jobs(), door.order_text()):
                assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE, answer.text
                assert int(answer.headers["Retry-After"]) > 0
        eventually(lambda: ground.is_ready("postgres", besides=old), seconds=60, what="postgres")
        back = time.monotonic()
        eventually(lambda: _is_well(door), seconds=BACK_SECONDS, what="the API answers")
        print(f"\nthe API answered {time.monotonic() - back:.1f} s after PostgreSQL was back")
        assert door.order_text().status_code == HTTPStatus.ACCEPTED
    assert after_quiet_time(place) == []


def _is_well(door: Door) -> bool:
    try:
        return door.jobs().status_code == HTTPStatus.OK
    except httpx.HTTPError:
        return False


@pytest.mark.slow
def test_workers_that_held_a_dead_connection_serve_two_workspaces_apart_again(
    ground: Ground, place: Place
) -> None:
    """A connection opened anew stands in no workspace: the next task enters its own."""
    other = new_place("Other")
    ground.restart("postgres", number=IMMEDIATE)
    with tenancy.inside(place.schema_name):
        wanted.texts(place, 6)
    with tenancy.inside(other.schema_name):
        wanted.texts(other, 6)

    assert after_quiet_time(place, other) == []
