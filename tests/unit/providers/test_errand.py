import asyncio
import threading
import time

import pytest

from generation.providers import errand


def test_what_is_said_is_heard_in_order_in_the_callers_thread() -> None:
    heard = []

    async def work(say: errand.Say) -> str:
        for number in range(3):
            say(number)
            await asyncio.sleep(0)
        return "done"

    def heed(event: object) -> None:
        heard.append((event, threading.current_thread()))

    assert errand.run(work, heed=heed) == "done"
    here = threading.current_thread()
    assert [pair for pair in heard if pair[0] is not None] == [(0, here), (1, here), (2, here)]


def test_silence_is_told_at_every_pulse() -> None:
    heard: list[object] = []

    async def work(_say: errand.Say) -> None:
        await asyncio.sleep(0.35)

    errand.run(work, heed=heard.append, pulse=0.1)

    assert 2 <= len(heard) <= 4
    assert set(heard) == {None}


def test_what_the_work_raises_is_raised_here() -> None:
    async def work(_say: errand.Say) -> None:
        raise LookupError("gone")

    with pytest.raises(LookupError, match="gone"):
        errand.run(work, heed=lambda _event: None)


def test_a_listener_that_raises_stops_the_work_at_once() -> None:
    ended = threading.Event()

    async def work(_say: errand.Say) -> None:
        try:
            await asyncio.sleep(30)
        finally:
            ended.set()

    def heed(_event: object) -> None:
        raise InterruptedError("stop")

    began = time.monotonic()
    with pytest.raises(InterruptedError, match="stop"):
        errand.run(work, heed=heed, pulse=0.05)

    assert ended.is_set()
    assert time.monotonic() - began < 1


def test_stopping_work_that_has_just_ended_is_no_error() -> None:
    async def work(say: errand.Say) -> None:
        say("last")

    def heed(_event: object) -> None:
        time.sleep(0.05)  # the work's loop is closed by now
        raise InterruptedError

    with pytest.raises(InterruptedError):
        errand.run(work, heed=heed)
