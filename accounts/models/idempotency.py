"""Requests that are to have one effect."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User


class IdempotencyRecord(models.Model):
    """A program's request that is to have one effect, by the key it was sent with.

    owner: who works on it; another one takes over when that one is dead. made: the id of what came
    of it. The answer stands here once it has been given.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("running")
        EFFECTED = "effected", _("done, not answered")
        DONE = "done", _("answered")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    workspace_id = models.UUIDField()
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    owner = models.UUIDField()
    started_at = models.DateTimeField(db_default=Now())
    made = models.CharField(max_length=64, blank=True)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.BinaryField(null=True)
    content_type = models.CharField(max_length=100, blank=True)
    location = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "workspace_id", "key"], name="idempotency_key_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state="done", status__isnull=False, body__isnull=False)
                | ~models.Q(state="done") & models.Q(status__isnull=True, body__isnull=True),
                name="idempotency_answer_paired",
            ),
        ]
        indexes = [models.Index(fields=["started_at"], name="idempotency_by_age")]

    def __str__(self) -> str:
        return f"{self.key} {self.state}"
