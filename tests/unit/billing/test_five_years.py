"""Five years of a plan, begun and rolled by the services: each period follows the one before."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from audit.services import Actor
from billing import periods, services
from billing.models import LedgerEntry, PlanVersion, QuotaPeriod
from tests.factories import clock
from tests.unit.billing.holds import hold
from workspaces.models import Workspace

BY = Actor("user", "alice", "Alice")
MONTHS = 60
# Clocks that change by an hour, north and south; by half an hour; and not at all.
ZONES = ("America/New_York", "America/Santiago", "Australia/Lord_Howe", "UTC")


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("day", [28, 29, 30, 31])
def test_periods_of_five_years_lie_side_by_side_and_fill_them(
    day: int, zone: str, acme: Workspace
) -> None:
    # A leap year lies in between, and its 29 February; half past two is skipped once a year.
    anchor = datetime(2026, 12, day, 2, 30, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    Workspace.objects.filter(pk=acme.pk).update(time_zone=zone)
    clock.stop_at(anchor)
    services.start(acme.pk, PlanVersion.objects.get(plan="team").pk, by=BY)
    wanted = [
        periods.bounds(anchor, zone=zone, interval="month", number=number)
        for number in range(1, MONTHS + 2)
    ]
    for number, bounds in enumerate(wanted[1:], start=1):
        # At the edge itself, or some hours or days after it.
        clock.stop_at(bounds.start + timedelta(hours=(number * 7) % 60))
        if number % 3:
            services.roll_periods()
        else:
            hold(acme, 1)  # whoever comes first opens it

    rows = QuotaPeriod.objects.filter(workspace=acme, meter="images", subscription__isnull=False)
    found = list(rows.order_by("period_no"))
    whole = found[:MONTHS]

    assert [(row.starts_at, row.ends_at) for row in found] == [
        (bounds.start, bounds.end) for bounds in wanted
    ]
    assert all(one.ends_at == after.starts_at for one, after in pairwise(found))
    assert [after.period_no - one.period_no for one, after in pairwise(found)] == [1] * MONTHS
    spans = [row.ends_at - row.starts_at for row in whole]
    assert sum(spans, timedelta()) == whole[-1].ends_at - anchor
    there = whole[-1].ends_at.astimezone(ZoneInfo(zone))
    assert (there.year, there.month, there.day) == (2031, 12, day)
    openings = LedgerEntry.objects.filter(workspace=acme, meter="images", kind="rollover")
    assert openings.count() == QuotaPeriod.objects.filter(workspace=acme, meter="images").count()
