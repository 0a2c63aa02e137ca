"""Items: the smallest things delivered, the tries at them, and what they delivered."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from assets.models import Asset, Product
from generation.models.jobs import Job


class ItemState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    SUCCEEDED = "succeeded", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


OPEN_ITEM = (ItemState.QUEUED, ItemState.RUNNING)
TERMINAL_ITEM = (ItemState.SUCCEEDED, ItemState.FAILED, ItemState.CANCELLED)


class JobItem(models.Model):
    """The smallest thing delivered, retried and paid for.

    `attempt` is the fence: every write of a worker names the attempt it claimed.
    `next_run_at` says from when the item may be claimed; `hinted_at` when a worker was told.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    label = models.CharField(max_length=200, blank=True)
    params = models.JSONField(default=dict)
    product = models.ForeignKey(Product, on_delete=models.SET_NULL, null=True, related_name="+")
    units = models.PositiveBigIntegerField(default=1)
    reservation_id = models.UUIDField(null=True)
    state = models.CharField(max_length=10, choices=ItemState, default=ItemState.QUEUED)
    attempt = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    leased_by = models.CharField(max_length=120, blank=True)
    heartbeat_at = models.DateTimeField(null=True)
    hinted_at = models.DateTimeField(null=True)
    next_run_at = models.DateTimeField(db_default=Now())
    stage = models.CharField(max_length=24, blank=True)
    percent = models.PositiveSmallIntegerField(default=0)
    error_code = models.CharField(max_length=80, blank=True)
    error_detail = models.TextField(blank=True)
    cancel_requested_at = models.DateTimeField(null=True)
    # Who asked for it last, and by which request (`generation.asking`).
    asked = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["job", "position"], name="item_position_once"),
            models.CheckConstraint(condition=Q(percent__lte=100), name="item_percent"),
            # Paired fields: only a running item has a lease, only an ended one an end,
            # only a failed one an error.
            models.CheckConstraint(
                condition=Q(state="running", lease_until__isnull=False) & ~Q(leased_by="")
                | ~Q(state="running") & Q(lease_until__isnull=True, leased_by=""),
                name="item_lease_paired",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running"], finished_at__isnull=True)
                | Q(state__in=["succeeded", "failed", "cancelled"], finished_at__isnull=False),
                name="item_finished_paired",
            ),
            models.CheckConstraint(
                condition=Q(state="failed") & ~Q(error_code="")
                | ~Q(state="failed") & Q(error_code=""),
                name="item_error_paired",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_run_at", "created_at", "position"],
                condition=Q(state="queued"),
                name="item_due",
            ),
            # Which pictures were made from a photo.
            models.Index(KeyTransform("asset_id", "params"), name="item_by_photo"),
            models.Index(fields=["lease_until"], condition=Q(state="running"), name="item_leased"),
        ]

    def __str__(self) -> str:
        return f"{self.label or self.position} {self.state}"


class Attempt(models.Model):
    """One try at an item by one worker."""

    class Outcome(models.TextChoices):
        RUNNING = "running", _("running")
        SUCCEEDED = "succeeded", _("done")
        FAILED = "failed", _("failed")
        RETRY = "retry", _("will be tried again")
        LOST = "lost", _("worker lost")
        HANDED_BACK = "handed_back", _("handed back")
        CANCELLED = "cancelled", _("cancelled")
        UNKNOWN = "unknown", _("provider did not say")

    item = models.ForeignKey(JobItem, on_delete=models.CASCADE, related_name="attempts")
    number = models.PositiveIntegerField()
    worker = models.CharField(max_length=120)
    provider = models.CharField(max_length=60, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome, default=Outcome.RUNNING)
    error_code = models.CharField(max_length=80, blank=True)
    detail = models.TextField(blank=True)
    started_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="attempt_once")]

    def __str__(self) -> str:
        return f"{self.item_id} #{self.number} {self.outcome}"


class Output(models.Model):
    """What an item delivered: a file, a text, or a version of a video's script."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(JobItem, on_delete=models.CASCADE, related_name="outputs")
    position = models.PositiveIntegerField(default=0)
    asset = models.ForeignKey(Asset, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.ForeignKey(
        "generation.Text", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    project = models.ForeignKey(
        "generation.VideoProject", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    provider = models.CharField(max_length=60)
    model = models.CharField(max_length=80, blank=True)
    made_offline = models.BooleanField(default=False)
    facts = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["item", "position"], name="output_position_once")
        ]

    def __str__(self) -> str:
        return f"output {self.position} of {self.item_id}"
