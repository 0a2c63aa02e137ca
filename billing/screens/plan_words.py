"""What the pages of plans say of an edition: its price, its limits and how it begins."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing import features, units
from billing.amounts import counted
from billing.amounts import shown as money
from billing.models import Meter, PlanLimit, PlanVersion

YEAR = PlanVersion.Interval.YEAR


@dataclass(frozen=True, slots=True)
class Limit:
    """What an edition allows of a meter. has: whether it allows any."""

    text: str
    has: bool = True


def price_of(version: PlanVersion) -> str:
    """Return what a period costs."""
    return money(version.price, version.currency)


def per(version: PlanVersion) -> str:
    """Return for how long the price is; empty without one."""
    if not version.price:
        return ""
    return _("a year") if version.interval == YEAR else _("a month")


def price_sentence(version: PlanVersion) -> str:
    """Return price and interval in one."""
    if version.interval == YEAR:
        return _("%(amount)s a year") % {"amount": price_of(version)}
    return _("%(amount)s a month") % {"amount": price_of(version)}


def limits_of(version: PlanVersion) -> tuple[Limit, ...]:
    """Return what an edition allows, meter by meter, and how much goes on at a time."""
    found = {limit.meter: limit for limit in version.limits.all()}
    rows = [_limit(meter, found.get(meter)) for meter in Meter.values]
    at_a_time = ngettext(
        "%(n)s piece made at a time", "%(n)s pieces made at a time", version.concurrency
    )
    rows.append(Limit(at_a_time % {"n": counted(version.concurrency)}))
    if features.API not in version.features:
        rows.append(Limit(_("No work ordered by programs (API)"), has=False))
    return tuple(rows)


def beyond(version: PlanVersion) -> tuple[str, ...]:
    """Return what units beyond soft limits cost, and how many there may be."""
    found = {limit.meter: limit for limit in version.limits.all() if limit.overdraft_units}
    return tuple(_beyond(found[meter], version) for meter in Meter.values if meter in found)


def _limit(meter: str, limit: PlanLimit | None) -> Limit:
    if limit is None or not limit.units + limit.overdraft_units:
        return Limit(_none(meter), has=False)
    return Limit(units.named(meter, limit.units))


def _none(meter: str) -> str:
    return {
        Meter.IMAGES: _("No images"),
        Meter.COPIES: _("No texts"),
        Meter.VIDEO_SECONDS: _("No video"),
        Meter.STORAGE_BYTES: _("No storage"),
        Meter.MEMBERS: _("No members"),
    }[Meter(meter)]


def _beyond(limit: PlanLimit, version: PlanVersion) -> str:
    said = {
        "amount": money(limit.overage_price, version.currency),
        "block": units.named(limit.meter, limit.overage_block),
        "most": units.shown(limit.meter, limit.overdraft_units),
    }
    if not limit.overage_price:
        return _("%(most)s more at no charge") % {
            "most": units.named(limit.meter, limit.overdraft_units)
        }
    return _("%(amount)s for each %(block)s, up to %(most)s more") % said


def day(at: datetime, zone: ZoneInfo) -> str:
    """Return a day where the workspace is."""
    return date_format(at.astimezone(zone), "DATE_FORMAT")


def meter_label(meter: str) -> str:
    """Return what a meter is called at the head of a row."""
    return {
        Meter.IMAGES: _("Images"),
        Meter.COPIES: _("Texts"),
        Meter.VIDEO_SECONDS: _("Video"),
        Meter.STORAGE_BYTES: _("Storage"),
        Meter.MEMBERS: _("Members"),
    }[Meter(meter)]
