"""Jobs, their items and what these delivered: one life for every kind."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from assets.models import Asset, Product
from generation.models.parameters import (
    CopyParameters,
    ImageParameters,
    VideoParameters,
    read,
)


class JobKind(models.TextChoices):
    IMAGE = "image", _("Images")
    COPY = "copy", _("Copy")
    VIDEO = "video", _("Video")


PARAMETERS: dict[JobKind, type[Any]] = {
    JobKind.IMAGE: ImageParameters,
    JobKind.COPY: CopyParameters,
    JobKind.VIDEO: VideoParameters,
}


def counted(kind: str, count: int) -> str:
    """Return "24 images", "6 texts", "1 video" in the reader's words."""
    match kind:
        case JobKind.COPY:
            words = ngettext("%(n)s text", "%(n)s texts", count)
        case JobKind.VIDEO:
            words = ngettext("%(n)s video", "%(n)s videos", count)
        case _:
            words = ngettext("%(n)s image", "%(n)s images", count)
    return words % {"n": number_format(count, force_grouping=True)}


class JobState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    SUCCEEDED = "succeeded", _("Done")
    PARTIAL = "partial", _("Partly done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class ItemState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    SUCCEEDED = "succeeded", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


OPEN_ITEM = (ItemState.QUEUED, ItemState.RUNNING)
TERMINAL_ITEM = (ItemState.SUCCEEDED, ItemState.FAILED, ItemState.CANCELLED)
OPEN_JOB = (JobState.QUEUED, JobState.RUNNING)


class Job(models.Model):
    """One request of a person or program. Its state is derived from its items.

    The counters are kept by `lifecycle`, in the transaction that moves an item; `version` grows
    with every such move, so that a stream can tell whether it has shown the newest.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=JobKind)
    title = models.CharField(max_length=160, blank=True)
    params = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    version = models.PositiveBigIntegerField(default=1)
    total = models.PositiveIntegerField(default=0)
    queued = models.PositiveIntegerField(default=0)
    running = models.PositiveIntegerField(default=0)
    succeeded = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    cancelled = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
        null=True,
    )
    created_by_label = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    cancel_requested_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(null=True)
    archive_key = models.CharField(max_length=200, blank=True)
    archive_version = models.PositiveBigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["-created_at", "-id"], name="job_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    total=models.F("queued")
                    + models.F("running")
                    + models.F("succeeded")
                    + models.F("failed")
                    + models.F("cancelled")
                ),
                name="job_counts_add_up",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running"], finished_at__isnull=True)
                | Q(
                    state__in=["succeeded", "partial", "failed", "cancelled"],
                    finished_at__isnull=False,
                ),
                name="job_finished_paired",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What people call the job: its title, else its size in the reader's words."""
        return self.title or counted(self.kind, self.total)

    @property
    def parameters(self) -> Any:
        """What was asked, typed by the job's kind."""
        return read(PARAMETERS[JobKind(self.kind)], self.params)


class KindManager(models.Manager[Any]):
    """The jobs of one kind; a job made through it is of that kind."""

    def __init__(self, kind: JobKind) -> None:
        super().__init__()
        self.kind = kind

    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().filter(kind=self.kind)

    def create(self, **values: Any) -> Any:
        return super().create(kind=self.kind, **values)


class ImageJob(Job):
    """A job whose items are pictures."""

    objects = KindManager(JobKind.IMAGE)
    parameters: ImageParameters

    class Meta:
        proxy = True


class CopyJob(Job):
    """A job whose items are texts, or the script of a video."""

    objects = KindManager(JobKind.COPY)
    parameters: CopyParameters

    class Meta:
        proxy = True


class VideoJob(Job):
    """A job whose item is a video."""

    objects = KindManager(JobKind.VIDEO)
    parameters: VideoParameters

    class Meta:
        proxy = True


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
    provider = models.CharField(max_length=60, blank=True)
    provider_task_id = models.CharField(max_length=120, blank=True)
    checkpoint = models.JSONField(default=dict)
    stage = models.CharField(max_length=24, blank=True)
    percent = models.PositiveSmallIntegerField(default=0)
    error_code = models.CharField(max_length=80, blank=True)
    error_detail = models.TextField(blank=True)
    cancel_requested_at = models.DateTimeField(null=True)
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
