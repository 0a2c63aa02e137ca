"""Many uploads at once: nothing is lost, nothing is there twice, and memory is bounded."""

import io
import resource
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from django.utils import timezone

from accounts.models import User
from accounts.services import sign_in_program
from assets import pictures, queue, services, storage
from assets.models import Asset, Upload
from assets.services import Arriving
from tests.factories import files, people
from tests.factories.photographs import camera_photo
from tests.servers.stage import RunningProduct
from tests.unit.assets import pictures as drawn
from workspaces import tenancy
from workspaces.models import Workspace

PHOTOS = 20
AT_ONCE = 3  # as the page does
# The figure is 10 s on two quiet cores (`bench/thumbnails.py`); here others work beside.
PATIENCE_SECONDS = 60.0


class House:
    """A workspace of its own, and a program that works in it."""

    def __init__(self, product: RunningProduct) -> None:
        tenancy.leave()
        self.owner: User = people.person("Petra")
        self.workspace: Workspace = people.workspace("Uploads", self.owner)
        session = sign_in_program(self.owner, user_agent="tests", address=None, now=timezone.now())
        headers = {"Authorization": f"Bearer {session.access_token}"}
        self.http = httpx.Client(base_url=product.address, headers=headers, timeout=60)

    def send(self, content: bytes, name: str) -> str:
        """Announce, post and complete one photo; return its upload's id."""
        body = {"filename": name, "content_type": "image/jpeg", "size_bytes": len(content)}
        begun = self.http.post("/api/v1/assets/uploads", json=body).raise_for_status().json()
        posted = httpx.post(
            begun["url"], data=begun["fields"], files={"file": (name, content)}, timeout=60
        )
        posted.raise_for_status()
        self.http.post(begun["complete_url"]).raise_for_status()
        return str(begun["id"])

    def ended(self, ids: list[str]) -> dict[str, dict[str, Any]]:
        """Ask until every upload has ended; return them by id."""
        found: dict[str, dict[str, Any]] = {}
        deadline = time.monotonic() + PATIENCE_SECONDS
        while len(found) < len(ids) and time.monotonic() < deadline:
            for upload_id in ids:
                if upload_id in found:
                    continue
                upload = self.http.get(f"/api/v1/assets/uploads/{upload_id}").json()
                if upload["state"] in {"ready", "refused"}:
                    found[upload_id] = upload
            time.sleep(0.2)
        return found


@pytest.fixture
def house(product: RunningProduct, django_db_blocker: Any) -> Iterator[House]:
    """Stand in public, where rows are committed: the product's own processes see them."""
    with django_db_blocker.unblock():
        found = House(product)
        yield found
        found.http.close()


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_twenty_camera_photos_at_once_all_arrive_and_are_shown(house: House) -> None:
    photos = [camera_photo(seed) for seed in range(PHOTOS)]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        ids = list(pool.map(house.send, photos, [f"photo-{n}.jpg" for n in range(PHOTOS)]))
    found = house.ended(ids)

    assert {upload["state"] for upload in found.values()} == {"ready"}
    assert len(found) == PHOTOS
    library = house.http.get("/api/v1/assets", params={"limit": 200}).json()["results"]
    assert sorted(row["name"] for row in library) == sorted(f"photo-{n}" for n in range(PHOTOS))
    assert {(row["width_px"], row["height_px"]) for row in library} == {(4000, 3000)}
    thumbs = [httpx.get(row["thumb_url"]) for row in library]
    assert all(thumb.content[8:12] == b"WEBP" for thumb in thumbs)


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_bad_files_among_good_ones_stop_nobody(house: House) -> None:
    good = files.photo()
    contents = [good, good[:2000], b"\xff\xd8\xff" + b"x" * 500, b"%PDF-1.7", good] * 4

    with ThreadPoolExecutor(AT_ONCE) as pool:
        names = [f"{n}.jpg" for n in range(len(contents))]
        ids = list(pool.map(house.send, contents, names))
    found = house.ended(ids)

    outcome = [(found[i]["problem"] or {"code": "ready"})["code"] for i in ids]
    assert outcome == ["ready", "file-broken", "file-broken", "file-misnamed", "ready"] * 4


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_messages_that_come_many_times_make_each_photo_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    schema_name = house.workspace.schema_name
    content = files.photo()
    ids = []
    with tenancy.inside(schema_name):
        for number in range(10):
            arriving = Arriving(f"{number}.jpg", "image/jpeg", len(content))
            upload = services.receive(
                arriving, io.BytesIO(content), schema_name=schema_name, actor=house.owner
            )
            ids.append(str(upload.pk))
            for _ in range(4):
                queue.check_upload(schema_name, upload.pk, upload.size_bytes)

    found = house.ended(ids)
    time.sleep(2)  # the last duplicates

    assert {upload["state"] for upload in found.values()} == {"ready"}
    with tenancy.inside(schema_name):
        assert Asset.objects.count() == 10
        assert Upload.objects.filter(state=Upload.State.READY).count() == 10
        assets = list(services.assets())
    keys = [key for asset in assets for key in (asset.file.key, *asset.file.thumbs.values())]
    stored = _stored(f"{schema_name}/clean/") | _stored(f"{schema_name}/thumbs/")
    assert stored == set(keys)  # no object without a row, no row without its object
    assert _stored(f"quarantine/{schema_name}/") == set()


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_the_decoder_s_memory_is_bounded() -> None:
    largest = drawn.encoded(drawn.colours((7000, 7000), "RGBA"), "PNG", compress_level=1)

    for _ in range(3):
        pictures.clean(largest)

    peak_kib = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    assert peak_kib < 1024 * 1024


def _stored(prefix: str) -> set[str]:
    pages = storage._client().get_paginator("list_objects_v2")
    found = pages.paginate(Bucket=storage.settings.S3_BUCKET, Prefix=prefix)
    return {entry["Key"] for page in found for entry in page.get("Contents", [])}
