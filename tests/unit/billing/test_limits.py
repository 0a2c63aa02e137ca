"""Soft limits, warnings, files and seats: all by the same counters."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from accounts import services as accounts
from audit.services import Actor
from billing import quotas, services
from billing.models import Grant, LedgerEntry, QuotaPeriod, QuotaWarning, Reservation
from billing.services import NewEdition, NewLimit
from billing.shapes import NewGrant
from tests.factories import clock, plans
from tests.unit.billing.holds import hold, use
from workspaces import hooks
from workspaces.models import Workspace

BY = Actor("user", "alice", "Alice")
START = datetime(2027, 6, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _then(public: None) -> None:
    clock.stop_at(START)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What people are told of units that run low; that a plan has begun is told as well."""
    found: list[dict[str, Any]] = []

    def tell(_people: object, kind: str, **said: Any) -> int:
        if kind == "quota_warning":
            found.append(said)
        return 1

    monkeypatch.setattr(accounts, "tell_many", tell)
    return found


def on(place: Workspace, **limits: NewLimit) -> None:
    """Let a workspace have an edition with these limits."""
    edition = services.make_edition("team", new=NewEdition(limits, price=100), by=BY)
    services.start(place.pk, edition.pk, by=BY)


# --- soft limits --------------------------------------------------------------------------------
def test_a_soft_limit_can_be_passed_and_says_by_how_much(acme: Workspace) -> None:
    on(acme, images=NewLimit(10, overdraft_units=5, overage_price=50, overage_block=2))
    use(acme, 12)

    usage = services.usage(workspace_id=acme.pk, meter="images")

    assert (usage.limit, usage.used, usage.overdraft, usage.overage, usage.remaining) == (
        10, 12, 5, 2, 3,
    )  # fmt: skip
    with pytest.raises(quotas.QuotaExceeded) as refused, transaction.atomic():
        hold(acme, 4)
    assert quotas.remaining(refused.value.period) == 3
    assert refused.value.plan == "team"
    hold(acme, 3)


def test_grants_burn_only_after_what_a_soft_limit_may_be_passed_by(acme: Workspace) -> None:
    on(acme, images=NewLimit(2, overdraft_units=1))
    grant = services.grant(acme.pk, new=NewGrant("images", 5, "gift", "g"))
    use(acme, 4)

    assert Grant.objects.get(pk=grant.pk).remaining == 4


# --- warnings -----------------------------------------------------------------------------------
def test_each_level_is_told_once_in_a_period(acme: Workspace, told: list[dict[str, Any]]) -> None:
    on(acme, images=NewLimit(100))
    use(acme, 79)
    assert told == []
    held = [hold(acme, 1) for _ in range(16)]
    assert [one["data"]["level"] for one in told] == [80, 95]
    quotas.release_many(held)
    use(acme, 10)
    use(acme, 11)

    assert [one["data"]["level"] for one in told] == [80, 95, 100]
    rows = QuotaWarning.objects.order_by("id").values_list("level", "is_told")
    assert list(rows) == [(80, True), (95, True), (100, True)]


def test_of_levels_crossed_at_once_the_highest_is_told(
    acme: Workspace, told: list[dict[str, Any]]
) -> None:
    on(acme, images=NewLimit(100))
    held = hold(acme, 97)
    quotas.release(held)
    use(acme, 85)

    assert [one["data"]["level"] for one in told] == [95]
    assert services.warnings_of(workspace_id=acme.pk, meters=["images", "copies"]) == {"images": 80}


def test_a_new_period_and_another_meter_warn_anew(
    acme: Workspace, told: list[dict[str, Any]]
) -> None:
    on(acme, images=NewLimit(10), copies=NewLimit(10), storage_bytes=NewLimit(10))
    for meter in ("images", "copies", "storage_bytes"):
        use(acme, 8, meter=meter)
    clock.stop_at(START + timedelta(days=31))
    use(acme, 8)
    use(acme, 2, meter="storage_bytes")

    said = [(one["data"]["meter"], one["data"]["level"]) for one in told]
    assert said == [
        ("images", 80), ("copies", 80), ("storage_bytes", 80), ("images", 80),
        ("storage_bytes", 100),
    ]  # fmt: skip


def test_levels_are_the_plans_and_a_soft_limit_counts_without_its_overdraft(
    acme: Workspace, told: list[dict[str, Any]]
) -> None:
    on(acme, images=NewLimit(10, overdraft_units=90, warn_at=(50, 100)))
    for _ in range(12):
        use(acme, 1)

    assert [one["data"]["level"] for one in told] == [50, 100]


def test_what_is_rolled_back_has_warned_nobody(acme: Workspace) -> None:
    on(acme, images=NewLimit(10))
    with pytest.raises(quotas.QuotaExceeded), transaction.atomic():
        hold(acme, 11)

    assert not QuotaWarning.objects.exists()


# --- files --------------------------------------------------------------------------------------
def test_a_file_holds_room_is_counted_and_frees_it(acme: Workspace) -> None:
    on(acme, storage_bytes=NewLimit(1000))
    services.hold_storage(acme.pk, key="a", size=600)
    services.hold_storage(acme.pk, key="a", size=600)  # the same again
    with pytest.raises(quotas.QuotaExceeded), transaction.atomic():
        services.hold_storage(acme.pk, key="b", size=401)
    services.settle_storage(acme.pk, key="a", size=550)
    usage = services.usage(workspace_id=acme.pk, meter="storage_bytes")
    assert (usage.used, usage.reserved, usage.remaining) == (550, 0, 450)

    assert services.free_storage(acme.pk, keys=["a", "never"], reason="deleted") == 1
    assert services.free_storage(acme.pk, keys=["a"], reason="deleted") == 0

    assert services.usage(workspace_id=acme.pk, meter="storage_bytes").used == 0
    file = Reservation.objects.get(idem_key="file:a")
    assert (file.state, file.settled_units) == ("returned", 550)
    kinds = LedgerEntry.objects.filter(reservation=file).order_by("id")
    assert [(row.kind, row.units_delta, row.balance_after) for row in kinds] == [
        ("reserve", -600, 400),
        ("commit", 50, 450),
        ("release", 550, 1000),
    ]


def test_a_file_that_never_came_frees_its_room(acme: Workspace) -> None:
    on(acme, storage_bytes=NewLimit(1000))
    services.hold_storage(acme.pk, key="a", size=600)

    services.free_storage(acme.pk, keys=["a"], reason="abandoned")

    assert services.usage(workspace_id=acme.pk, meter="storage_bytes").remaining == 1000


def test_a_grant_of_room_gets_back_what_it_bore(acme: Workspace) -> None:
    on(acme, storage_bytes=NewLimit(100))
    grant = services.grant(acme.pk, new=NewGrant("storage_bytes", 50, "gift", "g"))
    services.hold_storage(acme.pk, key="a", size=130)
    services.settle_storage(acme.pk, key="a", size=120)
    assert Grant.objects.get(pk=grant.pk).remaining == 30

    services.free_storage(acme.pk, keys=["a"])

    assert Grant.objects.get(pk=grant.pk).remaining == 50
    assert services.reconcile() == []


def test_a_smaller_plan_takes_no_file_away_and_lets_none_in(acme: Workspace) -> None:
    on(acme, storage_bytes=NewLimit(1000))
    for key in "abc":
        services.hold_storage(acme.pk, key=key, size=300)
        services.settle_storage(acme.pk, key=key)
    small = services.make_edition(
        "team", new=NewEdition({"storage_bytes": NewLimit(500)}, price=50), by=BY
    )
    shown = services.plan_change(acme.pk, small.pk, by=BY)
    assert ("storage_bytes", 900, 500) in [
        (one.meter, one.there, one.allowed) for one in shown.misfits
    ]
    clock.stop_at(shown.effective_at)
    services.roll_periods()

    usage = services.usage(workspace_id=acme.pk, meter="storage_bytes")
    assert (usage.limit, usage.used, usage.remaining) == (500, 900, 0)
    with pytest.raises(quotas.QuotaExceeded), transaction.atomic():
        services.hold_storage(acme.pk, key="d", size=1)
    services.free_storage(acme.pk, keys=["a"])
    row = QuotaPeriod.objects.get(workspace=acme, meter="storage_bytes")
    assert (row.used, row.excess_units) == (600, 100)
    services.free_storage(acme.pk, keys=["b"])
    row.refresh_from_db()
    assert (row.used, row.excess_units) == (300, 0)
    services.hold_storage(acme.pk, key="d", size=200)
    assert services.reconcile() == []


def test_what_is_used_up_is_never_freed(acme: Workspace) -> None:
    held = use(acme, 5)

    assert quotas.free([held]) == 0

    assert services.usage(workspace_id=acme.pk, meter="images").used == 5


# --- seats --------------------------------------------------------------------------------------
def seats(place: Workspace) -> tuple[int, int]:
    usage = services.usage(workspace_id=place.pk, meter="members")
    return usage.used, usage.reserved


def test_seats_follow_who_is_there(beta: Workspace) -> None:
    people = [uuid.uuid4() for _ in range(4)]
    plans.limit(beta.pk, "members", 3)

    services.sync_seats(beta.pk, holders=lambda: people[:2])
    services.sync_seats(beta.pk, holders=lambda: people[:2])
    assert seats(beta) == (2, 0)
    services.sync_seats(beta.pk, holders=lambda: people[1:4])
    assert seats(beta) == (3, 0)
    with pytest.raises(hooks.NoSeatLeft) as refused, transaction.atomic():
        services.sync_seats(beta.pk, holders=lambda: people)

    assert refused.value.limit == 3


def test_granted_seats_can_all_be_taken(beta: Workspace) -> None:
    people = [uuid.uuid4() for _ in range(6)]
    plans.limit(beta.pk, "members", 3)
    services.grant(beta.pk, new=NewGrant("members", 2, "gift", "g"))

    for count in range(1, 6):
        assert services.seats(workspace_id=beta.pk) == 5
        services.sync_seats(beta.pk, holders=lambda count=count: people[:count])
    services.sync_seats(beta.pk, holders=lambda: people[3:5])

    assert services.seats(workspace_id=beta.pk) == 5
    with pytest.raises(hooks.NoSeatLeft) as refused, transaction.atomic():
        services.sync_seats(beta.pk, holders=lambda: people)
    assert refused.value.limit == 5
    assert services.reconcile() == []


def test_who_comes_back_takes_a_new_seat(beta: Workspace) -> None:
    person = uuid.uuid4()
    services.sync_seats(beta.pk, holders=lambda: [person])
    services.sync_seats(beta.pk, holders=list)
    services.sync_seats(beta.pk, holders=lambda: [person])

    assert seats(beta) == (1, 0)
    assert services.reconcile() == []


# --- the nightly round --------------------------------------------------------------------------
def test_every_balance_can_be_rebuilt_from_the_ledger_alone(
    acme: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    on(acme, images=NewLimit(10, overdraft_units=5), storage_bytes=NewLimit(100))
    grant = services.grant(acme.pk, new=NewGrant("images", 5, "gift", "g"))
    use(acme, 12)
    hold(acme, 4)
    services.adjust(acme.pk, meter="images", units=3, reason="sorry", by=BY)
    services.hold_storage(acme.pk, key="a", size=30)
    assert services.reconcile() == []

    QuotaPeriod.objects.exclude(subscription=None).filter(meter="images").update(used=11)
    Grant.objects.filter(pk=grant.pk).update(remaining=2)
    found = {(one.what, one.counter, one.rebuilt) for one in services.reconcile()}

    row = QuotaPeriod.objects.filter(workspace=acme, meter="images").last()
    assert row is not None
    left = row.limit_units + row.overdraft_units - row.used - row.reserved
    assert found == {("period", left, left - 1), ("grant", 2, 4), ("used", 11, 12)}
    assert caplog.text.count("a counter is not what it is made of") == 3
