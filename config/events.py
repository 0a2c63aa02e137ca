"""The events process: pure ASGI, no Django behind it, one Redis reader for all its streams.

`/events/<ticket>` sends a snapshot, then the stream from where the snapshot was taken. A stream
costs no thread and no database connection. Every 20 s Django is asked, for many at once, which
streams are still allowed and how the rows stand.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from config.settings import environment as env
from config.streaming import frames
from config.streaming.entries import has_lost
from config.streaming.hub import Hub, Reader
from generation import tickets

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

HEARTBEAT_SECONDS = 15.0
# Pictures on their way are large: what waits goes together up to about so much.
PIECE_BYTES = 64 * 1024


class Events:
    """The ASGI application."""

    def __init__(self, hub: Hub, *, key: str, origins: list[str]) -> None:
        self.hub = hub
        self.key = key
        self.origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._serve(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self.hub.start()
                await send({"type": "lifespan.startup.complete"})
            else:
                await self.hub.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        if path == "/events/healthz":
            await _answer(send, 200, body=b"ok")
            return
        if scope["method"] not in {"GET", "HEAD"} or not path.startswith("/events/"):
            await _answer(send, 404)
            return
        try:
            ticket = tickets.read(path.removeprefix("/events/"), key=self.key)
        except tickets.TicketRefused:
            await _answer(send, 404)
            return
        headers = {name.decode().lower(): value.decode() for name, value in scope["headers"]}
        await self._stream(ticket, headers, receive, send)

    async def _stream(
        self, ticket: tickets.Ticket, headers: dict[str, str], receive: Receive, send: Send
    ) -> None:
        reader = Reader(ticket, start=await self._start(ticket, headers.get("last-event-id", "")))
        back = {"location": ticket.back, "cache-control": "no-store"}
        if tickets.has_expired(ticket) or not await self.hub.admit(reader):
            # Django decides again: a live session gets a new ticket, a dead one its refusal.
            await _answer(send, 307, headers=back)
            return
        snapshot = None if reader.start != ticket.start else await self.hub.snapshot(ticket.id)
        if snapshot is None and reader.start == ticket.start:
            await _answer(send, 307, headers=back)
            return
        await send(frames.start(self._cors(headers.get("origin", ""))))
        self.hub.add(reader)
        gone = asyncio.create_task(_close_at_end(reader, receive))
        try:
            if snapshot is not None:
                for frame in frames.snapshot(snapshot, reader.start):
                    await send(frames.chunk(frame))
            await _pump(reader, send)
        finally:
            self.hub.remove(reader)
            gone.cancel()

    async def _start(self, ticket: tickets.Ticket, last_seen: str) -> str:
        """Return from where a stream goes on: what was seen last, if what followed is still there."""
        if not frames.is_entry(last_seen) or last_seen == ticket.start:
            return ticket.start
        if await has_lost(self.hub.redis, ticket.stream, since=last_seen):
            return ticket.start
        return last_seen

    def _cors(self, origin: str) -> dict[str, str]:
        if origin not in self.origins:
            return {}
        return {"access-control-allow-origin": origin, "vary": "Origin"}


async def _pump(reader: Reader, send: Send) -> None:
    """Send what the reader is handed, what waits together in one piece, until it is closed."""
    while True:
        try:
            async with asyncio.timeout(HEARTBEAT_SECONDS):
                frame = await reader.queue.get()
        except TimeoutError:
            await send(frames.chunk(frames.HEARTBEAT))
            continue
        piece = frame or b""
        while frame is not None and len(piece) < PIECE_BYTES and not reader.queue.empty():
            frame = reader.queue.get_nowait()
            piece += frame or b""
        await send(frames.chunk(piece, more=frame is not None))
        if frame is None:
            return


async def _close_at_end(reader: Reader, receive: Receive) -> None:
    """Close the reader when its client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
    reader.close()


async def _answer(
    send: Send, status: int, *, body: bytes = b"", headers: dict[str, str] | None = None
) -> None:
    listed = [(name.encode(), value.encode()) for name, value in (headers or {}).items()]
    await send({"type": "http.response.start", "status": status, "headers": listed})
    await send({"type": "http.response.body", "body": body})


def build() -> Events:
    """Return the application as the environment configures it."""
    secret_key = env.text("SECRET_KEY") or "no-secret-given"
    key = env.secret("EVENTS_KEY", secret_key=secret_key)
    hub = Hub(redis_url=env.text("REDIS_URL"), web_url=env.text("WEB_URL").rstrip("/"), key=key)
    return Events(hub, key=key, origins=env.words("CORS_ALLOWED_ORIGINS"))


application = build()
