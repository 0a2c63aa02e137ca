"""What a worker does with an upload, and what the sweeper does with those left lying."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.module_loading import import_string

from assets import hooks, names, pictures, places, queue, storage
from assets.models import Asset, Upload
from assets.refusals import UploadRefused
from assets.services.library import NewAsset, write_asset
from assets.services.preparing import Prepared, store
from assets.services.sending import forget
from assets.services.uploads import refuse_by_content
from audit import services as audit
from audit.actions import Action
from billing import services as billing

MAX_CHECKS = 5
LOST_AFTER = timedelta(seconds=60)
SWEEP_AT_ONCE = 200


class _Overtaken(Exception):
    """Another worker decided about this upload first: what was prepared is taken back."""


def check_upload(upload_id: UUID, *, schema_name: str) -> None:
    """Decide about an upload: its picture comes into the library, or it is refused.

    A message delivered twice changes nothing, and a worker lost on the way leaves the upload to
    the sweeper.
    """
    claimed = Upload.objects.filter(pk=upload_id, state=Upload.State.CHECKING).update(
        checks=F("checks") + 1, checking_since=Now()
    )
    if not claimed:
        return
    upload = Upload.objects.get(pk=upload_id)
    try:
        prepared = _prepare(upload, schema_name=schema_name)
    except UploadRefused as refusal:
        _refuse(upload, refusal)
    else:
        _accept(upload, prepared, schema_name=schema_name)
    storage.delete_many([upload.key])


def _prepare(upload: Upload, *, schema_name: str) -> Prepared:
    if upload.checks > MAX_CHECKS:
        raise UploadRefused("file-check-failed")
    try:
        content = storage.read(upload.key)
    except FileNotFoundError as error:
        raise UploadRefused("file-check-failed") from error
    refuse_by_content(content[:512], filename=upload.filename)
    try:
        clean = pictures.clean(content)
    except pictures.PictureRefused as refusal:
        raise UploadRefused(refusal.code, refusal.data) from refusal
    return store(clean, schema_name=schema_name)


def _accept(upload: Upload, prepared: Prepared, *, schema_name: str) -> None:
    try:
        with transaction.atomic(durable=True):
            asset = _write(upload, prepared)
            for path in hooks.ready():
                transaction.on_commit(_teller(path, schema_name, asset.pk), robust=True)
    except _Overtaken:
        storage.delete_many(prepared.keys)
    except BaseException:
        storage.delete_many(prepared.keys)
        raise


def _teller(path: str, schema_name: str, asset_id: UUID) -> Callable[[], None]:
    # No partial: Django fails at telling of one that failed.
    return lambda: import_string(path)(schema_name, asset_id)


def _write(upload: Upload, prepared: Prepared) -> Asset:
    asset = write_asset(
        prepared,
        NewAsset(
            name=names.title_of(upload.filename),
            source=Asset.Source.UPLOAD,
            product_id=upload.product_id,
            created_by_id=upload.created_by_id,
            filename=upload.filename,
            charged_as=str(upload.pk),
        ),
    )
    moved = Upload.objects.filter(pk=upload.pk, state=Upload.State.CHECKING).update(
        state=Upload.State.READY, asset=asset
    )
    if not moved:
        raise _Overtaken
    billing.settle_storage(places.workspace_id(), key=str(upload.pk), size=asset.file.size_bytes)
    audit.record(
        Action.ASSET_CREATED,
        actor=audit.system_for(upload.created_by_id),
        workspace_id=places.workspace_id(),
        target=audit.Target("asset", str(asset.pk), asset.name),
        details=audit.Details(data={"source": asset.source, "upload": str(upload.pk)}),
    )
    return asset


def _refuse(upload: Upload, refusal: UploadRefused) -> None:
    with transaction.atomic(durable=True):
        moved = Upload.objects.filter(pk=upload.pk, state=Upload.State.CHECKING).update(
            state=Upload.State.REFUSED, problem=refusal.code, problem_data=refusal.data
        )
        if moved:
            billing.free_storage(places.workspace_id(), keys=[str(upload.pk)], reason="refused")
            audit.record(
                Action.UPLOAD_REFUSED,
                actor=audit.system_for(upload.created_by_id),
                workspace_id=places.workspace_id(),
                target=audit.Target("upload", str(upload.pk), upload.filename),
                details=audit.Details(outcome="denied", reason=refusal.code),
            )


def sweep_uploads(*, schema_name: str) -> None:
    """Ask again for checks that were lost, and close uploads whose time is over."""
    lost = Upload.objects.filter(
        state=Upload.State.CHECKING, checking_since__lt=Now() - LOST_AFTER
    ).order_by("checking_since")[:SWEEP_AT_ONCE]
    for upload_id in list(lost.values_list("pk", flat=True)):
        queue.check_upload(schema_name, upload_id)
    late = Q(state=Upload.State.OPEN, expires_at__lt=Now())
    due = Upload.objects.filter(late).order_by("expires_at")[:SWEEP_AT_ONCE]
    forget([upload for upload in due if _expire(upload, late)])


def _expire(upload: Upload, late: Q) -> bool:
    """Wait for an upload no longer, and free the room held for it; False when it has come."""
    with transaction.atomic():
        moved = Upload.objects.filter(late, pk=upload.pk).update(state=Upload.State.EXPIRED)
        if moved:
            billing.free_storage(places.workspace_id(), keys=[str(upload.pk)], reason="never came")
            audit.record(
                Action.UPLOAD_EXPIRED,
                actor=audit.system_for(upload.created_by_id),
                workspace_id=places.workspace_id(),
                target=audit.Target("upload", str(upload.pk), upload.filename),
            )
    return bool(moved)
