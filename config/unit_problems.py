"""The table's rows of what takes units: plans that are used up, vendors that are away."""

from collections.abc import Callable
from datetime import timedelta
from math import ceil
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _t

from billing import refusals
from billing.features import NAMES, FeatureMissing
from billing.models import Meter
from billing.quotas import GrantReused, QuotaExceeded, ReservationReused, remaining
from config.problem_forms import Problem, fixed, rate_limit
from generation.providers.base import ProviderError

# A period that ends later is no reason for a program to wait.
SOON = timedelta(hours=24)
VENDOR_SECONDS = 30


def _used_up(error: QuotaExceeded) -> Problem:
    """Tell that a plan's units are gone, or that a file does not fit: then no period helps."""
    period, is_room = error.period, error.meter == Meter.STORAGE_BYTES
    extra: dict[str, Any] = {
        "meter": error.meter,
        "limit": period.limit_units,
        "used": period.used,
        "reserved": period.reserved,
        "requested": error.requested,
        "remaining": max(0, remaining(period)),
        "plan": error.plan,
        "upgrade_url": refusals.plans_url(period.workspace_id),
        "can_upgrade": refusals.payers(period.workspace_id),
    }
    if is_room:
        title = _("There is no room for it")
        return Problem(402, "plan-limit-reached", title, refusals.why(error), extra)
    extra["period_end"] = period.ends_at.isoformat()
    title = _("The plan's limit is reached")
    why, headers = refusals.why(error), _standing(error)
    return Problem(402, "plan-limit-reached", title, why, extra, headers)


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


def _not_in_plan(error: FeatureMissing) -> Problem:
    """Tell that a plan lets nobody do this, whatever their role, and who can choose another."""
    detail = _(
        "The plan of this workspace does not have it: %(feature)s. Choose a larger plan, or ask who"
        " can. Nothing was counted."
    ) % {"feature": NAMES[error.feature]}
    extra = {
        "feature": error.feature,
        "plan": error.plan,
        "upgrade_url": refusals.plans_url(error.workspace_id),
        "can_upgrade": refusals.payers(error.workspace_id),
    }
    return Problem(403, "feature-not-in-plan", _("This is not in the plan"), detail, extra)


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
    FeatureMissing: _not_in_plan,
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
