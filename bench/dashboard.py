"""The staff's first page of a large install: 300 ms, whatever span is looked at.

    uv run python -m bench.dashboard [--workspaces 1000] [--reservations 1000000] [--times 15]

Starts PostgreSQL and Redis of its own (about 3 minutes). Every workspace has 90 days of use of three
meters and of work of three kinds, a subscription and invoices; there are as many ledger rows as
reservations, 100,000 events in the trail, 20,000 people and as many mails. The page is asked for in
this process and without a web server, as a member of staff who may see all of it. The limit is of
the median on the clock; processor time and load are told beside it, and what the first look at a
span takes, which reads the days that are over (they are kept for a quarter of an hour). Ends with code 1 when the limit
is not kept, or when the page asks more than 22 questions.
"""

import argparse
import asyncio
import sys

from bench import servers


async def measure(words: list[str]) -> int:
    """Run the rounds among servers of their own; return their exit code."""
    async with servers.running(["postgres", "redis"]) as stack:
        rounds = await stack.python("bench.dashboard_rounds", *words)
        said, _nothing = await rounds.communicate()
    print(said.decode(), end="")
    return rounds.returncode or 0


def main() -> int:
    """Print the figures; return 1 when a limit is not kept."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--workspaces", type=int, default=1_000)
    parser.add_argument("--reservations", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=15)
    parser.add_argument("--plans", action="store_true", help="tell the slowest statements' plans")
    options = parser.parse_args()
    words = [f"--workspaces={options.workspaces}", f"--reservations={options.reservations}"]
    words += [f"--times={options.times}", *(["--plans"] if options.plans else [])]
    return asyncio.run(measure(words))


if __name__ == "__main__":
    sys.exit(main())
