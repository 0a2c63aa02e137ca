"""Jobs: one row and one life for every kind, and what each kind is asked for."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, TypeVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

Shape = TypeVar("Shape")


class JobKind(models.TextChoices):
    IMAGE = "image", _("Images")
    COPY = "copy", _("Copy")
    VIDEO = "video", _("Video")


class JobState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    SUCCEEDED = "succeeded", _("Done")
    PARTIAL = "partial", _("Partly done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


OPEN_JOB = (JobState.QUEUED, JobState.RUNNING)


@dataclass(frozen=True, slots=True)
class ImageParameters:
    """Every photo in every look. photos: asset ids."""

    photos: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    ratio: str = "1:1"
    long_side_px: int = 1600


@dataclass(frozen=True, slots=True)
class CopyParameters:
    """Every kind of text for every product in every language. products: ids.

    project: the video project a script is written for; empty for texts.
    """

    products: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    channel: str = "general"
    tone: str = "plain"
    length: str = "medium"
    brief: str = ""
    project: str = ""


@dataclass(frozen=True, slots=True)
class VideoParameters:
    """A version of a video project. seconds: as planned."""

    project: str = ""
    version: int = 0
    ratio: str = "9:16"
    language: str = "en"
    seconds: float = 0.0


PARAMETERS: dict[JobKind, type[Any]] = {
    JobKind.IMAGE: ImageParameters,
    JobKind.COPY: CopyParameters,
    JobKind.VIDEO: VideoParameters,
}


def read(shape: type[Shape], params: Mapping[str, Any]) -> Shape:
    """Return `params` as `shape`; what an older or newer release wrote besides is left out."""
    known = {field.name for field in fields(shape)}  # type: ignore[arg-type]  # each is a dataclass
    values = {name: value for name, value in params.items() if name in known}
    return shape(
        **{
            name: tuple(value) if isinstance(value, list) else value
            for name, value in values.items()
        }
    )


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
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="job_newest"),
            # Which jobs a photo was used in.
            GinIndex(fields=["params"], opclasses=["jsonb_path_ops"], name="job_by_params"),
            models.Index(
                fields=["state"], condition=Q(state__in=["queued", "running"]), name="job_open"
            ),
        ]
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

    objects: ClassVar[KindManager] = KindManager(JobKind.IMAGE)

    class Meta:
        proxy = True

    @property
    def parameters(self) -> ImageParameters:
        """What was asked."""
        return read(ImageParameters, self.params)


class CopyJob(Job):
    """A job whose items are texts, or the script of a video."""

    objects: ClassVar[KindManager] = KindManager(JobKind.COPY)

    class Meta:
        proxy = True

    @property
    def parameters(self) -> CopyParameters:
        """What was asked."""
        return read(CopyParameters, self.params)


class VideoJob(Job):
    """A job whose item is a video."""

    objects: ClassVar[KindManager] = KindManager(JobKind.VIDEO)

    class Meta:
        proxy = True

    @property
    def parameters(self) -> VideoParameters:
        """What was asked."""
        return read(VideoParameters, self.params)
