"""All streams of one events process: who listens, what came, who may still listen.

A stream is open only while Django's last yes about it is younger than `SURE_SECONDS`, whatever
becomes of Django: who was removed from a workspace hears nothing of it after half a minute. Every
20 s Django is asked about each stream, many in one request; when it does not answer, every 3 s, so
that it fails three rounds before anything is closed. What is closed comes back, through Django.
"""

import asyncio
import contextlib
import hmac
import logging
import time
from typing import Any, cast

import httpx
import orjson
import redis.asyncio as redis
from redis.exceptions import RedisError

from config.streaming import frames
from config.streaming.entries import order, pairs
from generation.tickets import Ticket

QUEUE_ENTRIES = 600
READ_COUNT = 200
BLOCK_MS = 5000
# Each read names all streams, which costs more than what it brings: what comes meanwhile waits.
GATHER_SECONDS = 0.03
CHECK_SECONDS = 20.0
AGAIN_SECONDS = 3.0
# One round takes no longer: what was not answered by then was not answered.
ASK_SECONDS = 2.5
# Three rounds and what the last of them takes.
SURE_SECONDS = CHECK_SECONDS + 2 * AGAIN_SECONDS + ASK_SECONDS
LOOK_SECONDS = 0.5
# In one request: a Django that has its hands full still answers for so many in time.
ASK_TICKETS = 250
# News cost Django more than rights: so often in a round. Where streams are many, they wait longer.
NEWS_A_ROUND = 5
ASKED = ("id", "user_id", "workspace_id", "schema_name", "job_id")
# Django has just looked; nobody is asked a second time.
FRESH_SECONDS = 3.0
log = logging.getLogger("events")


class Reader:
    """One open stream.

    mark: how much of the rows it has shown. sure_at: when Django looked that last said yes.
    told_at: when it last heard how the rows stand. Both of this process's monotonic clock.
    """

    def __init__(self, ticket: Ticket, *, start: str) -> None:
        self.ticket = ticket
        self.start = start
        self.mark = ""
        self.sure_at = 0.0
        self.told_at = 0.0
        self.is_closed = False
        self.queue: asyncio.Queue[bytes | None] = asyncio.Queue(QUEUE_ENTRIES)

    def give(self, frame: bytes | None) -> None:
        """Hand a frame over; a reader that does not keep up is closed and comes back."""
        if self.is_closed:
            return
        try:
            self.queue.put_nowait(frame)
        except asyncio.QueueFull:
            self.close()

    def close(self) -> None:
        """End the stream; what it has not been sent yet, it is not sent any more."""
        if self.is_closed:
            return
        self.is_closed = True
        with contextlib.suppress(asyncio.QueueEmpty):
            while True:
                self.queue.get_nowait()
        self.queue.put_nowait(None)


class Hub:
    """Reads Redis once for everybody and asks Django once for everybody."""

    def __init__(self, *, redis_url: str, web_url: str, key: str) -> None:
        self.redis = redis.Redis.from_url(redis_url, socket_timeout=BLOCK_MS / 1000 + 5)
        self.http = httpx.AsyncClient(base_url=web_url, timeout=ASK_SECONDS)
        self.key = key
        self.readers: dict[str, set[Reader]] = {}
        self.positions: dict[str, str] = {}
        self.wake_stream = f"wake:{time.time_ns():x}"
        self.tasks: list[asyncio.Task[None]] = []
        self.at_the_door: list[tuple[Reader, asyncio.Future[bool]]] = []
        self.asking: asyncio.Task[None] | None = None
        self.somebody_came = asyncio.Event()

    def start(self) -> None:
        """Begin to read and to ask."""
        loops = (self._read(), self._wake(), self._check(), self._close_unsure())
        self.tasks = [asyncio.create_task(loop) for loop in loops]

    async def stop(self) -> None:
        """End every stream, so that the server can end."""
        for task in self.tasks:
            task.cancel()
        for reader in self._everybody():
            reader.give(None)
        if self.asking is not None:
            await asyncio.wait({self.asking}, timeout=ASK_SECONDS)
        await self.redis.aclose()
        await self.http.aclose()

    async def snapshot(self, ticket_id: str) -> bytes | None:
        """Return what a new stream starts with; None when it was not fetched in time."""
        return cast("bytes | None", await self.redis.get(f"snapshot:{ticket_id}"))

    async def admit(self, reader: Reader) -> bool:
        """Return whether a stream may open: by a ticket that is seconds old; else Django is asked."""
        age = time.time() - reader.ticket.issued_at
        if 0 <= age < FRESH_SECONDS:
            reader.sure_at = time.monotonic() - age
            return True
        answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self.at_the_door.append((reader, answer))
        if self.asking is None or self.asking.done():
            self.asking = asyncio.create_task(self._ask_at_the_door())
        return await answer

    async def _ask_at_the_door(self) -> None:
        """Ask for all who came while the last ones were asked for: after a restart, many do."""
        while self.at_the_door:
            came, self.at_the_door = self.at_the_door[:ASK_TICKETS], self.at_the_door[ASK_TICKETS:]
            began = time.monotonic()
            answers = await self._ask([reader for reader, _answer in came], news=False) or {}
            for reader, answer in came:
                reader.sure_at = began
                if not answer.done():
                    answer.set_result(_is_allowed(reader, answers))

    def add(self, reader: Reader) -> None:
        """Listen for this reader, from its start on; how the rows stand it has just been shown."""
        reader.told_at = time.monotonic()
        stream = reader.ticket.stream
        self.readers.setdefault(stream, set()).add(reader)
        at = self.positions.get(stream)
        if at is None or order(reader.start) < order(at):
            self.positions[stream] = reader.start
        self.somebody_came.set()

    def remove(self, reader: Reader) -> None:
        """Stop listening for this reader."""
        stream = reader.ticket.stream
        readers = self.readers.get(stream, set())
        readers.discard(reader)
        if not readers:
            self.readers.pop(stream, None)
            self.positions.pop(stream, None)

    async def _wake(self) -> None:
        """End the blocking read when somebody has come, so that they are in the next one."""
        while True:
            await self.somebody_came.wait()
            await asyncio.sleep(GATHER_SECONDS)
            self.somebody_came.clear()
            with contextlib.suppress(RedisError):
                await self.redis.xadd(self.wake_stream, {"": ""}, maxlen=1)
                await self.redis.expire(self.wake_stream, 60)

    async def _read(self) -> None:
        awake = "$"
        while True:
            wanted: dict[Any, Any] = {self.wake_stream: awake, **self.positions}
            try:
                found = await self.redis.xread(wanted, count=READ_COUNT, block=BLOCK_MS)
            except RedisError:
                log.warning("redis does not answer; reading again")
                await asyncio.sleep(1)
                continue
            for name, entries in pairs(found):
                if name == self.wake_stream:
                    awake = entries[-1][0].decode()
                else:
                    self._spread(name, entries, since=wanted[name])
            await asyncio.sleep(GATHER_SECONDS)

    def _spread(
        self, stream: str, entries: list[tuple[bytes, dict[bytes, bytes]]], *, since: str
    ) -> None:
        """Hand entries to those who listened when the read began.

        A reader that came during the read with an earlier start is served by the next read,
        which begins there: giving it these first would make it skip the ones between. What is for
        one person only is handed to nobody else.
        """
        listening = [
            reader for reader in self.readers.get(stream, ()) if order(reader.start) >= order(since)
        ]
        for raw_id, fields in entries:
            entry = raw_id.decode()
            frame = frames.event(fields[b"event"].decode(), fields[b"data"], entry)
            only = fields.get(b"only", b"").decode()
            for reader in listening:
                if order(entry) > order(reader.start):
                    reader.start = entry
                    if only in ("", reader.ticket.user_id):
                        _note_version(reader, fields[b"data"])
                        reader.give(frame)
        if self.positions.get(stream) == since:
            self.positions[stream] = entries[-1][0].decode()

    def _everybody(self) -> list[Reader]:
        return [reader for group in self.readers.values() for reader in group]

    async def _check(self) -> None:
        """Ask for news of some, and whether the others may still listen."""
        news_at = 0.0
        while True:
            began = time.monotonic()
            due = began - CHECK_SECONDS
            news = self._untold(due) if news_at <= began else []
            asked = news or self._unsure(due)
            if not asked:
                await asyncio.sleep(LOOK_SECONDS)
                continue
            answers = await self._ask(asked, news=bool(news))
            if answers is None:
                await asyncio.sleep(max(0.0, began + AGAIN_SECONDS - time.monotonic()))
                continue
            _tell(asked, answers, at=began)
            if news:
                news_at = began + CHECK_SECONDS / NEWS_A_ROUND

    def _untold(self, due: float) -> list[Reader]:
        """Return those who have waited longest for news, once one of them is due."""
        # One that is closed, and not gone yet, comes last.
        waiting = sorted(self._everybody(), key=lambda one: (one.is_closed, one.told_at))
        return waiting[:ASK_TICKETS] if waiting and waiting[0].told_at <= due else []

    def _unsure(self, due: float) -> list[Reader]:
        """Return those whose last yes is the oldest, once one of them is due."""
        still_open = (reader for reader in self._everybody() if not reader.is_closed)
        oldest = sorted(still_open, key=lambda one: one.sure_at)
        return oldest[:ASK_TICKETS] if oldest and oldest[0].sure_at <= due else []

    async def _close_unsure(self) -> None:
        """Close what Django has not said yes to for too long, for whatever reason."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            oldest = time.monotonic() - SURE_SECONDS
            for reader in self._everybody():
                if reader.sure_at <= oldest:
                    reader.close()

    async def _ask(self, readers: list[Reader], *, news: bool) -> dict[str, Any] | None:
        """Ask Django about these streams; None when it does not answer in time."""
        tickets = [
            {name: getattr(reader.ticket, name) for name in ASKED} | {"mark": reader.mark}
            for reader in readers
        ]
        body = orjson.dumps({"at": time.time(), "news": news, "tickets": tickets})
        signed = {"X-Events-Signature": hmac.digest(self.key.encode(), body, "sha256").hex()}
        try:
            async with asyncio.timeout(ASK_SECONDS):
                answer = await self.http.post("/internal/streams", content=body, headers=signed)
            answer.raise_for_status()
            answers: dict[str, Any] = orjson.loads(answer.content)["answers"]
        except (httpx.HTTPError, TimeoutError, ValueError, KeyError):
            log.warning("django does not answer about streams")
            return None
        return answers


def _is_allowed(reader: Reader, answers: dict[str, Any]) -> bool:
    return bool(answers.get(reader.ticket.id, {}).get("allowed"))


def _tell(readers: list[Reader], answers: dict[str, Any], *, at: float) -> None:
    """Close those who may not listen any more, and show the others what they have not seen."""
    for reader in readers:
        if not _is_allowed(reader, answers):
            reader.close()
            continue
        reader.sure_at = at
        answer = answers[reader.ticket.id]
        if "mark" not in answer:
            continue
        reader.told_at, reader.mark = at, answer["mark"]
        if answer["snapshot"] is not None:
            for frame in frames.snapshot(orjson.dumps(answer["snapshot"]), reader.start):
                reader.give(frame)


def _note_version(reader: Reader, data: bytes) -> None:
    """A job's stream knows how new it is by the versions it has passed on."""
    if not reader.ticket.job_id:
        return
    version = orjson.loads(data).get("version")
    if version is not None and version > int(reader.mark or 0):
        reader.mark = str(version)
