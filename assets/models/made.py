"""Files that are made of files, and can be made again."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from assets.models.files import AssetVersion
from assets.models.work import Work


class Derivative(Work):
    """A picture in another format, quality or size. It is no asset and takes no room of the plan.

    recipe: SHA-256 of what was asked for, so that the same is made once.
    parameters: format, quality, max_px, max_bytes.
    """

    version = models.ForeignKey(AssetVersion, on_delete=models.CASCADE, related_name="derivatives")
    recipe = models.CharField(max_length=64)
    parameters = models.JSONField(default=dict)
    key = models.CharField(max_length=200, blank=True)
    content_type = models.CharField(max_length=80, blank=True)
    size_bytes = models.PositiveBigIntegerField(default=0)
    width_px = models.PositiveIntegerField(default=0)
    height_px = models.PositiveIntegerField(default=0)

    class Meta(Work.Meta):
        constraints = [
            *Work.Meta.constraints,
            models.UniqueConstraint(fields=["version", "recipe"], name="derivative_once"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.parameters}"


class Export(Work):
    """Many files as one zip, or the products as a sheet; it lies in the bucket for seven days.

    parameters: of files their `asset_ids`; of the catalogue `format` and `product_ids` (empty:
    all). done, total: files or products.
    """

    class Kind(models.TextChoices):
        FILES = "files", _("files")
        CATALOGUE = "catalogue", _("products")

    kind = models.CharField(max_length=10, choices=Kind)
    parameters = models.JSONField(default=dict)
    filename = models.CharField(max_length=200)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    key = models.CharField(max_length=200, blank=True)
    content_type = models.CharField(max_length=80, blank=True)
    size_bytes = models.PositiveBigIntegerField(default=0)

    class Meta(Work.Meta):
        pass

    def __str__(self) -> str:
        return self.filename
