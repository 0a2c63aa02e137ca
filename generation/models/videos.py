"""Video projects: scripts that are written, edited, approved and rendered, kept in versions."""

import uuid

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from assets.models import Product
from generation.models.texts import VersionSource


class VideoProject(models.Model):
    """A video in the making; its scenes are those of its newest version, none while it is written.

    render_when_written: it goes straight to rendering, without a person's look at the script.
    held_back: the code of what stopped that (a limit reached); empty when nothing did.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    product = models.ForeignKey(
        Product, on_delete=models.SET_NULL, null=True, related_name="video_projects"
    )
    title = models.CharField(max_length=160)
    language = models.CharField(max_length=10)
    current = models.ForeignKey(
        "generation.ProjectVersion", on_delete=models.RESTRICT, null=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=0)
    script_job_id = models.UUIDField(null=True)
    render_when_written = models.BooleanField(default=False)
    held_back = models.CharField(max_length=60, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
        null=True,
    )
    created_by_label = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["-changed_at", "-id"], name="project_newest")]

    def __str__(self) -> str:
        return self.title


class ProjectVersion(models.Model):
    """A project's scenes and settings as of one edition. content: as `generation.scripts` says.

    approved_at, approved_by_label: when it was first rendered, and at whose word.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(VideoProject, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    source = models.CharField(max_length=10, choices=VersionSource)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
        null=True,
    )
    made_by_label = models.CharField(max_length=120, blank=True)
    approved_at = models.DateTimeField(null=True)
    approved_by_label = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["-number"]
        indexes = [
            # Which videos show a picture.
            GinIndex(fields=["content"], opclasses=["jsonb_path_ops"], name="project_by_content")
        ]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="project_version_once"),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by_label="")
                | Q(approved_at__isnull=False) & ~Q(approved_by_label=""),
                name="project_version_approved_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} v{self.number}"
