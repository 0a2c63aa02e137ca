"""What happened: rows that are written once and never changed.

There are no foreign keys, so the trail never hinders live data. A person's label stands in
`ActorLabel`, beside the trail, so that it can be erased while the id stays.
"""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class AuditEvent(models.Model):
    """One fact: who did what to which, and how it ended.

    The table is partitioned by month and append-only by triggers (see the first migration), so
    Django does not create it: its database key is (id, at).
    """

    class Outcome(models.TextChoices):
        OK = "ok", _("done")
        DENIED = "denied", _("refused")
        ERROR = "error", _("failed")

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=Now())
    workspace_id = models.UUIDField(null=True)
    actor_type = models.CharField(max_length=12)
    actor_id = models.CharField(max_length=64, blank=True)
    on_behalf_of = models.CharField(max_length=64, blank=True)
    address = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=300, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    session_id = models.CharField(max_length=64, blank=True)
    action = models.CharField(max_length=64)
    target_type = models.CharField(max_length=32, blank=True)
    target_id = models.CharField(max_length=64, blank=True)
    target_label = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome)
    reason = models.CharField(max_length=300, blank=True)
    changes = models.JSONField(default=dict)
    data = models.JSONField(default=dict)
    repeats = models.PositiveIntegerField(default=1)
    schema_version = models.PositiveSmallIntegerField(default=1)

    class Meta:
        managed = False
        db_table = "audit_event"
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")

    def __str__(self) -> str:
        return f"{self.action} {self.target_label}".strip()


class ActorLabel(models.Model):
    """The name an actor is shown by; erasable, unlike the trail."""

    actor_type = models.CharField(max_length=12)
    actor_id = models.CharField(max_length=64)
    label = models.CharField(max_length=254)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["actor_type", "actor_id"], name="actor_label_once")
        ]

    def __str__(self) -> str:
        return self.label
