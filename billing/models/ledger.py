"""Every movement of a balance."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from billing.models.grants import Grant
from billing.models.plans import Meter
from billing.models.quota import QuotaPeriod, Reservation
from workspaces.models import Workspace


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
        indexes = [
            models.Index(fields=["workspace", "-id"], name="ledger_by_workspace"),
            models.Index(fields=["workspace", "meter", "-id"], name="ledger_by_meter"),
            models.Index(fields=["workspace", "at"], name="ledger_by_time"),
            # What work does is everywhere; of the rest there are a few among a million.
            models.Index(
                fields=["workspace", "kind", "-id"],
                condition=Q(kind__in=["grant", "expire", "rollover", "plan_change", "adjust"]),
                name="ledger_of_rare_kinds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.units_delta}"
