"""Many files as one zip, products as a sheet: asked for, written by a worker, gone after seven days.

The row says how far it is. Every attempt writes under a key of its own, so that a worker that was
given up cannot spoil what the next one writes; whatever an attempt leaves, the next one removes.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from botocore.exceptions import BotoCoreError, ClientError
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts import idempotency
from accounts.actors import actor_of
from accounts.models import User
from assets import places, storage
from assets.models import Export, Work
from assets.services import work
from assets.services.work import WorkFailed
from audit import services as audit
from audit.actions import Action

log = logging.getLogger(__name__)
KEPT = timedelta(days=storage.PASSING[storage.EXPORTS])
# Of all that one workspace keeps to be taken home; the oldest goes first.
MOST_KEPT_BYTES = 20 * 1024**3
SHOWN = 50
Alive = Callable[..., None]
Maker = Callable[[Export, Alive], Iterator[bytes]]
# Kind → what yields its bytes. It calls `alive(done=…)` at least every 20 s.
MAKERS: Mapping[str, str] = {
    Export.Kind.FILES: "assets.services.export_files.pieces",
    Export.Kind.CATALOGUE: "assets.services.catalogue_export.pieces",
}
TYPES = {
    "zip": "application/zip",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class NotReady(Exception):
    """It waits, or is being written."""


class Gone(Exception):
    """It was kept for seven days, or could not be written."""


def recent() -> QuerySet[Export]:
    """Return what was asked for and is kept, the newest first."""
    return Export.objects.filter(created_at__gt=Now() - KEPT).order_by("-created_at", "-pk")


def begin(
    kind: Export.Kind,
    *,
    parameters: Mapping[str, Any],
    filename: str,
    total: int,
    actor: User,
    schema_name: str,
) -> Export:
    """Have a worker write a file to take home, on the record.

    filename: what it is saved as; its extension says what it is (`TYPES`). total: of how many files
    or products it is.
    """
    with transaction.atomic(durable=True):
        export = Export.objects.create(
            kind=kind,
            parameters=dict(parameters),
            filename=filename,
            content_type=TYPES[_extension(filename)],
            total=total,
            created_by=actor,
        )
        idempotency.mark(export.pk)
        data = {"files": total} if kind == Export.Kind.FILES else {"products": total}
        _record(Action.ASSET_EXPORT_ASKED, export, actor, data)
        work.send(export, schema_name=schema_name)
    # The database decides when it was asked for.
    export.refresh_from_db()
    return export


def open_of(person: User) -> int:
    """Return how many of a person's are not written yet."""
    waiting = (Work.State.WAITING, Work.State.RUNNING)
    return Export.objects.filter(created_by=person, state__in=waiting).count()


def run(export_id: UUID, *, schema_name: str) -> None:
    """Write the file of an export; a message that comes twice finds nothing to do."""
    do, on_failure = (
        partial(_make, schema_name=schema_name),
        partial(_fail, schema_name=schema_name),
    )
    work.run(Export, export_id, do, on_failure=on_failure)


def download_url(export_id: UUID, *, origin: str, actor: User) -> str:
    """Return where the file is saved from, for a while, on the record.

    Raises:
        Export.DoesNotExist: nobody asked for it.
        NotReady: it waits, or is being written.
        Gone: its seven days are over, or it could not be written.
    """
    export = Export.objects.get(pk=export_id)
    if export.state in (Work.State.WAITING, Work.State.RUNNING):
        raise NotReady
    if not is_there(export):
        raise Gone
    with transaction.atomic(durable=True):
        _record(Action.ASSET_EXPORT_DOWNLOADED, export, actor, {})
    return storage.presigned_get(
        export.key, origin=origin, content_type=export.content_type, filename=export.filename
    )


def is_there(export: Export) -> bool:
    """Return whether the file can be saved."""
    return export.state == Work.State.READY and expires_at(export) > timezone.now()


def expires_at(export: Export) -> Any:
    """Return when the file goes: its days are counted from when it was written."""
    return (export.finished_at or export.created_at) + KEPT


def remove_expired(*, schema_name: str) -> int:
    """Delete the rows whose files are gone by age, with what is left of them; return how many.

    The store forgets exports by itself, and this sees that one without such a rule does, too.
    """
    with transaction.atomic(durable=True):
        # A file that was written late lives for a while after its row's days.
        old = Export.objects.filter(created_at__lt=Now() - 2 * KEPT)
        ids = list(old.values_list("pk", flat=True)[:1000])
        Export.objects.filter(pk__in=ids).delete()
    for export_id in ids:
        storage.delete_prefix(_folder(export_id, schema_name))
    return len(ids)


def _make(export: Export, *, schema_name: str) -> None:
    folder = _folder(export.pk, schema_name)
    if export.claims > 1:
        _drop(folder)
    _write(export, f"{folder}{export.claims}.{_extension(export.filename)}")


def _write(export: Export, key: str) -> None:
    make: Maker = import_string(MAKERS[export.kind])
    pieces = make(export, lambda **written: work.alive(export, **written))
    size = storage.put_stream(key, pieces, export.content_type)
    try:
        work.finish(export, key=key, size_bytes=size, done=export.total)
    except BaseException:
        storage.delete_many([key])
        raise
    _forget_beyond(MOST_KEPT_BYTES, keep=export)


def _forget_beyond(most_bytes: int, *, keep: Export) -> None:
    """Delete the oldest files a workspace keeps until the others are within bounds.

    They take no room of the plan, so that nobody has to delete anything to take files home.
    """
    ready = Export.objects.filter(state=Work.State.READY).order_by("-finished_at", "-pk")
    left, gone = most_bytes, []
    for pk, key, size in ready.values_list("pk", "key", "size_bytes"):
        left -= size
        if left < 0 and pk != keep.pk:
            gone.append((pk, key))
    with transaction.atomic(durable=True):
        Export.objects.filter(pk__in=[pk for pk, _key in gone]).delete()
    storage.delete_many(key for _pk, key in gone)


def _fail(export: Export, failure: WorkFailed, *, schema_name: str) -> None:
    """Say that it cannot be written, on the record, and remove what its attempts have left."""
    with transaction.atomic(durable=True):
        work.fail(export, failure)
        audit.record(
            Action.ASSET_EXPORT_FAILED,
            actor=audit.system_for(export.created_by_id),
            workspace_id=places.workspace_id(),
            target=audit.Target("asset_export", str(export.pk), export.filename),
            details=audit.Details(outcome="error", reason=failure.code),
        )
    try:
        _drop(_folder(export.pk, schema_name))
    except (BotoCoreError, ClientError) as error:
        log.warning("an export's parts stay: the store is away", extra={"reason": str(error)})


def _drop(folder: str) -> None:
    """Remove what killed attempts have left: parts that were never joined, and whole files."""
    storage.drop_begun(folder)
    storage.delete_prefix(folder)


def _folder(export_id: UUID, schema_name: str) -> str:
    return storage.key_for(schema_name, storage.EXPORTS, f"{export_id}/")


def _extension(filename: str) -> str:
    return filename.rpartition(".")[2]


def _record(action: Action, export: Export, actor: User, data: dict[str, Any]) -> None:
    audit.record(
        action,
        actor=actor_of(actor),
        workspace_id=places.workspace_id(),
        target=audit.Target("asset_export", str(export.pk), export.filename),
        details=audit.Details(data=data),
    )
