"""What it costs that every request asks whether its sign-in lives, and counts; and refreshes a second.

    uv run python -m bench.auth [--times 400]

Starts PostgreSQL and Redis of its own. A request is `GET /api/v1/auth/me`, in this process and
without a web server: once as it is, once without the live-session check, once without the general
limit. Refreshes are exchanged by one program and by eight at once. The limits are of processor time,
which a busy machine does not stretch as it does the rest: 1 ms for both checks together, 10 ms for a
refresh.
"""

import argparse
import asyncio
import sys

from bench import servers


async def measure(times: int) -> int:
    """Run the rounds among servers of their own; return their exit code."""
    async with servers.running(["postgres", "redis"]) as stack:
        rounds = await stack.python("bench.auth_rounds", str(times))
        said, _nothing = await rounds.communicate()
    print(said.decode(), end="")
    return rounds.returncode or 0


def main() -> int:
    """Print the figures; return 1 when a limit is not kept."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=400)
    return asyncio.run(measure(parser.parse_args().times))


if __name__ == "__main__":
    sys.exit(main())
