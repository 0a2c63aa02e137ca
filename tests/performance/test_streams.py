"""Hundreds of open streams: each hears all of its own in time, and none costs much.

The figures of 3,000 are `bench/streams.py`'s; here they are smaller and others work beside.
"""

import asyncio
import itertools
import json
import random
import time
import uuid
from array import array
from dataclasses import dataclass, field
from typing import Any

import httpx
import orjson
import pytest
from django.conf import settings

from bench import servers
from bench.stream_clients import Listener
from config.streaming import hub
from config.streaming.hub import Hub, Reader
from generation import progress, tickets
from tests.servers.stage import RunningProduct

STREAMS = 300
JOBS = 40
EVENTS = 400
# The limits are 1 s and 40 KB on a quiet machine.
LATE_SECONDS = 6.0
STREAM_BYTES = 80_000
LOOK_SECONDS = 0.05
# So many streams' marks in one question would pass what Django takes.
MANY = 1500
# The times of service, so many times faster.
FASTER = 8


@dataclass
class Crowd:
    """Streams of workspaces that nobody else has heard of."""

    host: str
    port: int
    late: dict[str, Any] = field(default_factory=lambda: {"burst": array("d")})
    listeners: list[Listener] = field(default_factory=list)

    async def open(self, schema: str, jobs: list[str], *, job: str = "") -> None:
        """Open a page's stream, or a job's, with a ticket as Django gives it."""
        ticket, signed = tickets.issue(
            key=settings.EVENTS_KEY,
            seconds=600,
            stream=progress.job_stream(schema, job) if job else progress.page_stream(schema),
            start="0-0",
            schema_name=schema,
            workspace_id=str(uuid.uuid4()),
            job_id=job,
            user_id=str(uuid.uuid4()),
            back="/",
        )
        progress.keep_snapshot(ticket.id, {"jobs": []})
        request = f"GET /events/{signed} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\n\r\n"
        listener = Listener(request.encode(), [job] if job else jobs, self.late)
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: listener, self.host, self.port)
        assert await asyncio.wait_for(listener.is_open, 30)
        self.listeners.append(listener)

    async def hears(self, expected: int) -> None:
        """Wait until so many deliveries have come, as long as the slowest may take."""
        for _look in range(int(LATE_SECONDS / LOOK_SECONDS)):
            if len(self.late["burst"]) >= expected:
                return
            await asyncio.sleep(LOOK_SECONDS)

    def hang_up(self) -> None:
        """End all of them."""
        for listener in self.listeners:
            listener.transport.abort()


def publish(schema: str, job: str, number: int) -> None:
    data = {"phase": "burst", "number": number, "sent": time.monotonic()}
    progress.publish(schema, job, "progress", data)


def reads() -> int:
    """Return how often anybody has read streams from Redis so far."""
    told: Any = progress.client().info("commandstats")
    return int(told.get("cmdstat_xread", {"calls": 0})["calls"])


def test_hundreds_of_streams_hear_a_burst_whole_and_soon_and_cost_little(
    product: RunningProduct,
) -> None:
    schemas = [f"ws_{uuid.uuid4().hex}" for _ in range(4)]
    jobs = {schema: [str(uuid.uuid4()) for _ in range(JOBS // 4)] for schema in schemas}
    every = [(schema, job) for schema in schemas for job in jobs[schema]]
    pids = servers.family(product.processes["events"])

    async def run() -> tuple[Crowd, int, float, int]:
        crowd = Crowd("127.0.0.1", product.ports["events"])
        before = servers.memory(pids)
        for number in range(STREAMS):
            schema, job = every[number % JOBS]
            await crowd.open(schema, jobs[schema], job=job if number % 2 else "")
        read, began = reads(), time.monotonic()
        for number in range(EVENTS):
            await asyncio.to_thread(publish, *every[number % JOBS], number // JOBS + 1)
        await crowd.hears(EVENTS // JOBS * sum(len(one.numbers) for one in crowd.listeners))
        took, read = time.monotonic() - began, reads() - read
        grown = servers.memory(pids) - before
        crowd.hang_up()
        return crowd, read, took, grown

    crowd, read, took, grown = asyncio.run(run())

    # Each event once and in order, on every stream it belongs to.
    assert all(set(one.numbers.values()) == {EVENTS // JOBS} for one in crowd.listeners)
    assert not any(one.wrong for one in crowd.listeners)
    assert sorted(crowd.late["burst"])[int(0.99 * len(crowd.late["burst"]))] < LATE_SECONDS
    # What comes together is read together: each read names every stream there is.
    assert read <= took / hub.GATHER_SECONDS + 2
    assert grown / STREAMS < STREAM_BYTES


class Django:
    """Stands for Django: it says yes, and news to as many as `tells`."""

    def __init__(self, *, tells: int) -> None:
        self.tells = tells
        self.bodies: list[bytes] = []

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.bodies.append(request.content)
        question = json.loads(request.content)
        news = itertools.count() if question["news"] else itertools.repeat(self.tells)
        answers = {
            one["id"]: {"allowed": True}
            | ({"mark": "1", "snapshot": None} if next(news) < self.tells else {})
            for one in question["tickets"]
        }
        return httpx.Response(200, content=orjson.dumps({"answers": answers}))


@pytest.mark.slow
def test_thousands_of_streams_are_asked_about_in_parts_and_none_is_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One question about all of them would be larger than Django takes, and later than it may be."""
    for name in ("CHECK_SECONDS", "AGAIN_SECONDS", "SURE_SECONDS", "LOOK_SECONDS"):
        monkeypatch.setattr(hub, name, getattr(hub, name) / FASTER)
    django = Django(tells=hub.ASK_TICKETS // 2)
    readers = [_reader() for _ in range(MANY)]

    async def run() -> None:
        place = Hub(redis_url="redis://127.0.0.1:1/0", web_url="http://django", key="k" * 32)
        transport = httpx.MockTransport(django)
        place.http = httpx.AsyncClient(base_url="http://django", transport=transport)
        now = time.monotonic()
        for reader in readers:
            # They came at various moments of a round.
            reader.sure_at = reader.told_at = now - random.uniform(0, hub.CHECK_SECONDS)
            place.readers.setdefault(reader.ticket.stream, set()).add(reader)
        loops = [asyncio.create_task(place._check()), asyncio.create_task(place._close_unsure())]
        await asyncio.sleep(2 * hub.CHECK_SECONDS)
        for loop in loops:
            loop.cancel()

    asyncio.run(run())

    assert not any(reader.is_closed for reader in readers)
    assert max(len(body) for body in django.bodies) < settings.DATA_UPLOAD_MAX_MEMORY_SIZE / 2
    told = sum(reader.mark == "1" for reader in readers)
    # Who has waited longest comes first, so nobody is told twice before all are.
    assert told >= min(MANY, (hub.NEWS_A_ROUND - 1) * django.tells)


def _reader() -> Reader:
    ticket, _signed = tickets.issue(
        key="k" * 32,
        seconds=600,
        stream=progress.page_stream(f"ws_{uuid.uuid4().hex}"),
        start="0-0",
        schema_name="ws_x",
        workspace_id=str(uuid.uuid4()),
        job_id="",
        user_id=str(uuid.uuid4()),
        back="/w/a-shop-with-a-long-name/events",
    )
    reader = Reader(ticket, start="0-0")
    # As long as the mark of a page with twenty open jobs.
    reader.mark = ",".join(f"{uuid.uuid4()}:1" for _ in range(20))
    return reader
