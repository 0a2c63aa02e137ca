"""Units beside the plan's: given once, burnt in order, given back in reverse, gone when they end."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F, Sum
from django.utils import timezone

from billing import quotas, services
from billing.models import Draw, Grant, LedgerEntry, QuotaPeriod
from billing.quotas import Account, GrantReused, Hold, QuotaExceeded
from billing.shapes import NewGrant
from tests.factories import plans
from workspaces.models import Workspace

Give = Callable[..., Grant]
Reserve = Callable[..., uuid.UUID]


@pytest.fixture
def period(acme: Workspace) -> QuotaPeriod:
    """acme's image period with a limit of four."""
    return plans.limit(acme.pk, "images", 4)


@pytest.fixture
def give(acme: Workspace) -> Give:
    def make(units: int, **fields: Any) -> Grant:
        key = fields.pop("idem_key", uuid.uuid4().hex)
        new = NewGrant("images", units, "welcome", key, **fields)
        return services.grant(acme.pk, new=new, actor_id="staff")

    return make


@pytest.fixture
def reserve(acme: Workspace, period: QuotaPeriod) -> Reserve:
    def make(units: int) -> uuid.UUID:
        account = Account(acme.pk, "images", "image", uuid.uuid4(), "")
        hold = Hold(uuid.uuid4(), uuid.uuid4(), units, uuid.uuid4().hex)
        return quotas.reserve(account, period=period, holds=[hold])[0]

    return make


def left_of(*grants: Grant) -> list[int]:
    return [Grant.objects.values_list("remaining", flat=True).get(pk=g.pk) for g in grants]


def end(grant: Grant) -> None:
    """Let a grant's last hour be over."""
    past = timedelta(hours=2)
    Grant.objects.filter(pk=grant.pk).update(
        effective_at=F("effective_at") - past, expires_at=timezone.now() - past / 2
    )


def test_a_grant_is_left_beside_the_plans_units(
    acme: Workspace, period: QuotaPeriod, give: Give
) -> None:
    given = give(6)

    usage = services.usage(workspace_id=acme.pk, meter="images")
    assert (usage.limit, usage.granted, usage.remaining) == (4, 6, 10)
    entry = LedgerEntry.objects.get(grant=given)
    assert (entry.kind, entry.units_delta, entry.balance_after) == ("grant", 6, 6)
    assert (entry.reason, entry.actor_id, entry.period_id) == ("welcome", "staff", None)


def test_a_key_gives_once(acme: Workspace, give: Give) -> None:
    first = give(6, idem_key="order-1")

    assert give(6, idem_key="order-1").pk == first.pk
    with pytest.raises(GrantReused):
        give(7, idem_key="order-1")

    assert LedgerEntry.objects.filter(grant=first).count() == 1


@pytest.mark.parametrize("fields", [{"units": 0}, {"units": 3, "expires_at": timezone.now()}])
def test_a_grant_of_nothing_or_of_no_time_is_refused(give: Give, fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        give(**fields)


def test_the_plan_comes_first_then_grants_by_priority_expiry_and_age(
    period: QuotaPeriod, give: Give, reserve: Reserve
) -> None:
    soon, later = timezone.now() + timedelta(days=3), timezone.now() + timedelta(days=9)
    last = give(2)
    first_of_equals = give(2, expires_at=later)
    second_of_equals = give(2, expires_at=later)
    sooner = give(2, expires_at=soon)
    favoured = give(2, priority=10)

    held = reserve(4 + 7)

    assert left_of(favoured, sooner, first_of_equals, second_of_equals, last) == [0, 0, 0, 1, 2]
    drawn = Draw.objects.filter(reservation_id=held).order_by("id")
    assert [draw.grant_id for draw in drawn] == [
        favoured.pk,
        sooner.pk,
        first_of_equals.pk,
        second_of_equals.pk,
    ]
    period.refresh_from_db()
    assert period.reserved == 4


def test_a_refusal_tells_what_plan_and_grants_have_left(
    period: QuotaPeriod, give: Give, reserve: Reserve
) -> None:
    given = give(3)
    reserve(2)

    with pytest.raises(QuotaExceeded) as refused, transaction.atomic():
        reserve(6)

    assert quotas.remaining(refused.value.period) == 5
    assert left_of(given) == [3]


@pytest.mark.parametrize(
    ("counted", "used", "left"),
    [
        (9, 4, [0, 0]),
        (8, 4, [0, 1]),
        (5, 4, [2, 2]),
        (4, 4, [3, 2]),
        (3, 3, [3, 2]),
        (0, 0, [3, 2]),
    ],
)
def test_less_than_was_held_gives_back_the_last_drawn_first(
    period: QuotaPeriod, give: Give, reserve: Reserve, counted: int, used: int, left: list[int]
) -> None:
    favoured, other = give(3, priority=10), give(2)
    held = reserve(9)

    assert quotas.commit(held, units=counted) is True

    assert left_of(favoured, other) == left
    period.refresh_from_db()
    assert (period.used, period.reserved) == (used, 0)


def test_release_gives_back_to_plan_and_grants(
    period: QuotaPeriod, give: Give, reserve: Reserve
) -> None:
    given = give(5)
    held = [reserve(3), reserve(3)]

    assert quotas.release_many(held, reason="cancelled") == 2

    assert left_of(given) == [5]
    entry = LedgerEntry.objects.get(grant=given, kind="release")
    assert (entry.units_delta, entry.balance_after, entry.reason) == (2, 5, "cancelled")
    assert (entry.reservation_id, entry.period_id) == (held[1], period.pk)


@pytest.mark.parametrize("ends", ["expired", "voided"])
def test_an_ended_grant_gives_nothing_and_keeps_what_is_held(
    acme: Workspace, give: Give, reserve: Reserve, ends: str
) -> None:
    given = give(5, expires_at=timezone.now() + timedelta(hours=1))
    held = reserve(6)
    if ends == "expired":
        end(given)
        assert services.usage(workspace_id=acme.pk, meter="images").granted == 0
        services.sweep()
    else:
        assert services.void(given.pk, reason="refunded", actor_id="staff") is True
        assert services.void(given.pk, reason="again") is False

    with pytest.raises(QuotaExceeded), transaction.atomic():
        reserve(1)
    assert left_of(given) == [0]
    assert quotas.commit(held, units=5) is True
    assert services.usage(workspace_id=acme.pk, meter="images").remaining == 0
    # What came back to it goes with the next round.
    assert services.expire_grants() == 1
    assert services.expire_grants() == 0
    entries = LedgerEntry.objects.filter(grant=given).order_by("id")
    told = [(entry.kind, entry.units_delta) for entry in entries]
    assert told == [("grant", 5), ("reserve", -2), ("expire", -3), ("commit", 1), ("expire", -1)]
    assert entries[2].reason == ("expired" if ends == "expired" else "voided: refunded")


def test_a_grant_that_has_not_begun_gives_nothing(
    acme: Workspace, period: QuotaPeriod, give: Give
) -> None:
    give(5, effective_at=timezone.now() + timedelta(hours=1))

    assert services.usage(workspace_id=acme.pk, meter="images").remaining == 4


def test_grants_are_of_one_meter_and_one_workspace(
    acme: Workspace, beta: Workspace, give: Give
) -> None:
    give(5)

    for workspace, meter in ((acme, "copies"), (beta, "images")):
        assert services.usage(workspace_id=workspace.pk, meter=meter).granted == 0


def test_a_grant_can_be_rebuilt_from_the_ledger_alone(give: Give, reserve: Reserve) -> None:
    given = give(9)
    quotas.commit(reserve(7), units=6)
    quotas.release(reserve(3))

    rows = LedgerEntry.objects.filter(grant=given)
    assert [rows.aggregate(total=Sum("units_delta"))["total"]] == left_of(given)
