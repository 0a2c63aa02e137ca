"""Clients that hold streams open and note how late each event comes, in a process of their own.

Started by `bench.streams`; it is told things by lines of JSON and answers so.
"""

import asyncio
import json
import resource
import sys
import time
from array import array
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx
import orjson

# As many as the web server has threads: more would only wait there.
OPENING_AT_ONCE = 4
HEAD_END = b"\r\n\r\n"


class Listener(asyncio.Protocol):
    """One open stream. late: phase → seconds from publishing to here, of all streams together."""

    def __init__(self, request: bytes, jobs: list[str], late: dict[str, "array[float]"]) -> None:
        self.request = request
        self.late = late
        self.numbers = dict.fromkeys(jobs, 0)
        self.is_open = asyncio.get_running_loop().create_future()
        self.wrong = 0
        self.was_cut = False
        self._raw = bytearray()
        self._body = bytearray()
        self._has_head = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the stream."""
        assert isinstance(transport, asyncio.WriteTransport)
        self.transport = transport
        transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        """Take what came out of its chunks, and each whole event of it."""
        now = time.monotonic()
        self._raw += data
        if not self._has_head:
            if HEAD_END not in self._raw:
                return
            head, _end, rest = bytes(self._raw).partition(HEAD_END)
            self._raw, self._has_head = bytearray(rest), True
            if not head.startswith(b"HTTP/1.1 200"):
                self.transport.abort()
                return
        self._unwrap()
        while (end := self._body.find(b"\n\n")) >= 0:
            self._take(bytes(self._body[:end]), now)
            del self._body[: end + 2]

    def _unwrap(self) -> None:
        at = 0
        while (end := self._raw.find(b"\r\n", at)) >= 0:
            size = int(self._raw[at:end], 16)
            after = end + 2 + size + 2
            if len(self._raw) < after:
                break
            self._body += self._raw[end + 2 : after - 2]
            at = after
        del self._raw[:at]

    def _take(self, event: bytes, now: float) -> None:
        if b"event: snapshot" in event and not self.is_open.done():
            self.is_open.set_result(True)
        elif b"event: progress" in event:
            data = orjson.loads(event.partition(b"data: ")[2])
            self.late[data["phase"]].append(now - data["sent"])
            # Each once, in order.
            if data["number"] != self.numbers[data["job_id"]] + 1:
                self.wrong += 1
            self.numbers[data["job_id"]] = data["number"]

    def connection_lost(self, exc: Exception | None) -> None:
        """Note that the stream ended, whoever ended it."""
        self.was_cut = True
        if not self.is_open.done():
            self.is_open.set_result(False)


class Clients:
    """All of them. web: where Django answers. events: where streams are, when not there."""

    def __init__(self, web: str, events: str) -> None:
        found = urlsplit(events)
        self.host, self.port = found.hostname or "localhost", found.port or 80
        self.http = httpx.AsyncClient(base_url=web, timeout=60)
        self.late = {"steady": array("d"), "burst": array("d")}
        self.listeners: list[Listener] = []
        self.refused = 0

    async def open(self, wanted: list[dict[str, Any]]) -> None:
        """Open streams through Django, as browsers and programs do."""
        waiting = iter(wanted)

        async def take_turns() -> None:
            for one in waiting:
                await self._open(one)

        await asyncio.gather(*(take_turns() for _ in range(OPENING_AT_ONCE)))

    async def _open(self, wanted: Mapping[str, Any]) -> None:
        answer = await self.http.get(wanted["path"], headers=wanted["headers"])
        if answer.status_code != 307:
            self.refused += 1
            return
        path = urlsplit(answer.headers["location"]).path
        request = f"GET {path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\n\r\n".encode()
        listener = Listener(request, wanted["jobs"], self.late)
        await asyncio.get_running_loop().create_connection(lambda: listener, self.host, self.port)
        if await listener.is_open:
            self.listeners.append(listener)
        else:
            self.refused += 1

    async def close(self) -> None:
        """Hang up all of them, and forget what they saw."""
        for listener in self.listeners:
            listener.transport.abort()
        for late in self.late.values():
            del late[:]
        self.listeners.clear()

    def outcome(self, published: Mapping[str, int]) -> dict[str, Any]:
        """Return what came and what did not. published: job → the number of its last event."""
        missing = sum(
            published.get(job, 0) - last
            for listener in self.listeners
            for job, last in listener.numbers.items()
        )
        return {
            "late": {phase: sorted(seconds) for phase, seconds in self.late.items()},
            "missing": missing,
            "wrong": sum(listener.wrong for listener in self.listeners),
            "cut": sum(listener.was_cut for listener in self.listeners),
        }


async def main() -> None:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=2**26)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    origins = json.loads(await reader.readline())
    clients = Clients(origins["web"], origins["events"])
    while line := await reader.readline():
        order = json.loads(line)
        answer: dict[str, Any] = {}
        if "open" in order:
            await clients.open(order["open"])
        elif "close" in order:
            await clients.close()
        elif "published" in order:
            answer = clients.outcome(order["published"])
        answer |= {"open": len(clients.listeners), "refused": clients.refused}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    # Each stream is a file of this process.
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    asyncio.run(main())
