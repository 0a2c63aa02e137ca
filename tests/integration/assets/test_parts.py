"""What comes piece by piece is one object, and nothing is left of what is not completed."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from assets import parts, storage

pytestmark = pytest.mark.usefixtures("bucket")
AREA = "exports/tests-parts/"
MEGABYTE = 1024**2


@pytest.fixture(autouse=True)
def _clean(bucket: str) -> Iterator[None]:
    yield
    storage.drop_begun(AREA)
    storage.delete_prefix(AREA)


def begun() -> list[Any]:
    client = storage._client()
    found = client.list_multipart_uploads(Bucket=settings.S3_BUCKET, Prefix=AREA)
    return list(found.get("Uploads", []))


@pytest.mark.parametrize("sizes", [[], [0], [3], [MEGABYTE] * 20, [parts.PART_BYTES] * 2])
def test_pieces_are_read_back_as_they_came(sizes: list[int]) -> None:
    pieces = [bytes([65 + number]) * size for number, size in enumerate(sizes)]

    size = storage.put_stream(f"{AREA}a", iter(pieces), "text/plain")

    assert storage.read(f"{AREA}a") == b"".join(pieces)
    assert size == sum(sizes) == storage.size_of(f"{AREA}a")
    assert begun() == []


def test_nothing_is_left_of_what_fails() -> None:
    def breaking() -> Iterator[bytes]:
        yield b"x" * (parts.PART_BYTES + 1)
        assert begun(), "a part has been sent"
        raise OSError("away")

    with pytest.raises(OSError, match="away"):
        storage.put_stream(f"{AREA}a", breaking(), "text/plain")

    assert (begun(), storage.size_of(f"{AREA}a")) == ([], None)


def test_what_was_begun_under_other_keys_stays() -> None:
    client = storage._client()
    for name in ("a", "b"):
        client.create_multipart_upload(Bucket=settings.S3_BUCKET, Key=f"{AREA}{name}")

    storage.drop_begun(f"{AREA}a")

    assert [one["Key"] for one in begun()] == [f"{AREA}b"]
