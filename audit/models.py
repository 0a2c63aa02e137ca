"""What happened: rows that are written once and never changed.

There are no foreign keys, so the trail never hinders live data. A person's label stands in
`ActorLabel`, beside the trail, so that it can be erased while the id stays.
"""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    _Moment = models.DateTimeField[datetime, datetime]
else:
    _Moment = models.DateTimeField


class WrittenAt(_Moment):
    """When the database wrote a row: no INSERT names it, so that nobody dates a row back."""

    generated = True
    db_returning = True

    def deconstruct(self) -> Any:
        """Be a plain time to migrations: the table is none of Django's."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateTimeField", args, kwargs


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
    at = WrittenAt(db_default=Now())
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


class Seal(models.Model):
    """A batch of rows, bound to the seal before and signed (see `audit.sealing.forms`)."""

    n = models.BigIntegerField(primary_key=True)
    month = models.DateField()
    from_xid = models.BigIntegerField()
    to_xid = models.BigIntegerField()
    next_xid = models.BigIntegerField(default=0)
    count = models.IntegerField()
    root = models.BinaryField()
    previous = models.BinaryField()
    digest = models.BinaryField()
    key_name = models.CharField(max_length=16)
    signature = models.BinaryField()
    at = models.DateTimeField()
    form = models.PositiveSmallIntegerField(default=1)

    class Meta:
        managed = False
        db_table = "audit_seal"
        verbose_name = _("seal")
        verbose_name_plural = _("seals")

    def __str__(self) -> str:
        return f"{self.n}"


class SealKept(models.Model):
    """A seal that lies in the bucket, too."""

    n = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        managed = False
        db_table = "audit_seal_kept"

    def __str__(self) -> str:
        return f"{self.n}"


class DroppedMonth(models.Model):
    """A month whose rows are gone by age; its seals stay."""

    month = models.DateField(primary_key=True)
    rows = models.BigIntegerField()
    last_seal = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        managed = False
        db_table = "audit_dropped"
        verbose_name = _("dropped month")
        verbose_name_plural = _("dropped months")

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class Hold(models.Model):
    """No month with rows of a workspace is dropped while this is in force; none at all without one."""

    workspace_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=300)
    placed_by = models.CharField(max_length=64)
    placed_at = models.DateTimeField(db_default=Now())
    lifted_by = models.CharField(max_length=64, blank=True)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id"],
                condition=models.Q(lifted_at__isnull=True),
                nulls_distinct=False,
                name="hold_once",
            )
        ]

    def __str__(self) -> str:
        return self.reason


class Repeat(models.Model):
    """A refusal that is being counted: what follows the first within a minute becomes one row.

    key: SHA-256 of who was refused what; event: what that row will say.
    """

    key = models.CharField(primary_key=True, max_length=64)
    since = models.DateTimeField(db_default=Now())
    count = models.PositiveIntegerField(default=0)
    event = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["since"], name="repeat_by_age")]

    def __str__(self) -> str:
        return self.key


class TrailExport(models.Model):
    """A file of events somebody asked for; it lies in the bucket until it expires.

    workspace_id: whose events; None: of the whole installation, which staff alone may ask for.
    name: what a browser saves it as, without its ending. tries: the present one writes under a key of
    its own, so that one that was given up and still goes on changes nothing.
    """

    class Format(models.TextChoices):
        CSV = "csv", _("CSV")
        JSONL = "jsonl", _("JSON Lines")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        EXPIRED = "expired", _("expired")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    workspace_id = models.UUIDField(null=True)
    asked_by = models.CharField(max_length=64)
    name = models.CharField(max_length=120, blank=True)
    is_staff = models.BooleanField(default=False)
    format = models.CharField(max_length=8, choices=Format)
    language = models.CharField(max_length=16, blank=True)
    filters = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    rows = models.BigIntegerField(default=0)
    size_bytes = models.BigIntegerField(default=0)
    key = models.CharField(max_length=200, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField(db_default=Now())
    begun_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("trail export")
        verbose_name_plural = _("trail exports")
        indexes = [
            models.Index(fields=["workspace_id", "-asked_at"], name="trail_export_by_workspace"),
            models.Index(fields=["state", "asked_at"], name="trail_export_by_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "asked_by"],
                condition=models.Q(state__in=["waiting", "running"]),
                nulls_distinct=False,
                name="trail_export_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M} {self.format}"


class Proof(models.Model):
    """A proof of the trail that staff asked for, or that a round made, and what came out of it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        WHOLE = "whole", _("whole")
        BROKEN = "broken", _("not whole")
        FAILED = "failed", _("could not be proven")

    asked_by = models.CharField(max_length=64, blank=True)
    against_bucket = models.BooleanField(default=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    rows = models.BigIntegerField(default=0)
    seals = models.BigIntegerField(default=0)
    finding = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("proof")
        verbose_name_plural = _("proofs")
        ordering = ["-id"]
        constraints = [
            # One at a time.
            models.UniqueConstraint(
                models.Value(1),
                condition=models.Q(state__in=["waiting", "running"]),
                name="proof_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M}"
