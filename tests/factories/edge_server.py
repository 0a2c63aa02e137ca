"""A stand-in for the service behind Edge's voices: its websocket on a free port of this machine."""

import asyncio
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import WSMsgType, web


class EdgeStandIn:
    """The service. sound: what it answers with, as MP3; None hangs up. asked: the SSML it got."""

    def __init__(self, sound: bytes | None) -> None:
        self.sound = sound
        self.asked: list[str] = []
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._is_up = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        assert self._is_up.wait(10)

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/speak?Token=x"

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        app = web.Application()
        app.router.add_get("/speak", self._speak)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        self._loop.run_until_complete(runner.setup())
        site = web.TCPSite(runner, "127.0.0.1", 0)
        self._loop.run_until_complete(site.start())
        self.port = runner.addresses[0][1]
        self._is_up.set()
        self._loop.run_forever()
        self._loop.run_until_complete(runner.cleanup())
        self._loop.close()

    async def _speak(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for message in socket:
            if message.type is WSMsgType.TEXT and "Path:ssml" in message.data:
                self.asked.append(message.data.split("\r\n\r\n", 1)[1])
                if self.sound is not None:
                    await self._answer(socket, self.sound)
                await socket.close()
        return socket

    async def _answer(self, socket: web.WebSocketResponse, sound: bytes) -> None:
        await socket.send_str("X-RequestId:1\r\nPath:turn.start\r\n\r\n{}")
        head = b"X-RequestId:1\r\nContent-Type:audio/mpeg\r\nPath:audio\r\n"
        for at in range(0, len(sound), 1500):
            await socket.send_bytes(len(head).to_bytes(2) + head + sound[at : at + 1500])
        text = {"Text": "Hi", "Length": 2, "BoundaryType": "SentenceBoundary"}
        said = {"Type": "SentenceBoundary", "Data": {"Offset": 1, "Duration": 2, "text": text}}
        metadata = json.dumps({"Metadata": [said]})
        await socket.send_str(f"X-RequestId:1\r\nPath:audio.metadata\r\n\r\n{metadata}")
        await socket.send_str("X-RequestId:1\r\nPath:turn.end\r\n\r\n{}")


@contextmanager
def running(sound: bytes | None) -> Iterator[EdgeStandIn]:
    stand_in = EdgeStandIn(sound)
    try:
        yield stand_in
    finally:
        stand_in.stop()


def spoken_of(ssml: str) -> str:
    """Return the words of an SSML document, as they stand in it."""
    return re.sub(r"<[^>]*>", "", ssml)
