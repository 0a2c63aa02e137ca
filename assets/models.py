"""Files and products of one workspace. All of it lies in the workspace's schema."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _


class Product(models.Model):
    """What is sold: it has names, photos and facts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sku = models.CharField(_("SKU"), max_length=64)
    name = models.CharField(_("name"), max_length=120)
    name_zh = models.CharField(_("Chinese name"), max_length=120, blank=True)
    brand = models.CharField(_("brand"), max_length=80, blank=True)
    category = models.CharField(_("category"), max_length=80, blank=True)
    price_minor = models.PositiveBigIntegerField(_("price"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
        null=True,
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    changed_at = models.DateTimeField(db_default=Now())
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("sku"), name="product_sku_once")]
        indexes = [models.Index(fields=["-changed_at", "-id"], name="product_newest")]

    def __str__(self) -> str:
        return self.name


class Fact(models.Model):
    """A value known of a product, with where it was learnt.

    language: the one the value is worded in; empty when it is the same in all ("350 ml").
    """

    class Source(models.TextChoices):
        TYPED = "typed", _("typed by a person")
        SHEET = "sheet", _("from a sheet")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="facts")
    attribute = models.CharField(_("attribute"), max_length=80)
    value = models.CharField(_("value"), max_length=300)
    unit = models.CharField(_("unit"), max_length=16, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    source = models.CharField(max_length=8, choices=Source, default=Source.TYPED)
    position = models.PositiveIntegerField(default=0)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
        null=True,
    )
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "attribute"]
        constraints = [
            models.UniqueConstraint(
                "product", Lower("attribute"), "language", name="fact_once_a_product"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="fact_confirmed_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attribute}: {self.value} {self.unit}".strip()


class Tag(models.Model):
    """A word people put on assets to find them again."""

    name = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="tag_once")]

    def __str__(self) -> str:
        return self.name


class Asset(models.Model):
    """A stored file as people know it; its bytes are those of its newest version."""

    class Kind(models.TextChoices):
        IMAGE = "image", _("image")
        VIDEO = "video", _("video")

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
    current = models.ForeignKey(
        "AssetVersion", on_delete=models.RESTRICT, null=True, related_name="+"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
        null=True,
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["-created_at", "-id"],
                condition=Q(deleted_at__isnull=True),
                name="asset_newest",
            ),
            models.Index(fields=["product", "position"], name="asset_by_product"),
            models.Index(
                fields=["deleted_at"],
                condition=Q(deleted_at__isnull=False),
                name="asset_in_bin",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def file(self) -> "AssetVersion":
        """The newest version. An asset without one exists only while it is written or purged."""
        if self.current is None:
            raise AssetVersion.DoesNotExist(f"asset {self.pk} has no file")
        return self.current


class AssetVersion(models.Model):
    """The clean bytes of an asset as of one edition, and what was measured of them.

    thumbs: longest side in px (as text) → object key of a WebP.
    duration_ms, companions: a video's length, and the files that go with it: `cover` (JPEG) and
    `subtitles` (SRT) → object key.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(default=1)
    key = models.CharField(max_length=200, unique=True)
    sha256 = models.CharField(max_length=64, db_index=True)
    content_type = models.CharField(max_length=80)
    size_bytes = models.PositiveBigIntegerField()
    width_px = models.PositiveIntegerField()
    height_px = models.PositiveIntegerField()
    thumbs = models.JSONField(default=dict)
    duration_ms = models.PositiveIntegerField(null=True)
    companions = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asset", "number"], name="asset_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.asset_id} v{self.number}"


class Upload(models.Model):
    """Bytes on their way in: they wait in quarantine until they have been checked.

    problem: the code of the refusal; `problem_data` holds what its sentence names.
    checks: how often a worker began to check it; a file that fells workers is given up.
    """

    class State(models.TextChoices):
        OPEN = "open", _("expected")
        CHECKING = "checking", _("being checked")
        READY = "ready", _("ready")
        REFUSED = "refused", _("refused")
        EXPIRED = "expired", _("expired")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=200, unique=True)
    filename = models.CharField(max_length=200)
    content_type = models.CharField(max_length=80)
    size_bytes = models.PositiveBigIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    problem = models.CharField(max_length=60, blank=True)
    problem_data = models.JSONField(default=dict)
    checks = models.PositiveSmallIntegerField(default=0)
    product = models.ForeignKey(Product, on_delete=models.SET_NULL, null=True, related_name="+")
    asset = models.OneToOneField(Asset, on_delete=models.SET_NULL, null=True, related_name="upload")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
        null=True,
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    checking_since = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            # Paired fields: a refusal has a reason, nothing else has one.
            models.CheckConstraint(
                condition=Q(state="refused") & ~Q(problem="") | ~Q(state="refused") & Q(problem=""),
                name="upload_refused_paired",
            ),
        ]
        indexes = [
            # The sweeper's: what has ended is not its business, and grows without end.
            models.Index(
                fields=["state", "checking_since"],
                condition=Q(state__in=["open", "checking"]),
                name="upload_unfinished",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filename} {self.state}"
