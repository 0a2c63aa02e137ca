"""A hundred clients on bad lines take no thread from anybody: the pages go on answering."""

import asyncio
import contextlib
import io
import socket
import statistics
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx
import numpy as np
import pytest
from PIL import Image

from tests.factories.newcomers import Person, newcomer
from tests.servers.stage import RunningProduct

CLIENTS = 50
SECONDS = 8.0
PIECE_BYTES = 512
PAUSE_SECONDS = 0.25
ANNOUNCED_BYTES = 20_000_000
# With everything on two busy cores; without slow clients a page takes some 20 ms.
SLOWEST_PAGE_SECONDS = 5.0
MEDIAN_PAGE_SECONDS = 1.0


@dataclass
class Line:
    """What one slow client saw. answer: the first bytes that came back."""

    sent: int = 0
    received: int = 0
    answer: bytes = b""
    was_cut: bool = False


@dataclass
class Pages:
    """What the pages answered meanwhile."""

    seconds: list[float] = field(default_factory=list)
    statuses: set[int] = field(default_factory=set)


@pytest.fixture
def person(product: RunningProduct) -> Iterator[Person]:
    found = newcomer(product.address)
    yield found
    found.http.close()


def large_photo() -> bytes:
    """A JPEG of several megabytes: more than all buffers on the way hold together."""
    pixels = np.random.default_rng(5).integers(0, 255, (1800, 1800, 3), dtype=np.uint8)
    target = io.BytesIO()
    Image.fromarray(pixels).save(target, "JPEG", quality=95)
    return target.getvalue()


@pytest.mark.slow
def test_pages_answer_while_fifty_upload_and_fifty_download_slowly(
    person: Person, product: RunningProduct
) -> None:
    asset = person.ask("GET", f"assets/{person.upload(large_photo())}")
    begun = person.ask(
        "POST", "assets/uploads", json={"filename": "slow.jpg", "size_bytes": ANNOUNCED_BYTES}
    )

    uploads, downloads, pages = asyncio.run(_crowd(person, asset["url"], begun))

    assert pages.statuses == {200}
    assert max(pages.seconds) < SLOWEST_PAGE_SECONDS, pages.seconds
    assert statistics.median(pages.seconds) < MEDIAN_PAGE_SECONDS, pages.seconds
    # Every line held to the end, and was as slow as meant.
    assert len(uploads) == len(downloads) == CLIENTS
    assert not any(line.was_cut for line in [*uploads, *downloads])
    assert all(line.answer == b"" and line.sent > 4 * PIECE_BYTES for line in uploads)
    assert {line.answer[:12] for line in downloads} == {b"HTTP/1.1 200"}
    assert all(0 < line.received < asset["size_bytes"] / 4 for line in downloads)


async def _crowd(
    person: Person, picture: str, begun: Mapping[str, Any]
) -> tuple[list[Line], list[Line], Pages]:
    """Let the slow ones begin, ask for pages beside them, and return what everybody saw."""
    end = time.monotonic() + SECONDS
    by_form = _form_head(person)
    to_bucket = _post_head(begun["url"], begun["fields"])
    uploads = [
        asyncio.create_task(_upload(by_form if number % 2 else to_bucket, person, until=end))
        for number in range(CLIENTS)
    ]
    downloads = [
        asyncio.create_task(_download(picture, person, until=end)) for _number in range(CLIENTS)
    ]
    pages = await _ask_pages(person, until=end)
    return await asyncio.gather(*uploads), await asyncio.gather(*downloads), pages


async def _ask_pages(person: Person, *, until: float) -> Pages:
    seen = Pages()
    base = person.http.base_url
    async with httpx.AsyncClient(base_url=base, cookies=person.cookies, timeout=60) as http:
        while time.monotonic() < until:
            for path in (person.path(), person.path("library"), "/api/v1/auth/me"):
                began = time.monotonic()
                answer = await http.get(path)
                seen.seconds.append(time.monotonic() - began)
                seen.statuses.add(answer.status_code)
            await asyncio.sleep(0.1)
    return seen


def _form_head(person: Person) -> bytes:
    """The head of a photo sent to the plain form endpoint, signed in."""
    cookies = "; ".join(f"{name}={value}" for name, value in person.cookies.items())
    part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="slow.jpg"\r\n\r\n'
    return (
        f"POST /api/v1/assets/upload HTTP/1.1\r\nHost: {_host(person)}\r\nCookie: {cookies}\r\n"
        f"X-CSRFToken: {person.csrf}\r\nOrigin: {person.origin}\r\n"
        f"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {ANNOUNCED_BYTES}\r\n"
        "\r\n"
    ).encode() + part


def _post_head(url: str, fields: Mapping[str, str]) -> bytes:
    """The head of a photo posted straight to the bucket, as the pages do it."""
    address = urlsplit(url)
    parts = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    file = '--x\r\nContent-Disposition: form-data; name="file"; filename="slow.jpg"\r\n\r\n'
    return (
        f"POST {address.path} HTTP/1.1\r\nHost: {address.netloc}\r\n"
        f"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {ANNOUNCED_BYTES}\r\n"
        f"\r\n{parts}{file}"
    ).encode()


async def _upload(head: bytes, person: Person, *, until: float) -> Line:
    line = Line()
    reader, writer = await _connect(person)
    try:
        writer.write(head)
        while time.monotonic() < until:
            writer.write(b"x" * PIECE_BYTES)
            await writer.drain()
            line.sent += PIECE_BYTES
            with contextlib.suppress(TimeoutError):
                line.answer = await asyncio.wait_for(reader.read(200), PAUSE_SECONDS)
                line.was_cut = True  # an answer before the end, or none and a closed line
                break
    except ConnectionError:
        line.was_cut = True
    await _hang_up(writer)
    return line


async def _download(url: str, person: Person, *, until: float) -> Line:
    line = Line()
    reader, writer = await _connect(person)
    address = urlsplit(url)
    try:
        writer.write(
            f"GET {address.path}?{address.query} HTTP/1.1\r\nHost: {address.netloc}\r\n\r\n".encode()
        )
        while time.monotonic() < until:
            piece = await reader.read(PIECE_BYTES)
            line.answer = line.answer or piece
            line.received += len(piece)
            if not piece:
                line.was_cut = True
                break
            await asyncio.sleep(PAUSE_SECONDS)
    except ConnectionError:
        line.was_cut = True
    await _hang_up(writer)
    return line


async def _connect(person: Person) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Connect with the smallest buffer there is, or the system would take the whole file at once."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.setblocking(False)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(connection, ("127.0.0.1", person.http.base_url.port or 80))
    return await asyncio.open_connection(sock=connection, limit=PIECE_BYTES)


async def _hang_up(writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()


def _host(person: Person) -> str:
    return urlsplit(person.origin).netloc
