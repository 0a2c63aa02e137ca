"""No hostile access token is taken, at the running endpoint: each is refused at once, and calmly."""

import time

import pytest
from django.test import Client

from accounts.models import User
from tests.unit.accounts.hostile_tokens import HOSTILE, Forger

ME = "/api/v1/auth/me"
LIMIT_SECONDS = 0.05
TRIES = 3


@pytest.fixture
def forger(alice: User) -> Forger:
    return Forger.of(alice)


def ask(token: str) -> tuple[int, str, float]:
    """Return status, code, and how long it took."""
    client = Client(raise_request_exception=False)
    began = time.perf_counter()
    answer = client.get(ME, headers={"authorization": f"Bearer {token}"})
    took = time.perf_counter() - began
    return answer.status_code, answer.json().get("code", ""), took


def test_there_are_enough_of_them() -> None:
    assert len(HOSTILE) >= 60


def test_what_they_are_made_of_is_taken(forger: Forger) -> None:
    """A list of tokens that are refused for a slip of its own would show nothing."""
    assert ask(forger.good)[0] == 200
    assert ask(forger.token())[0] == 200
    assert ask(forger.token(claims={**forger.claims, "more": 1}))[0] == 200


@pytest.mark.parametrize("name", list(HOSTILE))
def test_a_hostile_token_is_refused_at_once(forger: Forger, name: str) -> None:
    token = HOSTILE[name](forger)

    answers = [ask(token) for _ in range(TRIES)]

    assert {status for status, _code, _took in answers} == {401}
    codes = {code for _status, code, _took in answers}
    wanted = {"token-invalid", "token-expired", "session-ended"}
    assert codes <= wanted
    # The quickest of a few: this machine has other things to do, too.
    assert min(took for _status, _code, took in answers) < LIMIT_SECONDS


def test_a_hostile_token_ends_nothing(forger: Forger) -> None:
    for make in HOSTILE.values():
        ask(make(forger))

    assert ask(forger.good)[0] == 200
