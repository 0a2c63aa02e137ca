"""Who pays, what was ordered and what was paid."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from billing.models.invoices import Invoice
from billing.models.plans import PlanVersion
from billing.models.subscriptions import Subscription
from workspaces.models import Workspace


class BillingAccount(models.Model):
    """Whom a workspace's invoices are made out to, and who it is to a payment provider."""

    workspace = models.OneToOneField(
        Workspace, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    name = models.CharField(max_length=160, blank=True)
    address = models.TextField(max_length=600, blank=True)
    tax_id = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=10, default="en")
    provider = models.CharField(max_length=16, blank=True)
    customer_ref = models.CharField(max_length=120, blank=True)
    currency = models.CharField(max_length=3, default="USD")

    class Meta:
        verbose_name = _("billing account")
        verbose_name_plural = _("billing accounts")

    def __str__(self) -> str:
        return self.name


class BillingCredit(models.Model):
    """What was paid beyond what was asked, in minor units, for each currency it was paid in."""

    account = models.ForeignKey(BillingAccount, on_delete=models.CASCADE, related_name="credits")
    currency = models.CharField(max_length=3)
    amount = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("credit")
        verbose_name_plural = _("credit")
        constraints = [
            models.UniqueConstraint(fields=["account", "currency"], name="billing_credit_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="billing_credit_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


class Order(models.Model):
    """An edition somebody chose, until it is paid for. amount: minor units of `currency`.

    purpose: what happens when it is paid. provider_ref, checkout_url: the provider's own page of
    the present attempt, where there is one.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for payment")
        PAID = "paid", _("paid")
        EXPIRED = "expired", _("expired")
        CANCELLED = "cancelled", _("cancelled")

    class Purpose(models.TextChoices):
        START = "start", _("start of a plan")
        UPGRADE = "upgrade", _("upgrade")
        RENEWAL = "renewal", _("renewal")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    plan_version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="+")
    subscription = models.ForeignKey(
        Subscription, on_delete=models.SET_NULL, related_name="+", null=True
    )
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="+", null=True)
    purpose = models.CharField(max_length=8, choices=Purpose, default=Purpose.START)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    amount = models.BigIntegerField()
    paid = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    provider = models.CharField(max_length=16)
    provider_ref = models.CharField(max_length=120, blank=True)
    checkout_url = models.URLField(max_length=1000, blank=True)
    attempt = models.PositiveSmallIntegerField(db_default=1)
    actor_id = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace"], condition=Q(state="waiting"), name="order_one_waiting"
            ),
            models.UniqueConstraint(
                fields=["provider", "provider_ref"],
                condition=~Q(provider_ref=""),
                name="order_of_provider",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0, paid__gte=0), name="order_not_negative"
            ),
        ]
        indexes = [models.Index(fields=["workspace", "-created_at"], name="order_by_workspace")]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency} {self.state}"


class Payment(models.Model):
    """Money that came, or went back (a negative amount), in minor units; never changed.

    returns: of what went back, the payment it is of; None where that was never noted.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="+")
    invoice = models.ForeignKey(
        Invoice, on_delete=models.PROTECT, related_name="payments", null=True
    )
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="payments", null=True)
    returns = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)
    provider = models.CharField(max_length=16)
    provider_ref = models.CharField(max_length=120)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    note = models.CharField(max_length=200, blank=True)
    actor_id = models.CharField(max_length=64, blank=True)
    paid_at = models.DateTimeField(db_default=Now())
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        constraints = [
            models.UniqueConstraint(fields=["provider", "provider_ref"], name="payment_once"),
            models.CheckConstraint(
                condition=Q(invoice__isnull=False) | Q(order__isnull=False),
                name="payment_is_for_something",
            ),
        ]
        indexes = [models.Index(fields=["workspace", "-at"], name="payment_by_workspace")]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


class WebhookEvent(models.Model):
    """What a payment provider told us; the same event is handled once.

    payload: as it was signed. error: why handling it failed the last time.
    """

    provider = models.CharField(max_length=16)
    event_id = models.CharField(max_length=120)
    kind = models.CharField(max_length=80)
    payload = models.JSONField(default=dict)
    occurred_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(db_default=Now())
    handled_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("payment event")
        verbose_name_plural = _("payment events")
        constraints = [
            models.UniqueConstraint(fields=["provider", "event_id"], name="webhook_event_once")
        ]
        indexes = [
            models.Index(
                fields=["received_at"],
                condition=Q(handled_at__isnull=True),
                name="webhook_event_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.kind}"
