"""How a meter stands, as people look at it: figures, a bar, and what else there is to say."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing import units
from billing.amounts import shown as money
from billing.models import Meter, PlanLimit
from billing.reporting import Day, forecast
from billing.services import Usage

FULL = 100


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence below a figure. tone: `warn`, `bad`, or none."""

    text: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One meter.

    unit: of the amount, where the limit's is another. used, held: whole percentages of the bar;
    tone: of figure and bar; in_words: what the bar says to who does not see it.
    """

    meter: str
    label: str
    amount: str
    unit: str
    limit: str
    used: int
    held: int
    tone: str
    in_words: str
    notes: tuple[Note, ...]


def label_of(meter: str) -> str:
    """Return what a meter is called where its figures stand."""
    return {
        Meter.IMAGES: _("Images"),
        Meter.COPIES: _("Copy"),
        Meter.VIDEO_SECONDS: _("Video"),
        Meter.STORAGE_BYTES: _("Storage"),
        Meter.MEMBERS: _("Members"),
    }.get(Meter(meter), meter)


def figures(
    standing: Sequence[Usage],
    *,
    limits: Mapping[str, PlanLimit],
    currency: str,
    days: Sequence[Day],
    now: datetime,
    zone: ZoneInfo,
) -> list[Figure]:
    """Return every meter as it stands. days: of use in this period; zone: of the dates told."""
    return [
        figure(
            one,
            notes=[
                *_pace(one, days=days, now=now, zone=zone),
                *_held(one),
                *_beyond(one, limits.get(one.meter), currency),
                *_granted(one),
            ],
        )
        for one in standing
    ]


def figure(usage: Usage, *, notes: Sequence[Note] = ()) -> Figure:
    """Return one meter as it stands."""
    amount, unit, limit = _pair(usage)
    taken = usage.used + usage.reserved
    used = _percent(usage.used, usage.limit)
    return Figure(
        meter=usage.meter,
        label=label_of(usage.meter),
        amount=amount,
        unit=unit,
        limit=limit,
        used=used,
        held=max(0, min(FULL - used, _percent(taken, usage.limit) - used)),
        tone=tone_of(usage),
        in_words=_("%(used)s of %(limit)s used")
        % {
            "used": units.shown(usage.meter, usage.used),
            "limit": units.named(usage.meter, usage.limit),
        },
        notes=tuple(notes),
    )


def tone_of(usage: Usage) -> str:
    """Return how urgent a meter is. A team that is complete is nothing to worry about."""
    if usage.meter == Meter.MEMBERS:
        return "warn" if usage.used + usage.reserved > usage.limit + usage.granted else ""
    if usage.level >= FULL and usage.remaining == 0:
        return "bad"
    return "warn" if usage.level else ""


def _percent(part: int, whole: int) -> int:
    """Return whole percentages; a little is not nothing, and not quite all is not all."""
    if part <= 0:
        return 0
    if part >= whole:
        return FULL
    return min(FULL - 1, max(1, round(FULL * part / whole)))


def _pair(usage: Usage) -> tuple[str, str, str]:
    """Return what is used, its unit and the limit; the same unit is said once, with the limit."""
    if usage.meter == Meter.COPIES:
        said = units.shown(usage.meter, usage.limit)
        pieces = ngettext("%(n)s piece", "%(n)s pieces", usage.limit) % {"n": said}
        return units.shown(usage.meter, usage.used), "", pieces
    used, limit = units.shown(usage.meter, usage.used), units.shown(usage.meter, usage.limit)
    amount, unit = _parts(used)
    is_same = unit == _parts(limit)[1] or usage.used == 0
    return amount, "" if is_same else unit, limit


def _parts(text: str) -> tuple[str, str]:
    """Return a figure and its unit, where it has one."""
    amount, *unit = re.split(r"[\s\xa0]", text, maxsplit=1)
    return amount, unit[0] if unit else ""


# --- sentences ----------------------------------------------------------------------------------
def _pace(usage: Usage, *, days: Sequence[Day], now: datetime, zone: ZoneInfo) -> list[Note]:
    """Tell that nothing is left, else when that will be so at the pace of this period."""
    above = usage.used + usage.reserved - usage.limit - usage.overdraft - usage.granted
    if usage.limit == 0 and usage.remaining == 0 and usage.used == 0:
        return [Note(_("Not part of this plan"))]
    if usage.is_gauge and above > 0:
        said = {"amount": units.named(usage.meter, above)}
        return [Note(_("%(amount)s above the limit. Nothing is taken away.") % said, "warn")]
    if usage.meter == Meter.MEMBERS:
        return [] if usage.remaining else [Note(_("All seats are taken"))]
    if usage.remaining == 0:
        if usage.is_gauge:
            return [Note(_("No room is left"), "bad")]
        return [Note(_("None left until %(day)s") % {"day": _day(usage.resets_at, zone)}, "bad")]
    ahead = forecast(usage, days, now=now)
    if ahead is not None and ahead.runs_out_on is not None:
        said = {"day": date_format(ahead.runs_out_on, "MONTH_DAY_FORMAT")}
        return [Note(_("At this pace it runs out on %(day)s") % said, "warn")]
    if usage.level:
        said = {"amount": units.shown(usage.meter, usage.remaining)}
        return [Note(_("%(amount)s left") % said, "warn")]
    return []


def _held(usage: Usage) -> list[Note]:
    if not usage.reserved:
        return []
    said = {"amount": units.shown(usage.meter, usage.reserved)}
    if usage.is_gauge:
        return [Note(_("%(amount)s held for uploads") % said)]
    return [Note(_("%(amount)s held for running work") % said)]


def _beyond(usage: Usage, limit: PlanLimit | None, currency: str) -> list[Note]:
    """Tell what a soft limit was passed by, or may be, and what that costs."""
    if not usage.overdraft:
        return []
    amount = usage.overage or usage.overdraft
    said = {"amount": units.shown(usage.meter, amount)}
    if limit is None or not limit.overage_price:
        if usage.overage:
            return [Note(_("%(amount)s beyond the plan, at no charge") % said, "warn")]
        return [Note(_("%(amount)s more can be used beyond it") % said)]
    said["price"] = money(limit.overage_price, currency)
    said["block"] = units.named(usage.meter, limit.overage_block)
    if usage.overage:
        return [Note(_("%(amount)s beyond the plan, %(price)s for each %(block)s") % said, "warn")]
    return [Note(_("%(amount)s more beyond it, %(price)s for each %(block)s") % said)]


def _granted(usage: Usage) -> list[Note]:
    if not usage.granted:
        return []
    said = {"amount": units.shown(usage.meter, usage.granted)}
    return [Note(_("%(amount)s granted beside the plan") % said)]


def _day(at: datetime, zone: ZoneInfo) -> str:
    return date_format(at.astimezone(zone), "MONTH_DAY_FORMAT")
