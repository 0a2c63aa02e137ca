"""Holding and settling units: never over the limit, never counted twice, always explained."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Sum

from accounts.models import User
from billing import quotas, sql
from billing import services as billing
from billing.models import LedgerEntry, QuotaPeriod, Reservation
from billing.quotas import Account, Hold, QuotaExceeded
from workspaces.models import Workspace

Reserve = Callable[..., list[uuid.UUID]]


@pytest.fixture
def period(acme: Workspace) -> QuotaPeriod:
    """acme's image period with a limit of ten."""
    found = sql.current_period(workspace_id=acme.pk, meter="images")
    QuotaPeriod.objects.filter(pk=found.pk).update(limit_units=10)
    found.refresh_from_db()
    return found


@pytest.fixture
def reserve(acme: Workspace, alice: User, period: QuotaPeriod) -> Reserve:
    def make(*units: int, key: str = "") -> list[uuid.UUID]:
        holds = [
            Hold(uuid.uuid4(), uuid.uuid4(), count, key or uuid.uuid4().hex) for count in units
        ]
        account = Account(acme.pk, "images", "image", uuid.uuid4(), str(alice.pk))
        quotas.reserve(account, period=period, holds=holds)
        return [hold.id for hold in holds]

    return make


def counters(period: QuotaPeriod) -> tuple[int, int]:
    period.refresh_from_db()
    return period.used, period.reserved


def test_a_workspace_without_a_subscription_is_on_the_default_plan(acme: Workspace) -> None:
    usage = billing.usage(workspace_id=acme.pk, meter="images")

    assert (usage.limit, usage.used, usage.remaining) == (1000, 0, 1000)
    assert (usage.resets_at.day, usage.resets_at.hour) == (1, 0)


def test_a_period_is_opened_once(acme: Workspace) -> None:
    first = sql.current_period(workspace_id=acme.pk, meter="copies")
    again = sql.current_period(workspace_id=acme.pk, meter="copies")

    assert first.pk == again.pk
    assert first.period_no == 1


def test_reserve_holds_units_and_writes_a_ledger_row_for_each_hold(
    period: QuotaPeriod, reserve: Reserve
) -> None:
    ids = reserve(2, 3)

    assert counters(period) == (0, 5)
    entries = LedgerEntry.objects.filter(reservation_id__in=ids).order_by("id")
    assert [(e.kind, e.units_delta, e.balance_after) for e in entries] == [
        ("reserve", -2, 8),
        ("reserve", -3, 5),
    ]


def test_reserve_refuses_when_the_limit_would_be_passed_and_holds_nothing(
    period: QuotaPeriod, reserve: Reserve
) -> None:
    reserve(8)

    with pytest.raises(QuotaExceeded) as refused, transaction.atomic():
        reserve(2, 1)

    assert (refused.value.requested, quotas.remaining(refused.value.period)) == (3, 2)
    assert counters(period) == (0, 8)
    assert Reservation.objects.filter(period=period).count() == 1


def test_reserve_takes_the_very_last_unit(period: QuotaPeriod, reserve: Reserve) -> None:
    reserve(10)

    assert counters(period) == (0, 10)


def test_commit_counts_what_was_held(period: QuotaPeriod, reserve: Reserve) -> None:
    (held,) = reserve(3)

    assert quotas.commit(held) is True

    assert counters(period) == (3, 0)
    assert Reservation.objects.get(pk=held).settled_units == 3


def test_commit_counts_less_than_was_held_and_gives_the_rest_back(
    period: QuotaPeriod, reserve: Reserve
) -> None:
    (held,) = reserve(5)

    quotas.commit(held, units=2)

    assert counters(period) == (2, 0)
    entry = LedgerEntry.objects.get(reservation_id=held, kind="commit")
    assert (entry.units_delta, entry.balance_after) == (3, 8)


def test_commit_never_counts_more_than_was_held(period: QuotaPeriod, reserve: Reserve) -> None:
    (held,) = reserve(2)

    quotas.commit(held, units=9)

    assert counters(period) == (2, 0)


@pytest.mark.parametrize(("first", "second"), [("commit", "release"), ("release", "commit")])
def test_only_the_first_settlement_counts(
    period: QuotaPeriod, reserve: Reserve, first: str, second: str
) -> None:
    (held,) = reserve(4)
    getattr(quotas, first)(held)
    before = counters(period)

    assert getattr(quotas, second)(held) is False
    assert getattr(quotas, first)(held) is False

    assert counters(period) == before
    assert LedgerEntry.objects.filter(reservation_id=held).count() == 2


def test_release_gives_everything_back(period: QuotaPeriod, reserve: Reserve) -> None:
    (held,) = reserve(4)

    quotas.release(held, reason="cancelled")

    assert counters(period) == (0, 0)
    assert LedgerEntry.objects.get(reservation_id=held, kind="release").reason == "cancelled"


def test_release_many_skips_what_was_settled_and_chains_the_balance(
    period: QuotaPeriod, reserve: Reserve
) -> None:
    ids = reserve(1, 2, 3)
    quotas.commit(ids[1])

    assert quotas.release_many(ids) == 2

    assert counters(period) == (2, 0)
    released = LedgerEntry.objects.filter(reservation_id__in=ids, kind="release").order_by("id")
    assert released.last().balance_after == quotas.remaining(period)  # type: ignore[union-attr]
    assert {entry.units_delta for entry in released} == {1, 3}


def test_the_counters_can_be_rebuilt_from_the_ledger_alone(
    period: QuotaPeriod, reserve: Reserve
) -> None:
    ids = reserve(1, 2, 3, 1)
    quotas.commit(ids[0])
    quotas.commit(ids[2], units=1)
    quotas.release(ids[1])

    delta = LedgerEntry.objects.filter(period=period).aggregate(total=Sum("units_delta"))["total"]

    assert period.limit_units + delta == quotas.remaining(QuotaPeriod.objects.get(pk=period.pk))


def test_a_key_is_held_once_in_a_workspace(reserve: Reserve) -> None:
    reserve(1, key="item:1")

    with pytest.raises(IntegrityError), transaction.atomic():
        reserve(1, key="item:1")


def test_the_database_itself_refuses_to_pass_the_limit(period: QuotaPeriod) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        QuotaPeriod.objects.filter(pk=period.pk).update(used=11)


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_ledger_refuses_every_change(reserve: Reserve, change: str) -> None:
    (held,) = reserve(1)
    rows = LedgerEntry.objects.filter(reservation_id=held)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(units_delta=0) if change == "update" else rows.delete()


def test_a_hold_needs_the_transaction_of_its_work(cast: Any, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock(), pytest.raises(quotas.NotInTransaction):
        quotas.release(uuid.uuid4())
