"""Periods begin by themselves: once, in order, after days off, and each with one opening."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from audit.services import Actor
from billing import quotas, services, sql
from billing.models import LedgerEntry, Meter, PlanVersion, QuotaPeriod
from billing.quotas import opening
from billing.services import NewEdition, NewLimit
from tests.factories import clock
from tests.unit.billing.holds import hold, use
from workspaces.models import Workspace

BY = Actor("user", "alice", "Alice")
START = datetime(2027, 1, 31, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _then(public: None) -> None:
    clock.stop_at(START)


@pytest.fixture
def team() -> PlanVersion:
    return PlanVersion.objects.get(plan="team")


def rows(place: Workspace, meter: str = "images") -> list[QuotaPeriod]:
    return list(QuotaPeriod.objects.filter(workspace=place, meter=meter).order_by("period_no"))


def openings(place: Workspace) -> int:
    return LedgerEntry.objects.filter(workspace=place, kind="rollover").count()


@pytest.mark.slow
def test_five_years_of_rounds_have_no_gap_and_no_overlap(
    acme: Workspace, team: PlanVersion
) -> None:
    services.start(acme.pk, team.pk, by=BY)
    for month in range(60):
        clock.stop_at(START + timedelta(days=31 * (month + 1)))
        services.roll_periods()
    end = datetime(2032, 1, 31, 9, 30, tzinfo=UTC)
    clock.stop_at(end)
    services.roll_periods()

    found = [row for row in rows(acme) if row.subscription_id]

    whole = [row for row in found if row.ends_at <= end]
    assert len(whole) == 60
    assert (whole[0].starts_at, whole[-1].ends_at) == (START, end)
    assert all(one.ends_at == after.starts_at for one, after in pairwise(found))
    assert [row.period_no for row in rows(acme)] == list(range(1, len(rows(acme)) + 1))
    assert openings(acme) == QuotaPeriod.objects.filter(workspace=acme).count()


def test_days_off_are_made_up_for_in_order(acme: Workspace, team: PlanVersion) -> None:
    services.start(acme.pk, team.pk, by=BY)
    clock.stop_at(datetime(2027, 7, 4, tzinfo=UTC))

    assert services.roll_periods()

    held = services.subscription_of(acme.pk)
    assert held is not None
    assert (held.period_no, held.period_end) == (6, datetime(2027, 7, 31, 9, 30, tzinfo=UTC))
    mine = [row for row in rows(acme) if row.subscription_id]
    assert len(mine) == 6
    assert all(one.ends_at == after.starts_at for one, after in pairwise(mine))
    count = openings(acme)
    assert services.roll_periods() == 0
    assert openings(acme) == count


def test_a_round_that_comes_again_or_late_changes_nothing(
    acme: Workspace, beta: Workspace, team: PlanVersion
) -> None:
    for place in (acme, beta):
        quotas.current_period(workspace_id=place.pk, meter="images")
    services.start(acme.pk, team.pk, by=BY)
    clock.stop_at(datetime(2027, 3, 15, tzinfo=UTC))

    assert services.roll_periods() == 2
    before = list(LedgerEntry.objects.order_by("id").values())
    assert services.roll_periods() == 0
    for meter in Meter.values:
        quotas.current_period(workspace_id=acme.pk, meter=meter)

    assert list(LedgerEntry.objects.order_by("id").values()) == before


def test_a_clock_set_back_opens_nothing(acme: Workspace, team: PlanVersion) -> None:
    services.start(acme.pk, team.pk, by=BY)
    clock.stop_at(START + timedelta(days=40))
    now = quotas.current_period(workspace_id=acme.pk, meter="images")
    count = QuotaPeriod.objects.count()

    clock.stop_at(START + timedelta(days=35))
    assert quotas.current_period(workspace_id=acme.pk, meter="images").pk == now.pk
    clock.stop_at(START - timedelta(days=400))
    services.roll_periods()

    assert quotas.current_period(workspace_id=acme.pk, meter="images") is not None
    assert QuotaPeriod.objects.count() == count


def test_a_period_is_opened_in_the_ledger_once(acme: Workspace) -> None:
    row = quotas.current_period(workspace_id=acme.pk, meter="images")

    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntry.objects.create(
            workspace=acme, meter="images", period=row, kind="rollover", units_delta=1,
            balance_after=1,
        )  # fmt: skip
    opened = LedgerEntry.objects.get(period=row)
    assert (opened.units_delta, opened.balance_after) == (1000, 1000)


def test_what_is_held_across_the_edge_belongs_to_the_period_it_was_made_in(
    acme: Workspace, team: PlanVersion
) -> None:
    services.start(acme.pk, team.pk, by=BY)
    held = hold(acme, 5)
    clock.stop_at(START + timedelta(days=40))
    services.roll_periods()

    quotas.commit(held, units=2)

    first, second = [row for row in rows(acme) if row.subscription_id]
    assert (first.used, first.reserved, second.used, second.reserved) == (2, 0, 0, 0)


def test_gauges_go_on_with_what_they_hold(acme: Workspace, team: PlanVersion) -> None:
    services.start(acme.pk, team.pk, by=BY)
    use(acme, 700, meter="storage_bytes")
    held = hold(acme, 11, meter="storage_bytes")
    clock.stop_at(START + timedelta(days=65))
    services.roll_periods()

    (row,) = rows(acme, "storage_bytes")
    assert (row.used, row.reserved, row.ends_at) == (
        700,
        11,
        datetime(2027, 4, 30, 9, 30, tzinfo=UTC),
    )
    quotas.commit(held)
    assert services.usage(workspace_id=acme.pk, meter="storage_bytes").used == 711


def test_unused_units_go_on_only_where_the_plan_says(acme: Workspace) -> None:
    edition = services.make_edition(
        "team",
        new=NewEdition({"images": NewLimit(100, rollover_units=30), "copies": NewLimit(100)}),
        by=BY,
    )
    services.start(acme.pk, edition.pk, by=BY)
    use(acme, 60)
    clock.stop_at(START + timedelta(days=30))
    services.roll_periods()

    usage = services.usage(workspace_id=acme.pk, meter="images")
    assert (usage.limit, usage.remaining) == (130, 130)
    assert services.usage(workspace_id=acme.pk, meter="copies").limit == 100
    use(acme, 125)
    clock.stop_at(START + timedelta(days=61))
    services.roll_periods()
    # Of 130 five are left; what was carried once is carried again only as far as it is unused.
    assert services.usage(workspace_id=acme.pk, meter="images").limit == 105
    row = LedgerEntry.objects.filter(workspace=acme, meter="images", kind="rollover").last()
    assert row is not None
    assert (row.units_delta, row.reason) == (105, "carried: 5")


def test_a_workspace_in_trouble_keeps_no_other_waiting(
    acme: Workspace,
    beta: Workspace,
    team: PlanVersion,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    for place in (acme, beta):
        services.start(place.pk, team.pk, by=BY)
    clock.stop_at(START + timedelta(days=40))
    right = opening.open_present

    def wrong(workspace_id: object) -> object:
        if workspace_id == acme.pk:
            raise DatabaseError
        return right(workspace_id)  # type: ignore[arg-type]

    monkeypatch.setattr(opening, "open_present", wrong)

    assert services.roll_periods() == 1

    assert "a period was not begun" in caplog.text
    held = services.subscription_of(beta.pk)
    assert held is not None
    assert held.period_no == 2


def test_another_round_at_work_is_left_to_it(
    acme: Workspace, team: PlanVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.start(acme.pk, team.pk, by=BY)
    clock.stop_at(START + timedelta(days=40))
    monkeypatch.setattr(sql, "only_roller", lambda: False)

    assert services.roll_periods() == 0
