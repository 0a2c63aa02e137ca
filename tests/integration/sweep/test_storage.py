"""What is signed for one object opens no other."""

from collections.abc import Iterator

import httpx
import pytest
from django.conf import settings

from assets import storage
from assets.models import Asset, Upload
from tests.integration.sweep import actors, check
from tests.integration.sweep.places import Place
from tests.integration.sweep.world import World
from workspaces import tenancy

CONTENT = b"\xff\xd8\xff one photo"


@pytest.fixture(autouse=True)
def _undone(world: World) -> Iterator[None]:
    with check.undone():
        yield


@pytest.fixture
def origin(s3_server: str) -> str:
    """Where the bucket is reached; what is signed names it."""
    return str(settings.S3_ENDPOINT_URL)


def key_of(place: Place) -> str:
    """Return the key of the photo whose bytes are stored."""
    with tenancy.inside(place.schema_name):
        return Asset.objects.select_related("current").get(pk=place.ids["asset"]).file.key


def upload_key(place: Place) -> str:
    with tenancy.inside(place.schema_name):
        return Upload.objects.get(pk=place.ids["upload"]).key


def test_an_address_signed_for_one_key_reads_no_other(world: World, origin: str) -> None:
    own, foreign = key_of(world.beta), key_of(world.acme)
    url = storage.presigned_get(own, origin=origin, content_type="image/jpeg")

    assert httpx.get(url).status_code == 200
    assert httpx.get(url.replace(own, foreign)).status_code == 403
    for path in (foreign, f"{own}/../../../{foreign}", f"{own}%2f..%2f..%2f..%2f{foreign}"):
        assert httpx.get(url.replace(own, path)).status_code >= 400


@pytest.mark.parametrize("prefix", ["", "{schema}/", "quarantine/{schema}/"])
def test_no_address_lists_the_bucket(world: World, origin: str, prefix: str) -> None:
    own = key_of(world.beta)
    url = storage.presigned_get(own, origin=origin, content_type="image/jpeg")
    query = url.partition("?")[2]
    bucket = f"{origin}/{settings.S3_BUCKET}"
    asked = f"list-type=2&prefix={prefix.format(schema=world.acme.schema_name)}"

    for address in (f"{bucket}?{asked}", f"{bucket}?{query}&{asked}"):
        answer = httpx.get(address)
        assert answer.status_code == 403
        assert world.acme.schema_name not in answer.text.replace(asked, "")


def test_a_form_signed_for_one_key_stores_under_no_other(world: World, origin: str) -> None:
    mallory = actors.signed_in("mallory", world.beta.owner)
    body = {"filename": "a.jpg", "content_type": "image/jpeg", "size_bytes": len(CONTENT)}
    headers = mallory.headers(for_api=True, slug=world.beta.slug)
    begun = mallory.browser.post(
        "/api/v1/assets/uploads", body, content_type="application/json", headers=headers
    ).json()
    url, foreign = f"{origin}/{settings.S3_BUCKET}", upload_key(world.acme)
    before = storage.read(foreign)

    for key in (foreign, key_of(world.acme)):
        answer = httpx.post(
            url, data={**begun["fields"], "key": key}, files={"file": ("a.jpg", CONTENT)}
        )
        assert answer.status_code == 403

    assert storage.read(foreign) == before
    fine = httpx.post(url, data=begun["fields"], files={"file": ("a.jpg", CONTENT)})
    assert fine.status_code == 204


@pytest.mark.parametrize("method", ["PUT", "DELETE", "HEAD"])
def test_an_address_to_read_is_good_for_nothing_else(
    world: World, origin: str, method: str
) -> None:
    own = key_of(world.beta)
    url = storage.presigned_get(own, origin=origin, content_type="image/jpeg")

    assert httpx.request(method, url, content=CONTENT if method == "PUT" else None).is_error
