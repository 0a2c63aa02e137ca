"""What the engine costs an item beside a bare Celery task: the limit is 15 ms.

    uv run python -m bench.engine [--items 500] [--rounds 5] [--finished 0]

One worker of two processes does both, in turns. An item goes from the order (one job of all of
them) through hint, claim, finish and settlement to the hint of the next; it is nothing (see
`bench/nothing.py`), so what a kind stores is left out. A bare task is sent and does nothing. The
figure is the difference of the wall time by the number of items; a process of the worker is at an
item twice as long. What the others of a busy machine take is in it: beside it stand milliseconds of
processor time. With --finished the workspace has made so many before.
"""

import argparse
import asyncio
import json
import statistics
import sys
from dataclasses import replace
from typing import Any

from bench import servers
from config.stack.part import Part

LIMIT_MS = 15.0
WORKER = "worker-images"
MEASURED = {"worker": WORKER, "postgres": "postgres", "redis": "redis"}


def with_nothing(part: Part, *, seconds: float = 0.0) -> Part:
    """Return a worker whose pictures are nothing and take so long; other parts as they are."""
    if part.name != WORKER:
        return part
    words = [
        f"{word},bench.nothing" if word == "config.stack.ready" else word for word in part.command
    ]
    environment = {**part.environment, "NOTHING_SECONDS": str(seconds)}
    return replace(part, command=tuple(words), environment=environment)


async def measure(options: argparse.Namespace) -> list[dict[str, dict[str, float]]]:
    """Return what each round cost an item and a bare task."""
    async with servers.running([WORKER], change=with_nothing) as stack:
        pids = {name: stack.processes[part] for name, part in MEASURED.items()}
        inside = await stack.python(
            "bench.engine_rounds",
            *("--items", str(options.items), "--rounds", str(options.rounds)),
            *("--finished", str(options.finished), "--processes", json.dumps(pids)),
        )
        told, _none = await inside.communicate()
        answer: dict[str, Any] = json.loads(told)
        found: list[dict[str, dict[str, float]]] = answer["rounds"]
        return found


def main() -> int:
    """Print the medians; return 1 when the limit is not kept."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--items", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--finished", type=int, default=0, help="items made here before")
    options = parser.parse_args()
    rounds = asyncio.run(measure(options))
    for what in ("bare", "engine"):
        parts = {
            name: statistics.median(one[what][name] for one in rounds) for name in rounds[0][what]
        }
        print(f"{what}: " + ", ".join(f"{name} {ms:.2f}" for name, ms in parts.items()) + " ms")
    over = [one["engine"]["wall"] - one["bare"]["wall"] for one in rounds]
    median = statistics.median(over)
    verdict = "within" if median <= LIMIT_MS else "OVER"
    print(
        f"engine over a bare task: {median:.1f} ms an item (median of {options.rounds} rounds of "
        f"{options.items}, {min(over):.1f} to {max(over):.1f}), {verdict} {LIMIT_MS:.0f} ms; "
        f"{servers.load()}"
    )
    return 0 if median <= LIMIT_MS else 1


if __name__ == "__main__":
    sys.exit(main())
