"""3,000 open streams of one events process: 1 s at the 99th percentile, 40 KB of memory each.

    uv run python -m bench.streams [--streams 3000] [--seconds 30] [--rate 50] [--through-caddy]

A delivery is from before the event is published to when a client has read it. Six of ten streams
are pages' (one of ten: the same workspace's), the others jobs', three to a job; each has a sign-in
of its own. Events come at random moments, each of any job, told to its watchers and to the pages
of its workspace; then every job tells one at once. Memory is what the events process and its
parent grew by (RSS), after a warm-up, at its highest, for each stream. None may be lost.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bench import servers
from bench.servers import Servers

LATE_SECONDS = 1.0
STREAM_BYTES = 40_000
WARM_UP = 50
# From the last event on: what has not come by then is late beyond the limit.
SETTLE_SECONDS = 3.0


@dataclass
class Talker:
    """A process that answers a line with a line."""

    process: asyncio.subprocess.Process

    async def hear(self) -> dict[str, Any]:
        """Return its next answer."""
        assert self.process.stdout
        line = await self.process.stdout.readline()
        assert line, "a part of the measurement ended"
        answer: dict[str, Any] = json.loads(line)
        return answer

    async def ask(self, order: object) -> dict[str, Any]:
        """Tell it something and return its answer."""
        self.tell(order)
        return await self.hear()

    def tell(self, order: object) -> None:
        """Tell it something."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps(order).encode() + b"\n")

    async def end(self) -> None:
        """Let it end by itself."""
        assert self.process.stdin
        self.process.stdin.close()
        await self.process.wait()


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured. idle, highest: bytes a stream. busy: share of one processor."""

    late: dict[str, list[float]]
    opened: float
    idle: float
    highest: float
    busy: float
    lost: int
    beside: str

    def verdict(self) -> bool:
        """Return whether the limits are kept, by all deliveries, the burst's too."""
        every = sorted(self.late["steady"] + self.late["burst"])
        return at(every, 0.99) <= LATE_SECONDS and self.highest <= STREAM_BYTES and not self.lost


def at(values: list[float], share: float) -> float:
    """Return the value that so many of a sorted list are not above."""
    return values[min(len(values) - 1, int(share * len(values)))]


class Highest:
    """The most memory that processes had since this began to look."""

    def __init__(self, pids: Iterable[int]) -> None:
        self.pids = list(pids)
        self.bytes = servers.memory(self.pids)
        self._looking = asyncio.create_task(self._look())

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(0.1)
            self.bytes = max(self.bytes, servers.memory(self.pids))

    def end(self) -> int:
        """Look no more and return it."""
        self._looking.cancel()
        return self.bytes


async def measure(options: argparse.Namespace) -> Figures:
    """Start everything and return what was seen."""
    async with servers.running(["web", "events", "caddy"]) as stack:
        spread = ["--streams", str(options.streams), "--workspaces", str(options.workspaces)]
        places = Talker(await stack.python("bench.stream_places", *spread))
        clients = Talker(await stack.python("bench.stream_clients"))
        port = stack.ports["public" if options.through_caddy else "events"]
        clients.tell({"web": stack.environment["PUBLIC_URL"], "events": f"http://localhost:{port}"})
        try:
            return await _watch(options, stack, places=places, clients=clients)
        finally:
            await places.end()
            await clients.end()


async def _watch(
    options: argparse.Namespace, stack: Servers, *, places: Talker, clients: Talker
) -> Figures:
    """Warm up, open the streams, and publish to them."""
    wanted = (await places.hear())["streams"]
    pids = servers.family(stack.processes["events"])
    await clients.ask({"open": wanted[:WARM_UP]})
    await places.ask({"rate": options.rate, "seconds": 2})
    await clients.ask({"close": True})
    await places.ask({"anew": True})
    await asyncio.sleep(SETTLE_SECONDS)
    before = servers.memory(pids)
    highest = Highest(pids)
    began = time.monotonic()
    there = await clients.ask({"open": wanted})
    opened = time.monotonic() - began
    assert (there["open"], there["refused"]) == (options.streams, 0), there
    idle = servers.memory(pids)
    used = servers.processor(pids[0])
    await places.ask({"rate": options.rate, "seconds": options.seconds})
    used = servers.processor(pids[0]) - used
    await asyncio.sleep(1)
    published = await places.ask({"burst": True})
    beside = servers.load()
    await asyncio.sleep(SETTLE_SECONDS)
    outcome = await clients.ask(published)
    return Figures(
        late=outcome["late"],
        opened=opened,
        idle=(idle - before) / options.streams,
        highest=(highest.end() - before) / options.streams,
        busy=used / options.seconds,
        lost=outcome["missing"] + outcome["wrong"] + outcome["cut"],
        beside=beside,
    )


def main() -> int:
    """Print the figures; return 1 when a limit is not kept."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--streams", type=int, default=3000)
    parser.add_argument("--workspaces", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--rate", type=float, default=50.0, help="events a second")
    parser.add_argument("--through-caddy", action="store_true", help="as browsers come")
    options = parser.parse_args()
    files = servers.allow_many_files()
    if files < 2 * options.streams:
        print(f"This machine allows {files} open files: not enough for {options.streams} streams.")
        return 1
    seen = asyncio.run(measure(options))
    print(
        f"{options.streams} streams of {options.workspaces} workspaces, opened in "
        f"{seen.opened:.0f} s through Django; {options.rate:.0f} events a second for "
        f"{options.seconds:.0f} s, then one of every job at once; {seen.beside}"
    )
    for phase, late in seen.late.items():
        shares = ", ".join(f"p{share} {1000 * at(late, share / 100):.0f}" for share in (50, 95, 99))
        print(f"{phase}: {len(late)} deliveries, {shares}, worst {1000 * late[-1]:.0f} ms")
    is_kept = seen.verdict()
    print(
        f"memory a stream: {seen.idle / 1000:.1f} KB open, {seen.highest / 1000:.1f} KB at the "
        f"highest; events process {100 * seen.busy:.0f} % of a processor; {seen.lost} lost; "
        f"{'within' if is_kept else 'OVER'} p99 {1000 * LATE_SECONDS:.0f} ms, "
        f"{STREAM_BYTES / 1000:.0f} KB, none lost"
    )
    return 0 if is_kept else 1


if __name__ == "__main__":
    sys.exit(main())
