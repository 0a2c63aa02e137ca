"""An upload is announced: what is refused at once, and what the form allows."""

import base64
import json
from datetime import timedelta

import pytest
from django.db.models.functions import Now

from accounts.models import User
from assets import services
from assets.models import Upload
from assets.services import Arriving, NotThere, TooLarge, UploadRefused
from workspaces.models import Workspace

ORIGIN = "http://localhost:8000"


@pytest.fixture
def begin(in_acme: Workspace, alice: User):
    def announce(filename: str = "mug.jpg", content_type: str = "image/jpeg", size: int = 1000):
        return services.begin_upload(
            Arriving(filename, content_type, size),
            schema_name=in_acme.schema_name,
            actor=alice,
            origin=ORIGIN,
        )

    return announce


def test_the_form_takes_exactly_this_file(begin, in_acme: Workspace, trail) -> None:
    begun = begin(filename="../Mug front.jpg", size=4321)

    upload = Upload.objects.get(pk=begun.upload.pk)
    assert (upload.state, upload.filename, upload.size_bytes) == ("open", "Mug front.jpg", 4321)
    assert upload.key == f"quarantine/{in_acme.schema_name}/{upload.pk}"
    assert begun.url == f"{ORIGIN}/ebusiness-assets"
    assert begun.fields["key"] == upload.key
    conditions = json.loads(base64.b64decode(begun.fields["policy"]))["conditions"]
    assert {"key": upload.key} in conditions
    assert {"Content-Type": "image/jpeg"} in conditions
    assert ["content-length-range", 1, 4321] in conditions
    assert [row[:2] for row in trail()] == [("assets.upload.started", "Mug front.jpg")]


def test_a_phone_s_photo_without_a_type_is_taken(begin) -> None:
    begun = begin(filename="IMG_2041.HEIC", content_type="")

    assert begun.fields["Content-Type"] == "application/octet-stream"


@pytest.mark.parametrize(
    ("filename", "content_type", "size", "code", "sentence"),
    [
        (
            "label-scan.tiff",
            "image/tiff",
            10,
            "file-type-unsupported",
            "TIFF is not supported. Save it as JPG or PNG.",
        ),
        (
            "prices.xlsx",
            "application/vnd.ms-excel",
            10,
            "file-type-unsupported",
            "XLSX is not supported. Save it as JPG or PNG.",
        ),
        (
            "mug.jpg",
            "image/jpeg",
            0,
            "file-empty",
            "This file is empty. Choose the picture again.",
        ),
        (
            "mug.jpg",
            "image/jpeg",
            61 * 1024**2,
            "file-too-large",
            "This file is 61.0\xa0MB; the most is 50.0\xa0MB. Save it smaller or as JPG.",
        ),
    ],
)
def test_what_cannot_be_taken_is_refused_before_it_is_sent(
    begin, filename: str, content_type: str, size: int, code: str, sentence: str
) -> None:
    with pytest.raises(UploadRefused) as refusal:
        begin(filename, content_type, size)

    assert (refusal.value.code, str(refusal.value)) == (code, sentence)
    assert not Upload.objects.exists()


def test_too_large_is_a_refusal_of_its_own(begin) -> None:
    with pytest.raises(TooLarge):
        begin(size=10**12)


@pytest.mark.parametrize(
    ("state", "seconds_old", "expected"),
    [
        ("open", 5, True),
        ("open", 90, False),
        ("checking", 90, True),
        ("ready", 5, False),
        ("expired", 5, False),
    ],
)
def test_photos_on_their_way_are_known(begin, state: str, seconds_old: int, expected: bool) -> None:
    upload_id = begin().upload.pk
    Upload.objects.filter(pk=upload_id).update(
        state=state, created_at=Now() - timedelta(seconds=seconds_old)
    )

    assert services.is_receiving() is expected


@pytest.mark.parametrize("state", ["checking", "ready"])
def test_complete_again_answers_how_far_it_is(
    begin, in_acme: Workspace, state: str, django_capture_on_commit_callbacks
) -> None:
    upload_id = begin().upload.pk
    Upload.objects.filter(pk=upload_id).update(state=state)

    with django_capture_on_commit_callbacks() as sent:
        upload = services.complete_upload(upload_id, schema_name=in_acme.schema_name)

    assert upload.state == state
    assert sent == []


def test_complete_is_refused_when_its_time_is_over(begin, in_acme: Workspace) -> None:
    upload_id = begin().upload.pk
    Upload.objects.filter(pk=upload_id).update(state="expired")

    with pytest.raises(NotThere, match="Start the upload again") as refusal:
        services.complete_upload(upload_id, schema_name=in_acme.schema_name)

    assert refusal.value.code == "upload-expired"
