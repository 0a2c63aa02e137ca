"""Fifty slow uploads and fifty slow downloads, while a page still answers.

    uv run python -m bench.slow_clients .data

Each client sends or takes 2 KB/s for a while. Beside it, in the same run, the page alone.
"""

import argparse
import asyncio
import statistics
import time
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from bench.stack import Stack

CLIENTS = 50
SECONDS = 12
PIECE = 512
LIMIT_MS = 1000.0


async def slow_upload(host: str, port: int) -> None:
    """Send a form of 20 MB to the site, slowly, until the time is over."""
    reader, writer = await asyncio.open_connection(host, port)
    head = (
        f"POST /api/v1/assets/upload HTTP/1.1\r\nHost: {host}:{port}\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 20000000\r\n\r\n"
    )
    writer.write(head.encode())
    await _slowly(writer)
    writer.close()
    del reader


async def slow_download(host: str, port: int, url: str) -> None:
    """Take a picture from the site, slowly, until the time is over."""
    reader, writer = await asyncio.open_connection(host, port, limit=4096)
    path = url.split(f":{port}", 1)[1]
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and await reader.read(PIECE):
        await asyncio.sleep(0.25)
    writer.close()


async def _slowly(writer: asyncio.StreamWriter) -> None:
    end = time.monotonic() + SECONDS
    try:
        while time.monotonic() < end:
            writer.write(b"x" * PIECE)
            await writer.drain()
            await asyncio.sleep(0.25)
    except ConnectionError:
        return


async def page_times(address: str, seconds: float) -> list[float]:
    """Ask for the sign-in page again and again; return milliseconds."""
    times = []
    async with httpx.AsyncClient(base_url=address, timeout=30) as http:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            began = time.perf_counter()
            (await http.get("/accounts/login/")).raise_for_status()
            times.append(1000 * (time.perf_counter() - began))
            await asyncio.sleep(0.1)
    return times


async def measure(address: str, picture: str) -> tuple[list[float], list[float]]:
    """Return the page's times alone, and beside a hundred slow clients."""
    parts = urlsplit(address)
    host, port = parts.hostname or "localhost", parts.port or 80
    alone = await page_times(address, 3)
    slow = [slow_upload(host, port) for _ in range(CLIENTS)]
    slow += [slow_download(host, port, picture) for _ in range(CLIENTS)]
    clients = asyncio.gather(*slow, return_exceptions=True)
    await asyncio.sleep(1)
    beside = await page_times(address, SECONDS - 3)
    await clients
    return alone, beside


def main() -> None:
    """Print the medians and the worst."""
    parser = argparse.ArgumentParser()
    parser.add_argument("data_dir", type=Path)
    stack = Stack(parser.parse_args().data_dir)
    picture = stack.get("/api/v1/assets?limit=1")["results"][0]["url"]
    alone, beside = asyncio.run(measure(stack.address, picture))
    verdict = "within" if max(beside) <= LIMIT_MS else "OVER"
    print(
        f"page alone: median {statistics.median(alone):.0f} ms; beside {2 * CLIENTS} slow clients: "
        f"median {statistics.median(beside):.0f} ms, worst {max(beside):.0f} ms, "
        f"{verdict} {LIMIT_MS:.0f} ms"
    )


if __name__ == "__main__":
    main()
