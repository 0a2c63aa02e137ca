"""What a worker does with an upload, and what the sweeper does with those left lying."""

import hashlib
import logging
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.module_loading import import_string

from assets import asking, bucket, cleaning, hooks, names, places, queue, scanning, storage
from assets.asking import LOST_AFTER, SWEEP_AT_ONCE
from assets.models import Asset, Upload
from assets.refusals import TooLarge, UploadRefused
from assets.services import converting, reading
from assets.services.library import NewAsset, write_asset, write_version
from assets.services.preparing import Prepared, store_file
from assets.services.sending import forget
from audit import services as audit
from audit.actions import Action
from billing import services as billing

MAX_CHECKS = 5
SIGN_SECONDS = 5
log = logging.getLogger(__name__)


class _Overtaken(Exception):
    """Another worker has taken this upload over: what was prepared is taken back."""


def check_upload(upload_id: UUID, *, schema_name: str) -> None:
    """Decide about an upload: its file comes into the library, or it is refused.

    A message delivered twice changes nothing, one that comes while another worker is at it neither,
    and a worker lost on the way leaves the upload to the sweeper.
    """
    upload = _claim(upload_id)
    if upload is None:
        return
    try:
        if _decide(upload, schema_name=schema_name):
            storage.delete_many([upload.key])
    except _Overtaken:
        log.info("a check was taken over", extra={"id": str(upload_id)})
    except (BotoCoreError, ClientError) as error:
        if not bucket.is_away(error):
            raise
        log.warning("a check waits: the store is away", extra={"reason": str(error)})
        _hold(upload)


def _claim(upload_id: UUID) -> Upload | None:
    """Take an upload; None when there is nothing to do, or somebody else is at it."""
    free = Q(checks=0) | Q(checking_since__lt=Now() - LOST_AFTER)
    claimed = Upload.objects.filter(free, pk=upload_id, state=Upload.State.CHECKING).update(
        checks=F("checks") + 1, claims=F("claims") + 1, checking_since=Now()
    )
    return Upload.objects.get(pk=upload_id) if claimed else None


def _decide(upload: Upload, *, schema_name: str) -> bool:
    """Take the file in or refuse it; False when it waits to be decided about."""
    try:
        prepared = _prepare(upload, schema_name=schema_name)
        _accept(upload, prepared, schema_name=schema_name)
    except UploadRefused as refusal:
        _refuse(upload, refusal)
    except scanning.ScannerUnavailable as failure:
        # Nothing comes in unseen: it waits for the scanner, and the sweeper asks again.
        log.warning("the virus scanner is away", extra={"reason": str(failure)})
        if upload.checks < MAX_CHECKS:
            return False
        _refuse(upload, UploadRefused("file-scan-unavailable"))
    return True


def _hold(upload: Upload) -> None:
    """Put it back until the store may be there again: this check does not count."""
    Upload.objects.filter(_mine(upload)).update(
        checks=F("checks") - 1, checking_since=asking.later(max(0, upload.claims - upload.checks))
    )


def _mine(upload: Upload) -> Q:
    """Every write names the claim: who was given up cannot write any more."""
    return Q(pk=upload.pk, state=Upload.State.CHECKING, claims=upload.claims)


def _heart(upload: Upload) -> Callable[[], None]:
    """Return what gives a sign of life, seldom enough not to weigh on the database."""
    last = time.monotonic()

    def beat() -> None:
        nonlocal last
        if time.monotonic() - last < SIGN_SECONDS:
            return
        last = time.monotonic()
        if not Upload.objects.filter(_mine(upload)).update(checking_since=Now()):
            raise _Overtaken

    return beat


def _prepare(upload: Upload, *, schema_name: str) -> Prepared:
    if upload.checks > MAX_CHECKS:
        raise UploadRefused("file-check-failed")
    beat = _heart(upload)
    with tempfile.TemporaryDirectory(prefix="checking-") as name:
        folder = Path(name)
        source = folder / cleaning.SOURCE
        original = _fetch(upload.key, source, beat)
        kind = cleaning.kind_of(source)
        size, most = source.stat().st_size, settings.UPLOAD_LIMITS[kind]
        if size > most:
            raise TooLarge(size_bytes=size, max_bytes=most, kind=kind)
        _scan(source, beat)
        clean = cleaning.clean_file(
            folder, filename=upload.filename, declared=upload.content_type, between=beat
        )
        source.unlink()
        return store_file(clean, schema_name=schema_name, original_sha256=original, between=beat)


def _fetch(key: str, path: Path, beat: Callable[[], None]) -> str:
    """Write what was uploaded into a file and return its SHA-256."""
    digest = hashlib.sha256()
    try:
        pieces = storage.stream(key)
    except FileNotFoundError as error:
        raise UploadRefused("file-check-failed") from error
    with path.open("wb") as file:
        for piece in pieces:
            digest.update(piece)
            file.write(piece)
            beat()
    return digest.hexdigest()


def _scan(path: Path, beat: Callable[[], None]) -> None:
    """Refuse what the virus scanner knows, where one is set up."""
    if not settings.CLAMD_URL:
        return
    try:
        found = scanning.scan(settings.CLAMD_URL, path, between=beat)
    except scanning.ScannerFull as error:
        raise UploadRefused("file-scan-too-large") from error
    if found:
        raise UploadRefused("file-infected", {"found": found})


def _accept(upload: Upload, prepared: Prepared, *, schema_name: str) -> None:
    try:
        with transaction.atomic(durable=True):
            asset = _write(upload, prepared)
            # Whoever hears of files waits for pictures.
            for path in hooks.ready() if asset.kind == Asset.Kind.IMAGE else ():
                transaction.on_commit(_teller(path, schema_name, asset.pk), robust=True)
    except BaseException:
        storage.delete_many(prepared.keys)
        raise


def _teller(path: str, schema_name: str, asset_id: UUID) -> Callable[[], None]:
    # No partial: Django fails at telling of one that failed.
    return lambda: import_string(path)(schema_name, asset_id)


def _write(upload: Upload, prepared: Prepared) -> Asset:
    new = NewAsset(
        name=names.title_of(upload.filename),
        source=Asset.Source.UPLOAD,
        product_id=upload.product_id,
        created_by_id=upload.created_by_id,
        filename=upload.filename,
        charged_as=str(upload.pk),
    )
    if upload.is_version:
        asset, action = _replaced(upload), Action.ASSET_VERSION_ADDED
        write_version(asset, prepared, new)
    else:
        asset, action = write_asset(prepared, new), Action.ASSET_CREATED
    moved = Upload.objects.filter(_mine(upload)).update(state=Upload.State.READY, asset=asset)
    if not moved:
        raise _Overtaken
    billing.settle_storage(places.workspace_id(), key=str(upload.pk), size=prepared.size_bytes)
    reading.begin(asset.file)
    converting.begin_web(asset.file)
    audit.record(
        action,
        actor=audit.system_for(upload.created_by_id),
        workspace_id=places.workspace_id(),
        target=audit.Target("asset", str(asset.pk), asset.name),
        details=audit.Details(data={"source": asset.source, "upload": str(upload.pk)}),
    )
    return asset


def _replaced(upload: Upload) -> Asset:
    """Return the file an upload is a new version of, locked.

    Raises:
        UploadRefused: it lies in the bin, or was deleted for good.
    """
    library = Asset.objects.select_for_update(of=("self",)).filter(deleted_at__isnull=True)
    asset = library.filter(pk=upload.replaces_id).first() if upload.replaces_id else None
    if asset is None:
        raise UploadRefused("file-gone")
    return asset


def _refuse(upload: Upload, refusal: UploadRefused) -> None:
    with transaction.atomic(durable=True):
        moved = Upload.objects.filter(_mine(upload)).update(
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
    rows = Upload.objects.filter(asking.due("checking_since"), state=Upload.State.CHECKING)
    lost = dict(rows.order_by("checking_since").values_list("pk", "size_bytes")[:SWEEP_AT_ONCE])
    with asking.noted(Upload, lost) as asked:
        for upload_id, size_bytes in lost.items():
            queue.check_upload(schema_name, upload_id, size_bytes)
            asked.add(upload_id)
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
