"""Where files and products that somebody acted on are now (hooks of workspaces)."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

from django.urls import reverse

from assets import addresses
from assets.models import Asset, Product, Upload
from assets.services.library import BIN_DAYS
from workspaces.hooks import Reader, Spot, uuids


def assets(reader: Reader, keys: Collection[str]) -> dict[str, Spot]:
    """Return the files that are in the library or in the bin, with their pictures."""
    rows = Asset.objects.filter(pk__in=uuids(keys), current__isnull=False)
    return {str(asset.pk): _of_asset(reader, asset) for asset in rows.select_related("current")}


def products(reader: Reader, keys: Collection[str]) -> dict[str, Spot]:
    """Return the products there are."""
    rows = Product.objects.filter(pk__in=uuids(keys)).values_list("pk", flat=True)
    return {str(pk): Spot(reverse("assets:product", args=[reader.access.slug, pk])) for pk in rows}


def uploads(reader: Reader, keys: Collection[str]) -> dict[str, Spot]:
    """Return what became of uploads: the files they were, where they are.

    Without pictures: that the file is there now is told by an event of its own.
    """
    rows = Upload.objects.filter(pk__in=uuids(keys), asset__current__isnull=False)
    return {
        str(upload.pk): replace(_of_asset(reader, upload.asset), picture="")
        for upload in rows.select_related("asset__current")
        if upload.asset is not None
    }


def _of_asset(reader: Reader, asset: Asset) -> Spot:
    picture = addresses.thumb_url(asset, origin=reader.origin) if asset.file.thumbs else ""
    if asset.deleted_at is not None:
        until = asset.deleted_at + timedelta(days=BIN_DAYS)
        return Spot(reverse("assets:bin", args=[reader.access.slug]), picture, until)
    return Spot(reverse("assets:asset", args=[reader.access.slug, asset.pk]), picture)
