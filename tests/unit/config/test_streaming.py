"""The events process: what each reader gets, in which order, and when it is closed."""

import asyncio
from typing import Any

import orjson

from config.streaming import frames
from config.streaming.hub import QUEUE_ENTRIES, Hub, Reader
from generation import tickets

KEY = "a key of the tests that is long enough for HMAC"
STREAM = "progress:ws_x:1"


def reader(start: str, *, job_id: str = "1", user_id: str = "u") -> Reader:
    ticket, _signed = tickets.issue(
        key=KEY,
        seconds=60,
        stream=STREAM,
        start=start,
        schema_name="ws_x",
        workspace_id="w",
        job_id=job_id,
        user_id=user_id,
        back="/",
    )
    return Reader(ticket, start=start)


def hub() -> Hub:
    return Hub(redis_url="redis://127.0.0.1:1/0", web_url="http://127.0.0.1:1", key=KEY)


def entry(number: int, **data: Any) -> tuple[bytes, dict[bytes, bytes]]:
    return f"{number}-0".encode(), {b"event": b"item", b"data": orjson.dumps(data)}


def got(one: Reader) -> list[str]:
    """Return the ids of the frames a reader was handed."""
    ids = []
    while not one.queue.empty():
        frame = one.queue.get_nowait()
        ids.append("closed" if frame is None else frame.split(b"\n")[0].decode()[4:])
    return ids


def listening(place: Hub, *readers: Reader) -> None:
    """Add readers as `add` does, without waking a Redis that is not there."""
    for one in readers:
        place.readers.setdefault(STREAM, set()).add(one)
        at = place.positions.get(STREAM)
        if at is None or int(one.start[:-2]) < int(at[:-2]):
            place.positions[STREAM] = one.start


def test_every_reader_gets_what_came_after_its_start_once() -> None:
    async def run() -> tuple[list[str], list[str], str]:
        place, early, late = hub(), reader("1-0"), reader("3-0")
        listening(place, early, late)
        entries = [entry(number) for number in (2, 3, 4)]
        place._spread(STREAM, entries, since="1-0")
        return got(early), got(late), place.positions[STREAM]

    early, late, position = asyncio.run(run())

    assert early == ["2-0", "3-0", "4-0"]
    assert late == ["4-0"]
    assert position == "4-0"


def test_a_reader_that_comes_during_a_read_misses_nothing() -> None:
    async def run() -> tuple[list[str], list[str]]:
        place, first, second = hub(), reader("5-0"), reader("2-0")
        listening(place, first)
        # The read began at 5-0; while it waited, a reader came that starts at 2-0.
        listening(place, second)
        place._spread(STREAM, [entry(6)], since="5-0")
        replay = [entry(number) for number in (3, 4, 5, 6)]
        place._spread(STREAM, replay, since=place.positions[STREAM])
        return got(first), got(second)

    first, second = asyncio.run(run())

    assert first == ["6-0"]
    assert second == ["3-0", "4-0", "5-0", "6-0"]


def test_a_reader_that_does_not_keep_up_is_closed_and_not_fed_without_end() -> None:
    async def run() -> list[str]:
        place, slow = hub(), reader("0-0")
        listening(place, slow)
        for number in range(1, QUEUE_ENTRIES + 2):
            since = place.positions[STREAM]
            place._spread(STREAM, [entry(number)], since=since)
        return got(slow)

    assert asyncio.run(run()) == ["closed"]


def test_a_job_reader_knows_the_newest_version_it_has_shown() -> None:
    async def run() -> str:
        place, one = hub(), reader("0-0")
        listening(place, one)
        entries = [entry(1, version=7), entry(2, version=6), entry(3)]
        place._spread(STREAM, entries, since="0-0")
        return one.mark

    assert asyncio.run(run()) == "7"


def test_what_is_for_one_person_is_handed_to_nobody_else() -> None:
    def notice(number: int, only: str) -> tuple[bytes, dict[bytes, bytes]]:
        fields = {b"event": b"notice", b"data": b"{}", b"only": only.encode()}
        return f"{number}-0".encode(), fields

    async def run() -> tuple[list[str], list[str], list[str], str]:
        place = hub()
        alice, her_other_page, bob = (reader("1-0", user_id=name) for name in ("a", "a", "b"))
        listening(place, alice, her_other_page, bob)
        entries = [notice(2, "a"), entry(3), notice(4, "b"), notice(5, "somebody")]
        place._spread(STREAM, entries, since="1-0")
        return got(alice), got(her_other_page), got(bob), bob.start

    alice, other, bob, start = asyncio.run(run())

    assert alice == other == ["2-0", "3-0"]
    assert bob == ["3-0", "4-0"]
    assert start == "5-0", "what was for others is behind everybody"


def test_a_frame_is_one_event_with_its_id() -> None:
    frame = frames.event("item", b'{"a":1}', "7-1")

    assert frame == b'id: 7-1\nevent: item\ndata: {"a":1}\n\n'


def test_only_a_stream_id_is_taken_for_one() -> None:
    assert frames.is_entry("1732400000000-12")
    assert not any(
        frames.is_entry(text)
        for text in ("", "12", "a-b", "1-1\r\nx: y", "0-" + "9" * 40, "9" * 20 + "-0", "\uff11-0")
    )


def test_a_job_that_had_ended_says_done_at_once() -> None:
    job = {
        "id": "1",
        "kind": "copy",
        "state": "partial",
        "version": 9,
        "finished_at": "2026-01-01T00:00:00Z",
        "counts": {"succeeded": 2, "failed": 1},
    }

    told = frames.done_of(orjson.dumps(job))

    assert told is not None
    assert orjson.loads(told) == {
        "job_id": "1",
        "kind": "copy",
        "state": "partial",
        "version": 9,
        "succeeded": 2,
        "failed": 1,
    }
    assert frames.done_of(orjson.dumps({**job, "finished_at": None})) is None
    assert frames.done_of(orjson.dumps({"jobs": []})) is None
