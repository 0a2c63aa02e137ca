"""Assets: made from clean pictures, renamed, put into the bin and taken out again."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from botocore.exceptions import BotoCoreError, ClientError
from django.db import transaction
from django.db.models import Max, QuerySet
from django.db.models.functions import Now

from accounts.actors import actor_of
from accounts.models import User
from assets import places, storage
from assets.models import Asset, AssetVersion, Product
from assets.names import download_name, extension_of, title_of
from assets.services import indexing, proposals, tags, versions
from assets.services.preparing import Prepared
from audit import services as audit
from audit.actions import Action
from billing import services as billing

log = logging.getLogger(__name__)
BIN_DAYS = 30
PURGE_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class NewAsset:
    """What an asset is besides its bytes.

    filename: what the uploaded file was called. charged_as: the key its room is counted under;
    empty: the asset's own.
    """

    name: str
    source: Asset.Source
    product_id: UUID | None
    created_by_id: UUID | None
    style: str = ""
    filename: str = ""
    charged_as: str = ""


def assets() -> QuerySet[Asset]:
    """Return the library: what has a file and does not lie in the bin, with what lists show."""
    return Asset.objects.filter(deleted_at__isnull=True, current__isnull=False).select_related(
        "current", "product"
    )


def binned() -> QuerySet[Asset]:
    """Return what lies in the bin."""
    return Asset.objects.filter(deleted_at__isnull=False, current__isnull=False).select_related(
        "current", "product"
    )


def add_generated(
    prepared: Prepared,
    *,
    name: str,
    product_id: UUID | None,
    style: str,
    created_by_id: UUID | None,
) -> Asset:
    """Add what a provider made to the library; joins the transaction that is open."""
    new = NewAsset(
        name=name,
        source=Asset.Source.GENERATED,
        product_id=product_id,
        created_by_id=created_by_id,
        style=style,
    )
    asset = write_asset(prepared, new)
    billing.count_storage(
        places.workspace_id(),
        key=str(asset.pk),
        size=prepared.size_bytes,
        label=asset.name,
        actor_id=str(created_by_id or ""),
    )
    audit.record(
        Action.ASSET_CREATED,
        actor=audit.system_for(created_by_id),
        workspace_id=places.workspace_id(),
        target=audit.Target("asset", str(asset.pk), asset.name),
        details=audit.Details(data={"source": asset.source, "style": style}),
    )
    return asset


def write_asset(prepared: Prepared, new: NewAsset) -> Asset:
    """Write the rows of an asset and its first version; joins the transaction that is open."""
    last = (
        Asset.objects.filter(product_id=new.product_id).aggregate(last=Max("position"))["last"]
        if new.product_id
        else None
    )
    asset = Asset.objects.create(
        kind=prepared.kind,
        source=new.source,
        name=new.name[:200] or title_of(""),
        product_id=new.product_id,
        position=0 if last is None else last + 1,
        style=new.style,
        created_by_id=new.created_by_id,
    )
    write_version(asset, prepared, new)
    indexing.index([asset.pk])
    return asset


def write_version(asset: Asset, prepared: Prepared, new: NewAsset) -> AssetVersion:
    """Write the next version of an asset and make it the current one; joins a transaction.

    The asset's row is locked, but for one that was made in this transaction. Its name, product and
    tags stay; charged_as must be given for every version but the first.

    Raises:
        UploadRefused: it is of another kind than the asset.
    """
    versions.refuse_another_kind(asset, prepared.kind)
    last = asset.versions.aggregate(last=Max("number"))["last"] or 0
    version = AssetVersion.objects.create(
        asset=asset,
        number=last + 1,
        key=prepared.key,
        sha256=prepared.sha256,
        original_sha256=prepared.original_sha256,
        filename=new.filename,
        charged_as=new.charged_as or str(asset.pk),
        content_type=prepared.content_type,
        size_bytes=prepared.size_bytes,
        width_px=prepared.width_px,
        height_px=prepared.height_px,
        thumbs=prepared.thumbs,
        duration_ms=prepared.duration_ms,
        companions=prepared.companions,
        measured=prepared.measured,
        created_by_id=new.created_by_id,
    )
    asset.current, asset.size_bytes = version, version.size_bytes
    asset.save(update_fields=["current", "size_bytes"])
    return version


def change_asset(asset_id: UUID, *, changes: dict[str, object], actor: User) -> Asset:
    """Give an asset another name or product, or other tags.

    What a document states is proposed to the product it comes to.

    changes: of `name`, `product_id` and `tags` (names of all it is to have), what is to be
    different.

    Raises:
        Asset.DoesNotExist: it is not in the library.
        TagRefused: a tag is too long, or there are too many.
    """
    fields = {field: value for field, value in changes.items() if field != "tags"}
    with transaction.atomic(durable=True):
        if isinstance(product_id := changes.get("product_id"), UUID):
            # Products before their files: all who hold both do it in this order.
            Product.objects.select_for_update().filter(pk=product_id).first()
        asset = Asset.objects.select_for_update(of=("self",)).get(
            pk=asset_id, deleted_at__isnull=True
        )
        if isinstance(names := changes.get("tags"), list):
            tags.replace_tags(asset, names, actor=actor)
        before = {field: getattr(asset, field) for field in fields}
        changed = {field: value for field, value in fields.items() if before[field] != value}
        if not changed:
            return asset
        for field, value in changed.items():
            setattr(asset, field, value)
        asset.save(update_fields=list(changed))
        indexing.index([asset.pk])
        if "product_id" in changed:
            proposals.write_of([asset], actor=actor_of(actor))
        audit.record(
            Action.ASSET_CHANGED,
            actor=actor_of(actor),
            workspace_id=places.workspace_id(),
            target=audit.Target("asset", str(asset.pk), asset.name),
            details=audit.Details(
                changes={
                    field: (_shown(before[field]), _shown(value))
                    for field, value in changed.items()
                }
            ),
        )
    return asset


def delete_assets(asset_ids: Sequence[UUID], *, actor: User) -> list[UUID]:
    """Put assets into the bin and return which were not there before."""
    return _move(asset_ids, into_bin=True, action=Action.ASSET_DELETED, actor=actor)


def restore_assets(asset_ids: Sequence[UUID], *, actor: User) -> list[UUID]:
    """Take assets out of the bin and return which lay in it."""
    return _move(asset_ids, into_bin=False, action=Action.ASSET_RESTORED, actor=actor)


def _move(asset_ids: Sequence[UUID], *, into_bin: bool, action: Action, actor: User) -> list[UUID]:
    with transaction.atomic(durable=True):
        # Locked in one order, so that two who select the same pictures cannot block each other.
        found = list(
            Asset.objects.select_for_update(of=("self",))
            .filter(pk__in=asset_ids, deleted_at__isnull=into_bin)
            .order_by("pk")
        )
        moved = [asset.pk for asset in found]
        Asset.objects.filter(pk__in=moved).update(deleted_at=Now() if into_bin else None)
        audit.record_many(
            action,
            actor=actor_of(actor),
            workspace_id=places.workspace_id(),
            targets=[audit.Target("asset", str(asset.pk), asset.name) for asset in found],
        )
    return moved


def download_url(asset_id: UUID, *, origin: str, actor: User) -> str:
    """Return the address an asset is saved from, and record that it was asked for.

    Raises:
        Asset.DoesNotExist: it is not in the library.
    """
    asset = Asset.objects.select_related("current").get(pk=asset_id, deleted_at__isnull=True)
    file = asset.file
    with transaction.atomic(durable=True):
        audit.record(
            Action.ASSET_DOWNLOADED,
            actor=actor_of(actor),
            workspace_id=places.workspace_id(),
            target=audit.Target("asset", str(asset.pk), asset.name),
        )
    return storage.presigned_get(
        file.key,
        origin=origin,
        content_type=file.content_type,
        filename=download_name(asset.name, extension_of(file.content_type)),
    )


def purge_bin() -> int:
    """Delete for good what has lain in the bin for 30 days; return how many assets."""
    with transaction.atomic(durable=True):
        due = list(
            Asset.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(deleted_at__lt=Now() - timedelta(days=BIN_DAYS))
            .prefetch_related("versions")[:PURGE_AT_ONCE]
        )
        editions = [version for asset in due for version in asset.versions.all()]
        keys = versions.keys_of(editions)
        gone = [asset.pk for asset in due]
        charged = [version.charged_as for version in editions]
        billing.free_storage(places.workspace_id(), keys=charged, reason="purged")
        Asset.objects.filter(pk__in=gone).update(current=None)
        Asset.objects.filter(pk__in=gone).delete()
        audit.record_many(
            Action.ASSET_PURGED,
            actor=audit.SYSTEM,
            workspace_id=places.workspace_id(),
            targets=[audit.Target("asset", str(asset.pk), asset.name) for asset in due],
        )
    try:
        storage.delete_many(keys)
    except (BotoCoreError, ClientError) as error:
        # No row names them any more: they go with the next round of `remove_orphans`.
        log.warning("objects of the bin stay: the store is away", extra={"reason": str(error)})
    return len(gone)


def _shown(value: object) -> object:
    return str(value) if isinstance(value, UUID) else value
