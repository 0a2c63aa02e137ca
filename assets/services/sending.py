"""Large files in parts: where each part is sent, what has arrived, all of it joined or given up.

What the sender tells is never believed: the store is asked which parts there are, and each of them
was signed for its own number and length. So an upload holds room for what it announced and cannot
bring a byte more.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from botocore.exceptions import BotoCoreError, ClientError
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import actor_of
from accounts.models import User
from assets import incoming, places, storage
from assets.incoming import Arrived
from assets.models import Upload
from assets.refusals import NotOpen, NotThere
from audit import services as audit
from audit.actions import Action
from billing import services as billing

log = logging.getLogger(__name__)
_MEGABYTE = 1024**2
# What is lost of each when sending is paused: smaller costs more questions.
PART_BYTES = 8 * _MEGABYTE
# The S3 API's own limit.
MOST_PARTS = 10_000
# How long an address takes its part: a slow line may have many of them waiting.
ADDRESS_LIFE = timedelta(hours=1)
# States in which nothing is waited for any more → the code that says so.
OVER = {Upload.State.EXPIRED: "upload-expired", Upload.State.ABORTED: "upload-aborted"}
# Shown to who comes back; each is asked for in the store.
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Place:
    """Where a part is put."""

    number: int
    size_bytes: int
    url: str


def part_bytes_of(size_bytes: int) -> int:
    """Return how long the parts of such a file are, but for the last."""
    least = -(-size_bytes // MOST_PARTS)
    return max(PART_BYTES, -(-least // _MEGABYTE) * _MEGABYTE)


def parts_of(upload: Upload) -> dict[int, int]:
    """Return number → bytes of every part of an upload; empty when it comes in one."""
    each, left = upload.part_bytes, upload.size_bytes
    if not each:
        return {}
    count = -(-left // each)
    return {number: min(each, left - (number - 1) * each) for number in range(1, count + 1)}


def open_in_store(upload: Upload) -> None:
    """Have the store expect the parts; again, nothing changes."""
    if upload.store_id:
        return
    store_id = incoming.begin(upload.key, upload.content_type or "application/octet-stream")
    if not Upload.objects.filter(pk=upload.pk, store_id="").update(store_id=store_id):
        incoming.drop(upload.key, store_id)
    upload.refresh_from_db(fields=["store_id"])


def own(upload_id: UUID, *, actor: User) -> Upload:
    """Return an upload in parts that this person began.

    Raises:
        Upload.DoesNotExist: this person began none such here.
    """
    return Upload.objects.get(pk=upload_id, created_by=actor, part_bytes__isnull=False)


def sign_parts(upload_id: UUID, numbers: Iterable[int], *, origin: str, actor: User) -> list[Place]:
    """Return where to send these parts: each address takes its part and no other.

    origin: the site's own origin as the sender's browser knows it.

    Raises:
        Upload.DoesNotExist: this person began none such here.
        NotOpen: it is not waited for.
        ValidationError: a number is none of a part.
    """
    upload = own(upload_id, actor=actor)
    left = upload.expires_at - timezone.now()
    if upload.state != Upload.State.OPEN:
        raise NotOpen(OVER.get(Upload.State(upload.state), "upload-arrived"))
    if left <= timedelta(0):
        raise NotOpen("upload-expired")
    sizes = parts_of(upload)
    if not set(numbers) <= sizes.keys():
        raise ValidationError(
            {"numbers": [_("This file has the parts 1 to %(last)s.") % {"last": len(sizes)}]}
        )
    open_in_store(upload)
    asked = {number: sizes[number] for number in sorted(set(numbers))}
    urls = incoming.signed(
        upload.key, upload.store_id, origin=origin, sizes=asked, life=min(ADDRESS_LIFE, left)
    )
    return [Place(number, size, urls[number]) for number, size in asked.items()]


def arrived(upload: Upload) -> list[Arrived]:
    """Return the parts that are there; none when the upload is not waited for."""
    if upload.state != Upload.State.OPEN or not upload.store_id:
        return []
    try:
        return incoming.arrived(upload.key, upload.store_id)
    except incoming.Gone:
        return []


def join(upload: Upload, *, told: Mapping[int, str] | None = None) -> None:
    """Make one object of the parts, all of which must be there; again, nothing changes.

    told: number → ETag as the sender knows them; what differs from the store is not joined.

    Raises:
        NotThere: parts are missing or other than announced.
    """
    if storage.size_of(upload.key) is not None:
        return
    there = {part.number: part for part in arrived(upload)}
    missing = [
        number
        for number, size in parts_of(upload).items()
        if number not in there or there[number].size_bytes != size
    ]
    for number, etag in (told or {}).items():
        if number not in there or there[number].etag.strip('"') != etag.strip('"'):
            missing.append(number)
    if missing:
        if storage.size_of(upload.key) is not None:
            return  # another call joined them between our looks
        raise NotThere("upload-parts-missing", {"parts": sorted(set(missing))})
    try:
        incoming.join(upload.key, upload.store_id, list(there.values()))
    except incoming.Gone as error:
        if storage.size_of(upload.key) is None:
            raise NotThere from error


def abort_upload(upload_id: UUID, *, actor: User) -> None:
    """Give up an upload: its bytes go, and its room is free. Giving up again changes nothing.

    Raises:
        Upload.DoesNotExist: this person began none such here.
        NotOpen: its bytes have arrived.
    """
    upload = Upload.objects.get(pk=upload_id, created_by=actor)
    with transaction.atomic(durable=True):
        moved = Upload.objects.filter(pk=upload_id, state=Upload.State.OPEN).update(
            state=Upload.State.ABORTED
        )
        if moved:
            billing.free_storage(places.workspace_id(), keys=[str(upload_id)], reason="given up")
            audit.record(
                Action.UPLOAD_ABORTED,
                actor=actor_of(actor),
                workspace_id=places.workspace_id(),
                target=audit.Target("upload", str(upload.pk), upload.filename),
            )
    upload.refresh_from_db()
    if moved:
        forget([upload])
    elif upload.state in {Upload.State.CHECKING, Upload.State.READY}:
        raise NotOpen("upload-arrived")


def forget(uploads: Sequence[Upload]) -> None:
    """Drop the bytes of uploads nobody waits for. With the store away they go with a later round."""
    try:
        for upload in uploads:
            if upload.store_id:
                incoming.drop(upload.key, upload.store_id)
        storage.delete_many(upload.key for upload in uploads)
    except (BotoCoreError, ClientError) as error:
        log.warning("bytes of uploads stay: the store is away", extra={"reason": str(error)})


def drop_leftovers(schema_name: str, *, older_than: timedelta) -> int:
    """Drop parts in the store that no open upload of this workspace waits for; return of how many.

    Uploads bring parts, and workers that store what is large. Stand in the workspace.
    """
    prefixes = [
        storage.prefix_of(schema_name, area) for area in (*storage.STAYING, *storage.PASSING)
    ]
    begun = [one for prefix in prefixes for one in incoming.begun(prefix, older_than=older_than)]
    dropped = 0
    for key, store_id in begun:
        is_open = Q(key=key, store_id=store_id, state=Upload.State.OPEN)
        if not Upload.objects.filter(is_open).exists():
            incoming.drop(key, store_id)
            dropped += 1
    return dropped


def unfinished(*, actor: User) -> QuerySet[Upload]:
    """Return what this person began to send here and what is still being checked, newest first."""
    waited = Q(state=Upload.State.OPEN, part_bytes__isnull=False, expires_at__gt=timezone.now())
    return Upload.objects.filter(
        waited | Q(state=Upload.State.CHECKING), created_by=actor
    ).order_by("-created_at", "-pk")[:SHOWN]
