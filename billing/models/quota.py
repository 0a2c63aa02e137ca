"""Counters of units, and what is held of them."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from billing.models.plans import GAUGES, Meter, PlanLimit
from billing.models.subscriptions import Subscription
from workspaces.models import Workspace


class QuotaPeriod(models.Model):
    """How much of a meter's units of the plan a workspace has used and holds in one period.

    period_no: the how-maniest the workspace has. A gauge (storage, members) has one row for ever,
    whose bounds and number move on. limit_units: what the plan allows in it, after changes of
    the plan, with `carried_units` of the period before; overdraft_units: how far a soft limit may
    be passed. excess_units: how far a gauge was above its limit when that sank: it may stay, but
    nothing is added. granted: units of live grants beside the plan's, and drawn: seats that are
    held from grants, as of `as_of`, when `sql.present_period` read the row.
    """

    granted = 0
    drawn = 0
    as_of: datetime | None = None
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    meter = models.CharField(max_length=16, choices=Meter)
    period_no = models.PositiveIntegerField()
    subscription = models.ForeignKey(
        Subscription, on_delete=models.SET_NULL, related_name="+", null=True
    )
    plan_limit = models.ForeignKey(PlanLimit, on_delete=models.PROTECT, related_name="+", null=True)
    limit_units = models.BigIntegerField()
    carried_units = models.BigIntegerField(db_default=0)
    overdraft_units = models.BigIntegerField(default=0)
    excess_units = models.BigIntegerField(db_default=0)
    reserved = models.BigIntegerField(default=0)
    used = models.BigIntegerField(default=0)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        verbose_name = _("quota period")
        verbose_name_plural = _("quota periods")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "meter", "period_no"], name="quota_period_once"
            ),
            models.CheckConstraint(
                condition=Q(reserved__gte=0, used__gte=0), name="quota_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(
                    used__lte=F("limit_units")
                    + F("overdraft_units")
                    + F("excess_units")
                    - F("reserved")
                ),
                name="quota_within_limit",
            ),
            models.CheckConstraint(
                condition=Q(excess_units=0) | Q(excess_units__gt=0, meter__in=sorted(GAUGES)),
                name="quota_excess_of_gauges",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gte=F("starts_at")), name="quota_period_forward"
            ),
        ]
        indexes = [models.Index(fields=["ends_at"], name="quota_period_by_end")]

    def __str__(self) -> str:
        return f"{self.meter} {self.used}+{self.reserved}/{self.limit_units}"

    @property
    def is_gauge(self) -> bool:
        """Whether it counts what there is, not what was used up."""
        return self.meter in GAUGES


class Reservation(models.Model):
    """Units held for one item until it is delivered (committed) or not (released).

    `granted_units` of its units are held from grants, the others from the period. Prices are in
    minor units of `currency` for `price_units` units and frozen at the reservation; with the
    workspace's own key at the provider the cost is 0. `subject_*`, `product` and `actor_id` are
    labels that travel down, so that billing reports without knowing products. What is counted of
    a gauge ends as returned, at `returned_at`, when the file or the member is gone.
    """

    class State(models.TextChoices):
        HELD = "held", _("held")
        COMMITTED = "committed", _("counted")
        RELEASED = "released", _("given back")
        UNKNOWN = "unknown", _("waiting for the provider")
        RETURNED = "returned", _("gone again")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    meter = models.CharField(max_length=16, choices=Meter)
    period = models.ForeignKey(QuotaPeriod, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16)
    job_id = models.UUIDField(null=True)
    subject_id = models.UUIDField()
    subject_label = models.CharField(max_length=200, blank=True)
    product = models.CharField(max_length=200, blank=True)
    actor_id = models.CharField(max_length=64, blank=True)
    idem_key = models.CharField(max_length=80)
    request_sha256 = models.CharField(max_length=64, blank=True)
    units = models.BigIntegerField()
    granted_units = models.BigIntegerField(db_default=0)
    unit_price_frozen = models.BigIntegerField(default=0)
    unit_cost_frozen = models.BigIntegerField(default=0)
    price_units = models.PositiveIntegerField(db_default=1)
    currency = models.CharField(max_length=3, default="USD")
    price_version = models.PositiveIntegerField(default=0)
    provider = models.CharField(max_length=32, blank=True, db_default="")
    is_own_key = models.BooleanField(db_default=False)
    state = models.CharField(max_length=10, choices=State, default=State.HELD)
    settled_units = models.BigIntegerField(null=True)
    attempt = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())
    settled_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "idem_key"], name="reservation_once"),
            models.CheckConstraint(condition=Q(units__gt=0), name="reservation_positive"),
            models.CheckConstraint(
                condition=Q(granted_units__gte=0, granted_units__lte=F("units")),
                name="reservation_granted_within",
            ),
            models.CheckConstraint(
                condition=Q(settled_units__isnull=True)
                | Q(settled_units__gte=0, settled_units__lte=F("units")),
                name="reservation_settled_within",
            ),
            # Paired fields: a settled reservation has a time and an amount, a held one neither.
            models.CheckConstraint(
                condition=Q(
                    state__in=["held", "unknown"],
                    settled_at__isnull=True,
                    settled_units__isnull=True,
                )
                | Q(
                    state__in=["committed", "released", "returned"],
                    settled_at__isnull=False,
                    settled_units__isnull=False,
                ),
                name="reservation_settled_paired",
            ),
            models.CheckConstraint(
                condition=Q(state="returned", returned_at__isnull=False)
                | ~Q(state="returned") & Q(returned_at__isnull=True),
                name="reservation_returned_paired",
            ),
            models.CheckConstraint(condition=Q(price_units__gt=0), name="reservation_price_units"),
        ]
        indexes = [
            models.Index(
                fields=["expires_at"],
                condition=Q(state__in=["held", "unknown"]),
                name="reservation_open",
            ),
            models.Index(fields=["job_id"], name="reservation_by_job"),
            models.Index(fields=["settled_at"], name="reservation_by_settled"),
            # Seats are counted each time a plan is looked at, among all that was ever made.
            models.Index(
                fields=["workspace"], condition=Q(meter="members"), name="reservation_of_seats"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.units} {self.meter} {self.state}"
