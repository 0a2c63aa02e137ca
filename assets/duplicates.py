"""Files of the library that are the same, byte for byte."""

from uuid import UUID

from django.db.models import Count, Q, QuerySet

from assets.models import Asset, AssetVersion


def duplicates_of(asset: Asset) -> QuerySet[Asset]:
    """Return the other files of the library with the same bytes, as stored or as uploaded."""
    file = asset.file
    same = Q(current__sha256=file.sha256)
    if file.original_sha256:
        same |= Q(current__original_sha256=file.original_sha256)
    return (
        Asset.objects.filter(same, deleted_at__isnull=True)
        .exclude(pk=asset.pk)
        .order_by("created_at", "pk")
    )


def duplicate_of(asset: Asset) -> UUID | None:
    """Return the oldest other file of the library that is the same; None when it is there once."""
    return duplicates_of(asset).values_list("pk", flat=True).first()


def repeated(assets: QuerySet[Asset]) -> QuerySet[Asset]:
    """Keep those that are in the library more than once.

    The hashes that repeat are looked up once, not for each file.
    """
    return assets.filter(
        Q(current__sha256__in=_repeating("sha256"))
        | Q(current__original_sha256__in=_repeating("original_sha256"))
    )


def _repeating(name: str) -> QuerySet[AssetVersion, str]:
    """Return the hashes that more than one file of the library has."""
    shown = Asset.objects.filter(deleted_at__isnull=True).values("current")
    found: QuerySet[AssetVersion, str] = (
        AssetVersion.objects.filter(pk__in=shown)
        .exclude(**{name: ""})
        .values(name)
        .annotate(times=Count("pk"))
        .filter(times__gt=1)
        .order_by()
        .values_list(name, flat=True)
    )
    return found
