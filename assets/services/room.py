"""Whether the storage a plan counts is what the files take: files are the truth."""

import logging
from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from assets import places
from assets.models import AssetVersion, Upload
from billing import services as billing
from workspaces.models import Workspace

log = logging.getLogger(__name__)
# What is younger may still be on its way into the counter, or out of it.
SETTLED_AFTER = timedelta(hours=24)
KEPT = (Workspace.Status.ACTIVE, Workspace.Status.ARCHIVED)


def recount(*, older_than: timedelta = SETTLED_AFTER) -> tuple[int, int]:
    """Count files that were never counted, and free the room of those that are gone. Stand inside.

    Safe twice, and beside workers that store or purge: what is counted is read before the files
    are, and what is counted now is locked. What is being deleted is left alone. Returns how many
    were counted, and how many freed.
    """
    place = places.workspace_id()
    with transaction.atomic(durable=True):
        if not Workspace.objects.filter(pk=place, status__in=KEPT).exists():
            return 0, 0
        counted = billing.counted_files(place)
        # In this order: an upload that becomes a file in between is in both.
        waiting = _uploads()
        sizes = dict(_kept().values_list("charged_as", "size_bytes"))
        known = {*sizes, *waiting}
        missing = _missing([key for key in sizes if key not in counted], older_than)
        gone = [held for key, held in counted.items() if key not in known]
        made, freed = billing.recount_storage(place, missing=missing, gone=gone)
    if made or freed:
        note = {"workspace": str(place), "counted": made, "freed": freed}
        log.warning("storage was not what the files take, and was set right", extra=note)
    return made, freed


def _kept() -> QuerySet[AssetVersion]:
    return AssetVersion.objects.filter(asset__current__isnull=False)


def _uploads() -> set[str]:
    """Return the keys of the uploads that are on their way."""
    waiting = Upload.objects.filter(state__in=(Upload.State.OPEN, Upload.State.CHECKING))
    return {str(pk) for pk in waiting.values_list("pk", flat=True)}


def _missing(uncounted: Collection[str], older_than: timedelta) -> dict[str, int]:
    """Return key → size of the files nobody counted; they stay locked."""
    old = _kept().filter(charged_as__in=uncounted, created_at__lt=Now() - older_than)
    there = old.select_for_update(no_key=True, skip_locked=True, of=("self",))
    return dict(there.values_list("charged_as", "size_bytes"))
