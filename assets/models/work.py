"""Work on files that a worker does: its row is the truth, a message only a hint."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from assets.models.people import person


class Work(models.Model):
    """What every kind of work has; `assets.services.work` is the only writer of these fields.

    since: the last sign of life; who is silent for 60 s has lost the work. attempts: how often a
    worker began, for giving it up. claims: how often it was taken in all; every write of a worker
    names its claim. held: how often in a row the store was away. asked_at: when the sweeper asked
    for it last. problem: the code of the failure; `problem_data` holds what its sentence names.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("being done")
        READY = "ready", _("ready")
        FAILED = "failed", _("failed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    since = models.DateTimeField(db_default=Now())
    attempts = models.PositiveSmallIntegerField(default=0)
    claims = models.PositiveIntegerField(default=0, db_default=0)
    held = models.PositiveSmallIntegerField(default=0, db_default=0)
    asked_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=60, blank=True)
    problem_data = models.JSONField(default=dict)
    created_by = person()
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(state="failed") & ~Q(problem="") | ~Q(state="failed") & Q(problem=""),
                name="%(class)s_failed_paired",
            ),
        ]
        indexes = [
            # The sweeper's: what has ended is not its business.
            models.Index(
                fields=["since"],
                condition=Q(state__in=["waiting", "running"]),
                name="%(class)s_unfinished",
            ),
        ]
