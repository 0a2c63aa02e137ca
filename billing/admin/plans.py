"""Plans and their editions, for staff. An edition that was used is never changed."""

from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from billing import units
from billing.admin import columns as show
from billing.admin.desk import Desk, Shown
from billing.admin.plan_steps import (
    MakeDefault,
    MakeEdition,
    MakePlan,
    Offer,
    Withdraw,
)
from billing.amounts import shown
from billing.features import named
from billing.models import Plan, PlanLimit, PlanVersion
from billing.wording import description_of, name_of


class EditionInline(Shown):
    """The editions of a plan, the newest first."""

    model = PlanVersion
    verbose_name_plural = t("plan editions")
    ordering = ("-version",)
    fields = (
        show.link(
            "edition", t("edition"), read=lambda row: row, words=lambda row: f"v{row.version}"
        ),
        show.column("price", t("price"), lambda row: _price(row)),
        show.column("trial_days", t("days of trial"), lambda row: str(row.trial_days)),
        show.column("created_at", t("made")),
        show.column("used_at", t("first used")),
    )


@admin.register(Plan)
class PlanAdmin(Desk):
    """What can be subscribed to, and what everybody begins with."""

    is_recorded = False  # what is offered to everybody
    list_display = (
        show.column("name", t("name"), name_of),
        show.column("code", t("code")),
        show.yes("is_offered", t("offered")),
        show.yes("is_default", t("everybody begins with it")),
        show.column("newest", t("newest edition"), lambda row: row.newest and f"v{row.newest}"),
        show.column("position", t("place"), lambda row: str(row.position)),
    )
    fields = (
        *list_display,
        show.column("description", t("for whom it is"), description_of),
        show.listed("subscriptions", t("subscriptions"), "subscription",
                    plan_version__plan__code__exact="pk"),
    )  # fmt: skip
    inlines = (EditionInline,)
    workspace_path = ""
    references = ("code", "name")
    search_help_text = t("A plan's code or name as a whole.")
    ordering = ("position", "code")
    steps = (MakeEdition(), Offer(), Withdraw(), MakeDefault())
    list_steps = (MakePlan(),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Plan]:
        """Read the newest edition's number with each row."""
        found: QuerySet[Plan] = super().get_queryset(request)
        editions = PlanVersion.objects.filter(plan=OuterRef("pk")).order_by("-version")
        return found.annotate(newest=Subquery(editions.values("version")[:1]))


class LimitInline(Shown):
    """How much an edition allows, meter by meter."""

    model = PlanLimit
    related = ("plan_version",)
    verbose_name_plural = t("plan limits")
    ordering = ("id",)
    fields = (
        show.choice("meter", t("meter")),
        show.count("units", t("limit")),
        show.count("overdraft_units", t("may be passed by")),
        show.column("overage_price", t("price beyond it"), lambda row: _beyond(row)),
        show.column("warn_at", t("warnings at"), lambda row: _levels(row)),
        show.count("rollover_units", t("carried over")),
    )


@admin.register(PlanVersion)
class PlanVersionAdmin(Desk):
    """What a plan grants and costs, edition by edition."""

    is_recorded = False  # what is offered to everybody
    list_display = (
        show.column("edition", t("edition"), lambda row: f"{name_of(row.plan)} v{row.version}"),
        show.column("price", t("price"), lambda row: _price(row)),
        show.column("concurrency", t("items at a time"), lambda row: str(row.concurrency)),
        show.column("allowed", t("limits"), lambda row: _allowed(row)),
        show.column("trial_days", t("days of trial"), lambda row: str(row.trial_days)),
        show.column("created_at", t("made"), order="created_at"),
        show.column("used_at", t("first used")),
    )
    fields = (
        *(one for one in list_display if one.__name__ != "allowed"),
        show.link("plan", t("plan"), words=name_of),
        show.column("features", t("features"), lambda row: ", ".join(named(row.features))),
        show.who("created_by", t("who")),
        show.listed("subscriptions", t("subscriptions"), "subscription",
                    plan_version__id__exact="pk"),
    )  # fmt: skip
    inlines = (LimitInline,)
    list_filter = ("plan", "interval")
    list_select_related = ("plan",)
    workspace_path = ""
    references = ("plan__code", "plan__name")
    search_help_text = t("A plan's code or name as a whole.")
    ordering = ("plan__position", "plan", "-version")
    steps = (MakeEdition(),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[PlanVersion]:
        """Read the limits of all rows at once."""
        found: QuerySet[PlanVersion] = super().get_queryset(request)
        return found.prefetch_related("limits")


def _price(row: PlanVersion) -> str:
    price = {"price": shown(row.price, row.currency)}
    if row.interval == PlanVersion.Interval.YEAR:
        return _("%(price)s a year") % price
    return _("%(price)s a month") % price


def _allowed(row: Any) -> str:
    said = (
        (units.named(limit.meter, limit.units),)
        for limit in sorted(row.limits.all(), key=lambda limit: limit.pk)
    )
    return format_html("<div>{}</div>", format_html_join("", "<div>{}</div>", said))


def _beyond(row: PlanLimit) -> str | None:
    if not row.overdraft_units:
        return None
    price = shown(row.overage_price, row.plan_version.currency)
    return f"{price} / {units.shown(row.meter, row.overage_block)}"


def _levels(row: PlanLimit) -> str:
    return ", ".join(f"{level} %" for level in row.warn_at)
