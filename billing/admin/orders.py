"""Orders, whom invoices are made out to, and what payment providers told, for staff."""

import json
from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from audit.services import Actor
from billing.admin import columns as show
from billing.admin.desk import Desk
from billing.admin.money_steps import SAY_WHY
from billing.admin.steps import Done, Step
from billing.amounts import shown, together
from billing.models import BillingAccount, Order, WebhookEvent
from billing.money import orders, replaying
from billing.money.terms import NotWaiting, said
from billing.services import ReasonMissing
from billing.wording import name_of

ORDERS = {"waiting": "warning", "paid": "success", "expired": "", "cancelled": "danger"}
WORKSPACE = show.link("workspace", t("workspace"))


class CancelOrder(Step):
    """Wait for an order no longer."""

    name = "cancel"
    label = t("Cancel the order")
    button = t("Cancel the order")
    permission = "billing.change_order"
    icon = "block"
    is_grave = True
    refusals = {
        NotWaiting: ("", t("Nothing was changed: the order is paid, expired or cancelled by now.")),
        ReasonMissing: ("reason", SAY_WHY),
    }

    def closed(self, row: Order) -> str:
        return "" if row.state == Order.State.WAITING else _("This order does not wait any more.")

    def says(self, row: Order) -> str:
        return _("Its invoice is void, and what was paid of it is credit. No plan begins.")

    def facts(self, row: Order, form: Any) -> Sequence[tuple[str | Promise, object]]:
        return [
            (_("Workspace"), row.workspace.name),
            (_("Plan"), name_of(row.plan_version.plan)),
            (_("Amount"), shown(row.amount, row.currency)),
            (_("Owed"), shown(_owed(row), row.currency)),
        ]

    def do(self, row: Order, values: dict[str, Any], *, actor: Actor) -> Done:
        reason = said(values["reason"])
        orders.cancel(row.pk, workspace_id=row.workspace_id, actor=actor, reason=reason)
        return Done([_("The order is cancelled.")])


class HandleAgain(Step):
    """Do what a failed event tells."""

    name = "handle_again"
    label = t("Handle again")
    button = t("Handle the event again")
    permission = "billing.change_webhookevent"
    icon = "replay"
    refusals = {
        replaying.HandledAlready: ("", t("Nothing was changed: it has been handled by now.")),
        replaying.NothingKept: (
            "",
            t("What it told was not kept: let its provider send it again."),
        ),
        replaying.StillFails: ("", lambda error: _still(error)),
        ReasonMissing: ("reason", SAY_WHY),
    }

    def closed(self, row: WebhookEvent) -> str:
        if row.handled_at is not None:
            return _("This event has been handled.")
        if not replaying.can_handle(row):
            return _("What it told was not kept: let its provider send it again.")
        return ""

    def says(self, row: WebhookEvent) -> str:
        return _(
            "What was signed is done as it was told, all of it or nothing. A payment that was noted"
            " since is not noted twice."
        )

    def facts(self, row: WebhookEvent, form: Any) -> Sequence[tuple[str | Promise, object]]:
        return [(_("Event"), row.event_id), (_("Kind"), row.kind), (_("Error"), row.error)]

    def do(self, row: WebhookEvent, values: dict[str, Any], *, actor: Actor) -> Done:
        replaying.handle_again(row.pk, reason=values["reason"], actor=actor)
        return Done([_("The event is handled.")])


def _still(error: Any) -> str:
    return _("Nothing was changed, it still fails: %(error)s") % {"error": error}


@admin.register(Order)
class OrderAdmin(Desk):
    """Plans that were chosen, until they are paid for."""

    list_display = (
        show.column("created_at", t("ordered"), order="created_at"),
        WORKSPACE,
        show.column("plan", t("plan"), lambda row: name_of(row.plan_version.plan)),
        show.choice("purpose", t("purpose")),
        show.state("state", t("state"), ORDERS),
        show.money("amount", t("amount")),
        show.money("owed", t("owed"), lambda row: _owed(row)),
        show.link("invoice", t("invoice")),
        show.column("expires_at", t("waits until"), order="expires_at"),
    )
    fields = (
        *list_display,
        show.money("paid", t("paid")),
        show.link("plan_version", t("plan edition")),
        show.link("subscription", t("subscription"), words=lambda row: row.plan_version),
        show.column("provider", t("through")),
        show.column("provider_ref", t("reference")),
        show.column("settled_at", t("settled")),
        show.who("actor_id", t("who")),
        show.column("id", t("id")),
    )
    list_filter = ("state", "purpose", "plan_version__plan", "provider")
    list_select_related = (
        "workspace", "invoice", "plan_version__plan", "subscription__plan_version",
    )  # fmt: skip
    references = ("id", "invoice__number", "provider_ref", "workspace")
    date_hierarchy = "created_at"
    ordering = ("-created_at", "-pk")
    steps = (CancelOrder(),)


def _credit_of(account: BillingAccount) -> str:
    return together({one.currency: one.amount for one in account.credits.all() if one.amount})


@admin.register(BillingAccount)
class BillingAccountAdmin(Desk):
    """Whom a workspace's invoices are made out to, and what it has to its credit."""

    list_display = (
        show.column("name", t("name"), lambda row: row.name or row.workspace.name),
        WORKSPACE,
        show.column("email", t("email")),
        show.column("credit", t("credit"), lambda row: _credit_of(row)),
        show.column("provider", t("through")),
    )
    fields = (
        *list_display,
        show.column("address", t("address")),
        show.column("tax_id", t("tax number")),
        show.column("language", t("language")),
        show.column("currency", t("currency")),
        show.column("customer_ref", t("customer at the provider")),
        show.listed("subscriptions", t("subscriptions"), "subscription", q="workspace_id"),
        show.listed("orders", t("orders"), "order", q="workspace_id"),
        show.listed("invoices", t("invoices"), "invoice", q="workspace_id"),
        show.listed("payments", t("payments"), "payment", q="workspace_id"),
        show.listed("periods", t("quota periods"), "quotaperiod", q="workspace_id"),
        show.listed("grants", t("grants"), "grant", q="workspace_id"),
    )
    list_filter = ("provider", "currency")
    list_select_related = ("workspace",)
    references = ("email", "customer_ref", "workspace")
    ordering = ("workspace__name", "pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[BillingAccount]:
        """Read all credit of a page at once."""
        rows: QuerySet[BillingAccount] = super().get_queryset(request)
        return rows.prefetch_related("credits")


class OutcomeFilter(admin.SimpleListFilter):
    """By whether it was handled."""

    title = t("state")
    parameter_name = "outcome"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[Any, Any]]:
        return [("failed", t("failed")), ("handled", t("handled"))]

    def queryset(self, request: Any, queryset: Any) -> Any:
        match self.value():
            case "failed":
                return queryset.filter(handled_at__isnull=True)
            case "handled":
                return queryset.filter(handled_at__isnull=False)
            case _:
                return queryset


@admin.register(WebhookEvent)
class WebhookEventAdmin(Desk):
    """What payment providers told, and what failed of it with its error."""

    list_display = (
        show.column("received_at", t("received"), order="received_at"),
        show.column("provider", t("provider")),
        show.column("kind", t("kind")),
        show.column("event_id", t("event")),
        show.column("handled_at", t("handled")),
        show.column("error", t("error")),
    )
    fields = (
        *list_display,
        show.column("occurred_at", t("happened")),
        show.column("facts", t("what it tells"), lambda row: _facts(row)),
    )
    list_filter = (OutcomeFilter, "provider", "kind")
    workspace_path = ""
    references = ("event_id", "kind")
    date_hierarchy = "received_at"
    ordering = ("-received_at", "-pk")
    steps = (HandleAgain(),)


def _owed(row: Order) -> int:
    """Return what an order waits for still: what is open of its invoice."""
    if row.state != Order.State.WAITING:
        return 0
    return row.invoice.total - row.invoice.paid if row.invoice else row.amount - row.paid


def _facts(row: WebhookEvent) -> str:
    """Return an event's facts, as they were read of what was signed."""
    text = json.dumps(row.payload, ensure_ascii=False, indent=2)
    return format_html('<pre class="font-mono text-xs whitespace-pre-wrap">{}</pre>', text)
