"""A stream is open while Django says so: it is asked in time, and its silence closes, too."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import httpx
import orjson
import pytest

from config.streaming import hub
from config.streaming.hub import Hub, Reader
from generation import tickets

KEY = "a key of the tests that is long enough for HMAC"
STREAM = "progress:ws_x:1"
# The times of service, so many times faster.
FASTER = 40
TIMES = ("CHECK_SECONDS", "AGAIN_SECONDS", "ASK_SECONDS", "SURE_SECONDS", "LOOK_SECONDS")
Answering = Callable[[list[dict[str, Any]]], Awaitable[dict[str, Any] | None]]


@pytest.fixture
def _faster(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in TIMES:
        monkeypatch.setattr(hub, name, getattr(hub, name) / FASTER)


def reader(*, age: int = 0, name: str = "u") -> Reader:
    ticket, _signed = tickets.issue(
        key=KEY,
        seconds=60,
        stream=STREAM,
        start="0-0",
        schema_name="ws_x",
        workspace_id="w",
        job_id="1",
        user_id=name,
        back="/",
    )
    return Reader(replace(ticket, issued_at=ticket.issued_at - age), start="0-0")


class Django:
    """Stands for Django. asked: the tickets of each request, with what was asked besides."""

    def __init__(self, answering: Answering) -> None:
        self.answering = answering
        self.asked: list[list[dict[str, Any]]] = []
        self.news: list[bool] = []

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        question = orjson.loads(request.content)
        self.asked.append(question["tickets"])
        self.news.append(question["news"])
        answers = await self.answering(question["tickets"])
        if answers is None:
            raise httpx.ConnectError("nobody there")
        return httpx.Response(200, content=orjson.dumps({"answers": answers}))


async def yes(asked: list[dict[str, Any]]) -> dict[str, Any]:
    return {one["id"]: {"allowed": True, "mark": "1", "snapshot": None} for one in asked}


async def away(_asked: list[dict[str, Any]]) -> None:
    return None


async def hanging(_asked: list[dict[str, Any]]) -> None:
    await asyncio.sleep(3600)


async def wrong(_asked: list[dict[str, Any]]) -> dict[str, Any]:
    return {"": {}}


def before(django: Django) -> Hub:
    place = Hub(redis_url="redis://127.0.0.1:1/0", web_url="http://django", key=KEY)
    place.http = httpx.AsyncClient(base_url="http://django", transport=httpx.MockTransport(django))
    return place


def listening(place: Hub, *readers: Reader) -> None:
    """Add readers as if they had just been let in, without waking a Redis that is not there."""
    for one in readers:
        one.sure_at = time.monotonic()
        place.readers.setdefault(STREAM, set()).add(one)


async def live(place: Hub, *, seconds: float) -> None:
    """Let the rounds go on for so long, of service's time."""
    loops = [asyncio.create_task(place._check()), asyncio.create_task(place._close_unsure())]
    await asyncio.sleep(seconds / FASTER)
    for loop in loops:
        loop.cancel()


# --- who comes in -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("age", "answering", "is_let_in", "asked"),
    [
        (0, away, True, 0),
        (4, yes, True, 1),
        (4, away, False, 1),
        (4, wrong, False, 1),
        (25, away, False, 1),
        (-60, away, False, 1),
    ],
)
def test_only_a_ticket_of_this_moment_is_believed_unasked(
    age: int, answering: Answering, is_let_in: bool, asked: int
) -> None:
    async def run() -> tuple[bool, Django]:
        django = Django(answering)
        return await before(django).admit(reader(age=age)), django

    let_in, django = asyncio.run(run())

    assert let_in is is_let_in
    assert len(django.asked) == asked
    assert not any(django.news)


def test_many_at_once_are_asked_for_together() -> None:
    async def slowly(asked: list[dict[str, Any]]) -> dict[str, Any]:
        await asyncio.sleep(0.02)
        return {one["id"]: {"allowed": one["user_id"] != "gone"} for one in asked}

    async def run() -> tuple[list[bool], int]:
        django = Django(slowly)
        place = before(django)
        names = ["u"] * 50 + ["gone"]
        let_in = await asyncio.gather(*(place.admit(reader(age=9, name=name)) for name in names))
        return list(let_in), len(django.asked)

    let_in, requests = asyncio.run(run())

    assert let_in == [True] * 50 + [False]
    assert requests <= 2


@pytest.mark.slow
# --- who stays ----------------------------------------------------------------------------------
@pytest.mark.usefixtures("_faster")
def test_who_was_removed_is_closed_by_the_next_round_and_the_others_are_not() -> None:
    async def without_gone(asked: list[dict[str, Any]]) -> dict[str, Any]:
        told = await yes(asked)
        return {one["id"]: told[one["id"]] for one in asked if one["user_id"] != "gone"}

    async def run() -> tuple[Reader, Reader, Django]:
        django = Django(without_gone)
        place, stays, goes = before(django), reader(name="stays"), reader(name="gone")
        listening(place, stays, goes)
        await live(place, seconds=70)
        return stays, goes, django

    stays, goes, django = asyncio.run(run())

    assert goes.is_closed
    assert not stays.is_closed
    assert {len(asked) for asked in django.asked} == {2}
    assert 3 <= len(django.asked) <= 4


@pytest.mark.slow
@pytest.mark.usefixtures("_faster")
@pytest.mark.parametrize("answering", [away, hanging, wrong])
def test_when_django_says_nothing_every_stream_is_closed_in_time(answering: Answering) -> None:
    """It is away, takes for ever, or talks of something else."""

    async def run() -> float:
        place, one = before(Django(answering)), reader()
        listening(place, one)
        began = time.monotonic()
        loops = [asyncio.create_task(place._check()), asyncio.create_task(place._close_unsure())]
        assert await asyncio.wait_for(one.queue.get(), 5) is None
        for loop in loops:
            loop.cancel()
        return (time.monotonic() - began) * FASTER

    # A late test machine is allowed for; what the figures add up to is asked below.
    assert asyncio.run(run()) < 40


@pytest.mark.slow
@pytest.mark.usefixtures("_faster")
def test_three_rounds_go_by_before_silence_closes() -> None:
    async def run() -> int:
        django = Django(yes)
        place, one = before(django), reader()
        listening(place, one)
        loops = [asyncio.create_task(place._check()), asyncio.create_task(place._close_unsure())]
        await asyncio.sleep(2 / FASTER)
        django.answering, django.asked = away, []
        assert await asyncio.wait_for(one.queue.get(), 5) is None
        for loop in loops:
            loop.cancel()
        return len(django.asked)

    assert asyncio.run(run()) >= 3


def test_no_stream_outlives_its_right_by_half_a_minute() -> None:
    """However the rounds, the looks and the first seconds of a ticket fall together."""
    found = hub.CHECK_SECONDS + hub.ASK_SECONDS
    assert found < 30
    assert hub.SURE_SECONDS + hub.LOOK_SECONDS < 30
    assert found + 2 * hub.AGAIN_SECONDS <= hub.SURE_SECONDS
    assert hub.FRESH_SECONDS + found < hub.SURE_SECONDS


def test_a_round_says_what_it_knows_and_keeps_the_rest_for_the_next() -> None:
    """Django's time was over: that a stream may go on is told of each, its rows of some."""
    told, short = reader(), reader()
    short.mark, short.told_at = "7", 1.0
    answers = {
        told.ticket.id: {"allowed": True, "mark": "9", "snapshot": {"id": "1"}},
        short.ticket.id: {"allowed": True},
    }

    hub._tell([told, short], answers, at=50.0)

    assert (told.mark, told.told_at, told.sure_at) == ("9", 50.0, 50.0)
    assert told.queue.qsize() == 1
    assert (short.mark, short.told_at, short.sure_at) == ("7", 1.0, 50.0)
    assert short.queue.empty()


def test_what_was_not_sent_yet_is_not_sent_after_the_end() -> None:
    one = reader()
    one.give(b"of before")

    one.close()
    one.give(b"of after")
    one.close()

    assert one.queue.get_nowait() is None
    assert one.queue.empty()
