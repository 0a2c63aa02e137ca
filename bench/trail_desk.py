"""The staff's pages of a trail of a million rows: each list and each search at most 300 ms (p95).

    uv run python -m bench.trail_desk [--rows 1000000] [--times 20]

Starts servers of its own, fills and seals the trail, and asks for the pages as a browser does,
signed in, with all they do besides: rights, names, the frame, and the record that they were read.
"""

import argparse
import asyncio
import sys

from bench import servers


async def measure(*words: str) -> int:
    """Run the rounds among servers of their own; return their exit code."""
    async with servers.running(["postgres", "redis", "seaweedfs"]) as stack:
        rounds = await stack.python("bench.trail_desk_rounds", *words)
        said, _nothing = await rounds.communicate()
    print(said.decode(), end="")
    return rounds.returncode or 0


def main() -> int:
    """Print the figures; return 1 when a limit is not kept."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=20)
    asked = parser.parse_args()
    return asyncio.run(measure(str(asked.rows), str(asked.times)))


if __name__ == "__main__":
    sys.exit(main())
