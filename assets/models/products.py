"""What is sold, and what is known of it."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from assets.models.people import person


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
    created_by = person()
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    changed_at = models.DateTimeField(db_default=Now())
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("sku"), name="product_sku_once")]
        indexes = [models.Index(fields=["-changed_at", "-id"], name="product_newest")]

    def __str__(self) -> str:
        return self.name


class Fact(models.Model):
    """A value known of a product, with where it was learnt: confirmed by a person.

    What a sheet says and nobody has confirmed is a `Proposal`.
    language: the one the value is worded in; empty when it is the same in all ("350 ml").
    origin: the version of the file it stands in, at `page` (of a PDF or Word file, from 1) or in
    `sheet` and `cell` (of a table: "B7"). quote: the words there. confidence: of the reading, in
    per cent; none for what a person typed.
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
    origin = models.ForeignKey(
        "AssetVersion", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    page = models.PositiveIntegerField(null=True)
    sheet = models.CharField(max_length=80, blank=True)
    cell = models.CharField(max_length=16, blank=True)
    quote = models.CharField(max_length=400, blank=True)
    confidence = models.PositiveSmallIntegerField(null=True)
    position = models.PositiveIntegerField(default=0)
    confirmed_by = person()
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
