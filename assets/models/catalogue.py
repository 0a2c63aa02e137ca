"""Products that come in by the sheet."""

from django.db import models
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from assets.models.files import Asset
from assets.models.people import person
from assets.models.products import Product
from assets.models.work import Work


class CatalogueImport(Work):
    """One sheet on its way into the products. `state` is that of the step a worker does.

    stage: where the person is. sheets: name → number of rows. header_row: from 1.
    columns: [{index, letter, heading, samples}], as read. mapping: index of the column (as text) →
    what it means: `sku`, `name`, …, `photos`, or `fact` with its attribute, unit and language.
    options: what to do with products there are, the currency of prices without one, and so on.
    counts: state of a row → how many. version: raised by every change, for concurrent edits.
    """

    class Stage(models.TextChoices):
        READING = "reading", _("being read")
        MAPPING = "mapping", _("columns to be named")
        CHECKING = "checking", _("being checked")
        REVIEW = "review", _("to be looked through")
        RUNNING = "running", _("being imported")
        DONE = "done", _("imported")
        CANCELLED = "cancelled", _("cancelled")

    asset = models.ForeignKey(Asset, on_delete=models.SET_NULL, null=True, related_name="imports")
    filename = models.CharField(max_length=200)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.READING)
    sheets = models.JSONField(default=dict)
    sheet = models.CharField(max_length=80, blank=True)
    header_row = models.PositiveIntegerField(default=1)
    columns = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta(Work.Meta):
        pass

    def __str__(self) -> str:
        return self.filename


class ImportRow(models.Model):
    """One row of the sheet.

    number: in the sheet, from 1. cells: index of the column (as text) → what stands there, or what
    a person put in its place. values: what it means, by the mapping. problems: [{column, code,
    data}]. before: of what is to change, the present values; product_version: as of when.
    """

    class State(models.TextChoices):
        READ = "read", _("not checked yet")
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        SAME = "same", _("unchanged")
        DUPLICATE = "duplicate", _("twice in the sheet")
        INVALID = "invalid", _("to be corrected")
        SKIPPED = "skipped", _("left out")
        IMPORTED = "imported", _("imported")
        FAILED = "failed", _("failed")

    run = models.ForeignKey(CatalogueImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=State, default=State.READ)
    cells = models.JSONField(default=dict)
    values = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    before = models.JSONField(default=dict)
    sku = models.CharField(max_length=64, blank=True)
    product = models.ForeignKey(Product, on_delete=models.SET_NULL, null=True, related_name="+")
    product_version = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="import_row_once")]
        indexes = [models.Index(fields=["run", "state", "number"], name="import_row_by_state")]

    def __str__(self) -> str:
        return f"{self.number}: {self.sku}"


class ColumnMemory(models.Model):
    """What a column of this heading meant last time."""

    heading = models.CharField(max_length=120)
    meaning = models.JSONField(default=dict)
    used_at = models.DateTimeField(db_default=Now())
    used_by = person()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("heading"), name="column_memory_once")]

    def __str__(self) -> str:
        return self.heading
