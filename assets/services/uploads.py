"""How bytes come in: announced and posted to the bucket, or handed over with a request."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePath
from typing import IO
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from accounts import idempotency
from accounts.actors import actor_of
from accounts.models import User
from assets import names, places, queue, storage
from assets.decoding import sniff
from assets.models import Upload
from assets.refusals import NotThere, TooLarge, UploadRefused
from audit import services as audit
from audit.actions import Action
from billing import services as billing
from billing.quotas import QuotaExceeded

OPEN_FOR = timedelta(hours=1)
# What was announced longer ago and has not arrived is not waited for.
RECENT = timedelta(seconds=60)
# What a browser declares when it knows no type (HEIC on most of them).
UNKNOWN_TYPE = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Arriving:
    """A file as its sender describes it: nothing of this is believed for long."""

    filename: str
    content_type: str
    size_bytes: int
    product_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Begun:
    """An upload that is expected, and the form its bytes are posted with."""

    upload: Upload
    url: str
    fields: dict[str, str]


def begin_upload(arriving: Arriving, *, schema_name: str, actor: User, origin: str) -> Begun:
    """Expect a file and return where to post it; it must be called complete within the hour.

    origin: the site's own origin as the sender's browser knows it.

    Raises:
        UploadRefused: by its name it is no picture we take.
        TooLarge: it has more bytes than we take; TooLarge is an UploadRefused.
        QuotaExceeded: the plan has no room for it.
    """
    _refuse_by_description(arriving, max_bytes=settings.UPLOAD_MAX_BYTES)
    content_type = arriving.content_type or UNKNOWN_TYPE
    with transaction.atomic(durable=True):
        upload = _note(arriving, schema_name=schema_name, actor=actor, state=Upload.State.OPEN)
        idempotency.mark(upload.pk)
    return _with_form(upload, origin=origin, content_type=content_type)


def begin_again(upload_id: UUID, *, origin: str) -> Begun | None:
    """Return where to post a file that was announced before; None when it is not waited for.

    Raises:
        Upload.DoesNotExist: no such upload in this workspace.
    """
    upload = Upload.objects.get(pk=upload_id)
    if upload.state != Upload.State.OPEN:
        return None
    return _with_form(upload, origin=origin, content_type=upload.content_type or UNKNOWN_TYPE)


def _with_form(upload: Upload, *, origin: str, content_type: str) -> Begun:
    form = storage.presigned_post(
        upload.key, origin=origin, content_type=content_type, max_bytes=upload.size_bytes
    )
    return Begun(upload, form.url, form.fields)


def receive(arriving: Arriving, file: IO[bytes], *, schema_name: str, actor: User) -> Upload:
    """Take a file that came with a request and have it checked.

    Raises:
        UploadRefused: it is no picture we take; nothing is kept.
        TooLarge: it has more bytes than a request may bring.
        QuotaExceeded: the plan has no room for it.
    """
    _refuse_by_description(arriving, max_bytes=settings.UPLOAD_FORM_MAX_BYTES)
    head = file.read(sniff.HEAD_BYTES)
    file.seek(0)
    refuse_by_content(head, filename=arriving.filename)
    upload_id = uuid.uuid4()
    key = storage.key_for(schema_name, storage.QUARANTINE, str(upload_id))
    storage.put(key, file, UNKNOWN_TYPE)
    try:
        with transaction.atomic(durable=True):
            upload = _note(
                arriving,
                schema_name=schema_name,
                actor=actor,
                state=Upload.State.CHECKING,
                upload_id=upload_id,
            )
            idempotency.mark(upload.pk)
            _send(schema_name, upload.pk)
    except QuotaExceeded:
        storage.delete_many([key])
        raise
    return upload


def complete_upload(upload_id: UUID, *, schema_name: str) -> Upload:
    """Have the posted bytes checked and return the upload as it stands.

    Calling it again changes nothing: whoever asks twice reads the present state.

    Raises:
        Upload.DoesNotExist: no such upload in this workspace.
        NotThere: its bytes have not arrived, or its time is over.
    """
    upload = Upload.objects.get(pk=upload_id)
    if upload.state == Upload.State.EXPIRED:
        raise NotThere("upload-expired")
    if upload.state != Upload.State.OPEN:
        return upload
    size_bytes = storage.size_of(upload.key)
    if size_bytes is None:
        raise NotThere
    with transaction.atomic(durable=True):
        moved = Upload.objects.filter(pk=upload_id, state=Upload.State.OPEN).update(
            state=Upload.State.CHECKING, checking_since=Now(), size_bytes=size_bytes
        )
        if moved:
            _send(schema_name, upload_id)
    upload.refresh_from_db()
    return upload


def is_receiving() -> bool:
    """Return whether photos are on their way into this workspace just now."""
    return Upload.objects.filter(
        Q(state=Upload.State.CHECKING) | Q(state=Upload.State.OPEN, created_at__gt=Now() - RECENT)
    ).exists()


def refuse_by_content(head: bytes, *, filename: str) -> None:
    """Refuse a file by its first bytes, naming what it is.

    Raises:
        UploadRefused: they are not those of a picture we take.
    """
    kind = sniff.kind_of(head)
    if kind is None:
        raise UploadRefused("file-not-a-picture")
    if kind in sniff.ACCEPTED:
        return
    extension = PurePath(filename).suffix.lstrip(".").lower()
    if extension in sniff.EXTENSIONS:
        raise UploadRefused("file-misnamed", {"extension": extension, "type": kind})
    raise UploadRefused("file-type-unsupported", {"type": kind})


def _refuse_by_description(arriving: Arriving, *, max_bytes: int) -> None:
    claimed = sniff.kind_by_name(arriving.filename, arriving.content_type)
    if claimed is not None and claimed not in sniff.ACCEPTED:
        raise UploadRefused("file-type-unsupported", {"type": claimed})
    if arriving.size_bytes <= 0:
        raise UploadRefused("file-empty")
    if arriving.size_bytes > max_bytes:
        raise TooLarge(size_bytes=arriving.size_bytes, max_bytes=max_bytes)


def _note(
    arriving: Arriving,
    *,
    schema_name: str,
    actor: User,
    state: Upload.State,
    upload_id: UUID | None = None,
) -> Upload:
    upload_id = upload_id or uuid.uuid4()
    upload = Upload.objects.create(
        id=upload_id,
        key=storage.key_for(schema_name, storage.QUARANTINE, str(upload_id)),
        filename=names.clean_filename(arriving.filename),
        content_type=arriving.content_type[:80],
        size_bytes=arriving.size_bytes,
        state=state,
        product_id=arriving.product_id,
        created_by=actor,
        checking_since=Now() if state == Upload.State.CHECKING else None,
        expires_at=Now() + OPEN_FOR,
    )
    # Room is held last but for the trail, and shares the fate of the row it is for.
    billing.hold_storage(
        places.workspace_id(),
        key=str(upload_id),
        size=arriving.size_bytes,
        label=upload.filename,
        actor_id=str(actor.pk),
    )
    audit.record(
        Action.UPLOAD_STARTED,
        actor=actor_of(actor),
        workspace_id=places.workspace_id(),
        target=audit.Target("upload", str(upload.pk), upload.filename),
    )
    return upload


def _send(schema_name: str, upload_id: UUID) -> None:
    # Robust: a broker that is away is no reason to refuse a file; the sweeper asks again. And a
    # function with a name: Django would fail at telling of a partial that failed.
    def ask() -> None:
        queue.check_upload(schema_name, upload_id)

    transaction.on_commit(ask, robust=True)
