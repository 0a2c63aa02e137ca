"""Invoices with their lines, and the counter that leaves no number out."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing.models.plans import Meter
from billing.models.subscriptions import Subscription
from workspaces.models import Workspace


class InvoiceCounter(models.Model):
    """The last number given in a year; its row is locked while a number is given."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Invoice(models.Model):
    """What a workspace owes; amounts are in minor units of `currency`.

    A draft has no number; with one it is never changed but by payments, or voided. key: what it is
    for, so that it is made once. bill_to: the account as it was when it was issued. corrects: the
    invoice of which this note takes something back. collect_at: when the card is charged next,
    for the how-maniest time (attempts), and last_code: why it was not the last time. is_late: of
    those read by `billing.money.looking.invoices_of`, whether it should have been paid by now.
    """

    is_late: bool

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        OPEN = "open", pgettext_lazy("invoice", "open")
        PART_PAID = "part_paid", _("paid in part")
        PAID = "paid", _("paid")
        VOID = "void", _("void")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=24, null=True, unique=True)  # noqa: DJ001  none has no number
    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="+")
    subscription = models.ForeignKey(
        Subscription, on_delete=models.SET_NULL, related_name="+", null=True
    )
    key = models.CharField(max_length=120)
    period_no = models.PositiveIntegerField(default=0)
    period_start = models.DateTimeField(null=True)
    period_end = models.DateTimeField(null=True)
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    currency = models.CharField(max_length=3)
    subtotal = models.BigIntegerField(default=0)
    tax = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    paid = models.BigIntegerField(default=0)
    bill_to = models.JSONField(default=dict)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, related_name="notes", null=True)
    attempts = models.PositiveSmallIntegerField(db_default=0)
    collect_at = models.DateTimeField(null=True)
    last_code = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    issued_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    paid_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "key"], name="invoice_once"),
            models.CheckConstraint(
                condition=Q(state="draft", number__isnull=True, issued_at__isnull=True)
                | Q(number__isnull=False, issued_at__isnull=False) & ~Q(state="draft"),
                name="invoice_issued_paired",
            ),
            models.CheckConstraint(
                condition=Q(total=F("subtotal") + F("tax"), paid__gte=0, paid__lte=F("total"))
                | Q(total__lt=0, total=F("subtotal") + F("tax"), paid=0),
                name="invoice_adds_up",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "-created_at"], name="invoice_by_workspace"),
            models.Index(
                fields=["due_at"], condition=Q(state__in=["open", "part_paid"]), name="invoice_due"
            ),
            models.Index(
                fields=["collect_at"],
                condition=Q(collect_at__isnull=False),
                name="invoice_to_collect",
            ),
        ]

    def __str__(self) -> str:
        return self.number or "draft"


class InvoiceLine(models.Model):
    """One position of an invoice. amount: minor units; quantity at `unit_price` for `per_units`.

    data: what its sentence is made of, so that it is said in the reader's language.
    """

    class Kind(models.TextChoices):
        PLAN = "plan", _("plan")
        PRORATION = "proration", _("difference for the rest of the period")
        OVERAGE = "overage", _("use beyond the plan")
        USAGE = "usage", _("use")
        ADJUSTMENT = "adjustment", _("adjustment")

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=Kind)
    meter = models.CharField(max_length=16, choices=Meter, blank=True)
    quantity = models.BigIntegerField(default=1)
    unit_price = models.BigIntegerField(default=0)
    per_units = models.PositiveIntegerField(default=1)
    amount = models.BigIntegerField()
    data = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("invoice line")
        verbose_name_plural = _("invoice lines")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["invoice", "position"], name="invoice_line_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"
