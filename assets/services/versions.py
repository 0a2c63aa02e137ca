"""The versions of a file: which there are, going back to an older one, deleting what is not needed."""

import logging
from collections.abc import Callable, Sequence
from uuid import UUID

from botocore.exceptions import BotoCoreError, ClientError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from accounts.actors import actor_of
from accounts.models import User
from assets import hooks, names, places, storage
from assets.models import Asset, AssetVersion, Derivative, Page
from assets.refusals import UploadRefused
from assets.services import indexing
from audit import services as audit
from audit.actions import Action
from billing import services as billing

log = logging.getLogger(__name__)


class IsCurrent(Exception):
    """The version that is shown cannot be deleted: another must be chosen first."""


def versions_of(asset_id: UUID) -> QuerySet[AssetVersion]:
    """Return the versions of a file in the library, the newest first."""
    return AssetVersion.objects.filter(
        asset=asset_id, asset__deleted_at__isnull=True, asset__current__isnull=False
    ).order_by("-number")


def refuse_another_kind(asset: Asset, kind: str) -> None:
    """Refuse a new version that is something else than the file: a video for a picture, say.

    Raises:
        UploadRefused: it is.
    """
    if asset.kind != kind:
        raise UploadRefused("file-kind-differs", {"kind": asset.kind, "given": kind})


def choose_version(asset_id: UUID, number: int, *, schema_name: str, actor: User) -> Asset:
    """Have a file show the bytes of this version; choosing the present one changes nothing.

    Raises:
        AssetVersion.DoesNotExist: there is no such version of a file in the library.
    """
    with transaction.atomic(durable=True):
        asset, version = _locked(asset_id, number)
        if asset.current_id == version.pk:
            return asset
        before = asset.file.number
        asset.current, asset.size_bytes = version, version.size_bytes
        asset.save(update_fields=["current", "size_bytes"])
        indexing.index([asset.pk])
        _record(Action.ASSET_VERSION_CHOSEN, asset, actor, version=number, before=before)
        for path in hooks.ready():
            transaction.on_commit(_teller(path, schema_name, asset.pk), robust=True)
    return asset


def delete_version(asset_id: UUID, number: int, *, actor: User) -> None:
    """Delete a version for good and free its room.

    Raises:
        AssetVersion.DoesNotExist: there is no such version of a file in the library.
        IsCurrent: it is the one that is shown.
    """
    with transaction.atomic(durable=True):
        asset, version = _locked(asset_id, number)
        if asset.current_id == version.pk:
            raise IsCurrent
        keys = keys_of([version])
        billing.free_storage(
            places.workspace_id(), keys=[version.charged_as], reason="version deleted"
        )
        version.delete()
        _record(Action.ASSET_VERSION_DELETED, asset, actor, version=number)
    try:
        storage.delete_many(keys)
    except (BotoCoreError, ClientError) as error:
        # No row names them any more: they go with the next round of `remove_orphans`.
        log.warning("a version's objects stay: the store is away", extra={"reason": str(error)})


def version_url(asset_id: UUID, number: int, *, origin: str, actor: User) -> str:
    """Return the address a version is saved from, and record that it was asked for.

    Raises:
        AssetVersion.DoesNotExist: there is no such version of a file in the library.
    """
    version = versions_of(asset_id).select_related("asset").get(number=number)
    with transaction.atomic(durable=True):
        _record(Action.ASSET_DOWNLOADED, version.asset, actor, version=number)
    title = f"{version.asset.name} ({number})"
    return storage.presigned_get(
        version.key,
        origin=origin,
        content_type=version.content_type,
        filename=names.download_name(title, names.extension_of(version.content_type)),
    )


def keys_of(versions: Sequence[AssetVersion]) -> list[str]:
    """Return every object that goes with these versions: their own, and what was made of them."""
    own = [
        key
        for version in versions
        for key in (version.key, *version.thumbs.values(), *version.companions.values())
    ]
    ids = [version.pk for version in versions]
    made = Derivative.objects.filter(version__in=ids).exclude(key="").values_list("key", flat=True)
    read = (
        Page.objects.filter(reading__version__in=ids)
        .exclude(picture="")
        .values_list("picture", flat=True)
    )
    return [*own, *made, *read]


def _locked(asset_id: UUID, number: int) -> tuple[Asset, AssetVersion]:
    """Return a file of the library, locked, and one of its versions.

    Raises:
        AssetVersion.DoesNotExist: there is none.
    """
    asset = (
        Asset.objects.select_for_update(of=("self",))
        .select_related("current")
        .filter(pk=asset_id, deleted_at__isnull=True, current__isnull=False)
        .first()
    )
    if asset is None:
        raise AssetVersion.DoesNotExist
    return asset, asset.versions.get(number=number)


def _record(action: Action, asset: Asset, actor: User, **data: int) -> None:
    audit.record(
        action,
        actor=actor_of(actor),
        workspace_id=places.workspace_id(),
        target=audit.Target("asset", str(asset.pk), asset.name),
        details=audit.Details(data=dict(data)),
    )


def _teller(path: str, schema_name: str, asset_id: UUID) -> Callable[[], None]:
    # No partial: Django fails at telling of one that failed.
    return lambda: import_string(path)(schema_name, asset_id)
