"""What was read of a document, and the facts it proposes."""

import uuid

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from assets.models.files import AssetVersion
from assets.models.people import person
from assets.models.products import Fact, Product
from assets.models.work import Work


class Reading(Work):
    """What was read of one version of a document, once for all products.

    text: the document's words, for search and previews; at most 200,000 characters.
    found: the facts it states, as `assets.reading` answers them.
    """

    version = models.OneToOneField(AssetVersion, on_delete=models.CASCADE, related_name="reading")
    text = models.TextField(blank=True)
    found = models.JSONField(default=list)

    class Meta(Work.Meta):
        pass

    def __str__(self) -> str:
        return f"reading of {self.version_id} {self.state}"


class Page(models.Model):
    """A page of a PDF or Word file, or a sheet of a workbook, as it was read.

    label: of a sheet, its name. picture: object key of a WebP of the page; empty for what is
    shown by its blocks. blocks: paragraphs and tables, as `assets.reading` answers them.
    """

    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField()
    label = models.CharField(max_length=80, blank=True)
    picture = models.CharField(max_length=200, blank=True)
    width_px = models.PositiveIntegerField(default=0)
    height_px = models.PositiveIntegerField(default=0)
    blocks = models.JSONField(default=list)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["reading", "number"], name="page_once_a_reading")
        ]

    def __str__(self) -> str:
        return self.label or str(self.number)


class Proposal(models.Model):
    """A fact a document states of a product; a person confirms, edits or rejects it.

    box: where on the page's picture it stands, [left, top, right, bottom] from 0 to 1; else null.
    confidence: in per cent. fact: what became of it when it was confirmed.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        CONFIRMED = "confirmed", _("confirmed")
        REJECTED = "rejected", _("rejected")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="proposals")
    version = models.ForeignKey(AssetVersion, on_delete=models.CASCADE, related_name="proposals")
    attribute = models.CharField(_("attribute"), max_length=80)
    value = models.CharField(_("value"), max_length=300)
    unit = models.CharField(_("unit"), max_length=16, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    page = models.PositiveIntegerField(null=True)
    sheet = models.CharField(max_length=80, blank=True)
    cell = models.CharField(max_length=16, blank=True)
    quote = models.CharField(max_length=400, blank=True)
    box = models.JSONField(null=True)
    confidence = models.PositiveSmallIntegerField()
    position = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=9, choices=State, default=State.PROPOSED)
    decided_by = person()
    decided_at = models.DateTimeField(null=True)
    fact = models.ForeignKey(Fact, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                "product", "version", Lower("attribute"), "language", name="proposal_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.attribute}: {self.value} {self.unit}".strip()
