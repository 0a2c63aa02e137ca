"""Where jobs, texts and videos that somebody acted on are now (hooks of workspaces)."""

from collections.abc import Collection

from django.urls import reverse

from generation import services
from generation.models import JobItem
from workspaces.hooks import Reader, Spot, uuids


def jobs(reader: Reader, keys: Collection[str]) -> dict[str, Spot]:
    """Return the jobs people see."""
    rows = services.jobs().filter(pk__in=uuids(keys)).order_by().values_list("pk", flat=True)
    return {str(pk): Spot(reverse("generation:job", args=[reader.access.slug, pk])) for pk in rows}


def items(reader: Reader, keys: Collection[str]) -> dict[str, Spot]:
    """Return the items of the jobs people see."""
    rows = JobItem.objects.filter(pk__in=uuids(keys), job__hidden_at=None)
    return {
        str(pk): Spot(reverse("generation:item", args=[reader.access.slug, job_id, pk]))
        for pk, job_id in rows.values_list("pk", "job_id")
    }


def texts(reader: Reader, keys: Collection[str]) -> dict[str, Spot]:
    """Return the texts there are."""
    rows = services.texts().filter(pk__in=uuids(keys)).order_by().values_list("pk", flat=True)
    return {str(pk): Spot(reverse("generation:text", args=[reader.access.slug, pk])) for pk in rows}


def projects(reader: Reader, keys: Collection[str]) -> dict[str, Spot]:
    """Return the videos in the making."""
    rows = services.projects().filter(pk__in=uuids(keys)).order_by().values_list("pk", flat=True)
    return {
        str(pk): Spot(reverse("generation:video", args=[reader.access.slug, pk])) for pk in rows
    }
