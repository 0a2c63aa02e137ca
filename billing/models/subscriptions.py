"""Which edition of a plan a workspace has, and since and until when."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from billing.models.plans import PlanVersion
from workspaces.models import Workspace


class Subscription(models.Model):
    """An edition a workspace has subscribed to; without one it is on the default plan.

    Periods are counted from `anchor_at` in `time_zone`, of which the first has the number
    `anchor_no`; a trial is a period of its own before them. `cancelled` and `ended` are over: by
    wish, or for want of money.
    """

    class Status(models.TextChoices):
        TRIALING = "trialing", _("on trial")
        ACTIVE = "active", _("active")
        PAST_DUE = "past_due", _("payment overdue")
        CANCELLED = "cancelled", _("cancelled")
        ENDED = "ended", _("ended")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    plan_version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=9, choices=Status)
    anchor_at = models.DateTimeField()
    anchor_no = models.PositiveIntegerField(default=1)
    time_zone = models.CharField(max_length=64, default="UTC")
    period_no = models.PositiveIntegerField()
    period_start = models.DateTimeField()
    period_end = models.DateTimeField()
    pending_version = models.ForeignKey(
        PlanVersion, on_delete=models.PROTECT, related_name="+", null=True
    )
    trial_ends_at = models.DateTimeField(null=True)
    past_due_since = models.DateTimeField(null=True)
    cancel_at_period_end = models.BooleanField(default=False)
    provider = models.CharField(max_length=16, blank=True)
    provider_ref = models.CharField(max_length=120, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace"], condition=Q(ended_at__isnull=True), name="subscription_one"
            ),
            models.UniqueConstraint(
                fields=["provider", "provider_ref"],
                condition=~Q(provider_ref=""),
                name="subscription_of_provider",
            ),
            models.CheckConstraint(
                condition=Q(period_end__gt=F("period_start")), name="subscription_period_lasts"
            ),
            # Paired fields: each state has its own moment, and only its own.
            models.CheckConstraint(
                condition=Q(status__in=["cancelled", "ended"], ended_at__isnull=False)
                | Q(status__in=["trialing", "active", "past_due"], ended_at__isnull=True),
                name="subscription_ended_paired",
            ),
            models.CheckConstraint(
                condition=~Q(status="past_due") | Q(past_due_since__isnull=False),
                name="subscription_past_due_paired",
            ),
            models.CheckConstraint(
                condition=~Q(status="trialing") | Q(trial_ends_at__isnull=False),
                name="subscription_trial_paired",
            ),
        ]
        indexes = [
            models.Index(
                fields=["period_end"],
                condition=Q(ended_at__isnull=True),
                name="subscription_to_roll",
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan_version_id} {self.status}"
