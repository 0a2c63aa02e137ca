"""What the trail costs: at most 15 % of a write, sealed within 30 s, a million rows proven in 30 s.

    uv run python -m bench.trail [--times 60] [--seconds 120] [--rows 1000000] [--rows-a-seal 100]

Starts servers of its own. First requests that change something are asked with and without the trail,
in turns, in this process. Then so many seconds of 500 events a second, each in its own transaction
and some of those long, while beat and a worker seal; the lag is from the row to its seal. Last the
table is filled over 13 months, sealed, kept in the bucket and proven, also against the bucket: once
with seals of 5,000 rows, as busy places have them, and where --rows-a-seal is smaller with such.
"""

import argparse
import asyncio
import sys

from bench import servers

PARTS = ["worker-default", "beat"]


async def measure(*words: str) -> int:
    """Run the rounds among servers of their own; return their exit code."""
    async with servers.running(PARTS) as stack:
        rounds = await stack.python("bench.trail_rounds", *words)
        said, _nothing = await rounds.communicate()
    print(said.decode(), end="")
    return rounds.returncode or 0


def main() -> int:
    """Print the figures; return 1 when a limit is not kept."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=60)
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rows-a-seal", type=int, default=5_000)
    asked = parser.parse_args()
    words = (asked.times, asked.seconds, asked.rows, asked.rows_a_seal)
    return asyncio.run(measure(*map(str, words)))


if __name__ == "__main__":
    sys.exit(main())
