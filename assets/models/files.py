"""Stored files as people know them, with every version of their bytes."""

import uuid

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from assets.models.people import person
from assets.models.products import Product


class Tag(models.Model):
    """A word people put on assets to find them again."""

    name = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="tag_once")]

    def __str__(self) -> str:
        return self.name


class Asset(models.Model):
    """A stored file as people know it; its bytes are those of its current version.

    size_bytes: of the current version, so that lists can be sorted by it.
    words: what it is found by: words of its name, its tags and the text inside
    (`assets.searching` makes them); null until it was indexed.
    """

    class Kind(models.TextChoices):
        IMAGE = "image", _("image")
        VIDEO = "video", _("video")
        AUDIO = "audio", _("audio")
        DOCUMENT = "document", _("document")
        SHEET = "sheet", _("table")
        FONT = "font", _("font")

    class Source(models.TextChoices):
        UPLOAD = "upload", _("uploaded")
        GENERATED = "generated", _("made here")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.IMAGE)
    source = models.CharField(max_length=10, choices=Source)
    name = models.CharField(_("name"), max_length=200)
    product = models.ForeignKey(
        Product, on_delete=models.SET_NULL, null=True, blank=True, related_name="assets"
    )
    position = models.PositiveIntegerField(default=0)
    style = models.CharField(max_length=40, blank=True)
    tags = models.ManyToManyField(Tag, blank=True, related_name="assets")
    size_bytes = models.PositiveBigIntegerField(default=0)
    words = SearchVectorField(null=True, editable=False)
    current = models.ForeignKey(
        "AssetVersion", on_delete=models.RESTRICT, null=True, related_name="+"
    )
    created_by = person()
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["-created_at", "-id"],
                condition=Q(deleted_at__isnull=True),
                name="asset_newest",
            ),
            models.Index(
                fields=["kind", "-created_at", "-id"],
                condition=Q(deleted_at__isnull=True),
                name="asset_newest_of_kind",
            ),
            models.Index(
                Lower("name"), "id", condition=Q(deleted_at__isnull=True), name="asset_by_name"
            ),
            models.Index(
                fields=["-size_bytes", "-id"],
                condition=Q(deleted_at__isnull=True),
                name="asset_by_size",
            ),
            models.Index(fields=["product", "position"], name="asset_by_product"),
            models.Index(
                fields=["deleted_at"],
                condition=Q(deleted_at__isnull=False),
                name="asset_in_bin",
            ),
            GinIndex(fields=["words"], name="asset_words"),
            # Next to nothing: what is older than the search, until the daily round comes by.
            models.Index(
                fields=["id"], condition=Q(words__isnull=True), name="asset_without_words"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def file(self) -> "AssetVersion":
        """The current version. An asset without one exists only while it is written or purged."""
        if self.current is None:
            raise AssetVersion.DoesNotExist(f"asset {self.pk} has no file")
        return self.current


class AssetVersion(models.Model):
    """The clean bytes of an asset as of one edition, and what was measured of them.

    sha256, original_sha256: of the clean bytes, and of those that were uploaded.
    filename: what the uploaded file was called. charged_as: the key its room is counted under.
    width_px, height_px: of pictures and videos; 0 for what has no size.
    thumbs: longest side in px (as text) → object key of a WebP.
    duration_ms, companions: a video's or a sound's length, and the files that go with it: `cover`
    (JPEG) and `subtitles` (SRT) → object key. measured: what else was found out (`pages`,
    `sheets`, `codec`, `family`, `frames` …).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(default=1)
    key = models.CharField(max_length=200, unique=True)
    sha256 = models.CharField(max_length=64, db_index=True)
    original_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    filename = models.CharField(max_length=200, blank=True)
    charged_as = models.CharField(max_length=36, blank=True)
    content_type = models.CharField(max_length=100)
    size_bytes = models.PositiveBigIntegerField()
    width_px = models.PositiveIntegerField()
    height_px = models.PositiveIntegerField()
    thumbs = models.JSONField(default=dict)
    duration_ms = models.PositiveIntegerField(null=True)
    companions = models.JSONField(default=dict)
    measured = models.JSONField(default=dict)
    created_by = person()
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asset", "number"], name="asset_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.asset_id} v{self.number}"
