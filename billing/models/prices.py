"""What units cost us and are sold for, sheet by sheet."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from billing.models.plans import Meter


class PriceSheet(models.Model):
    """Prices that hold from `effective_at` on; never changed from then."""

    version = models.PositiveIntegerField(unique=True)
    currency = models.CharField(max_length=3, default="USD")
    effective_at = models.DateTimeField(db_default=Now())
    note = models.CharField(max_length=200, blank=True)
    created_by = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("price sheet")
        verbose_name_plural = _("price sheets")

    def __str__(self) -> str:
        return f"v{self.version} {self.currency}"


class PriceLine(models.Model):
    """What `per_units` of a meter cost and are sold for, in minor units of the sheet's currency.

    An empty kind or provider stands for any; the line that says more of both wins.
    """

    sheet = models.ForeignKey(PriceSheet, on_delete=models.CASCADE, related_name="lines")
    meter = models.CharField(max_length=16, choices=Meter)
    kind = models.CharField(max_length=16, blank=True)
    provider = models.CharField(max_length=32, blank=True)
    unit_cost = models.BigIntegerField(default=0)
    unit_price = models.BigIntegerField(default=0)
    per_units = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("price")
        verbose_name_plural = _("prices")
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "meter", "kind", "provider"], name="price_line_once"
            ),
            models.CheckConstraint(
                condition=Q(unit_cost__gte=0, unit_price__gte=0, per_units__gt=0),
                name="price_line_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meter} {self.unit_price}"
