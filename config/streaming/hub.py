"""All streams of one events process: who listens, what came, who may still listen."""

import asyncio
import contextlib
import hashlib
import hmac
import logging
import time
from typing import Any, cast

import httpx
import orjson
import redis.asyncio as redis
from redis.exceptions import RedisError

from config.streaming import frames
from generation.tickets import Ticket

QUEUE_ENTRIES = 600
READ_COUNT = 200
BLOCK_MS = 5000
CHECK_SECONDS = 30.0
FRESH_SECONDS = 30.0
log = logging.getLogger("events")


class Reader:
    """One open stream. `mark` is how much of the rows it has shown."""

    def __init__(self, ticket: Ticket, *, start: str) -> None:
        self.ticket = ticket
        self.start = start
        self.mark = ""
        self.queue: asyncio.Queue[bytes | None] = asyncio.Queue(QUEUE_ENTRIES)

    def give(self, frame: bytes | None) -> None:
        """Hand a frame over; a reader that does not keep up is closed and comes back."""
        try:
            self.queue.put_nowait(frame)
        except asyncio.QueueFull:
            with contextlib.suppress(asyncio.QueueEmpty):
                while True:
                    self.queue.get_nowait()
            self.queue.put_nowait(None)


class Hub:
    """Reads Redis once for everybody and asks Django once for everybody."""

    def __init__(self, *, redis_url: str, web_url: str, key: str) -> None:
        self.redis = redis.Redis.from_url(redis_url, socket_timeout=BLOCK_MS / 1000 + 5)
        self.http = httpx.AsyncClient(base_url=web_url, timeout=10)
        self.key = key
        self.readers: dict[str, set[Reader]] = {}
        self.positions: dict[str, str] = {}
        self.wake_stream = f"wake:{time.time_ns():x}"
        self.tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to read and to ask."""
        self.tasks = [asyncio.create_task(self._read()), asyncio.create_task(self._check())]

    async def stop(self) -> None:
        """End every stream, so that the server can end."""
        for task in self.tasks:
            task.cancel()
        for readers in self.readers.values():
            for reader in readers:
                reader.give(None)
        await self.redis.aclose()
        await self.http.aclose()

    async def snapshot(self, ticket_id: str) -> bytes | None:
        """Return what a new stream starts with; None when it was not fetched in time."""
        return cast("bytes | None", await self.redis.get(f"snapshot:{ticket_id}"))

    async def admit(self, reader: Reader) -> bool:
        """Return whether a stream may open: a ticket fresh from Django may, an older one is asked for."""
        if time.time() - reader.ticket.issued_at < FRESH_SECONDS:
            return True
        answers = await self._ask([reader])
        return answers is not None and bool(answers.get(reader.ticket.id, {}).get("allowed"))

    def add(self, reader: Reader) -> None:
        """Listen for this reader, from its start on."""
        stream = reader.ticket.stream
        self.readers.setdefault(stream, set()).add(reader)
        at = self.positions.get(stream)
        if at is None or _order(reader.start) < _order(at):
            self.positions[stream] = reader.start
        asyncio.get_running_loop().create_task(self._wake())

    def remove(self, reader: Reader) -> None:
        """Stop listening for this reader."""
        stream = reader.ticket.stream
        readers = self.readers.get(stream, set())
        readers.discard(reader)
        if not readers:
            self.readers.pop(stream, None)
            self.positions.pop(stream, None)

    async def _wake(self) -> None:
        """End the blocking read, so that a new stream is in the next one."""
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
            for name, entries in _pairs(found):
                if name == self.wake_stream:
                    awake = entries[-1][0].decode()
                else:
                    self._spread(name, entries, since=wanted[name])

    def _spread(
        self, stream: str, entries: list[tuple[bytes, dict[bytes, bytes]]], *, since: str
    ) -> None:
        """Hand entries to those who listened when the read began.

        A reader that came during the read with an earlier start is served by the next read,
        which begins there: giving it these first would make it skip the ones between.
        """
        listening = [
            reader
            for reader in self.readers.get(stream, ())
            if _order(reader.start) >= _order(since)
        ]
        for raw_id, fields in entries:
            entry = raw_id.decode()
            frame = frames.event(fields[b"event"].decode(), fields[b"data"], entry)
            for reader in listening:
                if _order(entry) > _order(reader.start):
                    reader.start = entry
                    _note_version(reader, fields[b"data"])
                    reader.give(frame)
        if self.positions.get(stream) == since:
            self.positions[stream] = entries[-1][0].decode()

    async def _check(self) -> None:
        while True:
            await asyncio.sleep(CHECK_SECONDS)
            readers = [reader for group in self.readers.values() for reader in group]
            answers = await self._ask(readers) if readers else {}
            if answers is None:
                continue
            for reader in readers:
                answer = answers.get(reader.ticket.id, {})
                if not answer.get("allowed"):
                    reader.give(None)
                    continue
                reader.mark = answer["mark"]
                if answer["snapshot"] is not None:
                    body = orjson.dumps(answer["snapshot"])
                    reader.give(frames.event("snapshot", body, reader.start))

    async def _ask(self, readers: list[Reader]) -> dict[str, Any] | None:
        """Ask Django about these streams; None when it does not answer (nothing is decided)."""
        tickets = [
            {
                "id": reader.ticket.id,
                "user_id": reader.ticket.user_id,
                "workspace_id": reader.ticket.workspace_id,
                "schema_name": reader.ticket.schema_name,
                "job_id": reader.ticket.job_id,
                "mark": reader.mark,
            }
            for reader in readers
        ]
        body = orjson.dumps({"at": time.time(), "tickets": tickets})
        signature = hmac.new(self.key.encode(), body, hashlib.sha256).hexdigest()
        try:
            answer = await self.http.post(
                "/internal/streams", content=body, headers={"X-Events-Signature": signature}
            )
            answer.raise_for_status()
        except httpx.HTTPError:
            log.warning("django does not answer about streams")
            return None
        answers: dict[str, Any] = orjson.loads(answer.content)["answers"]
        return answers


def _note_version(reader: Reader, data: bytes) -> None:
    """A job's stream knows how new it is by the versions it has passed on."""
    if not reader.ticket.job_id:
        return
    version = orjson.loads(data).get("version")
    if version is not None and version > int(reader.mark or 0):
        reader.mark = str(version)


def _order(entry: str) -> tuple[int, int]:
    milliseconds, number = entry.split("-")
    return int(milliseconds), int(number)


def _pairs(found: Any) -> list[tuple[str, Any]]:
    """Return (stream, entries), whichever protocol version the client speaks."""
    if isinstance(found, dict):
        return [
            (name.decode(), [entry for batch in batches for entry in batch])
            for name, batches in found.items()
        ]
    return [(name.decode(), entries) for name, entries in found or []]
