"""Asks servers whether they answer, with the standard library alone."""

import asyncio
import contextlib
from pathlib import Path

from config.stack.part import Probe

ANSWER_SECONDS = 3.0


def tcp(port: int) -> Probe:
    """Ready when something accepts connections on the loopback port."""

    async def ask() -> bool:
        return await _exchange(port, b"", expect=b"") is not None

    return ask


def redis(port: int, *, password: str) -> Probe:
    """Ready when Redis answers PING; it refuses while it still loads its file."""
    words = f"AUTH {password}\r\nPING\r\n".encode()

    async def ask() -> bool:
        answer = await _exchange(port, words, expect=b"+OK\r\n+PONG\r\n")
        return answer == b"+OK\r\n+PONG\r\n"

    return ask


def http(port: int, path: str) -> Probe:
    """Ready when GET answers 200."""
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
    status = b"HTTP/1.1 200"

    async def ask() -> bool:
        return await _exchange(port, request, expect=status) == status

    return ask


def http_holds(port: int, path: str, text: str) -> Probe:
    """Ready when GET answers 200 and its body holds the text."""
    request = f"GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n".encode()

    async def ask() -> bool:
        answer = await _exchange(port, request, expect=None) or b""
        return b" 200 " in answer.split(b"\r\n", 1)[0] and text.encode() in answer

    return ask


def every(*probes: Probe) -> Probe:
    """Ready when all are."""

    async def ask() -> bool:
        for probe in probes:
            if not await probe():
                return False
        return True

    return ask


def command(*words: str) -> Probe:
    """Ready when the command ends with 0."""

    async def ask() -> bool:
        process = await asyncio.create_subprocess_exec(
            *words,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        return await process.wait() == 0

    return ask


def file_exists(path: Path) -> Probe:
    """Ready when the server has made the file."""

    async def ask() -> bool:
        return await asyncio.to_thread(path.exists)

    return ask


async def _exchange(port: int, words: bytes, *, expect: bytes | None) -> bytes | None:
    """Send words and return as many bytes as are expected (None: all); None when nobody answers."""
    with contextlib.suppress(OSError, TimeoutError, asyncio.IncompleteReadError):
        async with asyncio.timeout(ANSWER_SECONDS):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(words)
                await writer.drain()
                return await (reader.read() if expect is None else reader.readexactly(len(expect)))
            finally:
                writer.close()
                with contextlib.suppress(OSError):
                    await writer.wait_closed()
    return None
