"""Holding and settling units: never over the limit, never counted twice, always explained."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Sum

from accounts.models import User
from billing import quotas
from billing import services as billing
from billing.models import LedgerEntry, QuotaPeriod, Reservation
from billing.quotas import Account, Hold, Price, QuotaExceeded, ReservationReused
from tests.factories import plans
from workspaces.models import Workspace

Reserve = Callable[..., list[uuid.UUID]]


@pytest.fixture
def period(acme: Workspace) -> QuotaPeriod:
    """acme's image period with a limit of ten."""
    return plans.limit(acme.pk, "images", 10)


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
    first = quotas.current_period(workspace_id=acme.pk, meter="copies")
    again = quotas.current_period(workspace_id=acme.pk, meter="copies")

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
    moved = LedgerEntry.objects.filter(reservation_id=held).exclude(kind="adjust")
    assert [entry.kind for entry in moved.order_by("id")] == ["reserve", first]


def test_what_is_delivered_after_its_units_were_given_back_is_free_and_noted_once(
    period: QuotaPeriod, reserve: Reserve
) -> None:
    (held,) = reserve(4)
    quotas.release(held)
    reserve(1)

    assert [quotas.commit(held), quotas.commit(held)] == [False, False]

    assert counters(period) == (0, 1)
    assert Reservation.objects.get(pk=held).state == "released"
    note = LedgerEntry.objects.get(reservation_id=held, kind="adjust")
    assert (note.units_delta, note.balance_after) == (0, 9)
    assert note.reason.startswith("refund_retained")


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

    assert delta == quotas.remaining(QuotaPeriod.objects.get(pk=period.pk))


def test_the_same_hold_asked_for_again_is_the_first_one(
    acme: Workspace, period: QuotaPeriod, reserve: Reserve
) -> None:
    account = Account(acme.pk, "images", "image", None, "")
    hold = Hold(uuid.uuid4(), uuid.uuid4(), 3, "item:1", label="Mug")
    quotas.reserve(account, period=period, holds=[hold])

    for again in (hold, replace(hold, id=uuid.uuid4(), label="Cup")):
        assert quotas.reserve(account, period=period, holds=[again]) == [hold.id]

    assert counters(period) == (0, 3)
    quotas.commit(hold.id)
    other = Hold(uuid.uuid4(), uuid.uuid4(), 2, "item:2")
    assert quotas.reserve(account, period=period, holds=[other, hold, other]) == [
        other.id,
        hold.id,
        other.id,
    ]
    assert counters(period) == (3, 2)


@pytest.mark.parametrize(
    "change", [{"units": 2}, {"subject_id": uuid.uuid4()}, {"meter": "copies"}], ids=str
)
def test_a_key_stands_for_one_request(
    acme: Workspace, period: QuotaPeriod, change: dict[str, Any]
) -> None:
    account = Account(acme.pk, "images", "image", None, "")
    hold = Hold(uuid.uuid4(), uuid.uuid4(), 1, "item:1")
    quotas.reserve(account, period=period, holds=[hold])
    if "meter" in change:
        other, again = replace(account, **change), hold
    else:
        other, again = account, replace(hold, **change)
    there = quotas.current_period(workspace_id=acme.pk, meter=other.meter)

    with pytest.raises(ReservationReused), transaction.atomic():
        quotas.reserve(other, period=there, holds=[replace(again, id=uuid.uuid4())])

    assert counters(period) == (0, 1)
    assert Reservation.objects.filter(workspace=acme).exclude(meter="members").count() == 1


def test_units_are_never_held_in_another_workspaces_period(
    beta: Workspace, period: QuotaPeriod
) -> None:
    account = Account(beta.pk, "images", "image", None, "")

    with pytest.raises(ValueError, match="another account"):
        quotas.reserve(
            account, period=period, holds=[Hold(uuid.uuid4(), uuid.uuid4(), 1, "item:1")]
        )


def test_what_the_provider_is_silent_about_stays_held_until_its_late_answer(
    period: QuotaPeriod, reserve: Reserve
) -> None:
    late, lost = reserve(3, 2)

    assert [quotas.unknown(late), quotas.unknown(late), quotas.unknown(lost)] == [
        True,
        False,
        True,
    ]

    assert counters(period) == (0, 5)
    deadline = Reservation.objects.values_list("expires_at", flat=True).get(pk=late)
    created = Reservation.objects.values_list("created_at", flat=True).get(pk=late)
    assert timedelta(hours=23) < deadline - created < timedelta(hours=25)
    assert [quotas.commit(late), quotas.release(lost)] == [True, True]
    assert quotas.unknown(late) is False
    assert counters(period) == (3, 0)


def test_an_edit_of_plan_or_price_changes_nothing_that_is_held(
    acme: Workspace, period: QuotaPeriod
) -> None:
    price = Price(unit_price=25, unit_cost=4, currency="EUR", version=3)
    account = Account(acme.pk, "images", "image", None, "", price)
    hold = Hold(uuid.uuid4(), uuid.uuid4(), 3, "item:1")
    quotas.reserve(account, period=period, holds=[hold])

    plans.edition(images=1)
    raised = replace(account, price=Price(unit_price=99, currency="USD", version=4))
    again = quotas.current_period(workspace_id=acme.pk, meter="images")
    quotas.reserve(raised, period=again, holds=[replace(hold, id=uuid.uuid4())])

    held = Reservation.objects.get(pk=hold.id)
    assert (held.unit_price_frozen, held.unit_cost_frozen, held.currency, held.price_version) == (
        25,
        4,
        "EUR",
        3,
    )
    quotas.commit(hold.id)
    assert counters(period) == (3, 0)


def test_the_database_itself_refuses_to_pass_the_limit(period: QuotaPeriod) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        QuotaPeriod.objects.filter(pk=period.pk).update(used=11)


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_ledger_refuses_every_change(reserve: Reserve, change: str) -> None:
    (held,) = reserve(1)
    rows = LedgerEntry.objects.filter(reservation_id=held)

    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        rows.update(units_delta=0) if change == "update" else rows.delete()


def test_a_hold_needs_the_transaction_of_its_work(cast: Any, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock(), pytest.raises(quotas.NotInTransaction):
        quotas.release(uuid.uuid4())
