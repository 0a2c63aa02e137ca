"""The library and the table of products with 100,000 files: 8 questions and 150 ms (p95) a page.

    uv run python -m bench.library [--assets 100000] [--times 5] [--plans]

Starts PostgreSQL and Redis of its own (about 4 minutes). The files are of every kind, with names,
tags and the text of documents in Chinese and English, and there are 10,000 products. Both lists are
asked for in every order, by every filter and by searches for what is common, rare and nowhere, from
the first page and from the fifth, in this process and without a web server. The limit is of all
addresses' processor time, the database's among it; what the clock says stands beside it. `--plans`
tells how the database answers the slowest. Ends with code 1 when the limit is not kept, or when a
page asks more than 8 questions.
"""

import argparse
import asyncio
import sys

from bench import servers


async def measure(words: list[str]) -> int:
    """Run the rounds among servers of their own; return their exit code."""
    async with servers.running(["postgres", "redis"]) as stack:
        rounds = await stack.python("bench.library_rounds", *words)
        said, _nothing = await rounds.communicate()
    print(said.decode(), end="")
    return rounds.returncode or 0


def main() -> int:
    """Print the figures; return 1 when a limit is not kept."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--assets", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--plans", action="store_true", help="tell the slowest statements' plans")
    options = parser.parse_args()
    words = [f"--assets={options.assets}", f"--times={options.times}"]
    words += ["--plans"] if options.plans else []
    return asyncio.run(measure(words))


if __name__ == "__main__":
    sys.exit(main())
