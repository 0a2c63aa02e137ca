"""How often strangers and people may ask: exactly, also when all of it comes at once."""

import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
import redis
from rest_framework.test import APIClient

from accounts import limiting
from accounts.limiting import TooFast
from accounts.models import User
from tests.factories.people import PASSWORD

AUTH = "/api/v1/auth"
AT_ONCE = 100
pytestmark = pytest.mark.usefixtures("clean_cache")


def at_once(call: Any) -> int:
    """Call it a hundred times at once; return how often it was let through."""
    start = Barrier(AT_ONCE)

    def one(number: int) -> bool:
        start.wait()
        try:
            call(number)
        except TooFast:
            return False
        return True

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return sum(threads.map(one, range(AT_ONCE)))


@pytest.mark.parametrize("most", [1, 7, 60, 99])
def test_of_a_hundred_at_once_exactly_as_many_pass_as_there_is_room_for(
    settings: Any, most: int
) -> None:
    settings.API_REQUESTS_A_MINUTE = most
    person = uuid.uuid4()

    assert at_once(lambda _number: limiting.count_request(user_id=person)) == most


def test_two_limits_at_once_are_as_exact(settings: Any) -> None:
    settings.ASKS = {"reset": {"address": (40, 60), "person": (3, 60)}}

    passed = at_once(
        lambda number: limiting.count_ask("reset", address=f"203.0.113.{number}", person="a@b.c")
    )
    assert passed == 3

    passed = at_once(
        lambda number: limiting.count_ask("reset", address="198.51.100.1", person=f"{number}@b.c")
    )
    assert passed == 40


def test_a_redis_that_is_silent_is_let_rest(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is held up, and nobody waits for it again and again."""
    asked = []

    def silent(*_args: Any, **_options: Any) -> None:
        asked.append(time.monotonic())
        raise redis.TimeoutError("silent")

    settings.API_REQUESTS_A_MINUTE = 1
    with monkeypatch.context() as patched:
        patched.setattr(redis.Redis, "execute_command", silent)
        for _ in range(20):
            limiting.count_request(user_id=uuid.uuid4())
        assert len(asked) == 1

        patched.setattr(limiting, "_rests_until", time.monotonic() - 1)
        limiting.count_request(user_id=uuid.uuid4())
        assert len(asked) == 2


def test_all_of_a_persons_requests_are_counted_together(
    alice: User, bob: User, api_for: Any, settings: Any
) -> None:
    settings.API_REQUESTS_A_MINUTE = 3
    one, other = api_for(alice), api_for(alice)

    answers = [who.get(f"{AUTH}/me") for who in (one, other, one, other)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    refused = answers[-1]
    assert refused.json()["code"] == "too-many-requests"
    assert refused.json()["violated-policies"] == ["requests"]
    assert 0 < int(refused["Retry-After"]) <= 60
    assert refused["RateLimit-Policy"] == '"requests";q=3;w=60'
    assert refused["RateLimit"].startswith('"requests";r=0;t=')
    assert api_for(bob).get(f"{AUTH}/me").status_code == 200


def post(path: str, body: dict[str, str], address: str = "203.0.113.7") -> Any:
    return APIClient().post(
        f"{AUTH}/{path}", body, format="json", headers={"x-forwarded-for": address}
    )


BODIES: dict[str, tuple[str, dict[str, str]]] = {
    "sign-in": ("login", {"email": "no@example.com", "password": "guess"}),
    "refresh": ("refresh", {"refresh_token": "x"}),
    "register": ("register", {"email": "n@example.com", "name": "N", "password": "short"}),
    "verify": ("verify", {"key": "x"}),
    "verify-again": ("verify/resend", {"email": "no@example.com"}),
    "reset": ("password/reset", {"email": "no@example.com"}),
    "new-password": ("password/reset/confirm", {"uid": "x", "key": "y", "password": PASSWORD}),
}


@pytest.mark.parametrize("what", list(BODIES))
def test_each_of_what_strangers_ask_is_counted_by_address(
    public: None, settings: Any, what: str
) -> None:
    settings.ASKS = {**settings.ASKS, what: {"address": (2, 60), "person": (100, 60)}}
    path, body = BODIES[what]

    answers = [post(path, body) for _ in range(3)]
    elsewhere = post(path, body, "203.0.113.8")

    assert answers[1].status_code != 429
    assert answers[2].status_code == 429
    assert answers[2].json()["violated-policies"] == [f"{what}-address"]
    assert int(answers[2]["Retry-After"]) > 0
    assert elsewhere.status_code != 429


def test_a_household_is_one_address_of_ipv6(public: None, settings: Any) -> None:
    settings.ASKS = {**settings.ASKS, "verify": {"address": (2, 60)}}

    answers = [post("verify", {"key": "x"}, f"2001:db8:0:1::{number}") for number in range(3)]

    assert [answer.status_code for answer in answers] == [400, 400, 429]
    assert post("verify", {"key": "x"}, "2001:db8:0:2::1").status_code == 400


@pytest.mark.parametrize("what", ["register", "verify-again", "reset"])
def test_mails_to_one_address_are_few_wherever_they_are_asked_for(
    alice: User, settings: Any, what: str
) -> None:
    settings.ASKS = {**settings.ASKS, what: {"address": (100, 60), "person": (2, 60)}}
    path, body = BODIES[what]
    emails = [alice.email, alice.email.upper(), alice.email, "no@example.com"]

    answers = [
        post(path, {**body, "email": email}, f"203.0.113.{number}")
        for number, email in enumerate(emails)
    ]

    assert [answer.status_code == 429 for answer in answers] == [False, False, True, False]


def test_who_signs_in_too_often_holds_up_nobody_elsewhere(alice: User, settings: Any) -> None:
    settings.ASKS = {**settings.ASKS, "sign-in": {"address": (100, 60), "person": (2, 60)}}
    body = {"email": alice.email, "password": PASSWORD}

    assert [post("login", body).status_code for _ in range(3)] == [200, 200, 429]
    assert post("login", body, "203.0.113.9").status_code == 200
