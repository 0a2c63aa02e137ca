"""Invoices with their lines and payments, and the money that came, for staff."""

from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing.admin import columns as show
from billing.admin.columns import moment
from billing.admin.desk import Desk, Shown
from billing.admin.money_steps import CREDIT_INVOICE, NOTE_PAYMENT, NOTE_REFUND, VOID_INVOICE
from billing.amounts import shown
from billing.models import Invoice, InvoiceLine, Order, Payment
from billing.money import looking
from billing.money.terms import OWED
from billing.money.wording import line

STATES = {
    "draft": "",
    "open": "info",
    "part_paid": "warning",
    "paid": "success",
    "void": "danger",
}
WORKSPACE = show.link("workspace", _("workspace"))


class OverdueFilter(admin.SimpleListFilter):
    """By whether it should have been paid by now."""

    title = _("overdue")
    parameter_name = "overdue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        return [("yes", _("Overdue"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() != "yes":
            return queryset
        return queryset.filter(pk__in=looking.late().values("pk"))


class LineInline(Shown):
    """What an invoice asks for."""

    model = InvoiceLine
    related = ("invoice",)
    verbose_name_plural = _("lines")
    ordering = ("position",)
    fields = (
        show.column("said", _("what"), lambda row: _said(row)),
        show.choice("kind", _("kind")),
        show.column("quantity", _("quantity"), lambda row: f"{row.quantity:,}"),
        show.column("unit_price", _("price"), lambda row: _price(row)),
        show.column("amount", _("amount"), lambda row: shown(row.amount, row.invoice.currency)),
    )


class PaymentInline(Shown):
    """What was paid of an invoice."""

    model = Payment
    fk_name = "invoice"
    verbose_name_plural = _("payments")
    ordering = ("at", "id")
    fields = (
        show.link("at", _("at"), read=lambda row: row, words=lambda row: moment(row.at)),
        show.money("amount", _("amount")),
        show.column("provider", _("through")),
        show.column("provider_ref", _("reference")),
        show.column("note", _("reason")),
    )


class NoteInline(Shown):
    """Notes that took something of an invoice back."""

    model = Invoice
    fk_name = "corrects"
    verbose_name_plural = _("credit notes")
    ordering = ("number",)
    fields = (
        show.link("note", _("number"), read=lambda row: row),
        show.money("total", _("amount")),
        show.column("issued_at", _("issued")),
    )


@admin.register(Invoice)
class InvoiceAdmin(Desk):
    """What workspaces owe, and what became of it."""

    list_display = (
        show.column("number", _("number"), lambda row: row.number or _("draft"), order="number"),
        WORKSPACE,
        show.state("state", _("state"), STATES),
        show.money("total", _("total")),
        show.money("paid", _("paid")),
        show.money("owed", _("owed"), lambda row: row.total - row.paid if row.state in OWED else 0),
        show.column("issued_at", _("issued"), order="issued_at"),
        show.column("due_at", _("due"), order="due_at"),
    )
    fields = (
        *list_display,
        show.link("order", _("order"), words=show.order_words, read=lambda row: _order(row)),
        show.link("subscription", _("subscription"), words=lambda row: row.plan_version),
        show.link("corrects", _("takes back of")),
        show.column("period_start", _("period from")),
        show.column("period_end", _("period until")),
        show.column("paid_at", pgettext_lazy("moment", "paid")),
        show.column("voided_at", _("voided")),
        show.column("bill_to", _("billed to"), lambda row: _bill_to(row)),
        show.column("attempts", _("card charged"), lambda row: str(row.attempts)),
        show.column("collect_at", _("card charged next")),
        show.column("last_code", _("card refused because")),
        show.listed("account", _("billing account"), "billingaccount", q="workspace_id"),
        show.column("id", _("id")),
    )
    inlines = (LineInline, PaymentInline, NoteInline)
    list_filter = ("state", OverdueFilter, "currency")
    list_select_related = ("workspace", "subscription__plan_version", "corrects")
    references = ("number", "id", "workspace")
    date_hierarchy = "issued_at"
    steps = (NOTE_PAYMENT, CREDIT_INVOICE, VOID_INVOICE)

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """Put drafts first: they have no day yet."""
        return [F("issued_at").desc(nulls_first=True), "-created_at", "-pk"]


@admin.register(Payment)
class PaymentAdmin(Desk):
    """Money that came or went back, and credit that was used. It is never changed."""

    list_display = (
        show.column("at", _("at"), order="at"),
        WORKSPACE,
        show.money("amount", _("amount")),
        show.column("provider", _("through")),
        show.column("provider_ref", _("reference")),
        show.link("invoice", _("invoice")),
        show.column("note", _("reason")),
    )
    fields = (
        *list_display,
        show.link("order", _("order"), words=show.order_words),
        show.column("paid_at", pgettext_lazy("moment", "paid")),
        show.who("actor_id", _("who")),
        show.column("id", _("id")),
    )
    list_filter = ("provider", "currency")
    list_select_related = ("workspace", "invoice", "order__plan_version__plan")
    references = ("provider_ref", "id", "workspace", "invoice__number")
    date_hierarchy = "at"
    ordering = ("-at", "-pk")
    steps = (NOTE_REFUND,)


def _order(row: Any) -> Order | None:
    """Return what an invoice is of; asked for once, however often the page reads it."""
    if not hasattr(row, "is_of"):
        orders = Order.objects.select_related("plan_version__plan")
        row.is_of = orders.filter(invoice=row).first()
    found: Order | None = row.is_of
    return found


def _said(row: InvoiceLine) -> str:
    said = line(row.invoice, row)
    return f"{said.label} · {said.note}" if said.note else said.label


def _price(row: InvoiceLine) -> str:
    price = shown(row.unit_price, row.invoice.currency)
    return price if row.per_units == 1 else f"{price} / {row.per_units:,}"


def _bill_to(row: Invoice) -> str:
    names = ("name", "address", "tax_id", "email")
    return " · ".join(" ".join(str(row.bill_to[name]).split()) for name in names if row.bill_to.get(name))  # fmt: skip
