"""What generation did, kept small beside its use: jobs lie in each workspace's schema, this does not.

Both are written by generation's statements, in the transaction in which an item moves.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workspaces.models import Workspace


class WorkDay(models.Model):
    """How many jobs were asked for and ended, and how many items settled, on one day (UTC).

    A job counts on the day it ended, as it ended; one that is tried again ends once more.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    kind = models.CharField(max_length=8)
    asked = models.PositiveIntegerField(default=0)
    succeeded = models.PositiveIntegerField(default=0)
    partial = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    cancelled = models.PositiveIntegerField(default=0)
    items_succeeded = models.PositiveIntegerField(default=0)
    items_failed = models.PositiveIntegerField(default=0)
    items_cancelled = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("day of work")
        verbose_name_plural = _("days of work")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "day", "kind"], name="work_day_once")
        ]
        indexes = [models.Index(fields=["day"], name="work_by_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.kind}"


class WorkNow(models.Model):
    """How many jobs of a workspace wait and run at this moment."""

    workspace = models.OneToOneField(
        Workspace, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    waiting = models.PositiveIntegerField(default=0)
    running = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("open jobs")
        verbose_name_plural = _("open jobs")

    def __str__(self) -> str:
        return f"{self.waiting} waiting, {self.running} running"
