"""The bucket keeps its promises: what may be read, posted and for how long."""

import hashlib
import io
import uuid
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from assets import incoming, storage

SCHEMA = "ws_" + "0" * 32
pytestmark = pytest.mark.usefixtures("bucket")


@pytest.fixture
def key():
    """A key of its own, deleted at the end."""
    name = storage.new_key(SCHEMA, storage.CLEAN, "jpg")
    yield name
    storage.delete_many([name])


def test_bytes_come_back_and_are_gone_when_deleted(key: str) -> None:
    storage.put(key, b"clean bytes", "image/jpeg")
    assert (storage.read(key), storage.size_of(key)) == (b"clean bytes", 11)

    storage.delete_many([key, "never/was"])

    assert storage.size_of(key) is None
    with pytest.raises(FileNotFoundError):
        storage.read(key)


def test_a_file_is_stored_from_where_it_begins(key: str) -> None:
    storage.put(key, io.BytesIO(b"from a file"), "image/jpeg")

    assert storage.read(key) == b"from a file"


def test_a_large_object_is_written_into_a_file_and_told_by_its_hash(
    key: str, tmp_path: Path
) -> None:
    content = b"0123456789abcdef" * 200_000
    storage.put(key, io.BytesIO(content), "video/mp4")

    told = storage.fetch(key, tmp_path / "source")

    assert told == hashlib.sha256(content).hexdigest()
    assert (tmp_path / "source").read_bytes() == content
    with pytest.raises(FileNotFoundError):
        storage.fetch(f"{key}.never", tmp_path / "none")


def test_a_signed_address_reads_and_names_the_file(key: str, bucket: str) -> None:
    storage.put(key, b"x" * 1000, "application/x-anything")

    shown = httpx.get(storage.presigned_get(key, origin=bucket, content_type="image/jpeg"))
    saved = httpx.get(
        storage.presigned_get(
            key, origin=bucket, content_type="image/jpeg", filename="粗陶 “mug”.jpg"
        )
    )

    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/jpeg")
    assert "max-age" in shown.headers["Cache-Control"]
    assert "Content-Disposition" not in shown.headers
    assert saved.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")


def test_an_address_opens_only_what_it_was_signed_for(key: str, bucket: str) -> None:
    storage.put(key, b"mine", "image/jpeg")
    storage.put(f"{key}.other", b"not yours", "image/jpeg")
    url = storage.presigned_get(key, origin=bucket, content_type="image/jpeg")

    changed = [
        url.replace(key, f"{key}.other"),
        url.replace("image%2Fjpeg", "text%2Fhtml"),
        url.replace("X-Amz-Expires=2700", "X-Amz-Expires=604800"),
        url.partition("?")[0],
    ]

    assert [httpx.get(address).status_code for address in changed] == [403] * 4
    storage.delete_many([f"{key}.other"])


@pytest.mark.parametrize(
    ("change", "content", "status"),
    [
        ({}, b"x" * 100, 204),
        ({"key": f"quarantine/{SCHEMA}/another"}, b"x" * 100, 403),
        ({"Content-Type": "text/html"}, b"x" * 100, 403),
        ({}, b"x" * 101, 400),
        ({}, b"", 400),
        ({"x-amz-signature": "0" * 64}, b"x" * 100, 403),
    ],
)
def test_a_form_takes_only_what_it_was_made_for(
    change: dict[str, str], content: bytes, status: int, bucket: str
) -> None:
    name = storage.key_for(SCHEMA, storage.QUARANTINE, str(uuid.uuid4()))
    form = storage.presigned_post(name, origin=bucket, content_type="image/jpeg", max_bytes=100)

    answer = httpx.post(form.url, data={**form.fields, **change}, files={"file": ("a", content)})

    assert answer.status_code == status, answer.text
    assert (storage.size_of(name) is not None) == (status == 204)
    storage.delete_many([name])


def test_a_workspace_s_bytes_are_all_deleted_and_no_other_s() -> None:
    mine, other = "ws_" + "1" * 32, "ws_" + "2" * 32
    areas = (storage.CLEAN, storage.THUMBS, storage.DERIVED, storage.QUARANTINE, storage.EXPORTS)
    keys = {
        schema: [storage.key_for(schema, area, "a") for area in areas] for schema in (mine, other)
    }
    for name in [*keys[mine], *keys[other]]:
        storage.put(name, b"x", "image/jpeg")

    storage.delete_workspace(mine)

    assert [storage.size_of(name) for name in keys[mine]] == [None] * 5
    assert [storage.size_of(name) for name in keys[other]] == [1] * 5
    storage.delete_workspace(other)


def test_what_was_begun_for_a_workspace_goes_with_it_and_no_other_s() -> None:
    mine, other = "ws_" + "3" * 32, "ws_" + "4" * 32
    areas = (*storage.STAYING, *storage.PASSING)
    for schema in (mine, other):
        for area in areas:
            key = storage.key_for(schema, area, "a")
            incoming.begin(key, "video/mp4")

    storage.delete_workspace(mine)

    assert (begun(mine, areas), begun(other, areas)) == ([], list(areas))
    storage.delete_workspace(other)


def begun(schema: str, areas: Sequence[str]) -> list[str]:
    """Return in which areas of a workspace something is begun."""
    now = timedelta(seconds=-60)
    prefixes = {area: storage.prefix_of(schema, area) for area in areas}
    return [area for area in areas if list(incoming.begun(prefixes[area], older_than=now))]


def test_the_bucket_s_rules_are_set_once_and_again(settings) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://shop.example"]
    storage.setup_bucket()
    storage.setup_bucket()
    client = storage._client()
    rules = client.get_bucket_lifecycle_configuration(Bucket=settings.S3_BUCKET)["Rules"]
    cors = client.get_bucket_cors(Bucket=settings.S3_BUCKET)["CORSRules"]

    assert {rule["ID"]: rule["Expiration"]["Days"] for rule in rules} == {
        "quarantine": 1,
        "exports": 7,
        "scenes": 30,
    }
    assert {rule["AbortIncompleteMultipartUpload"]["DaysAfterInitiation"] for rule in rules} == {2}
    assert [rule["AllowedOrigins"] for rule in cors] == [["https://shop.example"]]

    settings.CORS_ALLOWED_ORIGINS = []
    storage.setup_bucket()
    with pytest.raises(Exception, match="NoSuchCORSConfiguration"):
        client.get_bucket_cors(Bucket=settings.S3_BUCKET)
