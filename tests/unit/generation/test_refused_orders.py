"""How every request that takes units is refused: each address by each row of the one table."""

import re
import time
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import F
from django.db.models.functions import Now

from accounts import idempotency, limiting
from accounts.models import IdempotencyRecord, User
from billing import quotas
from billing import services as billing
from billing import sql as periods
from billing.models import PlanVersion, QuotaPeriod
from billing.shapes import NewGrant
from config.workspace_problems import QUOTA_EXCEEDED
from tests.unit.generation import billed
from tests.unit.generation.billed import KEY, Asked, held, jobs, left, nothing_done
from workspaces.models import Workspace

pytestmark = pytest.mark.usefixtures("sent")
POLICY = re.compile(r'^"([a-z_-]+)";q=(\d+);w=(\d+)$')
STANDING = re.compile(r'^"([a-z_-]+)";r=(\d+);t=(\d+)$')


def parts(form: re.Pattern[str], header: str) -> tuple[Any, ...]:
    found = form.fullmatch(header)
    assert found, header
    return found.groups()


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
        for status in ("402", "403", "409", "422", "429", "503")
    }

    assert schemas == {
        "402": "PlanLimitProblem",
        "403": "FeatureProblem",
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
    asked: Asked, acme: Workspace, alice: User, send: Any, settings: Any
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
        "can_upgrade": [alice.label],
    }
    name, most, window = parts(POLICY, answer["RateLimit-Policy"])
    assert (name, int(most)) == (asked.meter, period.limit_units)
    assert int(window) == round((ends - period.starts_at).total_seconds())
    name, rest, reset = parts(STANDING, answer["RateLimit"])
    assert (name, int(rest)) == (asked.meter, asked.units - 1)
    assert abs(int(reset) - 3 * 86_400) < 60
    assert "Retry-After" not in answer


def test_a_period_that_ends_soon_is_worth_waiting_for_and_then_there_is_room(
    asked: Asked, acme: Workspace, send: Any, settings: Any
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
    plans = f"{settings.PUBLIC_URL}/w/{acme.slug}/settings/plans"
    assert refused.json()["upgrade_url"] == plans
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


def test_a_plan_without_the_api_is_403_whatever_is_left(
    asked: Asked, acme: Workspace, alice: User, send: Any, settings: Any
) -> None:
    edition = periods.default_version()
    PlanVersion.objects.create(plan=edition.plan, version=edition.version + 1, features=[])
    billing.forget_all()

    with nothing_done(acme):
        answer = send(asked, **KEY)
        priced = send(asked, query="?dry_run=true")

    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    said = answer.json()
    known = billed.document()["components"]["schemas"]["FeatureProblem"]["allOf"][1]
    assert said["type"] == "/problems/feature-not-in-plan"
    assert {name: said[name] for name in known["properties"]} == {
        "feature": "api",
        "plan": edition.plan_id,
        "upgrade_url": f"{settings.PUBLIC_URL}/w/{acme.slug}/settings/plans",
        "can_upgrade": [alice.label],
    }
    assert "Retry-After" not in answer
    assert priced.status_code == 403


def test_a_meter_the_plan_does_not_name_is_not_in_the_plan(
    asked: Asked, acme: Workspace, send: Any
) -> None:
    period = left(asked, acme, 0)
    QuotaPeriod.objects.filter(pk=period.pk).update(
        plan_limit=None, limit_units=0, overdraft_units=0, used=0, reserved=0
    )

    answer = send(asked)

    assert (answer.status_code, answer.json()["limit"]) == (402, 0)
    assert answer.json()["detail"].endswith("in this plan. Nothing was counted.")
    assert "Retry-After" not in answer


def test_who_does_what_the_refusal_says_is_served(asked: Asked, acme: Workspace, send: Any) -> None:
    left(asked, acme, asked.units - 1)
    refused = send(asked)

    lacks = refused.json()["requested"] - refused.json()["remaining"]
    billing.grant(acme.pk, new=NewGrant(asked.meter, lacks, "gift", "gift-1"))

    assert (refused.status_code, lacks) == (402, 1)
    assert send(asked).status_code == asked.status


@pytest.mark.slow
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
        "left": asked.units + 3,
        "remaining_after": 3,
        "would_fit": True,
        "beyond": 0,
        "price": 0,
        "currency": "USD",
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
