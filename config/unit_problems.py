"""The table's rows of what takes units: plans that are used up, vendors that are away."""

from collections.abc import Callable
from datetime import timedelta
from math import ceil
from typing import Any

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _t
from django.utils.translation import ngettext

from billing.models import Meter
from billing.quotas import GrantReused, QuotaExceeded, ReservationReused, remaining
from config.problem_forms import Problem, fixed, rate_limit
from generation.providers.base import ProviderError

# A period that ends later is no reason for a program to wait.
SOON = timedelta(hours=24)
VENDOR_SECONDS = 30


def _used_up(error: QuotaExceeded) -> Problem:
    period, left = error.period, remaining(error.period)
    if error.meter == Meter.STORAGE_BYTES:
        return _no_room(error, left=max(0, left))
    detail = ngettext(
        "This would use %(asked)d, but %(left)d is left until %(date)s. Nothing was counted.",
        "This would use %(asked)d, but %(left)d are left until %(date)s. Nothing was counted.",
        left,
    ) % {
        "asked": error.requested,
        "left": left,
        "date": date_format(period.ends_at, "DATE_FORMAT"),
    }
    extra = {
        "meter": error.meter,
        "limit": period.limit_units,
        "used": period.used,
        "reserved": period.reserved,
        "requested": error.requested,
        "remaining": left,
        "period_end": period.ends_at.isoformat(),
        "plan": error.plan,
        "upgrade_url": settings.UPGRADE_URL or None,
    }
    title = _("The plan's limit is reached")
    return Problem(402, "plan-limit-reached", title, detail, extra, _standing(error))


def _no_room(error: QuotaExceeded, *, left: int) -> Problem:
    """Tell that a file does not fit: no period makes room, but people can."""
    detail = _(
        "This needs %(asked)s, but %(left)s of storage are left. Delete files for good, or have the"
        " plan changed. Nothing was added."
    ) % {"asked": filesizeformat(error.requested), "left": filesizeformat(left)}
    period = error.period
    extra = {
        "meter": error.meter,
        "limit": period.limit_units,
        "used": period.used,
        "reserved": period.reserved,
        "requested": error.requested,
        "remaining": left,
        "plan": error.plan,
        "upgrade_url": settings.UPGRADE_URL or None,
    }
    return Problem(402, "plan-limit-reached", _("There is no room for it"), detail, extra)


def _standing(error: QuotaExceeded) -> dict[str, str]:
    """Return how the meter stands; and when to ask again, where waiting for that helps."""
    period = error.period
    whole = period.limit_units + period.overdraft_units
    reset = max(1, ceil((period.ends_at - timezone.now()).total_seconds()))
    headers = rate_limit(
        error.meter,
        most=whole,
        seconds=round((period.ends_at - period.starts_at).total_seconds()),
        left=max(0, remaining(period)),
        reset=reset,
    )
    if reset < SOON.total_seconds() and error.requested <= whole + period.granted:
        headers["Retry-After"] = str(reset)
    return headers


def _vendor_away(error: ProviderError) -> Problem:
    """Tell that our vendor does not serve us: what it said of our key or credit stays inside."""
    detail = _(
        "What makes this for the studio does not serve it just now. Try again in a moment. Nothing"
        " was counted."
    )
    wait = ceil(error.retry_after or VENDOR_SECONDS)
    headers = {"Retry-After": str(max(1, wait))}
    title = _("The AI vendor is away")
    return Problem(503, "provider-unavailable", title, detail, headers=headers)


UNITS: dict[type[Exception], Callable[[Any], Problem]] = {
    QuotaExceeded: _used_up,
    ProviderError: _vendor_away,
    ReservationReused: fixed(
        422,
        "reservation-reused",
        _t("This was ordered with other contents"),
        _t(
            "Units are held for it already, but for something else. Order it anew. Nothing was counted."
        ),
    ),
    GrantReused: fixed(
        422,
        "grant-reused",
        _t("This was given with other contents"),
        _t("Its key stands for another gift of units. Give it with a new key. Nothing was given."),
    ),
}
