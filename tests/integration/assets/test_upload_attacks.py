"""What is signed for an upload does that and nothing else: tried on the real store."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.conf import settings
from django.utils import timezone

from accounts.models import User
from assets import incoming, presign, services, storage
from assets.models import Upload
from assets.services import Arriving, Begun, sending
from workspaces.models import Workspace

pytestmark = pytest.mark.usefixtures("bucket")
SIZE = 4000
CONTENT = b"\xff\xd8\xff" + b"x" * (SIZE - 3)
Begin = Callable[..., Begun]


@pytest.fixture
def begin(bucket: str, in_acme: Workspace, alice: User) -> Begin:
    def announce(**given: Any) -> Begun:
        return services.begin_upload(
            Arriving("Mug.jpg", "image/jpeg", SIZE, **given),
            schema_name=in_acme.schema_name,
            actor=alice,
            origin=bucket,
        )

    return announce


def post(begun: Begun, content: bytes = CONTENT, **changed: str) -> int:
    fields = {**begun.fields, **changed}
    return httpx.post(begun.url, data=fields, files={"file": ("Mug.jpg", content)}).status_code


@pytest.mark.parametrize(
    "key",
    [
        "quarantine/{schema}/{other}",
        "{schema}/clean/{own}.jpg",
        "quarantine/ws_" + "0" * 32 + "/{own}",
        "quarantine/{schema}/{own}/${{filename}}",
        "../{own}",
    ],
)
def test_a_form_stores_under_no_other_key(begin: Begin, in_acme: Workspace, key: str) -> None:
    begun, other = begin(), begin()
    named = {"schema": in_acme.schema_name, "own": begun.upload.pk, "other": other.upload.pk}

    assert post(begun, key=key.format(**named)) in {400, 403}
    stored = [one.key for one in storage.listed("") if str(begun.upload.pk) in one.key]
    assert stored == []


@pytest.mark.parametrize("content_type", ["text/html", "image/svg+xml", ""])
def test_a_form_stores_no_other_type(begin: Begin, content_type: str) -> None:
    begun = begin()

    assert post(begun, **{"Content-Type": content_type}) == 403
    assert storage.size_of(begun.upload.key) is None


@pytest.mark.parametrize("content", [CONTENT + b"x", b"x" * (2 * SIZE), b""])
def test_a_form_takes_not_a_byte_more_than_announced(begin: Begin, content: bytes) -> None:
    begun = begin()

    assert post(begun, content) in {400, 403}
    assert storage.size_of(begun.upload.key) is None


def test_a_form_is_good_for_no_other_bucket(begin: Begin, bucket: str) -> None:
    begun = begin()
    client = storage._client()
    name = f"other-{uuid.uuid4().hex[:8]}"
    client.create_bucket(Bucket=name)
    try:
        fields, files = {**begun.fields, "bucket": name}, {"file": ("Mug.jpg", CONTENT)}
        # The store's own account of the form names its bucket; the address names another.
        assert httpx.post(f"{bucket}/{name}", data=begun.fields, files=files).status_code == 403
        assert httpx.post(f"{bucket}/{name}", data=fields, files=files).status_code == 403
    finally:
        client.delete_bucket(Bucket=name)


@pytest.mark.parametrize("field", ["policy", "x-amz-signature", "x-amz-credential"])
def test_a_form_without_what_signs_it_stores_nothing(begin: Begin, field: str) -> None:
    begun = begin()
    assert field in begun.fields
    del begun.fields[field]

    assert post(begun) in {400, 403}
    assert storage.size_of(begun.upload.key) is None


def test_an_expired_form_stores_nothing(begin: Begin, bucket: str) -> None:
    begun = begin()
    form = storage.presigned_post(
        begun.upload.key, origin=bucket, content_type="image/jpeg", max_bytes=SIZE, seconds=-5
    )

    assert post(Begun(begun.upload, form.url, form.fields)) == 403
    assert storage.size_of(begun.upload.key) is None


def test_a_form_posted_again_after_the_check_brings_nothing_in(
    begin: Begin, in_acme: Workspace, photo_bytes: bytes, sent: Any, check: Any
) -> None:
    begun = begin()
    assert post(begun) == 204
    services.complete_upload(begun.upload.pk, schema_name=in_acme.schema_name)
    refused = check(begun.upload)
    post(begun)

    again = services.complete_upload(begun.upload.pk, schema_name=in_acme.schema_name)
    check(begun.upload)

    assert (refused.state, again.state, again.asset) == ("refused", "refused", None)


class TestParts:
    @pytest.fixture
    def upload(self, begin: Begin) -> Upload:
        return begin(in_parts=True).upload

    @pytest.fixture
    def url(self, upload: Upload, bucket: str, alice: User) -> str:
        [place] = sending.sign_parts(upload.pk, [1], origin=bucket, actor=alice)
        return place.url

    @pytest.mark.parametrize("size", [0, SIZE - 1, SIZE + 1, 2 * SIZE])
    def test_a_part_is_neither_longer_nor_shorter(
        self, upload: Upload, url: str, size: int
    ) -> None:
        assert httpx.put(url, content=b"x" * size).status_code == 403
        assert sending.arrived(upload) == []

    def test_a_part_whose_length_is_not_told_is_not_taken(self, upload: Upload, url: str) -> None:
        answer = httpx.put(url, content=iter([CONTENT, CONTENT]))

        assert answer.status_code == 403
        assert sending.arrived(upload) == []

    def test_an_address_is_good_for_its_own_part_upload_and_key(
        self, begin: Begin, upload: Upload, url: str
    ) -> None:
        other = begin(in_parts=True).upload
        changed = [
            url.replace("partNumber=1", "partNumber=2"),
            url.replace(upload.store_id, other.store_id),
            url.replace(str(upload.pk), str(other.pk)),
            url.replace(str(upload.pk), str(other.pk)).replace(upload.store_id, other.store_id),
            url.replace("quarantine/", "clean/"),
            url.partition("?")[0] + f"?partNumber=1&uploadId={upload.store_id}",
        ]

        assert [httpx.put(one, content=CONTENT).status_code for one in changed] == [403] * 6
        assert sending.arrived(upload) == sending.arrived(other) == []

    @pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "DELETE"])
    def test_an_address_is_good_for_sending_alone(self, url: str, method: str) -> None:
        content = CONTENT if method == "POST" else None

        assert httpx.request(method, url, content=content).status_code == 403

    @pytest.mark.parametrize(
        "header",
        [
            {"x-amz-acl": "public-read"},
            {"x-amz-copy-source": "/ebusiness-assets/quarantine/x"},
            {"x-amz-tagging": "a=b"},
        ],
    )
    def test_no_header_of_the_store_is_slipped_in(
        self, upload: Upload, url: str, header: dict[str, str]
    ) -> None:
        assert httpx.put(url, content=CONTENT, headers=header).status_code == 403
        assert sending.arrived(upload) == []

    def test_an_address_ends_with_its_hour(self, upload: Upload, bucket: str) -> None:
        keys = presign.Keys(settings.S3_ACCESS_KEY, settings.S3_SECRET_KEY, settings.S3_REGION)
        life = timedelta(hours=1)
        url = presign.part_urls(
            keys,
            origin=bucket,
            path=f"/{settings.S3_BUCKET}/{upload.key}",
            span=presign.Span(timezone.now() - life - timedelta(seconds=1), life),
            store_id=upload.store_id,
            sizes={1: SIZE},
        )[1]

        answer = httpx.put(url, content=CONTENT)
        longer = httpx.put(url.replace("Expires=3600", "Expires=7200"), content=CONTENT)

        assert (answer.status_code, longer.status_code) == (403, 403)

    def test_after_completion_and_after_giving_up_nothing_is_taken(
        self, begin: Begin, upload: Upload, url: str, in_acme: Workspace, alice: User,
        bucket: str, sent: Any,
    ) -> None:  # fmt: skip
        given_up = begin(in_parts=True).upload
        [place] = sending.sign_parts(given_up.pk, [1], origin=bucket, actor=alice)
        assert httpx.put(url, content=CONTENT).status_code == 200
        services.complete_upload(upload.pk, schema_name=in_acme.schema_name)
        sending.abort_upload(given_up.pk, actor=alice)

        assert httpx.put(url, content=CONTENT).status_code == 404
        assert httpx.put(place.url, content=CONTENT).status_code == 404
        with pytest.raises(incoming.Gone):
            incoming.arrived(given_up.key, given_up.store_id)
        assert storage.size_of(upload.key) == SIZE
