"""Units given beside the plan's, and who holds or has used them."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from billing.models.plans import Meter
from billing.models.quota import Reservation
from workspaces.models import Workspace


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
