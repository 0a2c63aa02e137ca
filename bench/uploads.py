"""A large file in presigned parts through Caddy, against boto3 straight to the same store.

    uv run python -m bench.uploads [--mb 1024] [--rounds 3]

Starts its servers. Both send the same file in parts of 16 MB, four at a time, in turns; the ratio of
the best rounds is what counts: at least 0.8. Beside it, how many bytes the web process has read
meanwhile: it signs addresses and hears of the end, the file goes past it.
"""

import argparse
import asyncio
import sys

from bench import servers


async def measure(mb: int, rounds: int) -> int:
    """Run the rounds among servers of their own; return their exit code."""
    async with servers.running(["seaweedfs", "web", "caddy"]) as stack:
        web = stack.processes["web"]
        made = await stack.python(
            "bench.uploads_rounds", str(mb), str(rounds), str(stack.ports["public"]), str(web)
        )
        said, _nothing = await made.communicate()
    print(said.decode(), end="")
    return made.returncode or 0


def main() -> int:
    """Print the figures; return 1 when a limit is not kept."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--mb", type=int, default=1024)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    return asyncio.run(measure(given.mb, given.rounds))


if __name__ == "__main__":
    sys.exit(main())
