"""Cut-outs: products told from what is behind them."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class CutOut(models.Model):
    """A product cut out of one photo, or the honest refusal to do so.

    Kept by the photo's content and the hint, so that it is made once and looked at before use.
    previews: look → object key of a small WebP.
    """

    class State(models.TextChoices):
        READY = "ready", _("cut out")
        REFUSED = "refused", _("refused")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sha256 = models.CharField(max_length=64)
    hint = models.JSONField(null=True)
    hint_key = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=8, choices=State)
    reason = models.CharField(max_length=60, blank=True)
    key = models.CharField(max_length=200, blank=True)
    previews = models.JSONField(default=dict)
    figures = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sha256", "hint_key"], name="cutout_once"),
            models.CheckConstraint(
                condition=Q(state="ready", reason="") & ~Q(key="")
                | Q(state="refused", key="") & ~Q(reason=""),
                name="cutout_state_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sha256[:8]} {self.state}"
