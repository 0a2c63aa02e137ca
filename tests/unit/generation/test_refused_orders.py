"""How every request that takes units is refused: each address by each row of the one table."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
import redis
from django.db import connection
from django.db.models import F
from django.db.models.functions import Now
from rest_framework.test import APIClient

from accounts import idempotency
from accounts.models import IdempotencyRecord, User
from billing import quotas
from billing import sql as periods
from billing.models import QuotaPeriod
from config.workspace_problems import QUOTA_EXCEEDED
from generation import breaker, orders, registry
from generation.providers.base import ProviderError
from tests.unit.generation import billed
from tests.unit.generation.billed import Asked, held, jobs, left
from workspaces import limiting, tenancy
from workspaces.models import Workspace

pytestmark = pytest.mark.usefixtures("sent")
POLICY = re.compile(r'^"([a-z_-]+)";q=(\d+);w=(\d+)$')
STANDING = re.compile(r'^"([a-z_-]+)";r=(\d+);t=(\d+)$')
KEY = {"Idempotency-Key": "once"}


@pytest.fixture(params=sorted(billed.CASES))
def asked(request: pytest.FixtureRequest, acme: Workspace, alice: User) -> Asked:
    """Every request that takes units, one after the other."""
    return billed.prepared(request.param, acme, alice)


@pytest.fixture
def send(alice: User, acme: Workspace, api_for: Any) -> Callable[..., Any]:
    """Return a function that sends a request as a program does."""
    api: APIClient = api_for(alice, acme)
    api.raise_request_exception = False

    def sending(asked: Asked, query: str = "", **more: Any) -> Any:
        body = {**asked.body, **more.pop("body", {})}
        return api.post(f"{asked.address}{query}", body, format="json", headers=more)

    return sending


def parts(form: re.Pattern[str], header: str) -> tuple[Any, ...]:
    found = form.fullmatch(header)
    assert found, header
    return found.groups()


@contextmanager
def nothing_done(place: Workspace) -> Iterator[None]:
    """Let a block change neither jobs nor what is held, and leave no key taken."""
    before = (jobs(place), held(place))
    yield
    assert (jobs(place), held(place)) == before
    assert not IdempotencyRecord.objects.filter(workspace_id=place.pk).exists()


# --- the list is whole --------------------------------------------------------------------------
def test_every_post_of_the_document_takes_units_and_has_a_case_or_is_known_to_take_none() -> None:
    told = {address for address, said in billed.posts().items() if "402" in said["responses"]}

    assert told == set(billed.CASES)
    assert set(billed.posts()) - told == billed.FREE


@pytest.mark.parametrize("address", sorted(billed.CASES))
def test_the_document_tells_of_every_row(address: str) -> None:
    said = billed.posts()[address]
    told = said["responses"]
    schemas = {
        status: told[status]["content"]["application/problem+json"]["schema"]["$ref"].split("/")[-1]
        for status in ("402", "409", "422", "429", "503")
    }

    assert schemas == {
        "402": "PlanLimitProblem",
        "409": "Problem",
        "422": "Problem",
        "429": "TooFastProblem",
        "503": "Problem",
    }
    limits = {"RateLimit", "RateLimit-Policy", "Retry-After"}
    assert set(told["402"]["headers"]) == set(told["429"]["headers"]) == limits
    assert set(told["409"]["headers"]) == set(told["503"]["headers"]) == {"Retry-After"}
    assert {"dry_run", "Idempotency-Key"} <= {one["name"] for one in said["parameters"]}


# --- plan units gone ----------------------------------------------------------------------------
def test_units_that_are_gone_are_402_and_tell_of_the_meter(
    asked: Asked, acme: Workspace, send: Any, settings: Any
) -> None:
    settings.UPGRADE_URL = "https://shop.example/plans"
    period = left(asked, acme, asked.units - 1)
    QuotaPeriod.objects.filter(pk=period.pk).update(ends_at=Now() + timedelta(days=3))

    with nothing_done(acme):
        answer = send(asked, **KEY)

    assert (answer.status_code, answer["Content-Type"]) == (402, "application/problem+json")
    said = answer.json()
    assert said["type"] == "/problems/plan-limit-reached"
    known = billed.document()["components"]["schemas"]["PlanLimitProblem"]["allOf"][1]
    told = {name: said[name] for name in known["properties"]}
    ends = datetime.fromisoformat(told.pop("period_end"))
    assert told == {
        "meter": asked.meter,
        "limit": period.limit_units,
        "used": period.used,
        "reserved": period.reserved,
        "requested": asked.units,
        "remaining": asked.units - 1,
        "plan": periods.default_version().plan_id,
        "upgrade_url": "https://shop.example/plans",
    }
    name, most, window = parts(POLICY, answer["RateLimit-Policy"])
    assert (name, int(most)) == (asked.meter, period.limit_units)
    assert int(window) == round((ends - period.starts_at).total_seconds())
    name, rest, reset = parts(STANDING, answer["RateLimit"])
    assert (name, int(rest)) == (asked.meter, asked.units - 1)
    assert abs(int(reset) - 3 * 86_400) < 60
    assert "Retry-After" not in answer


def test_a_period_that_ends_soon_is_worth_waiting_for_and_then_there_is_room(
    asked: Asked, acme: Workspace, send: Any
) -> None:
    period = left(asked, acme, asked.units)
    row = QuotaPeriod.objects.filter(pk=period.pk)
    row.update(used=F("used") + 1, ends_at=Now() + timedelta(hours=1))

    refused = send(asked, **KEY)
    # An hour later it is last month's, and a new one begins.
    row.update(period_no=0, ends_at=Now() - timedelta(days=1))
    taken = send(asked, **KEY)

    assert refused.status_code == 402
    assert abs(int(refused["Retry-After"]) - 3600) < 60
    assert refused["Retry-After"] == parts(STANDING, refused["RateLimit"])[2]
    assert refused.json()["upgrade_url"] is None
    assert taken.status_code == asked.status


def test_what_no_period_can_hold_is_not_told_to_wait(
    asked: Asked, acme: Workspace, send: Any
) -> None:
    left(asked, acme, 0)
    QuotaPeriod.objects.filter(workspace=acme, meter=asked.meter).update(
        used=0, reserved=0, limit_units=asked.units - 1, ends_at=Now() + timedelta(hours=1)
    )

    answer = send(asked)

    assert answer.status_code == 402
    assert "Retry-After" not in answer


# --- too fast -----------------------------------------------------------------------------------
def test_a_burst_is_429_and_waiting_as_told_helps(
    asked: Asked, acme: Workspace, alice: User, send: Any, settings: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(limiting, "MINUTE", 1)
    settings.ORDERS_A_MINUTE = 1
    limiting.count_order(user_id=alice.pk)

    with nothing_done(acme):
        answer = send(asked, **KEY)
    time.sleep(int(answer["Retry-After"]))
    taken = send(asked, **KEY)

    assert answer.status_code == 429
    assert (answer.json()["type"], answer.json()["code"]) == (QUOTA_EXCEEDED, "too-many-requests")
    assert answer.json()["violated-policies"] == ["burst"]
    assert answer["RateLimit-Policy"] == '"burst";q=1;w=1'
    assert answer["RateLimit"] == f'"burst";r=0;t={answer["Retry-After"]}'
    assert "within a minute. Try again in 1 second. Nothing was done." in answer.json()["detail"]
    assert taken.status_code == asked.status


def test_what_is_priced_or_answered_again_is_no_burst(
    acme: Workspace, alice: User, send: Any, settings: Any
) -> None:
    settings.ORDERS_A_MINUTE = 1
    asked = billed.prepared("/api/v1/copy/generate", acme, alice)

    answers = [send(asked, query="?dry_run=true"), *(send(asked, **KEY) for _ in range(3))]

    assert [answer.status_code for answer in answers] == [200, 202, 202, 202]
    assert send(asked).status_code == 429


# --- our own trouble is never the customer's quota ------------------------------------------------
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
    monkeypatch.setattr(periods, "_LOCK_QUEUE", 7)
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
    monkeypatch.setattr(periods, "PATIENCE", "SET LOCAL lock_timeout = '60ms';")

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


# --- the same again -----------------------------------------------------------------------------
def test_a_key_is_for_one_request(asked: Asked, acme: Workspace, send: Any) -> None:
    first = send(asked, **KEY)
    again = send(asked, **KEY)
    taken = (jobs(acme), held(acme))

    other = send(asked, body={"brief": "another"}, **KEY)

    assert first.status_code == again.status_code == asked.status
    assert again.content == first.content
    assert (again["Idempotent-Replayed"], "Idempotent-Replayed" in first) == ("true", False)
    assert again.get("Location") == first.get("Location")
    assert (other.status_code, other.json()["type"]) == (422, "/problems/idempotency-key-reused")
    assert (jobs(acme), held(acme)) == taken


def test_a_request_that_is_still_worked_on_is_409_and_then_there_is_its_answer(
    asked: Asked, acme: Workspace, send: Any, monkeypatch: Any
) -> None:
    with monkeypatch.context() as working:
        # The first one has begun, and is not through: its answer is not kept yet.
        working.setattr(idempotency, "finish", lambda answer: None)
        first = send(asked, **KEY)
    taken = (jobs(acme), held(acme))

    waiting = send(asked, **KEY)
    # Its process is gone for good.
    IdempotencyRecord.objects.update(started_at=Now() - timedelta(minutes=5))
    again = send(asked, **KEY)

    assert (waiting.status_code, waiting["Retry-After"]) == (409, "1")
    assert waiting.json()["type"] == "/problems/idempotency-in-progress"
    assert (again.status_code, again["Idempotent-Replayed"]) == (asked.status, "true")
    assert again.json()["id"] == first.json()["id"]
    assert again.get("Location") == first.get("Location")
    assert (jobs(acme), held(acme)) == taken


# --- what it would use --------------------------------------------------------------------------
def test_a_dry_run_tells_what_it_would_use_and_holds_nothing(
    asked: Asked, acme: Workspace, send: Any
) -> None:
    period = left(asked, acme, asked.units + 3)

    with nothing_done(acme):
        answer = send(asked, query="?dry_run=true")
        left(asked, acme, asked.units - 1)
        over = send(asked, query="?dry_run=true")

    assert answer.status_code == over.status_code == 200
    assert answer.json() == {
        "meter": asked.meter,
        "units": asked.units,
        "limit": period.limit_units,
        "used": period.used,
        "reserved": period.reserved,
        "remaining_after": 3,
        "would_fit": True,
    }
    assert (over.json()["remaining_after"], over.json()["would_fit"]) == (-1, False)


# --- what cannot reach a caller, should it ever -----------------------------------------------------
@pytest.mark.parametrize(
    ("error", "code"),
    [
        (quotas.ReservationReused("item:1"), "reservation-reused"),
        (quotas.GrantReused("gift-1"), "grant-reused"),
    ],
)
def test_a_key_of_the_ledger_that_stands_for_something_else_is_422(
    error: Exception, code: str, acme: Workspace, alice: User, send: Any, monkeypatch: Any
) -> None:
    def refused(*_args: Any, **_options: Any) -> None:
        raise error

    asked = billed.prepared("/api/v1/images/generate", acme, alice)
    monkeypatch.setattr(quotas, "reserve", refused)

    with nothing_done(acme):
        answer = send(asked, **KEY)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
