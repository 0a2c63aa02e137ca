"""Storms of guesses, one after another and all at once: not one more is looked at than may be."""

import itertools
import secrets
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from allauth.account.auth_backends import AuthenticationBackend
from axes.models import AccessAttempt
from django.db import connection
from django.test import Client
from pytest_django import DjangoDbBlocker
from rest_framework.test import APIClient

from accounts import limiting
from accounts.models import User
from tests.factories import people
from tests.factories.people import PASSWORD

MANY = 1000
WRONG = "guess"
PAGE, API = "/accounts/login/", "/api/v1/auth/login"


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The e-mails whose password was looked at, one a time."""
    # How often something is asked for at all is another limit.
    monkeypatch.setattr(limiting, "count_ask", lambda *_args, **_more: None)
    seen: list[str] = []
    authenticate = AuthenticationBackend.authenticate

    def noted(self: Any, request: Any, **given: Any) -> Any:
        seen.append(given["email"])
        return authenticate(self, request, **given)

    monkeypatch.setattr(AuthenticationBackend, "authenticate", noted)
    return seen


def guess(email: str, address: str, *, at: int, password: str = WRONG) -> int:
    """Try, by the page and the API in turn; return the status."""
    headers = {"x-forwarded-for": address}
    if at % 2:
        return Client().post(PAGE, {"login": email, "password": password}, headers=headers).status_code  # fmt: skip
    body = {"email": email, "password": password}
    return APIClient().post(API, body, format="json", headers=headers).status_code


def address(number: int) -> str:
    return f"198.18.{number // 250}.{number % 250 + 1}"


# Name → (whom at, where from) of a number, and how many may be looked at.
STORMS: dict[str, tuple[Callable[[int], tuple[int, int]], int]] = {
    "one person, one address": (lambda n: (0, 0), 5),
    "many people, one address": (lambda n: (n, 0), 50),
    "one person, many addresses": (lambda n: (0, n), 100),
    # Seventy pairs of five each: an address has thirty-five.
    "few people, few addresses": (lambda n: (n % 7, n // 7 % 10), 350),
    # Each of four people has a hundred, from thirty-seven addresses with five pairs' worth.
    "all over": (lambda n: (n % 4, n % 37), 400),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", list(STORMS))
@pytest.mark.timeout(400)
def test_of_a_thousand_no_more_is_looked_at_than_may_be(
    alice: User, looked_at: list[str], name: str
) -> None:
    drawn, most = STORMS[name]

    for number in range(MANY):
        whom, where = drawn(number)
        email = alice.email if whom == 0 else f"somebody-{whom}@example.com"
        guess(email, address(where), at=number)

    assert len(looked_at) == most
    assert looked_at.count(alice.email) <= 100
    rows = AccessAttempt.objects.exclude(username="").filter(user_agent="password")
    assert max(rows.values_list("failures_since_start", flat=True)) <= 5
    # Who is somebody else, somewhere else, was held up by none of it.
    other = people.person("Other")
    assert guess(other.email, "203.0.113.200", at=0, password=PASSWORD) == 200


@pytest.fixture
def victim(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[User]:
    """Somebody whom requests at the same time can see."""
    with django_db_blocker.unblock():
        yield people.person("Victim")
        AccessAttempt.objects.all().delete()


def at_once(*calls: Callable[[], int]) -> list[int]:
    """Return what each call answers, all begun at the same moment."""
    ready = threading.Barrier(len(calls))

    def run(call: Callable[[], int]) -> int:
        ready.wait()
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.mark.parametrize(
    ("same_person", "same_address", "most"),
    [(True, True, 5), (False, True, 50), (True, False, 100)],
    ids=["one person, one address", "one address", "one person"],
)
def test_a_hundred_at_once_are_counted_exactly(
    victim: User, looked_at: list[str], *, same_person: bool, same_address: bool, most: int
) -> None:
    waves, wave = (4, 32) if most == 100 else (2, 50)
    numbers = itertools.count()
    end = secrets.token_hex(3)

    def call(number: int) -> Callable[[], int]:
        email = victim.email if same_person else f"{number}-{end}@example.com"
        where = "203.0.113.66" if same_address else address(number)
        return lambda: guess(email, where, at=0)

    statuses = [
        status
        for _ in range(waves)
        for status in at_once(*(call(next(numbers)) for _ in range(wave)))
    ]

    assert len(looked_at) == most
    assert statuses.count(401) == most
    assert statuses.count(429) == waves * wave - most


def test_right_ones_at_once_are_not_counted(victim: User, looked_at: list[str]) -> None:
    """Of what is counted while it is looked at, nothing is left: five may be on their way at once."""
    for _ in range(3):
        calls = [lambda: guess(victim.email, "203.0.113.67", at=0, password=PASSWORD)] * 5
        assert at_once(*calls) == [200] * 5

    assert not AccessAttempt.objects.filter(username=victim.email).exists()
