"""A job is watched while things break: whoever comes back with Last-Event-ID sees how it ended."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from generation import progress
from tests.factories.openai_faults import every, late
from tests.faults import vendors, wanted
from tests.faults.door import Door
from tests.faults.ground import Ground
from tests.faults.quiet import after_quiet_time
from tests.integration.generation.conftest import Place

WATCHING = ("web", "events")
# What is lost is noticed at once, or by the rows, which are looked at every 20 s.
SEEN_SECONDS = 40.0
# All that a stream lives on.
KEPT = ("progress:*", "snapshot:*", "ticket:*", "writing:*")


@dataclass(frozen=True)
class Heard:
    """One event of a stream."""

    entry: str
    name: str
    data: dict[str, Any]

    @property
    def is_the_end(self) -> bool:
        return self.name == "done"


@pytest.fixture(scope="module", autouse=True)
def _watching(started: Ground) -> Iterator[None]:
    """What streams need besides the workers."""
    started.start(*WATCHING)
    yield
    for name in WATCHING:
        started.servers.end_part(name)


@pytest.fixture
def door(ground: Ground, place: Place) -> Iterator[Door]:
    """A program that has signed in."""
    vendors.forget_breakers()
    with Door(ground, place) as program:
        yield program


def listened(ground: Ground, door: Door, job_id: str, *, last: str = "") -> Iterator[Heard]:
    """Open a job's stream as a browser does, by the address that leads to it; yield what comes."""
    asked = {"Last-Event-ID": last} if last else {}
    answer = door.http.get(f"/copy/{job_id}/stream", headers=asked)
    assert answer.status_code == 307, answer.text
    ticket = answer.headers["location"].rpartition("/events/")[2]
    url = f"http://127.0.0.1:{ground.servers.ports['events']}/events/{ticket}"
    entry = name = ""
    until = time.monotonic() + SEEN_SECONDS
    with httpx.stream("GET", url, headers=asked, timeout=SEEN_SECONDS) as stream:
        assert stream.status_code == 200, stream.status_code
        for line in stream.iter_lines():
            assert time.monotonic() < until, "nothing shows how it ended"
            field, _colon, value = line.partition(": ")
            if field == "id":
                entry = value
            elif field == "event":
                name = value
            elif field == "data":
                yield Heard(entry, name, json.loads(value))


def first_news(ground: Ground, door: Door, job_id: str) -> Heard:
    """Return the first event after the snapshot, and hang up."""
    events = listened(ground, door, job_id)
    found = next(heard for heard in events if heard.name != "snapshot")
    events.close()  # type: ignore[attr-defined]
    return found


def to_the_end(events: Iterator[Heard]) -> list[Heard]:
    """Return what is heard until the job is done."""
    heard = []
    for one in events:
        heard.append(one)
        if one.is_the_end:
            break
    return heard


@pytest.mark.slow
@pytest.mark.parametrize("lost", ["the line", "the server", "what Redis kept"])
def test_who_comes_back_sees_how_it_ended(
    ground: Ground, place: Place, door: Door, lost: str
) -> None:
    with ground.vendor.ruled(every(late(0.5))):
        job = wanted.texts(place, 3)
        last = first_news(ground, door, str(job.pk))
        if lost == "the server":
            ground.kill("events")
        assert after_quiet_time(place) == []
    if lost == "what Redis kept":
        client = progress.client()
        for pattern in KEPT:
            for key in list(client.scan_iter(pattern)):
                client.delete(key)
    ground.wait_ready("events")

    with vendors.measured() as taken:
        heard = to_the_end(listened(ground, door, str(job.pk), last=last.entry))

    print(f"\n{lost}: {len(heard)} events in {taken[0]:.1f} s, {[one.name for one in heard]}")
    assert heard[-1].is_the_end
    assert heard[-1].data["succeeded"] == 3
    assert (heard[0].name == "snapshot") == (lost == "what Redis kept")
    versions = [one.data["version"] for one in heard if "version" in one.data]
    assert versions == sorted(versions)


@pytest.mark.long
def test_who_listens_while_redis_loses_the_stream_sees_how_it_ended(
    ground: Ground, place: Place, door: Door
) -> None:
    with ground.vendor.ruled(every(late(1.0))):
        job = wanted.texts(place, 2)
        events = listened(ground, door, str(job.pk))
        assert next(events).name == "snapshot"
        client = progress.client()
        for key in list(client.scan_iter("progress:*")):
            client.delete(key)
        heard = to_the_end(events)

    assert heard[-1].is_the_end
    assert heard[-1].data["succeeded"] == 2
    assert after_quiet_time(place) == []
