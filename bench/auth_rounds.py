"""The rounds of `bench.auth`, among its servers."""

import statistics
import sys
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from unittest import mock

import django

django.setup()

from django.conf import settings  # noqa: E402  after django.setup()
from django.db import connection  # noqa: E402, TID251  each thread closes its own
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts import services, sessions  # noqa: E402
from accounts.models import User  # noqa: E402
from accounts.services import NewPerson, create_person  # noqa: E402
from bench import servers  # noqa: E402
from workspaces.api import MeApi  # noqa: E402

ME = "/api/v1/auth/me"
ROUNDS = 9
LIMIT_MS = 1.0
LIMIT_REFRESH_MS = 10.0
PROGRAMS = 8


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one request, in milliseconds."""

    wall: float
    processor: float

    def over(self, other: "Cost") -> str:
        return (
            f"{self.wall - other.wall:.2f} ms ({self.processor - other.processor:.2f} of processor)"
        )


def main() -> int:
    """Print the figures; return 1 when a limit is not kept."""
    times = int(sys.argv[1])
    settings.API_REQUESTS_A_MINUTE = 10_000_000
    settings.ASKS = dict.fromkeys(settings.ASKS, dict.fromkeys(("address", "person"), (10**7, 60)))
    user = create_person(
        NewPerson(f"bench-{uuid.uuid4().hex}@example.com", "Bench", uuid.uuid4().hex)
    )
    whole, unchecked, uncounted, bare = requests(user, times)
    together = whole.processor - bare.processor
    alone, at_once = refreshes(user, times, 1), refreshes(user, times, PROGRAMS)
    print(f"a request: {whole.wall:.2f} ms ({whole.processor:.2f} of processor), {servers.load()}")
    print(f"of it the live-session check: {whole.over(unchecked)}")
    print(f"of it the general limit: {whole.over(uncounted)}")
    print(f"of it both together: {whole.over(bare)}")
    for programs, cost in ((1, alone), (PROGRAMS, at_once)):
        print(
            f"refreshes, {programs} at once: {1e3 / cost.wall:.0f} a second, "
            f"{cost.processor:.2f} ms of processor each"
        )
    kept = together <= LIMIT_MS and max(alone.processor, at_once.processor) <= LIMIT_REFRESH_MS
    print("within the limits" if kept else "OVER a limit")
    return 0 if kept else 1


def requests(user: User, times: int) -> tuple[Cost, Cost, Cost, Cost]:
    """Return what a request costs whole, unchecked, uncounted and without both.

    The rounds take turns, so that whatever else the machine does meets all of them.
    """
    signed_in = services.sign_in_program(user, user_agent="", address=None, now=timezone.now())
    headers = {"Authorization": f"Bearer {signed_in.access_token}"}
    client = Client(SERVER_NAME="localhost")

    def ask() -> None:
        assert client.get(ME, headers=headers).status_code == 200

    checked: Any = mock.patch.object(sessions, "person_of", return_value=user)
    counted: Any = mock.patch.object(MeApi, "throttle_classes", [])
    kinds: list[list[Cost]] = [[], [], [], []]
    for _ in range(ROUNDS):
        kinds[0].append(spent(ask, times))
        with checked:
            kinds[1].append(spent(ask, times))
        with counted:
            kinds[2].append(spent(ask, times))
        with checked, counted:
            kinds[3].append(spent(ask, times))
    whole, unchecked, uncounted, bare = (
        Cost(
            statistics.median(one.wall for one in costs),
            statistics.median(one.processor for one in costs),
        )
        for costs in kinds
    )
    return whole, unchecked, uncounted, bare


def spent(call: Callable[[], None], times: int) -> Cost:
    """Return what one call costs, of so many."""
    call()
    began, processor = time.perf_counter(), time.process_time()
    for _ in range(times):
        call()
    return Cost(
        1e3 * (time.perf_counter() - began) / times,
        1e3 * (time.process_time() - processor) / times,
    )


def refreshes(user: User, times: int, programs: int) -> Cost:
    """Return what a refresh costs, where so many programs go on at once. PostgreSQL's is not in it."""

    def program(_number: int) -> None:
        try:
            now = timezone.now()
            signed_in = services.sign_in_program(user, user_agent="", address=None, now=now)
            for _ in range(times // programs):
                signed_in = services.refresh_program(signed_in.refresh_token, now=timezone.now())
        finally:
            connection.close()

    began, processor = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(programs) as pool:
        list(pool.map(program, range(programs)))
    made = times // programs * programs
    return Cost(
        1e3 * (time.perf_counter() - began) / made, 1e3 * (time.process_time() - processor) / made
    )


if __name__ == "__main__":
    sys.exit(main())
