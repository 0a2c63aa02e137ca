"""Large files on their way into the bucket: begun here, sent in parts by whoever has addresses."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from botocore.exceptions import ClientError
from django.conf import settings
from django.utils import timezone

from assets import presign
from assets.bucket import client, is_missing


class Gone(Exception):
    """The store knows no such upload (any more): it was joined, or dropped."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A part that is there, as the store tells it."""

    number: int
    size_bytes: int
    etag: str


def begin(key: str, content_type: str) -> str:
    """Expect parts of an object and return what the store calls them."""
    begun = client().create_multipart_upload(
        Bucket=settings.S3_BUCKET, Key=key, ContentType=content_type
    )
    return begun["UploadId"]


def signed(
    key: str, store_id: str, *, origin: str, sizes: Mapping[int, int], life: timedelta
) -> dict[int, str]:
    """Return an address for each of these parts, which takes exactly so many bytes.

    origin: the site's own origin as the sender's browser knows it. sizes: number → bytes.
    """
    return presign.part_urls(
        presign.Keys(settings.S3_ACCESS_KEY, settings.S3_SECRET_KEY, settings.S3_REGION),
        origin=settings.S3_PUBLIC_URL or origin,
        path=f"/{settings.S3_BUCKET}/{key}",
        span=presign.Span(timezone.now(), life),
        store_id=store_id,
        sizes=sizes,
    )


def arrived(key: str, store_id: str) -> list[Arrived]:
    """Return the parts that are there, in their order.

    Raises:
        Gone: the store expects none.
    """
    pages = (
        client()
        .get_paginator("list_parts")
        .paginate(Bucket=settings.S3_BUCKET, Key=key, UploadId=store_id)
    )
    try:
        return [
            Arrived(part["PartNumber"], part["Size"], part["ETag"])
            for page in pages
            for part in page.get("Parts", [])
        ]
    except ClientError as error:
        if is_missing(error):
            raise Gone(key) from error
        raise


def join(key: str, store_id: str, parts: Sequence[Arrived]) -> None:
    """Make one object of these parts.

    Raises:
        Gone: the store expects none, or other ones have come meanwhile.
    """
    done = [{"PartNumber": part.number, "ETag": part.etag} for part in parts]
    try:
        client().complete_multipart_upload(
            Bucket=settings.S3_BUCKET,
            Key=key,
            UploadId=store_id,
            MultipartUpload={"Parts": done},  # type: ignore[typeddict-item]
        )
    except ClientError as error:
        if is_missing(error) or error.response["Error"].get("Code") == "InvalidPart":
            raise Gone(key) from error
        raise


def drop(key: str, store_id: str) -> None:
    """Drop the parts that are there and take no more; what is not there is no error."""
    try:
        client().abort_multipart_upload(Bucket=settings.S3_BUCKET, Key=key, UploadId=store_id)
    except ClientError as error:
        if not is_missing(error):
            raise


def begun(prefix: str, *, older_than: timedelta) -> Iterator[tuple[str, str]]:
    """Yield key and name of what was begun under keys that begin so, so long ago."""
    pages = client().get_paginator("list_multipart_uploads")
    before = timezone.now() - older_than
    for page in pages.paginate(Bucket=settings.S3_BUCKET, Prefix=prefix):
        for upload in page.get("Uploads", []):
            if upload["Initiated"] <= before:
                yield upload["Key"], upload["UploadId"]
