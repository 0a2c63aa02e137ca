"""Use by day: kept with each settlement, and rebuilt from the reservations alone."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest

from billing import quotas, services
from billing.models import UsageDay
from billing.quotas import Account, Hold, Price
from tests.factories import clock
from workspaces.models import Workspace

NIGHT = datetime(2027, 6, 1, 23, 59, tzinfo=UTC)
PRICE = Price(unit_price=25, unit_cost=4, currency="EUR", version=3, per_units=10)


@pytest.fixture(autouse=True)
def _then(public: None) -> None:
    clock.stop_at(NIGHT)


def hold(
    place: Workspace, units: int, *, meter: str = "images", actor: str = "alice", product: str = ""
) -> uuid.UUID:
    period = quotas.current_period(workspace_id=place.pk, meter=meter)
    account = Account(place.pk, meter, "image", uuid.uuid4(), actor, PRICE)
    one = Hold(uuid.uuid4(), uuid.uuid4(), units, uuid.uuid4().hex, product=product)
    return quotas.reserve(account, period=period, holds=[one])[0]


def days(place: Workspace) -> list[tuple[object, ...]]:
    rows = UsageDay.objects.filter(workspace=place).order_by("day", "meter", "actor_id", "product")
    return list(
        rows.values_list(
            "day", "meter", "actor_id", "product", "units", "failed_units", "cost_micros",
            "charge_micros",
        )
    )  # fmt: skip


def test_a_day_holds_what_was_settled_in_it(acme: Workspace) -> None:
    held = [hold(acme, 3), hold(acme, 2), hold(acme, 4, actor="bob", product="Mug")]
    quotas.commit(held[0], units=2)
    quotas.release(held[1], reason="failed")
    quotas.release(hold(acme, 7), reason="cancelled")  # nobody's failure
    assert days(acme) == [
        # 2 * 4 / 10 and 2 * 25 / 10 minor units
        (date(2027, 6, 1), "images", "alice", "", 2, 2, 800_000, 5_000_000)
    ]

    clock.stop_at(NIGHT + timedelta(minutes=1))
    quotas.commit(held[2])

    assert days(acme)[1:] == [
        (date(2027, 6, 2), "images", "bob", "Mug", 4, 0, 1_600_000, 10_000_000)
    ]
    assert set(UsageDay.objects.values_list("currency", flat=True)) == {"EUR"}


def test_files_and_seats_are_not_used_up(acme: Workspace) -> None:
    quotas.commit(hold(acme, 5, meter="storage_bytes"))

    assert days(acme) == []


def test_settling_twice_counts_once(acme: Workspace) -> None:
    held = hold(acme, 3)
    for _ in range(3):
        quotas.commit(held)

    assert days(acme)[0][4] == 3


def test_days_are_set_right_by_the_nightly_round(
    acme: Workspace, beta: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    for place in (acme, beta):
        quotas.commit(hold(place, 3))
        quotas.release(hold(place, 2), reason="failed")
        quotas.release(hold(place, 1), reason="cancelled")
    right = days(acme), days(beta)
    services.reconcile()
    assert "set right" not in caplog.text
    UsageDay.objects.filter(workspace=acme).delete()
    UsageDay.objects.filter(workspace=beta).update(units=99, charge_micros=1)
    UsageDay.objects.create(
        workspace=beta, day=NIGHT.date(), meter="images", kind="ghost", currency="EUR", units=1
    )

    services.reconcile()

    assert days(acme) == right[0]
    assert [row for row in days(beta) if row[4]] == right[1]
    assert "days of use were set right" in caplog.text
