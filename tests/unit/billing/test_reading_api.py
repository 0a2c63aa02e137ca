"""Limits, plans, the subscription, movements and statements, for programs."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accounts.models import User
from audit.services import SYSTEM
from billing import quotas, services
from billing.models import LedgerEntry, PlanVersion, QuotaPeriod, Reservation
from billing.quotas import Account, Hold, Price
from billing.shapes import NewGrant
from tests.factories import billing as factory
from tests.factories import clock, money
from workspaces.models import Workspace

API = "/api/v1/billing"
NOW = datetime(2027, 5, 21, 12, tzinfo=UTC)
PRICE = Price(unit_price=25, unit_cost=4, currency="EUR", version=3, per_units=10)


@pytest.fixture(autouse=True)
def _then(public: None) -> None:
    clock.stop_at(NOW)


def hold(
    place: Workspace, units: int, *, by: User | None = None, job: uuid.UUID | None = None
) -> uuid.UUID:
    period = quotas.current_period(workspace_id=place.pk, meter="images")
    actor = str(by.pk) if by else ""
    account = Account(place.pk, "images", "image", job or uuid.uuid4(), actor, PRICE)
    one = Hold(uuid.uuid4(), uuid.uuid4(), units, uuid.uuid4().hex, label="Front", product="Mug")
    return quotas.reserve(account, period=period, holds=[one])[0]


# --- limits --------------------------------------------------------------------------------------
def test_every_meter_says_how_it_stands(carol: User, acme: Workspace, api_for: Any) -> None:
    services.usage(workspace_id=acme.pk, meter="images")
    QuotaPeriod.objects.filter(workspace=acme, meter="images").update(limit_units=100)
    quotas.commit(hold(acme, 70))
    hold(acme, 12)
    services.grant(acme.pk, new=NewGrant("images", 2, "Welcome", "welcome"))

    found = {
        row["meter"]: row for row in api_for(carol, acme).get(f"{API}/limits").json()["results"]
    }

    assert list(found) == ["images", "copies", "video_seconds", "storage_bytes", "members"]
    # 82 of 100 and 2 more are 80.4 per cent; 18 of the plan's and 2 are left.
    assert found["images"] == {
        "meter": "images",
        "limit": 100,
        "used": 70,
        "reserved": 12,
        "granted": 2,
        "remaining": 20,
        "overage": 0,
        "warning_level": 80,
        "resets_at": "2027-06-01T00:00:00Z",
        "is_gauge": False,
    }
    assert (found["members"]["is_gauge"], found["members"]["resets_at"]) == (True, None)


def test_what_is_beyond_a_soft_limit_is_overage(alice: User, acme: Workspace, api_for: Any) -> None:
    services.usage(workspace_id=acme.pk, meter="images")
    QuotaPeriod.objects.filter(workspace=acme, meter="images").update(
        limit_units=10, overdraft_units=5
    )
    quotas.commit(hold(acme, 13))

    row = api_for(alice, acme).get(f"{API}/limits").json()["results"][0]

    assert (row["overage"], row["remaining"], row["warning_level"]) == (3, 2, 100)


# --- plans ---------------------------------------------------------------------------------------
def test_plans_have_their_prices_and_limits(carol: User, acme: Workspace, api_for: Any) -> None:
    rows = api_for(carol, acme).get(f"{API}/plans").json()["results"]

    team = next(row for row in rows if row["plan"] == "team" and row["interval"] == "month")
    version = PlanVersion.objects.get(pk=team["version_id"])
    assert (team["price_minor"], team["currency"]) == (version.price, version.currency)
    assert team["trial_days"] == version.trial_days
    limits = {limit["meter"]: limit["units"] for limit in team["limits"]}
    assert limits == dict(version.limits.values_list("meter", "units"))
    assert [row["plan"] for row in rows if row["is_mine"]] == ["free"]
    assert "created_by" not in str(rows)


def test_an_edition_that_is_not_offered_any_more_stays_mine(
    alice: User, acme: Workspace, api_for: Any
) -> None:
    mine = factory.subscribed(acme).plan_version
    services.make_edition(
        "team", new=services.NewEdition({"images": services.NewLimit(5)}, price=1), by=SYSTEM
    )

    rows = api_for(alice, acme).get(f"{API}/plans").json()["results"]

    assert [row["version_id"] for row in rows if row["is_mine"]] == [mine.pk]
    assert rows[0]["version_id"] == mine.pk


# --- the subscription ----------------------------------------------------------------------------
def test_without_a_subscription_there_is_the_default_plan(
    carol: User, acme: Workspace, api_for: Any
) -> None:
    body = api_for(carol, acme).get(f"{API}/subscription").json()

    assert body == {
        "plan": "free",
        "name": "Free",
        "version_id": PlanVersion.objects.filter(plan="free").latest("version").pk,
        "is_default": True,
        "status": None,
        "period_start": "2027-05-01T00:00:00Z",
        "period_end": "2027-06-01T00:00:00Z",
        "pending_plan": None,
        "pending_version_id": None,
        "trial_ends_at": None,
        "cancel_at_period_end": False,
    }


def test_a_subscription_says_what_becomes_of_it(carol: User, acme: Workspace, api_for: Any) -> None:
    factory.subscribed(acme, "business")
    services.plan_change(acme.pk, money.version("team").pk, by=SYSTEM)

    body = api_for(carol, acme).get(f"{API}/subscription").json()

    assert (body["plan"], body["status"], body["pending_plan"]) == ("business", "active", "team")
    assert body["period_start"] == "2027-05-21T12:00:00Z"
    assert body["period_end"] == "2027-06-21T12:00:00Z"
    services.drop_change(acme.pk, by=SYSTEM)
    services.cancel(acme.pk, by=SYSTEM)
    assert api_for(carol, acme).get(f"{API}/subscription").json()["cancel_at_period_end"] is True


def test_a_trial_says_when_it_ends(alice: User, acme: Workspace, api_for: Any) -> None:
    version = money.version("team")
    services.start_trial(acme.pk, version.pk, by=SYSTEM)

    body = api_for(alice, acme).get(f"{API}/subscription").json()

    ends = (NOW + timedelta(days=version.trial_days)).isoformat().replace("+00:00", "Z")
    assert (body["status"], body["trial_ends_at"]) == ("trialing", ends)


# --- the ledger ----------------------------------------------------------------------------------
def test_movements_are_listed_the_newest_first(
    alice: User, bob: User, acme: Workspace, api_for: Any
) -> None:
    job = uuid.uuid4()
    before = services.usage(workspace_id=acme.pk, meter="images").remaining
    quotas.commit(hold(acme, 3, by=bob, job=job), units=2)

    rows = api_for(alice, acme).get(f"{API}/ledger").json()["results"]

    assert [(row["kind"], row["units_delta"], row["balance_after"]) for row in rows[:2]] == [
        ("commit", 1, before - 2),
        ("reserve", -3, before - 3),
    ]
    first = rows[0]
    assert (first["person"], first["actor_id"]) == (bob.label, str(bob.pk))
    assert (first["label"], first["product"], first["job_id"]) == ("Front", "Mug", str(job))
    opening = next(row for row in rows if row["kind"] == "rollover" and row["meter"] == "images")
    assert opening["person"] == "Automatic"


def test_movements_of_grants_say_which(alice: User, acme: Workspace, api_for: Any) -> None:
    services.grant(acme.pk, new=NewGrant("images", 9, "Welcome", "welcome"))

    row = api_for(alice, acme).get(f"{API}/ledger", {"kind": "grant"}).json()["results"][0]

    assert (row["source"], row["units_delta"], row["reason"]) == ("Welcome", 9, "Welcome")


def test_movements_are_narrowed_and_paged_without_gap(
    alice: User, acme: Workspace, api_for: Any
) -> None:
    for _ in range(7):
        hold(acme, 1)
    asked = {"kind": "reserve", "meter": "images", "limit": 3}
    program, found = api_for(alice, acme), []
    address: str | None = f"{API}/ledger"
    while address:
        body = program.get(address, asked if address.endswith("ledger") else {}).json()
        found += [row["id"] for row in body["results"]]
        hold(acme, 1)  # what comes meanwhile shifts nothing
        address = body["next"]

    assert len(found) == 7
    assert found == sorted(found, reverse=True)


def test_movements_of_some_days(alice: User, acme: Workspace, api_for: Any) -> None:
    hold(acme, 1)
    LedgerEntry.objects.bulk_create(
        LedgerEntry(
            workspace=acme,
            meter="images",
            period=QuotaPeriod.objects.filter(workspace=acme, meter="images").first(),
            kind="adjust",
            units_delta=0,
            balance_after=number,
            at=datetime(2027, 3, number, 23, 59, 59, tzinfo=UTC),
        )
        for number in (1, 2, 3)
    )
    program = api_for(alice, acme)

    def balances(**days: str) -> list[int]:
        rows = program.get(f"{API}/ledger", {"kind": "adjust", **days}).json()["results"]
        return [row["balance_after"] for row in rows]

    assert balances(**{"from": "2027-03-02", "to": "2027-03-02"}) == [2]
    assert balances(**{"from": "2027-03-02"}) == [3, 2]
    assert balances(to="2027-03-01") == [1]
    odd = program.get(f"{API}/ledger", {"from": "2027-03-02", "to": "2027-03-01"})
    assert (odd.status_code, odd.json()["code"]) == (400, "invalid")


def test_who_does_not_run_the_workspace_sees_no_movements(
    bob: User, acme: Workspace, api_for: Any
) -> None:
    answer = api_for(bob, acme).get(f"{API}/ledger")

    assert (answer.status_code, answer.json()["code"]) == (403, "role-not-allowed")


# --- a job's statement ---------------------------------------------------------------------------
def test_a_job_says_what_it_was_charged_and_not_what_it_cost(
    carol: User, bob: User, acme: Workspace, api_for: Any
) -> None:
    job = uuid.uuid4()
    quotas.commit(hold(acme, 30, by=bob, job=job))
    hold(acme, 10, by=bob, job=job)

    body = api_for(carol, acme).get(f"{API}/jobs/{job}").json()

    # 25 cents for ten: 75 for thirty, 100 when the other ten come, too.
    assert (body["charge_minor"], body["quote_minor"], body["currency"]) == (75, 100, "EUR")
    assert body["units"] == {"images": 30}
    one = next(entry for entry in body["entries"] if entry["state"] == "committed")
    assert (one["asked"], one["units"], one["charge_micros"]) == (30, 30, 75_000_000)
    assert (one["unit_price_minor"], one["per_units"], one["price_version"]) == (25, 10, 3)
    assert "cost" not in str(body)


# --- who, and how often --------------------------------------------------------------------------
PLACES = ("usage", "limits", "plans", "subscription", "ledger")


@pytest.mark.parametrize("end", PLACES)
def test_all_of_it_takes_few_questions(
    alice: User, acme: Workspace, api_for: Any, django_assert_max_num_queries: Any, end: str
) -> None:
    for _ in range(5):
        quotas.commit(hold(acme, 1, by=alice))
    program = api_for(alice, acme)
    program.get(f"{API}/{end}")

    with django_assert_max_num_queries(8):
        assert program.get(f"{API}/{end}").status_code == 200


def test_nothing_of_another_workspace_is_shown(
    alice: User, bob: User, acme: Workspace, beta: Workspace, api_for: Any
) -> None:
    job = uuid.uuid4()
    held = hold(beta, 3, job=job)
    Reservation.objects.filter(pk=held).update(subject_label="Secret")
    program = api_for(alice, acme)

    assert program.get(f"{API}/jobs/{job}").status_code == 404
    assert program.get(f"{API}/jobs/{uuid.uuid4()}").status_code == 404
    assert "Secret" not in program.get(f"{API}/ledger").content.decode()
    assert program.get(f"{API}/limits").json()["results"][0]["reserved"] == 0
    for end in PLACES:
        assert api_for(bob, beta).get(f"{API}/{end}").status_code == 404
