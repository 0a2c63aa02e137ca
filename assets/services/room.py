"""Whether the storage a plan counts is what the files take: files are the truth."""

import logging
from collections.abc import Collection, Mapping
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from assets import places
from assets.models import Asset, Upload
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
        sizes = dict(
            Asset.objects.filter(current__isnull=False).values_list("pk", "current__size_bytes")
        )
        uploads = _uploads()
        missing = _missing(sizes, uploads, counted, older_than)
        known = {str(pk) for pk in (*sizes, *uploads)}
        gone = [held for key, held in counted.items() if key not in known]
        made, freed = billing.recount_storage(place, missing=missing, gone=gone)
    if made or freed:
        note = {"workspace": str(place), "counted": made, "freed": freed}
        log.warning("storage was not what the files take, and was set right", extra=note)
    return made, freed


def _uploads() -> dict[UUID, UUID | None]:
    """Return the uploads that are on their way, and those that became a file → that file."""
    waiting = Q(state__in=(Upload.State.OPEN, Upload.State.CHECKING))
    found = Upload.objects.filter(waiting | Q(asset__isnull=False))
    return dict(found.values_list("pk", "asset_id"))


def _missing(
    sizes: Mapping[UUID, int],
    uploads: Mapping[UUID, UUID | None],
    counted: Collection[str],
    older_than: timedelta,
) -> dict[str, int]:
    """Return key → size of the files nobody counted; they stay locked."""
    through_upload = {file for upload, file in uploads.items() if str(upload) in counted}
    uncounted = [pk for pk in sizes if str(pk) not in counted and pk not in through_upload]
    old = Asset.objects.filter(pk__in=uncounted, created_at__lt=Now() - older_than)
    there = old.select_for_update(no_key=True, skip_locked=True)
    return {str(pk): sizes[pk] for pk in there.values_list("pk", flat=True)}
