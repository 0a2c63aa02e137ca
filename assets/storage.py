"""The bucket: every stored byte goes in and out here.

What stays lies under the workspace's own prefix: `<schema>/clean/…`, `<schema>/thumbs/…` and
`<schema>/derived/…` (can be made again). What passes through lies at `quarantine/<schema>/…`
(unchecked bytes), `exports/<schema>/…` and `scenes/<schema>/…` (voices and scenes of videos, so that
a render goes on where it was): a bucket's lifecycle rules know only how keys begin.
"""

import hashlib
import logging
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import IO, Any

from botocore.exceptions import ClientError
from django.conf import settings
from django.core.files.base import ContentFile, File
from django.utils import timezone
from django.utils.http import content_disposition_header

from assets import parts, presign
from assets.bucket import client as _client
from assets.bucket import is_missing
from assets.bucket import storage as _storage

CLEAN = "clean"
THUMBS = "thumbs"
DERIVED = "derived"
QUARANTINE = "quarantine"
EXPORTS = "exports"
SCENES = "scenes"
# Days after which the server itself forgets what only passes through.
PASSING = {QUARANTINE: 1, EXPORTS: 7, SCENES: 30}
# What stays until no row names it.
STAYING = (CLEAN, THUMBS, DERIVED)
# Longer than a sender may take over parts.
_ABANDONED_DAYS = 2
POST_SECONDS = 300
_PIECE_BYTES = 1024**2
_DELETE_AT_ONCE = _LIST_AT_ONCE = 1000  # the S3 API's own limit
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Stored:
    """An object as a listing tells it. age: since it was written last, by the store's own clock."""

    key: str
    age: timedelta


@dataclass(frozen=True, slots=True)
class Form:
    """Where a browser posts a file, and the fields it sends before it."""

    url: str
    fields: dict[str, str]


def key_for(schema_name: str, area: str, name: str) -> str:
    """Return the key of `name` in one area of a workspace."""
    return f"{area}/{schema_name}/{name}" if area in PASSING else f"{schema_name}/{area}/{name}"


def new_key(schema_name: str, area: str, extension: str) -> str:
    """Return a key nobody has used: stored bytes are never written over."""
    return key_for(schema_name, area, f"{uuid.uuid4()}.{extension}")


def put(key: str, data: bytes | IO[bytes], content_type: str) -> None:
    """Store `data` under `key`."""
    content: File[Any] = ContentFile(data) if isinstance(data, bytes) else File(data, name=key)
    content.content_type = content_type  # type: ignore[attr-defined]  # read by S3Storage
    _storage().save(key, content)


def put_stream(key: str, pieces: Iterable[bytes], content_type: str) -> int:
    """Store under `key` what comes piece by piece, in little memory; return how many bytes."""
    return parts.put(_client(), settings.S3_BUCKET, key, pieces, content_type=content_type)


def drop_begun(prefix: str) -> None:
    """Drop what a killed `put_stream` has left under keys that begin so."""
    parts.drop_begun(_client(), settings.S3_BUCKET, prefix)


def read(key: str) -> bytes:
    """Return the bytes stored under `key`.

    Raises:
        FileNotFoundError: there are none.
    """
    try:
        content: bytes = _client().get_object(Bucket=settings.S3_BUCKET, Key=key)["Body"].read()
    except ClientError as error:
        if is_missing(error):
            raise FileNotFoundError(key) from error
        raise
    return content


def fetch(key: str, path: Path) -> str:
    """Write the bytes stored under `key` into a file, in little memory; return their SHA-256.

    Raises:
        FileNotFoundError: there are none.
    """
    digest, pieces = hashlib.sha256(), stream(key)
    with path.open("wb") as file:
        for piece in pieces:
            digest.update(piece)
            file.write(piece)
    return digest.hexdigest()


def stream(key: str) -> Iterator[bytes]:
    """Open what is stored under `key` and return its bytes piece by piece.

    Raises:
        FileNotFoundError: there are none.
    """
    try:
        body = _client().get_object(Bucket=settings.S3_BUCKET, Key=key)["Body"]
    except ClientError as error:
        if is_missing(error):
            raise FileNotFoundError(key) from error
        raise
    pieces: Iterator[bytes] = body.iter_chunks(_PIECE_BYTES)
    return pieces


def size_of(key: str) -> int | None:
    """Return how many bytes lie under `key`, or None when there are none."""
    try:
        return _client().head_object(Bucket=settings.S3_BUCKET, Key=key)["ContentLength"]
    except ClientError as error:
        if is_missing(error):
            return None
        raise


def delete_many(keys: Iterable[str]) -> list[str]:
    """Delete what lies under `keys`; what is not there is no error.

    Returns the keys the store kept: it answers for each by itself. They are in the log, and what
    no row names any more goes with the next round of `services.remove_orphans`.
    """
    client, kept = _client(), []
    for some in parts.in_lists(keys, _DELETE_AT_ONCE):
        objects = [{"Key": key} for key in some]
        answer = client.delete_objects(
            Bucket=settings.S3_BUCKET,
            Delete={"Objects": objects, "Quiet": True},  # type: ignore[typeddict-item]
        )
        for error in answer.get("Errors", []):
            kept.append(error.get("Key", ""))
            reason = {"key": kept[-1], "code": error.get("Code"), "reason": error.get("Message")}
            log.warning("an object was not deleted", extra=reason)
    return kept


def listed(prefix: str) -> Iterator[Stored]:
    """Yield every object whose key begins with `prefix`, page by page."""
    pages = (
        _client()
        .get_paginator("list_objects_v2")
        .paginate(
            Bucket=settings.S3_BUCKET, Prefix=prefix, PaginationConfig={"PageSize": _LIST_AT_ONCE}
        )
    )
    for page in pages:
        now = _told_at(page)
        for entry in page.get("Contents", []):
            yield Stored(entry["Key"], now - entry["LastModified"])


def _told_at(answer: Any) -> datetime:
    """Return when the store answered: its clock may differ from ours."""
    told = answer["ResponseMetadata"]["HTTPHeaders"].get("date")
    return parsedate_to_datetime(told) if told else timezone.now()


def prefix_of(schema_name: str, area: str) -> str:
    """Return what every key of one area of a workspace begins with."""
    return key_for(schema_name, area, "")


def delete_prefix(prefix: str) -> list[str]:
    """Delete everything whose key begins with `prefix`; return the keys the store kept."""
    return delete_many(stored.key for stored in listed(prefix))


def delete_workspace(schema_name: str) -> list[str]:
    """Delete every byte of a workspace, and what was begun; return the keys the store kept."""
    prefixes = (f"{schema_name}/", *(prefix_of(schema_name, area) for area in PASSING))
    for prefix in prefixes:
        drop_begun(prefix)
    return [key for prefix in prefixes for key in delete_prefix(prefix)]


def presigned_get(key: str, *, origin: str, content_type: str, filename: str | None = None) -> str:
    """Return an address the bytes can be read at for 30 to 45 minutes; stable for 15.

    origin: the site's own origin as the reader's browser knows it.
    content_type: what the server will call it, whatever is stored.
    filename: given, the browser saves the file under this name instead of showing it.
    """
    query = {"response-content-type": content_type}
    if filename:
        query["response-content-disposition"] = str(
            content_disposition_header(as_attachment=True, filename=filename)
        )
    return presign.get_url(
        presign.Keys(settings.S3_ACCESS_KEY, settings.S3_SECRET_KEY, settings.S3_REGION),
        origin=settings.S3_PUBLIC_URL or origin,
        path=f"/{settings.S3_BUCKET}/{key}",
        at=presign.window_start(timezone.now()),
        query=query,
    )


def presigned_post(
    key: str, *, origin: str, content_type: str, max_bytes: int, seconds: int = POST_SECONDS
) -> Form:
    """Return the form that stores exactly this key, of this type, up to this size."""
    form = _client().generate_presigned_post(
        settings.S3_BUCKET,
        key,
        Fields={"Content-Type": content_type},
        Conditions=[
            {"Content-Type": content_type},
            ["content-length-range", 1, max_bytes],
        ],
        ExpiresIn=seconds,
    )
    # The signature of a form does not name the host, so one client serves every origin.
    return Form(f"{settings.S3_PUBLIC_URL or origin}/{settings.S3_BUCKET}", form["fields"])


def setup_bucket() -> None:
    """Make the bucket and tell it its rules; does nothing that is already done."""
    client, bucket = _client(), settings.S3_BUCKET
    try:
        client.head_bucket(Bucket=bucket)
    except ClientError as error:
        if not is_missing(error):
            raise
        client.create_bucket(Bucket=bucket)
    client.put_bucket_lifecycle_configuration(
        Bucket=bucket,
        LifecycleConfiguration={"Rules": [_forgets(*rule) for rule in PASSING.items()]},
    )
    if settings.CORS_ALLOWED_ORIGINS:
        client.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": [_cors()]})
    else:
        client.delete_bucket_cors(Bucket=bucket)


def _forgets(area: str, days: int) -> Any:
    return {
        "ID": area,
        "Filter": {"Prefix": f"{area}/"},
        "Status": "Enabled",
        "Expiration": {"Days": days},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": _ABANDONED_DAYS},
    }


def _cors() -> Any:
    return {
        "AllowedOrigins": settings.CORS_ALLOWED_ORIGINS,
        "AllowedMethods": ["GET", "HEAD", "POST", "PUT"],
        "AllowedHeaders": ["*"],
        "ExposeHeaders": ["ETag", "Content-Length", "Content-Range"],
        "MaxAgeSeconds": 3600,
    }
