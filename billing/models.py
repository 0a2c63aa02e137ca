"""Plans, counters with reservations, and the ledger. All of it lies in the public schema."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from workspaces.models import Workspace


class Meter(models.TextChoices):
    IMAGES = "images", _("images")
    COPIES = "copies", _("texts")
    VIDEO_SECONDS = "video_seconds", _("seconds of video")
    STORAGE_BYTES = "storage_bytes", _("bytes stored")
    MEMBERS = "members", _("members")


class Plan(models.Model):
    """What can be subscribed to; `is_default` holds for a workspace without a subscription."""

    code = models.SlugField(max_length=32, primary_key=True)
    name = models.CharField(max_length=80)
    is_default = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="plan_one_default"
            )
        ]

    def __str__(self) -> str:
        return self.name


class PlanVersion(models.Model):
    """What a plan grants as of one edition; never changed once used.

    limits: meter → units a period. concurrency: items of a workspace that run at a time.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField(default=1)
    limits = models.JSONField(default=dict)
    concurrency = models.PositiveIntegerField(default=4)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "version"], name="plan_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} v{self.version}"


class QuotaPeriod(models.Model):
    """How much of a meter's units of the plan a workspace has used and holds in one period.

    granted: units of live grants beside the plan's, as of when `sql.current_period` read the row.
    """

    granted = 0
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    meter = models.CharField(max_length=16, choices=Meter)
    period_no = models.PositiveIntegerField()
    limit_units = models.BigIntegerField()
    overdraft_units = models.BigIntegerField(default=0)
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
                condition=Q(used__lte=F("limit_units") + F("overdraft_units") - F("reserved")),
                name="quota_within_limit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meter} {self.used}+{self.reserved}/{self.limit_units}"


class Grant(models.Model):
    """Units given beside the plan's; `remaining` of them are neither held nor used.

    The priority decides which burns first: the lowest. Of equals the one that expires first.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    meter = models.CharField(max_length=16, choices=Meter)
    units = models.BigIntegerField()
    remaining = models.BigIntegerField()
    priority = models.PositiveSmallIntegerField(default=50)
    effective_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(null=True)
    source = models.CharField(max_length=80)
    idem_key = models.CharField(max_length=80, unique=True)
    voided_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        constraints = [
            models.CheckConstraint(
                condition=Q(units__gt=0, remaining__gte=0, remaining__lte=F("units")),
                name="grant_within_units",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__isnull=True) | Q(expires_at__gt=F("effective_at")),
                name="grant_lives_a_while",
            ),
        ]
        indexes = [
            models.Index(
                fields=["workspace", "meter", "priority", "id"],
                condition=Q(remaining__gt=0),
                name="grant_to_burn",
            )
        ]

    def __str__(self) -> str:
        return f"{self.remaining}/{self.units} {self.meter}"


class Reservation(models.Model):
    """Units held for one item until it is delivered (committed) or not (released).

    `granted_units` of its units are held from grants, the others from the period. Prices are in
    minor units of `currency` and frozen at the reservation. `subject_*`, `product`
    and `actor_id` are labels that travel down, so that billing reports without knowing products.
    """

    class State(models.TextChoices):
        HELD = "held", _("held")
        COMMITTED = "committed", _("counted")
        RELEASED = "released", _("given back")
        UNKNOWN = "unknown", _("waiting for the provider")

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
    currency = models.CharField(max_length=3, default="USD")
    price_version = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.HELD)
    settled_units = models.BigIntegerField(null=True)
    attempt = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())
    settled_at = models.DateTimeField(null=True)
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
                    state__in=["committed", "released"],
                    settled_at__isnull=False,
                    settled_units__isnull=False,
                ),
                name="reservation_settled_paired",
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_at"],
                condition=Q(state__in=["held", "unknown"]),
                name="reservation_open",
            ),
            models.Index(fields=["job_id"], name="reservation_by_job"),
        ]

    def __str__(self) -> str:
        return f"{self.units} {self.meter} {self.state}"


class Draw(models.Model):
    """Units of one grant that one reservation holds or has used, in the order of their ids."""

    reservation = models.ForeignKey(Reservation, on_delete=models.CASCADE, related_name="+")
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="+")
    units = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reservation", "grant"], name="draw_once"),
            models.CheckConstraint(condition=Q(units__gt=0), name="draw_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.units} of {self.grant_id}"


class LedgerEntry(models.Model):
    """One movement of a balance; append-only by triggers.

    The balance is the grant's where the row names one, else what the plan has left in the period.
    """

    class Kind(models.TextChoices):
        GRANT = "grant", _("granted")
        RESERVE = "reserve", _("held")
        COMMIT = "commit", _("counted")
        RELEASE = "release", _("given back")
        EXPIRE = "expire", _("expired")
        ROLLOVER = "rollover", _("new period")
        PLAN_CHANGE = "plan_change", _("plan changed")
        ADJUST = "adjust", _("adjusted")

    id = models.BigAutoField(primary_key=True)
    workspace = models.ForeignKey(
        Workspace, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False
    )
    meter = models.CharField(max_length=16, choices=Meter)
    period = models.ForeignKey(
        QuotaPeriod, on_delete=models.DO_NOTHING, related_name="+", null=True, db_constraint=False
    )
    reservation = models.ForeignKey(
        Reservation, on_delete=models.DO_NOTHING, related_name="+", null=True, db_constraint=False
    )
    grant = models.ForeignKey(
        Grant, on_delete=models.DO_NOTHING, related_name="+", null=True, db_constraint=False
    )
    kind = models.CharField(max_length=12, choices=Kind)
    units_delta = models.BigIntegerField()
    balance_after = models.BigIntegerField()
    reason = models.CharField(max_length=200, blank=True)
    actor_id = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name_plural = "ledger entries"
        constraints = [
            models.UniqueConstraint(
                fields=["reservation", "kind"],
                condition=Q(reservation__isnull=False, grant__isnull=True),
                name="ledger_once_a_kind",
            ),
            models.UniqueConstraint(
                fields=["reservation", "grant", "kind"],
                condition=Q(reservation__isnull=False, grant__isnull=False),
                name="ledger_once_a_grant",
            ),
            models.CheckConstraint(
                condition=Q(period__isnull=False) | Q(grant__isnull=False),
                name="ledger_names_a_balance",
            ),
            models.UniqueConstraint(
                fields=["workspace", "period", "kind"],
                condition=Q(kind="rollover"),
                name="ledger_one_rollover",
            ),
        ]
        indexes = [models.Index(fields=["workspace", "-id"], name="ledger_by_workspace")]

    def __str__(self) -> str:
        return f"{self.kind} {self.units_delta}"
