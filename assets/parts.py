"""What is too much for one call: objects written piece by piece, whose size nobody knows, and keys."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client  # a package of the dev group

# The API takes 10,000 parts of at least 5 MB: 80 GB.
PART_BYTES = 8 * 1024**2


def put(
    client: "S3Client", bucket: str, key: str, pieces: Iterable[bytes], *, content_type: str
) -> int:
    """Store the pieces as one object, holding one part in memory; return how many bytes there are.

    Whatever goes wrong, nothing is left.
    """
    place = {"Bucket": bucket, "Key": key}
    begun = client.create_multipart_upload(**place, ContentType=content_type)  # type: ignore[arg-type]
    place["UploadId"] = begun["UploadId"]
    done, size = [], 0
    try:
        for number, part in enumerate(_in_parts(pieces), start=1):
            sent = client.upload_part(**place, PartNumber=number, Body=part)  # type: ignore[arg-type]
            done.append({"PartNumber": number, "ETag": sent["ETag"]})
            size += len(part)
        client.complete_multipart_upload(**place, MultipartUpload={"Parts": done})  # type: ignore[arg-type, typeddict-item]
    except BaseException:
        client.abort_multipart_upload(**place)  # type: ignore[arg-type]
        raise
    return size


def drop_begun(client: "S3Client", bucket: str, prefix: str) -> None:
    """Drop what was begun under keys that begin so, and is not going to be completed."""
    pages = client.get_paginator("list_multipart_uploads").paginate(Bucket=bucket, Prefix=prefix)
    for page in pages:
        for begun in page.get("Uploads", []):
            client.abort_multipart_upload(
                Bucket=bucket, Key=begun["Key"], UploadId=begun["UploadId"]
            )


def _in_parts(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the pieces joined to parts; at least one, if it is empty."""
    part = bytearray()
    is_first = True
    for piece in pieces:
        part += piece
        if len(part) >= PART_BYTES:
            yield bytes(part)
            part.clear()
            is_first = False
    if part or is_first:
        yield bytes(part)


def in_lists(keys: Iterable[str], size: int) -> Iterator[list[str]]:
    """Yield the keys in lists of at most `size`."""
    left = iter(keys)
    while some := list(islice(left, size)):
        yield some
