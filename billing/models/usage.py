"""What is read often, kept small: use by day, and which warnings were given."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from billing.models.plans import Meter
from billing.models.quota import QuotaPeriod
from workspaces.models import Workspace


class UsageDay(models.Model):
    """What was settled on one day (UTC), by who and what it was for.

    units: counted; failed_units: given back. cost and charge are in millionths of a minor unit, so
    that prices of a thousand units add up.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    meter = models.CharField(max_length=16, choices=Meter)
    kind = models.CharField(max_length=16)
    actor_id = models.CharField(max_length=64, blank=True)
    product = models.CharField(max_length=200, blank=True)
    currency = models.CharField(max_length=3)
    units = models.BigIntegerField(default=0)
    failed_units = models.BigIntegerField(default=0)
    cost_micros = models.BigIntegerField(default=0)
    charge_micros = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("day of use")
        verbose_name_plural = _("days of use")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "day", "meter", "kind", "actor_id", "product", "currency"],
                name="usage_day_once",
            )
        ]
        indexes = [models.Index(fields=["day"], name="usage_by_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.units} {self.meter}"


class QuotaWarning(models.Model):
    """A level of a limit that was crossed: once in a period, whatever is given back and held again.

    level: in percent. is_told: people were told of this one; of several crossed at once only of
    the highest.
    """

    period = models.ForeignKey(QuotaPeriod, on_delete=models.CASCADE, related_name="+")
    period_no = models.PositiveIntegerField()
    level = models.PositiveSmallIntegerField()
    is_told = models.BooleanField(default=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("quota warning")
        verbose_name_plural = _("quota warnings")
        constraints = [
            models.UniqueConstraint(
                fields=["period", "period_no", "level"], name="quota_warning_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.level} %"
