"""What can be subscribed to: plans, their editions and what each edition allows."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from billing.features import every

WARN_AT = (80, 95, 100)


def warn_at() -> list[int]:
    """Return the levels, in percent, at which is warned when nobody says otherwise."""
    return list(WARN_AT)


class Meter(models.TextChoices):
    IMAGES = "images", _("images")
    COPIES = "copies", _("texts")
    VIDEO_SECONDS = "video_seconds", _("seconds of video")
    STORAGE_BYTES = "storage_bytes", _("bytes stored")
    MEMBERS = "members", _("members")


# What a workspace has, not what it uses up: no period resets them.
GAUGES = frozenset({Meter.STORAGE_BYTES, Meter.MEMBERS})


class Plan(models.Model):
    """What can be subscribed to; `is_default` holds for a workspace without a subscription.

    is_offered: shown to choose from. Name and description of the seeded ones are msgids.
    """

    code = models.SlugField(max_length=32, primary_key=True)
    name = models.CharField(max_length=80)
    description = models.CharField(max_length=300, blank=True)
    is_default = models.BooleanField(default=False)
    is_offered = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="plan_one_default"
            )
        ]

    def __str__(self) -> str:
        return self.name


class PlanVersion(models.Model):
    """What a plan grants and costs as of one edition; a trigger keeps it as it was once used.

    concurrency: items of a workspace that run at a time. price: minor units of `currency` for an
    `interval`; every limit is for the same interval.
    """

    class Interval(models.TextChoices):
        MONTH = "month", _("month")
        YEAR = "year", _("year")

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField(default=1)
    concurrency = models.PositiveIntegerField(default=4)
    price = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, default="USD")
    interval = models.CharField(max_length=5, choices=Interval, default=Interval.MONTH)
    features = models.JSONField(default=every, blank=True)
    trial_days = models.PositiveSmallIntegerField(default=0)
    created_by = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    used_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("plan edition")
        verbose_name_plural = _("plan editions")
        constraints = [
            models.UniqueConstraint(fields=["plan", "version"], name="plan_version_once"),
            models.CheckConstraint(condition=Q(price__gte=0), name="plan_version_price"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} v{self.version}"


class PlanLimit(models.Model):
    """How much of a meter an edition allows; what it does not name is not allowed at all.

    A soft limit may be passed by `overdraft_units`, each begun block of `overage_block` units of
    which costs `overage_price` (minor units). rollover_units: how many of what is unused at the
    end of a period are there in the next one, beside the limit.
    """

    class Mode(models.TextChoices):
        HARD = "hard", _("hard")
        SOFT = "soft", _("soft")

    plan_version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="limits")
    meter = models.CharField(max_length=16, choices=Meter)
    units = models.BigIntegerField()
    mode = models.CharField(max_length=4, choices=Mode, default=Mode.HARD)
    warn_at = ArrayField(models.PositiveSmallIntegerField(), default=warn_at)
    overdraft_units = models.BigIntegerField(default=0)
    overage_price = models.BigIntegerField(default=0)
    overage_block = models.PositiveIntegerField(default=1)
    rollover_units = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("plan limit")
        verbose_name_plural = _("plan limits")
        constraints = [
            models.UniqueConstraint(fields=["plan_version", "meter"], name="plan_limit_once"),
            models.CheckConstraint(
                condition=Q(units__gte=0, overdraft_units__gte=0, overage_price__gte=0)
                & Q(overage_block__gt=0, rollover_units__gte=0),
                name="plan_limit_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(mode="soft") | Q(overdraft_units=0, overage_price=0),
                name="plan_limit_hard_is_hard",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.units} {self.meter}"
