"""A trail of a million rows: every search at most 300 ms, exports at 20,000 rows a second in flat memory.

    uv run python -m bench.trail_search [--rows 1000000] [--places 1000] [--times 20]

Starts PostgreSQL, Redis and the store of its own and fills the trail over thirteen months: of so many
workspaces (1: all in one). People, actions, addresses and words are as uneven as they are: some fill a
third of the table, some stand in it once, some only in its oldest months, and some never together.
Every search is made as staff make it, over all, and in a workspace, on the first page and deep down;
what is told is the median and the 95th percentile, and of the slowest how PostgreSQL did it. Then all
of it is exported, as a table and as lines of JSON, by the code the worker runs.
"""

import argparse
import asyncio
import sys

from bench import servers


async def measure(*words: str) -> int:
    """Run the rounds among servers of their own; return their exit code."""
    async with servers.running(["postgres", "redis", "seaweedfs"]) as stack:
        rounds = await stack.python("bench.trail_search_rounds", *words)
        said, _nothing = await rounds.communicate()
    print(said.decode(), end="")
    return rounds.returncode or 0


def main() -> int:
    """Print the figures; return 1 when a limit is not kept."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--places", type=int, default=1000)
    parser.add_argument("--times", type=int, default=20)
    asked = parser.parse_args()
    return asyncio.run(measure(str(asked.rows), str(asked.places), str(asked.times)))


if __name__ == "__main__":
    sys.exit(main())
