"""Bytes on their way in."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from assets.models.files import Asset
from assets.models.people import person
from assets.models.products import Product


class Upload(models.Model):
    """Bytes on their way in: they wait in quarantine until they have been checked.

    replaces: the asset this is to be a new version of; is_version: whether it was to be one, even
    when that asset is gone. store_id, part_bytes: of an upload in parts, what the store calls it,
    and how long each part but the last is.
    problem: the code of the refusal; `problem_data` holds what its sentence names. Until one was
    refused, it says of a photo from the web `from` which address it came.
    checks: how often a worker began to check it; a file that fells workers is given up.
    claims: how often it was taken in all; every write of a worker names its claim.
    checking_since: the last sign of life of the worker that checks it. asked_at: when the sweeper
    asked for its check last.
    """

    class State(models.TextChoices):
        OPEN = "open", _("expected")
        CHECKING = "checking", _("being checked")
        READY = "ready", _("ready")
        REFUSED = "refused", _("refused")
        EXPIRED = "expired", _("expired")
        ABORTED = "aborted", _("given up")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=200, unique=True)
    filename = models.CharField(max_length=200)
    content_type = models.CharField(max_length=80)
    size_bytes = models.PositiveBigIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    store_id = models.CharField(max_length=400, blank=True)
    part_bytes = models.PositiveBigIntegerField(null=True)
    problem = models.CharField(max_length=60, blank=True)
    problem_data = models.JSONField(default=dict)
    checks = models.PositiveSmallIntegerField(default=0)
    claims = models.PositiveIntegerField(default=0, db_default=0)
    product = models.ForeignKey(Product, on_delete=models.SET_NULL, null=True, related_name="+")
    replaces = models.ForeignKey(Asset, on_delete=models.SET_NULL, null=True, related_name="+")
    is_version = models.BooleanField(default=False, db_default=False)
    asset = models.ForeignKey(Asset, on_delete=models.SET_NULL, null=True, related_name="uploads")
    created_by = person()
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    checking_since = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
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
