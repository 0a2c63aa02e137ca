"""Many at one limit or one period's edge: each level is told once, each period begins once."""

from collections import Counter
from datetime import timedelta

from django.db.models import F

from accounts.models import Notification
from audit.services import Actor
from billing import quotas, services
from billing.models import (
    LedgerEntry,
    PlanVersion,
    QuotaPeriod,
    QuotaWarning,
    Reservation,
    Subscription,
)
from tests.factories import plans
from tests.integration.billing.units import Place, alone, at_once

BY = Actor("user", "uma", "Uma")


def test_fifty_commits_at_once_tell_each_level_once(place: Place) -> None:
    plans.limit(place.workspace.pk, "images", 50)

    def work() -> bool:
        (held,) = place.reserve(1)
        return bool(alone(quotas.commit, held)())

    assert all(at_once([work] * 50, threads=10))

    told = Notification.objects.filter(workspace_id=place.workspace.pk, kind="quota_warning")
    levels = Counter(one.data["level"] for one in told)
    assert levels == {80: 1, 95: 1, 100: 1}
    rows = QuotaWarning.objects.filter(period__workspace=place.workspace)
    assert sorted(rows.values_list("level", "is_told")) == [(80, True), (95, True), (100, True)]
    place.check()


def test_many_who_come_first_open_a_period_once(place: Place) -> None:
    QuotaPeriod.objects.filter(workspace=place.workspace).update(
        starts_at=F("starts_at") - timedelta(days=62), ends_at=F("starts_at") - timedelta(days=31)
    )

    found = at_once([place.period] * 12, threads=6)

    assert len({row.pk for row in found}) == 1
    place.check()


def test_rounds_and_people_at_the_edge_roll_a_plan_once(place: Place) -> None:
    services.start(place.workspace.pk, PlanVersion.objects.get(plan="team").pk, by=BY)
    by = timedelta(days=40)
    Subscription.objects.filter(workspace=place.workspace).update(
        anchor_at=F("anchor_at") - by, period_start=F("period_start") - by,
        period_end=F("period_end") - by,
    )  # fmt: skip
    QuotaPeriod.objects.filter(workspace=place.workspace).update(
        starts_at=F("starts_at") - by, ends_at=F("ends_at") - by
    )

    at_once([services.roll_periods, place.period] * 4, threads=8)

    held = Subscription.objects.get(workspace=place.workspace)
    assert held.period_no == 2
    mine = QuotaPeriod.objects.filter(workspace=place.workspace, meter="images")
    assert mine.filter(subscription=held).count() == 2
    openings = LedgerEntry.objects.filter(workspace=place.workspace, kind="rollover")
    assert openings.count() == QuotaPeriod.objects.filter(workspace=place.workspace).count()


def test_two_upgrades_at_once_are_one(place: Place) -> None:
    team, business = (PlanVersion.objects.get(plan=code) for code in ("team", "business"))
    services.start(place.workspace.pk, team.pk, by=BY)

    def upgrade() -> object:
        try:
            return services.upgrade(place.workspace.pk, business.pk, by=BY)
        except services.NothingToChange as refused:
            return refused

    done = at_once([upgrade, upgrade, upgrade])

    assert sum(isinstance(one, services.NothingToChange) for one in done) == 2
    # A second of the month may have gone by.
    assert 19_990 <= place.period().limit_units <= 20_000
    place.check()


def test_files_at_once_never_pass_the_room_by_a_byte(place: Place) -> None:
    row = quotas.current_period(workspace_id=place.workspace.pk, meter="storage_bytes")
    plans.limit(place.workspace.pk, "storage_bytes", 1000)

    def upload(number: int) -> bool:
        try:
            alone(services.hold_storage, place.workspace.pk, key=f"{row.pk}:{number}", size=90)()
        except quotas.QuotaExceeded:
            return False
        return True

    calls = [lambda number=number: upload(number) for number in range(50)]
    assert sum(at_once(calls, threads=10)) == 11

    assert Reservation.objects.filter(period=row).count() == 11
