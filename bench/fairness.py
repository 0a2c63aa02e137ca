"""A workspace's first item while another has 500 queued: it starts with the next slot that is free.

    uv run python -m bench.fairness [--queued 500] [--times 10] [--slot 1]

One worker of two processes; each item has its slot for so many seconds (see `bench/nothing.py`).
One workspace orders so many at once, another one item at random moments. The limit is what a slot
took at the longest in the same run, and what a hint takes: the 95th percentile of the same orders
with nobody beside. No sweeper runs: what is measured is the hint's way.
"""

import argparse
import asyncio
import json
import statistics
import sys
from dataclasses import dataclass
from functools import partial
from typing import Any

from bench import servers
from bench.engine import WORKER, with_nothing


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds. alone, beside: each order's wait without and with the other workspace's queue.

    slots: what its items took. left: how many still waited at the end. concurrency: of the plan.
    """

    alone: list[float]
    beside: list[float]
    slots: list[float]
    left: int
    concurrency: int

    @property
    def hint(self) -> float:
        """What a hint takes when nothing is in its way (p95)."""
        return sorted(self.alone)[min(len(self.alone) - 1, int(0.95 * len(self.alone)))]

    @property
    def limit(self) -> float:
        """What the first item may wait."""
        return max(self.slots) + self.hint


async def measure(options: argparse.Namespace) -> Waits:
    """Return what was waited."""
    change = partial(with_nothing, seconds=options.slot)
    async with servers.running([WORKER], change=change) as stack:
        words = ["--queued", str(options.queued), "--times", str(options.times)]
        inside = await stack.python("bench.fairness_rounds", *words, "--slot", str(options.slot))
        told, _none = await inside.communicate()
        answer: dict[str, Any] = json.loads(told)
        return Waits(**answer)


def main() -> int:
    """Print the waits; return 1 when one was above the limit."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--queued", type=int, default=500)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--slot", type=float, default=1.0, help="seconds an item takes")
    waits = asyncio.run(measure(parser.parse_args()))
    assert waits.left, "the queue ran dry: order more"
    print(
        f"with nobody beside: median {1000 * statistics.median(waits.alone):.0f} ms, "
        f"p95 {1000 * waits.hint:.0f} ms; a slot beside: median "
        f"{statistics.median(waits.slots):.2f} s, longest {max(waits.slots):.2f} s; "
        f"{waits.left} still queued at the end; {waits.concurrency} of a workspace at a time"
    )
    worst = max(waits.beside)
    verdict = "within" if worst <= waits.limit else "OVER"
    each = " ".join(f"{one:.2f}" for one in waits.beside)
    print(
        f"first item beside a queue: median {statistics.median(waits.beside):.2f} s, worst "
        f"{worst:.2f} s ({each}), {verdict} {waits.limit:.2f} s; {servers.load()}"
    )
    return 0 if worst <= waits.limit else 1


if __name__ == "__main__":
    sys.exit(main())
