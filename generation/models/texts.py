"""Texts about products, kept in versions."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from assets.models import Product


class TextKind(models.TextChoices):
    TITLE = "title", _("Title")
    DESCRIPTION = "description", _("Description")
    SELLING_POINTS = "selling_points", _("Selling points")
    FAQ = "faq", _("FAQ")
    POST = "post", _("Social post")


class VersionSource(models.TextChoices):
    GENERATED = "generated", _("written here")
    EDITED = "edited", _("edited")
    RESTORED = "restored", _("restored")


class Text(models.Model):
    """One piece of writing about a product, in one language; its words are its newest version's.

    version: the newest one's number; an edit names the one it was made on.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    product = models.ForeignKey(Product, on_delete=models.SET_NULL, null=True, related_name="texts")
    kind = models.CharField(max_length=16, choices=TextKind)
    channel = models.CharField(max_length=24, default="general")
    language = models.CharField(max_length=10)
    tone = models.CharField(max_length=16, blank=True)
    length = models.CharField(max_length=16, blank=True)
    current = models.ForeignKey(
        "generation.TextVersion", on_delete=models.RESTRICT, null=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
        null=True,
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="text_newest"),
            models.Index(fields=["product", "-created_at"], name="text_by_product"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.language} v{self.version}"


class TextVersion(models.Model):
    """A text's words as of one edition. content: in the shape of its kind (`pipelines.copy`).

    plain: the same words as they are read and copied. facts: the attributes that are said.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    text = models.ForeignKey(Text, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    plain = models.TextField()
    facts = models.JSONField(default=list)
    source = models.CharField(max_length=10, choices=VersionSource)
    provider = models.CharField(max_length=60, blank=True)
    model = models.CharField(max_length=80, blank=True)
    made_offline = models.BooleanField(default=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
        null=True,
    )
    made_by_label = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["text", "number"], name="text_version_once"),
            # Paired fields: what a machine wrote names its provider, what a person wrote does not.
            models.CheckConstraint(
                condition=Q(source="generated") & ~Q(provider="")
                | ~Q(source="generated") & Q(provider=""),
                name="text_version_written_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.text_id} v{self.number}"
