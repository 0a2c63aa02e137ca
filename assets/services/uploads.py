"""How bytes come in: announced and sent to the bucket, or handed over with a request."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import IO
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from accounts import idempotency
from accounts.actors import actor_of
from accounts.models import User
from assets import kinds, names, places, queue, storage
from assets.decoding import sniff
from assets.decoding.refused import Refused
from assets.models import Asset, Upload
from assets.refusals import NotThere, TooLarge, UploadRefused
from assets.services import sending
from audit import services as audit
from audit.actions import Action
from billing import services as billing
from billing.quotas import QuotaExceeded

OPEN_FOR = timedelta(hours=1)
# What comes in parts may be gone on with the next morning.
OPEN_FOR_IN_PARTS = timedelta(hours=24)
# What was announced longer ago and has not arrived is not waited for.
RECENT = timedelta(seconds=60)
# What a browser declares when it knows no type (HEIC on most of them).
UNKNOWN_TYPE = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Arriving:
    """A file as its sender describes it: nothing of this is believed for long.

    replaces: the asset it is to be a new version of. in_parts: its sender wants to send it so.
    """

    filename: str
    content_type: str
    size_bytes: int
    product_id: UUID | None = None
    replaces: Asset | None = None
    in_parts: bool = False


@dataclass(frozen=True, slots=True)
class Begun:
    """An upload that is expected, and the form its bytes are posted with; in parts, there is none."""

    upload: Upload
    url: str = ""
    fields: dict[str, str] = field(default_factory=dict)


def begin_upload(arriving: Arriving, *, schema_name: str, actor: User, origin: str) -> Begun:
    """Expect a file and return where to post it; it must be called complete within the hour.

    What is larger than a form takes comes in parts, and has a day.
    origin: the site's own origin as the sender's browser knows it.

    Raises:
        UploadRefused: by its name it is nothing we take.
        TooLarge: it has more bytes than we take; TooLarge is an UploadRefused.
        QuotaExceeded: the plan has no room for it.
    """
    _refuse_by_description(arriving)
    in_parts = arriving.in_parts or arriving.size_bytes > settings.UPLOAD_FORM_MAX_BYTES
    with transaction.atomic(durable=True):
        upload = _note(
            arriving,
            schema_name=schema_name,
            actor=actor,
            state=Upload.State.OPEN,
            part_bytes=sending.part_bytes_of(arriving.size_bytes) if in_parts else None,
        )
        idempotency.mark(upload.pk)
    return _begun(upload, origin=origin)


def begin_again(upload_id: UUID, *, origin: str) -> Begun | None:
    """Return where to send a file that was announced before; None when it is not waited for.

    Raises:
        Upload.DoesNotExist: no such upload in this workspace.
    """
    upload = Upload.objects.get(pk=upload_id)
    return _begun(upload, origin=origin) if upload.state == Upload.State.OPEN else None


def _begun(upload: Upload, *, origin: str) -> Begun:
    upload.refresh_from_db(fields=["expires_at", "store_id"])
    if upload.part_bytes:
        sending.open_in_store(upload)
        return Begun(upload)
    form = storage.presigned_post(
        upload.key,
        origin=origin,
        content_type=upload.content_type or UNKNOWN_TYPE,
        max_bytes=upload.size_bytes,
    )
    return Begun(upload, form.url, form.fields)


def receive(
    arriving: Arriving,
    file: IO[bytes],
    *,
    schema_name: str,
    actor: User,
    also: Callable[[Upload], None] | None = None,
) -> Upload:
    """Take a file that came with a request and have it checked.

    also: writes who knows of it, in the same transaction.

    Raises:
        UploadRefused: it is nothing we take; nothing is kept.
        TooLarge: it has more bytes than a request may bring.
        QuotaExceeded: the plan has no room for it.
    """
    _refuse_by_description(arriving, max_bytes=settings.UPLOAD_FORM_MAX_BYTES)
    head = file.read(sniff.HEAD_BYTES)
    file.seek(0)
    refuse_by_content(head, filename=arriving.filename, declared=arriving.content_type)
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
            if also is not None:
                also(upload)
            idempotency.mark(upload.pk)
            _send(schema_name, upload.pk, upload.size_bytes)
    except QuotaExceeded:
        storage.delete_many([key])
        raise
    return upload


def complete_upload(
    upload_id: UUID, *, schema_name: str, told: Mapping[int, str] | None = None
) -> Upload:
    """Have the sent bytes checked and return the upload as it stands.

    Calling it again changes nothing: whoever asks twice reads the present state.
    told: number → ETag of the parts as their sender knows them; the store is asked in any case.

    Raises:
        Upload.DoesNotExist: no such upload in this workspace.
        NotThere: its bytes have not arrived, or its time is over.
    """
    upload = Upload.objects.get(pk=upload_id)
    if upload.state in sending.OVER:
        raise NotThere(sending.OVER[Upload.State(upload.state)])
    if upload.state != Upload.State.OPEN:
        return upload
    if upload.part_bytes:
        sending.join(upload, told=told)
    size_bytes = storage.size_of(upload.key)
    if size_bytes is None:
        raise NotThere
    with transaction.atomic(durable=True):
        moved = Upload.objects.filter(pk=upload_id, state=Upload.State.OPEN).update(
            state=Upload.State.CHECKING, checking_since=Now(), size_bytes=size_bytes
        )
        if moved:
            _send(schema_name, upload_id, size_bytes)
    upload.refresh_from_db()
    if upload.state in sending.OVER:
        # It was given up while its parts were joined.
        sending.forget([upload])
        raise NotThere(sending.OVER[Upload.State(upload.state)])
    return upload


def is_receiving() -> bool:
    """Return whether photos are on their way into this workspace just now."""
    return Upload.objects.filter(
        Q(state=Upload.State.CHECKING) | Q(state=Upload.State.OPEN, created_at__gt=Now() - RECENT)
    ).exists()


def refuse_by_content(head: bytes, *, filename: str, declared: str = "") -> None:
    """Refuse a file by its first bytes, where they tell.

    Raises:
        UploadRefused: they are not those of a file we take, or of another than it says.
    """
    name = sniff.name_of(head)
    if name in {sniff.ZIP, sniff.OLE}:
        return  # which of Office's files it is, only its end says
    try:
        sniff.agreed(name, filename=filename, declared=declared)
    except Refused as refusal:
        raise UploadRefused(refusal.code, refusal.data) from refusal


def _refuse_by_description(arriving: Arriving, *, max_bytes: int | None = None) -> None:
    """Refuse what is not taken by its name, type and size.

    max_bytes: what the way takes it comes by, whatever its kind.
    """
    claim = kinds.claim_of(arriving.filename, arriving.content_type)
    kind = claim.kind if claim else ""
    if claim is not None and claim.refused:
        raise UploadRefused(claim.refused, {"type": claim.name})
    if arriving.size_bytes <= 0:
        raise UploadRefused("file-empty")
    most = settings.UPLOAD_LIMITS.get(kind, settings.UPLOAD_MAX_BYTES)
    if max_bytes is not None:
        most = min(most, max_bytes)
    if arriving.size_bytes > most:
        raise TooLarge(size_bytes=arriving.size_bytes, max_bytes=most, kind=kind)
    replaced = arriving.replaces
    if replaced is not None and kind not in {"", replaced.kind}:
        raise UploadRefused("file-kind-differs", {"kind": replaced.kind, "given": kind})


def _note(
    arriving: Arriving,
    *,
    schema_name: str,
    actor: User,
    state: Upload.State,
    upload_id: UUID | None = None,
    part_bytes: int | None = None,
) -> Upload:
    upload_id = upload_id or uuid.uuid4()
    upload = Upload.objects.create(
        id=upload_id,
        key=storage.key_for(schema_name, storage.QUARANTINE, str(upload_id)),
        filename=names.clean_filename(arriving.filename),
        content_type=arriving.content_type[:80],
        size_bytes=arriving.size_bytes,
        state=state,
        part_bytes=part_bytes,
        product_id=arriving.product_id,
        replaces=arriving.replaces,
        is_version=arriving.replaces is not None,
        created_by=actor,
        checking_since=Now() if state == Upload.State.CHECKING else None,
        expires_at=Now() + (OPEN_FOR_IN_PARTS if part_bytes else OPEN_FOR),
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


def _send(schema_name: str, upload_id: UUID, size_bytes: int) -> None:
    # Robust: a broker that is away is no reason to refuse a file; the sweeper asks again. And a
    # function with a name: Django would fail at telling of a partial that failed.
    def ask() -> None:
        queue.check_upload(schema_name, upload_id, size_bytes)

    transaction.on_commit(ask, robust=True)
