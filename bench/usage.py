"""The page of use with a million movements in its workspace: at most 150 ms.

    uv run python -m bench.usage [--entries 1000000] [--together 8] [--times 20]

Starts PostgreSQL and Redis of its own and fills them: half as many reservations as movements, over
the last 395 days, of three meters, 20 people and 300 products; `together` of them are a job: of one
person, one product and one day (1: every reservation has a day of use of its own, the worst there
is). Then pages, reports, lists and tables are asked for in this process, without a web server. The limit
is of processor time, this process's and the database's: a busy machine does not stretch it as it does
the rest.
"""

import argparse
import asyncio
import sys

from bench import servers


async def measure(*words: str) -> int:
    """Run the rounds among servers of their own; return their exit code."""
    async with servers.running(["postgres", "redis"]) as stack:
        rounds = await stack.python("bench.usage_rounds", *words)
        said, _nothing = await rounds.communicate()
    print(said.decode(), end="")
    return rounds.returncode or 0


def main() -> int:
    """Print the figures; return 1 when the limit is not kept."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--together", type=int, default=8)
    parser.add_argument("--times", type=int, default=20)
    asked = parser.parse_args()
    return asyncio.run(measure(str(asked.entries), str(asked.together), str(asked.times)))


if __name__ == "__main__":
    sys.exit(main())
