"""5,000 SKUs of 20 columns are imported: dry run and run take 30 s at most.

    uv run python -m bench.catalogue [--rows 5000]

Starts PostgreSQL, Redis and the store of its own. Once all are new, once all are changed; the steps
are done in one process, one after the other, as a worker does them.
"""

import argparse
import asyncio
import sys

from bench import servers


async def measure(*words: str) -> int:
    """Run the rounds among servers of their own; return their exit code."""
    async with servers.running(["postgres", "redis", "seaweedfs"]) as stack:
        rounds = await stack.python("bench.catalogue_rounds", *words)
        said, _nothing = await rounds.communicate()
    print(said.decode(), end="")
    return rounds.returncode or 0


def main() -> int:
    """Print the figures; return 1 when a limit is not kept."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=5000)
    return asyncio.run(measure(str(parser.parse_args().rows)))


if __name__ == "__main__":
    sys.exit(main())
