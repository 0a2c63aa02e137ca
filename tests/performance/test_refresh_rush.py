"""Many at once with one refresh token: one successor, and nobody is signed out."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from typing import Any

import httpx
import pytest
from django.db import connection
from django.utils import timezone

from accounts import services
from accounts.models import TokenFamily
from accounts.services import SignedIn
from tests.factories import people
from tests.servers.stage import RunningProduct
from workspaces import tenancy

SMALL, WHOLE = (16, 3), (64, 50)
STALE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Rush:
    """Threads that all hold the same token, and send it at once."""

    threads: int
    exchange: Callable[[str], str]

    def round(self, token: str) -> set[str]:
        """Return the successors they were given."""
        start = Barrier(self.threads)

        def one(_number: int) -> str:
            start.wait()
            return self.exchange(token)

        with ThreadPoolExecutor(self.threads) as pool:
            return set(pool.map(one, range(self.threads)))


@pytest.fixture
def unblocked(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Rows are committed: many connections see them."""
    with django_db_blocker.unblock():
        tenancy.leave()
        yield


@pytest.fixture
def signed_in(unblocked: None) -> SignedIn:
    return services.sign_in_program(
        people.person("Rae"), user_agent="rush", address=None, now=timezone.now()
    )


def by_service(token: str) -> str:
    try:
        return services.refresh_program(token, now=timezone.now()).refresh_token
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("threads", "rounds"),
    [
        pytest.param(*SMALL, id="small"),
        pytest.param(*WHOLE, id="whole", marks=[pytest.mark.long, pytest.mark.timeout(300)]),
    ],
)
def test_each_round_has_one_successor_and_nobody_is_signed_out(
    signed_in: SignedIn, threads: int, rounds: int
) -> None:
    rush, token = Rush(threads, by_service), signed_in.refresh_token

    for number in range(rounds):
        (token,) = rush.round(token)
        family = TokenFamily.objects.get(pk=signed_in.session_id)
        assert (family.generation, family.revoked_at) == (number + 1, None)


class Over:
    """The running product: two web processes behind Caddy."""

    def __init__(self, product: RunningProduct) -> None:
        limits = httpx.Limits(max_connections=WHOLE[0], max_keepalive_connections=WHOLE[0])
        self.http = httpx.Client(
            base_url=f"{product.address}/api/v1/auth", limits=limits, timeout=60
        )

    def exchange(self, token: str) -> str:
        answer = self.http.post("/refresh", json={"refresh_token": token})
        assert answer.status_code == 200, answer.text
        assert answer.headers["Cache-Control"] == "no-store"
        return str(answer.json()["refresh_token"])

    def refused(self, token: str) -> tuple[int, str]:
        answer = self.http.post("/refresh", json={"refresh_token": token})
        return answer.status_code, str(answer.json().get("code"))

    def me(self, access_token: str) -> int:
        headers = {"Authorization": f"Bearer {access_token}"}
        return self.http.get("/me", headers=headers).status_code


@pytest.fixture
def over(product: RunningProduct) -> Iterator[Over]:
    found = Over(product)
    with found.http:
        yield found


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("threads", "rounds"),
    [
        pytest.param(*SMALL, id="small"),
        pytest.param(*WHOLE, id="whole", marks=pytest.mark.long),
    ],
)
def test_several_processes_agree_on_one_successor(
    over: Over, signed_in: SignedIn, threads: int, rounds: int
) -> None:
    rush, token = Rush(threads, over.exchange), signed_in.refresh_token

    for _number in range(rounds):
        (token,) = rush.round(token)

    assert over.me(signed_in.access_token) == 200
    family = TokenFamily.objects.get(pk=signed_in.session_id)
    assert (family.generation, family.revoked_at) == (rounds, None)


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_the_token_before_the_last_ends_all_within_five_seconds(
    over: Over, signed_in: SignedIn
) -> None:
    tokens = [signed_in.refresh_token]
    for _ in range(2):
        tokens.append(over.exchange(tokens[-1]))
    # Both web processes have asked just now whether the sign-in lives.
    assert {over.me(signed_in.access_token) for _ in range(8)} == {200}

    assert over.refused(tokens[0]) == (401, "refresh-reused")
    ended = time.monotonic()

    assert over.refused(tokens[-1]) == (401, "refresh-reused")
    while {over.me(signed_in.access_token) for _ in range(8)} != {401}:
        assert time.monotonic() < ended + STALE_SECONDS + 1, "an ended sign-in lives on"
        time.sleep(0.1)
    assert time.monotonic() - ended <= STALE_SECONDS + 1
