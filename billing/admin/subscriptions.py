"""Subscriptions, for staff: which plan a workspace has, and the little that is done by hand."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from audit.services import Actor
from billing import services
from billing.admin import columns as show
from billing.admin.desk import Desk
from billing.admin.steps import Done, Step
from billing.models import Subscription
from billing.quotas import rolling
from billing.services import NoSubscription, NotActive
from billing.wording import name_of

Status = Subscription.Status
STATES = {
    "trialing": "info",
    "active": "success",
    "past_due": "warning",
    "cancelled": "",
    "ended": "danger",
}
PLAN = show.column("plan", t("plan"), lambda row: _plan(row.plan_version))
IN_TIME = t("Only a plan that is paid for and in time can become overdue.")
OVER = t("Nothing was changed: the workspace has no plan any more.")


class OfSubscription(Step):
    """A step of a subscription that has not ended."""

    permission = "billing.change_subscription"
    refusals = {NoSubscription: ("", OVER)}

    def facts(self, row: Subscription, form: Any) -> Sequence[tuple[Any, object]]:
        return [
            (_("Workspace"), row.workspace.name),
            (_("Plan"), name_of(row.plan_version.plan)),
            (_("State"), row.get_status_display()),
            (_("Period until"), show.moment(row.period_end)),
        ]


class MarkOverdue(OfSubscription):
    """Say that a payment is overdue."""

    name = "mark_overdue"
    label = t("Payment overdue")
    button = t("Mark as overdue")
    icon = "hourglass_bottom"
    refusals = {**OfSubscription.refusals, NotActive: ("", IN_TIME)}

    def closed(self, row: Subscription) -> str:
        return "" if row.status == Status.ACTIVE else str(IN_TIME)

    def says(self, row: Subscription) -> str:
        return _(
            "Nothing changes for %(days)d days; after them the workspace is on the default plan. The"
            " days count from now."
        ) % {"days": rolling.grace().days}

    def do(self, row: Subscription, values: dict[str, Any], *, actor: Actor) -> Done:
        services.mark_past_due(row.workspace_id, by=actor, reason=values["reason"])
        return Done([_("The payment is overdue from now on.")])


class MarkInTime(OfSubscription):
    """Say that nothing is overdue any more."""

    name = "mark_in_time"
    label = t("Not overdue")
    button = t("Mark as in time")
    icon = "check"

    def closed(self, row: Subscription) -> str:
        return "" if row.status == Status.PAST_DUE else _("Nothing is overdue here.")

    def says(self, row: Subscription) -> str:
        return _(
            "The plan goes on. Invoices stay as they are: one that is still late makes it overdue"
            " again. Money that came is noted on its invoice."
        )

    def do(self, row: Subscription, values: dict[str, Any], *, actor: Actor) -> Done:
        services.mark_paid(row.workspace_id, by=actor, reason=values["reason"])
        return Done([_("Nothing is overdue any more.")])


class End(OfSubscription):
    """End a plan at once."""

    name = "end"
    label = t("End now")
    button = t("End the plan now")
    icon = "block"
    is_grave = True

    def closed(self, row: Subscription) -> str:
        return _("This subscription is over.") if row.ended_at is not None else ""

    def says(self, row: Subscription) -> str:
        return _(
            "The workspace is on the default plan from this moment on. Nothing is paid back by this,"
            " and nothing it has is taken away."
        )

    def do(self, row: Subscription, values: dict[str, Any], *, actor: Actor) -> Done:
        services.end_now(row.workspace_id, reason=values["reason"], by=actor)
        return Done([_("The plan has ended.")])


@admin.register(Subscription)
class SubscriptionAdmin(Desk):
    """Which plan a workspace has, since and until when."""

    list_display = (
        show.link("workspace", t("workspace")),
        PLAN,
        show.state("status", t("state"), STATES),
        show.column("period_end", t("period until"), order="period_end"),
        show.yes("cancel_at_period_end", t("ends with it")),
        show.column("pending", t("then"), lambda row: _plan(row.pending_version)),
        show.column("provider", t("through")),
        show.column("created_at", t("since"), order="created_at"),
    )
    fields = (
        *list_display,
        show.link("plan_version", t("plan edition")),
        show.column("period_no", t("period"), lambda row: str(row.period_no)),
        show.column("period_start", t("period from")),
        show.column("anchor_at", t("counted from")),
        show.column("time_zone", t("time zone")),
        show.column("trial_ends_at", t("trial until")),
        show.column("past_due_since", t("overdue since")),
        show.column("ended_at", t("ended")),
        show.column("provider_ref", t("reference")),
        show.listed("invoices", t("invoices"), "invoice", subscription__id__exact="pk"),
        show.listed("orders", t("orders"), "order", subscription__id__exact="pk"),
        show.listed("periods", t("quota periods"), "quotaperiod", q="workspace_id"),
        show.listed("account", t("billing account"), "billingaccount", q="workspace_id"),
        show.column("id", t("id")),
    )
    list_display_links = (PLAN,)
    list_filter = ("status", "plan_version__plan", "cancel_at_period_end", "provider")
    list_select_related = ("workspace", "plan_version__plan", "pending_version__plan")
    references = ("id", "workspace", "provider_ref")
    date_hierarchy = "created_at"
    ordering = ("-created_at", "-pk")
    steps = (MarkOverdue(), MarkInTime(), End())


def _plan(version: Any) -> str | None:
    return f"{name_of(version.plan)} v{version.version}" if version is not None else None
