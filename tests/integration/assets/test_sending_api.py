"""Large files through the API: in parts, gone on with, and the same again has one effect."""

import uuid
from typing import Any

import httpx
import pytest

from accounts.models import User
from assets import services, storage
from assets.models import Upload
from assets.services import sending
from tests.factories import people
from workspaces import tenancy
from workspaces.models import Workspace

UPLOADS = "/api/v1/assets/uploads"
SIZE = sending.PART_BYTES + 500


@pytest.fixture
def api(api_for: Any, alice: User, acme: Workspace, settings: Any, bucket: str) -> Any:
    settings.S3_PUBLIC_URL = bucket
    return api_for(alice, acme)


def announce(api: Any, *, size: int = SIZE, **given: Any) -> dict[str, Any]:
    body = {
        "filename": "Walk.mp4", "content_type": "video/mp4", "size_bytes": size,
        "multipart": True, **given,
    }  # fmt: skip
    answer = api.post(UPLOADS, body, format="json")
    assert answer.status_code == 201, answer.content
    told: dict[str, Any] = answer.json()
    return told


def put(api: Any, begun: dict[str, Any], *numbers: int) -> list[httpx.Response]:
    answer = api.post(begun["parts_url"], {"numbers": numbers}, format="json")
    assert answer.status_code == 200, answer.content
    return [
        httpx.put(part["url"], content=b"x" * part["size_bytes"]) for part in answer.json()["parts"]
    ]


def test_a_large_file_goes_through_the_api_in_parts(api: Any, sent: Any) -> None:
    begun = announce(api)
    assert (begun["method"], begun["part_bytes"], begun["parts"]) == (
        "PARTS",
        sending.PART_BYTES,
        2,
    )
    assert "url" not in begun

    [first] = put(api, begun, 1)
    there = api.get(begun["parts_url"]).json()["parts"]
    early = api.post(begun["complete_url"])
    [last] = put(api, begun, 2)
    told = [
        {"number": number, "etag": answer.headers["ETag"]}
        for number, answer in enumerate((first, last), 1)
    ]
    done = api.post(begun["complete_url"], {"parts": told}, format="json")
    again = api.post(begun["complete_url"])

    assert there == [{"number": 1, "size_bytes": sending.PART_BYTES, "etag": first.headers["ETag"]}]
    assert (early.status_code, early.json()["code"], early.json()["missing_parts"]) == (
        409,
        "upload-parts-missing",
        [2],
    )
    assert (done.json()["state"], done.json()["size_bytes"]) == ("checking", SIZE)
    assert again.json()["state"] == "checking"


def test_what_was_begun_is_listed_with_how_much_of_it_is_there(
    api: Any, api_for: Any, acme: Workspace
) -> None:
    begun = announce(api, filename="Product film.mov", content_type="video/quicktime")
    put(api, begun, 2)
    editor = people.member(acme, "editor")

    [row] = api.get(UPLOADS).json()
    theirs = api_for(editor, acme).get(UPLOADS).json()

    assert (row["id"], row["filename"], row["state"]) == (begun["id"], "Product film.mov", "open")
    assert (row["sent_bytes"], row["size_bytes"], row["parts"]) == (500, SIZE, 2)
    assert (row["parts_url"], row["complete_url"]) == (begun["parts_url"], begun["complete_url"])
    assert theirs == []


def test_giving_up_frees_the_room_and_says_so_to_who_goes_on(api: Any) -> None:
    begun = announce(api)

    gone = [api.delete(f"{UPLOADS}/{begun['id']}").status_code for _ in "ab"]
    signed = api.post(begun["parts_url"], {"numbers": [1]}, format="json")
    done = api.post(begun["complete_url"])

    assert gone == [204, 204]
    assert (signed.status_code, signed.json()["code"]) == (409, "upload-aborted")
    assert (done.status_code, done.json()["code"]) == (409, "upload-aborted")
    assert api.get(UPLOADS).json() == []
    assert api.delete(f"{UPLOADS}/{uuid.uuid4()}").status_code == 404


@pytest.mark.parametrize("numbers", [[], [0], [3], [1, 3], ["x"], list(range(1, 102))])
def test_numbers_that_are_no_parts_are_refused(api: Any, numbers: list[Any]) -> None:
    begun = announce(api)

    answer = api.post(begun["parts_url"], {"numbers": numbers}, format="json")

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["numbers"])


def test_the_same_announcement_sent_again_is_one_upload(api: Any, acme: Workspace) -> None:
    body = {"filename": "Walk.mp4", "size_bytes": SIZE, "multipart": True}

    first, again = (
        api.post(UPLOADS, body, format="json", HTTP_IDEMPOTENCY_KEY="walk-1").json() for _ in "ab"
    )

    assert first == again
    with tenancy.inside(acme.schema_name):
        assert Upload.objects.count() == 1


def test_a_file_too_large_for_its_kind_is_told_before_it_is_sent(api: Any) -> None:
    body = {"filename": "Voice.wav", "content_type": "audio/wav", "size_bytes": 201 * 1024**2}

    answer = api.post(UPLOADS, body, format="json")

    assert (answer.status_code, answer.json()["code"]) == (413, "file-too-large")
    assert "(audio) is 200.0\xa0MB" in answer.json()["detail"]


def test_another_workspace_s_file_is_not_replaced(
    api: Any, api_for: Any, photo_bytes: bytes
) -> None:
    answer = api.post(
        UPLOADS,
        {"filename": "Mug.jpg", "size_bytes": 10, "replaces": str(uuid.uuid4())},
        format="json",
    )

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["replaces"])


def test_a_photo_sent_in_parts_comes_into_the_library(
    api: Any, acme: Workspace, photo_bytes: bytes, sent: Any
) -> None:
    begun = announce(api, size=len(photo_bytes), filename="Mug.jpg", content_type="image/jpeg")
    [part] = api.post(begun["parts_url"], {"numbers": [1]}, format="json").json()["parts"]
    httpx.put(part["url"], content=photo_bytes).raise_for_status()
    api.post(begun["complete_url"])
    with tenancy.inside(acme.schema_name):
        services.check_upload(uuid.UUID(begun["id"]), schema_name=acme.schema_name)

    upload = api.get(f"{UPLOADS}/{begun['id']}").json()

    assert (upload["state"], upload["asset"]["name"]) == ("ready", "Mug")
    assert storage.size_of(f"quarantine/{acme.schema_name}/{begun['id']}") is None
