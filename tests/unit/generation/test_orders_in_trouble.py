"""Our own trouble is never the customer's quota: a vendor, a lock or Redis in the way of an order."""

import re
import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
import redis
from django.db import connection

from accounts.models import User
from billing.sql import asking
from generation import breaker, orders, registry
from generation.providers.base import ProviderError
from tests.unit.generation.billed import KEY, Asked, held, left, nothing_done
from workspaces import tenancy
from workspaces.models import Workspace

pytestmark = pytest.mark.usefixtures("sent")


@pytest.mark.parametrize("code", ["provider.key_refused", "provider.out_of_credit"])
def test_a_vendor_that_refuses_us_in_a_call_is_503_and_says_nothing_of_units(
    code: str, asked: Asked, acme: Workspace, send: Any, monkeypatch: Any
) -> None:
    def refused(*_args: Any, **_options: Any) -> None:
        raise ProviderError(code, retryable=True, retry_after=6.2, detail="sk-secret")

    with monkeypatch.context() as away:
        away.setattr(orders, "hold", refused)
        with nothing_done(acme):
            answer = send(asked, **KEY)

    assert (answer.status_code, answer["Retry-After"]) == (503, "7")
    assert answer.json()["type"] == "/problems/provider-unavailable"
    assert not {"meter", "limit", "remaining"} & set(answer.json())
    assert "RateLimit" not in answer
    assert not re.search("sk-secret|refused|credit", answer.content.decode())
    assert send(asked, **KEY).status_code == asked.status


def test_voices_of_a_vendor_that_is_away_are_503(
    acme: Workspace, alice: User, api_for: Any, monkeypatch: Any
) -> None:
    def none() -> None:
        raise ProviderError("speech.unavailable", retryable=True)

    monkeypatch.setattr(registry, "speech_providers", none)

    answer = api_for(alice, acme).get("/api/v1/video-projects/voices")

    assert (answer.status_code, answer.json()["code"]) == (503, "provider-unavailable")
    assert int(answer["Retry-After"]) > 0


def test_orders_are_taken_while_a_vendor_is_left_alone(
    asked: Asked, acme: Workspace, send: Any, monkeypatch: Any
) -> None:
    def open_breaker(self: breaker.Breaker) -> None:
        raise ProviderError(breaker.PAUSED, retryable=True, retry_after=30, counts=False)

    monkeypatch.setattr(breaker.Breaker, "admit", open_breaker)

    assert send(asked).status_code == asked.status


@pytest.fixture
def locked(asked: Asked, acme: Workspace, monkeypatch: Any) -> Iterator[None]:
    """Somebody else holds the queue of the meter's period."""
    period = left(asked, acme, 1000)
    # This test's own transaction may hold the usual one: what was made before took it.
    monkeypatch.setattr(asking, "_LOCK_QUEUE", 7)
    with psycopg.connect(**_parameters()) as other:
        other.execute("SELECT pg_advisory_xact_lock(7, %s)", [period.pk % 2147483647])
        yield


def _parameters() -> dict[str, Any]:
    known, names = (
        connection.get_connection_params(),
        ("host", "port", "user", "password", "dbname"),
    )
    return {name: known[name] for name in names if known.get(name)}


def test_a_lock_that_others_hold_is_503_and_never_402(
    asked: Asked, acme: Workspace, send: Any, locked: None, monkeypatch: Any
) -> None:
    monkeypatch.setattr(asking, "PATIENCE", "SET LOCAL lock_timeout = '60ms';")

    with nothing_done(acme):
        answer = send(asked, **KEY)

    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    assert answer.json()["type"] == "/problems/service-unavailable"
    assert answer.json()["title"] == "The studio is busy"
    assert "RateLimit" not in answer


def test_without_redis_orders_are_taken_and_nobody_waits_for_it(
    asked: Asked,
    acme: Workspace,
    send: Any,
    monkeypatch: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    def refused(*_args: Any, **_options: Any) -> None:
        raise redis.ConnectionError("refused")

    monkeypatch.undo()
    monkeypatch.setattr(redis.Redis, "execute_command", refused)
    monkeypatch.setattr(redis.connection.AbstractConnection, "connect", refused)
    before, since = held(acme), time.monotonic()

    with django_capture_on_commit_callbacks() as told:
        answer = send(asked, **KEY)
    with tenancy.inside(acme.schema_name):
        for tell in told:
            tell()

    assert time.monotonic() - since < 4
    assert answer.status_code == asked.status
    assert held(acme) > before
    assert told
