"""What was used, by the plan under which it was."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from accounts.models import User
from billing import units
from billing.models import GAUGES, Meter
from config.desk import plans, rights
from config.desk.shapes import Cell, Grid, Part
from config.desk.sql import Used

# What is used up; storage and members are what is there.
METERS = tuple(meter for meter in Meter if meter not in GAUGES)


def is_seen(user: User) -> bool:
    """Whether a member of staff may see what was used."""
    return rights.may(user, rights.USE)


def part(used: Sequence[Used], *, names: plans.Names) -> Part:
    """Return units by plan and meter: counted ones alone, not those that were given back."""
    counts: dict[tuple[str, str, bool], int] = defaultdict(int)
    for row in used:
        counts[row.plan, row.meter, row.is_now] += row.units
    codes = plans.ordered((row.plan for row in used), names=names)
    rows = [
        (names.get(code, code), *(_cell(counts, code, meter) for meter in METERS)) for code in codes
    ]
    if len(rows) > 1:
        total: dict[tuple[str, str, bool], int] = defaultdict(int)
        for (_code, meter, is_now), count in counts.items():
            total["", meter, is_now] += count
        rows.append((_("All plans"), *(_cell(total, "", meter) for meter in METERS)))
    heads = [_("Plan"), *(heading(meter) for meter in METERS)]
    notes = [
        _("A day counts for the plan that the workspace had when the day ended."),
    ]
    empty = _("Nothing was used in these days, nor in those before.")
    return Part(_("Use by plan"), grids=[Grid(_("Counted units"), heads, rows, empty, notes)])


def heading(meter: str) -> str:
    """Return a meter as a heading; its figures say their unit."""
    if meter == Meter.VIDEO_SECONDS:
        return _("Video")
    label = str(Meter(meter).label)
    return label[:1].upper() + label[1:]


def _cell(counts: Mapping[tuple[str, str, bool], int], code: str, meter: str) -> Cell:
    now, before = (counts.get((code, meter, is_now), 0) for is_now in (True, False))
    return Cell(units.shown(meter, now), units.shown(meter, before))
