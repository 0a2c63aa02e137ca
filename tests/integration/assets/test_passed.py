"""What only passes through and has passed goes soon: bytes posted again, parts nobody joins."""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from botocore.exceptions import EndpointConnectionError
from django.conf import settings as configured

from accounts.models import User
from assets import incoming, services, storage, tasks
from assets.models import Upload
from assets.services import orphans, uploads
from assets.services.orphans import remove_orphans
from tests.integration.assets.leftovers import left, put, upload
from workspaces.models import Workspace

pytestmark = pytest.mark.usefixtures("bucket")
AT_ONCE = timedelta(0)


@pytest.mark.parametrize("state", [Upload.State.READY, Upload.State.REFUSED, Upload.State.ABORTED])
def test_a_form_that_is_posted_again_after_its_upload_has_ended_keeps_nothing(
    state: str, place: Workspace, alice: User
) -> None:
    begun = uploads.begin_upload(
        services.Arriving("Mug.jpg", "image/jpeg", 5),
        schema_name=place.schema_name,
        actor=alice,
        origin=str(configured.S3_ENDPOINT_URL),
    )
    Upload.objects.filter(pk=begun.upload.pk).update(
        state=state, problem="file-empty" if state == "refused" else ""
    )
    waited_for = put(place, storage.QUARANTINE)
    upload(waited_for, alice)
    answer = httpx.post(begun.url, data=begun.fields, files={"file": ("Mug.jpg", b"bytes")})
    assert answer.status_code == 204
    time.sleep(3)
    young = put(place, storage.QUARANTINE)
    elsewhere = put_under("ws_that_is_gone")
    every = [begun.upload.key, waited_for, young, elsewhere]

    services.sweep()
    assert left(every) == every  # the form may be posted once more

    removed = orphans.remove_passed([place.schema_name], older_than=timedelta(seconds=2))

    assert (removed, left(every)) == (1, [waited_for, young, elsewhere])
    storage.delete_many([elsewhere])


def put_under(schema_name: str) -> str:
    key = storage.new_key(schema_name, storage.QUARANTINE, "bin")
    storage.put(key, b"bytes", "application/octet-stream")
    return key


def test_the_round_outlives_a_store_that_is_away(monkeypatch: Any, caplog: Any) -> None:
    def away(_prefix: str) -> Iterator[Any]:
        raise EndpointConnectionError(endpoint_url="http://127.0.0.1:1")

    monkeypatch.setattr(storage, "listed", away)

    assert orphans.remove_passed(["ws"]) == 0
    assert "unchecked bytes stay" in caplog.text


def test_parts_a_killed_worker_has_left_go_from_every_area_once_they_are_old(
    place: Workspace,
) -> None:
    for area in (*storage.STAYING, *storage.PASSING):
        key = storage.new_key(place.schema_name, area, "mp4")
        incoming.begin(key, "video/mp4")

    tasks.remove_orphans(place.schema_name)
    assert incoming_in(place) == 6

    assert remove_orphans(place.schema_name, older_than=timedelta(seconds=-60)) == 6
    assert incoming_in(place) == 0


def incoming_in(place: Workspace) -> int:
    prefixes = [
        storage.prefix_of(place.schema_name, area) for area in (*storage.STAYING, *storage.PASSING)
    ]
    now = timedelta(seconds=-60)
    return sum(len(list(incoming.begun(prefix, older_than=now))) for prefix in prefixes)


def test_scenes_go_by_their_days_alone(place: Workspace, monkeypatch: Any) -> None:
    key = put(place, storage.SCENES)

    before = remove_orphans(place.schema_name, older_than=AT_ONCE)
    monkeypatch.setitem(storage.PASSING, storage.SCENES, 0)
    after = remove_orphans(place.schema_name)

    assert (before, after, left([key])) == (0, 1, [])
