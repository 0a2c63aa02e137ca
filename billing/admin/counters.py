"""Counters, what is held of them, and every movement of them, for staff."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing import prices, quotas
from billing.admin import columns as show
from billing.admin.desk import Desk
from billing.admin.unit_steps import ADJUST, ADJUST_ANY, GIVE
from billing.models import LedgerEntry, QuotaPeriod, QuotaWarning, Reservation, UsageDay

WORKSPACE = show.link("workspace", _("workspace"))
METER = show.choice("meter", _("meter"))
LEVEL = show.column("level", _("level"), str)
HELD = {
    "held": "info",
    "committed": "success",
    "released": "",
    "unknown": "warning",
    "returned": "",
}


@admin.register(QuotaPeriod)
class QuotaPeriodAdmin(Desk):
    """How much of each meter a workspace has used and holds."""

    list_display = (
        WORKSPACE, METER,
        show.count("used", _("used")),
        show.count("reserved", _("held")),
        show.count("left", pgettext_lazy("of a meter", "left"), quotas.remaining),
        show.count("limit_units", _("limit")),
        show.column("starts_at", _("from")),
        show.column("ends_at", _("until"), order="ends_at"),
    )  # fmt: skip
    fields = (
        *list_display,
        show.count("carried_units", _("carried over")),
        show.count("overdraft_units", _("may be passed by")),
        show.count("excess_units", _("above the limit")),
        show.link("subscription", _("subscription"), words=lambda row: row.plan_version),
        show.column("period_no", _("period")),
        show.listed("reservations", _("reservations"), "reservation", period__id__exact="pk"),
        show.listed("ledger", _("ledger"), "ledgerentry", period__id__exact="pk"),
    )
    list_display_links = (METER,)
    list_filter = ("meter",)
    list_select_related = ("workspace", "subscription__plan_version")
    references = ("workspace", "id")
    ordering = ("-ends_at", "-id")
    steps = (ADJUST, GIVE)
    list_steps = (ADJUST_ANY,)


@admin.register(QuotaWarning)
class QuotaWarningAdmin(Desk):
    """Which levels of a limit were crossed, and whether people were told."""

    list_display = (
        show.link("workspace", _("workspace"), read=lambda row: row.period.workspace),
        show.column("meter", _("meter"), lambda row: row.period.get_meter_display()),
        LEVEL,
        show.yes("is_told", _("told")),
        show.column("at", _("at"), order="at"),
    )
    fields = (
        *list_display,
        show.link("period", _("quota period")),
        show.column("period_no", _("period")),
    )
    list_display_links = (LEVEL,)
    list_filter = ("is_told", "level", "period__meter")
    list_select_related = ("period__workspace",)
    workspace_path = "period__workspace"
    references = ("period__workspace",)
    ordering = ("-id",)


@admin.register(Reservation)
class ReservationAdmin(Desk):
    """Units held for one item, and how they were settled. What it is of stands with its job."""

    list_display = (
        show.column("created_at", _("made")),
        WORKSPACE,
        METER,
        show.count("units", _("units")),
        show.count("granted_units", _("of grants")),
        show.state("state", _("state"), HELD),
        show.column("expires_at", _("until")),
        show.money("price", _("price"), lambda row: _charge(row)),
        show.money("cost", _("cost"), lambda row: _cost(row)),
    )
    fields = (
        *list_display,
        show.count("settled_units", _("counted")),
        show.column("kind", _("kind")),
        show.column("provider", _("provider")),
        show.yes("is_own_key", _("own key")),
        show.column("price_version", _("price sheet")),
        show.column("settled_at", _("settled")),
        show.column("returned_at", _("gone again")),
        show.link("period", _("quota period")),
        show.column("job_id", _("job")),
        show.column("subject_id", _("item")),
        show.column("id", _("id")),
        show.listed("ledger", _("ledger"), "ledgerentry", reservation__id__exact="pk"),
    )
    list_filter = ("state", "meter", "kind")
    list_select_related = ("workspace",)
    references = ("id", "job_id", "subject_id", "workspace")
    # What is open first, then what was settled last: there is an index for it.
    ordering = ("-settled_at",)


@admin.register(LedgerEntry)
class LedgerEntryAdmin(Desk):
    """Every movement of a balance. It has a million rows: nothing here sorts or counts them."""

    list_display = (
        show.column("at", _("at")),
        WORKSPACE,
        METER,
        show.choice("kind", _("kind")),
        show.count("units_delta", _("moved by"), moved=True),
        show.count("balance_after", _("balance")),
        show.link("grant", _("grant")),
        show.column("reason", _("reason")),
    )
    fields = (
        *list_display,
        show.link("period", _("quota period")),
        show.link("reservation", _("reservation")),
        show.who("actor_id", _("who")),
    )
    list_filter = ("kind", "meter")
    list_select_related = ("workspace", "grant")
    references = ("reservation", "workspace")
    ordering = ("-id",)


@admin.register(UsageDay)
class UsageDayAdmin(Desk):
    """What was settled on a day, what it was charged and what it cost; never what it was."""

    list_display = (
        show.column("day", _("day"), order="day"),
        WORKSPACE,
        METER,
        show.column("kind", _("kind")),
        show.count("units", _("units")),
        show.count("failed_units", _("failed")),
        show.micros("charge_micros", _("charge")),
        show.micros("cost_micros", _("cost"), rounded=prices.spent),
    )
    fields = (
        *list_display,
        show.money("margin", _("margin"), lambda row: _margin(row)),
        show.who("actor_id", _("who")),
    )
    list_filter = ("meter", "kind")
    list_select_related = ("workspace",)
    references = ("workspace",)
    date_hierarchy = "day"
    ordering = ("-day", "-id")


def _charge(row: Reservation) -> int:
    return prices.charged(_micros(row, row.unit_price_frozen))


def _cost(row: Reservation) -> int:
    return prices.spent(_micros(row, row.unit_cost_frozen))


def _micros(row: Reservation, price: int) -> int:
    """Return what is counted of a reservation at a price; while it is held, all of it."""
    units = row.units if row.settled_units is None else row.settled_units
    return prices.micros(units, unit_price=price, per_units=row.price_units)


def _margin(row: UsageDay) -> int:
    return prices.charged(row.charge_micros) - prices.spent(row.cost_micros)
