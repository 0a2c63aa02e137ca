"""An upload is announced: what is refused at once, and what the form allows."""

import base64
import json
from datetime import timedelta

import pytest
from django.db.models.functions import Now

from accounts.models import User
from assets import services
from assets.models import Upload
from assets.services import Arriving, NotThere, TooLarge, UploadRefused, sending
from billing import services as billing
from tests.factories import stock
from workspaces.models import Workspace

ORIGIN = "http://localhost:8000"


@pytest.fixture
def begin(in_acme: Workspace, alice: User):
    def announce(
        filename: str = "mug.jpg", content_type: str = "image/jpeg", size: int = 1000, **given
    ):
        return services.begin_upload(
            Arriving(filename, content_type, size, **given),
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
            "slides.key",
            "application/vnd.apple.keynote",
            10,
            "file-type-unsupported",
            "KEY is not supported. Save it as PDF and upload that.",
        ),
        (
            "mug.jpg",
            "image/jpeg",
            0,
            "file-empty",
            "This file is empty. Choose the file again.",
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


@pytest.mark.parametrize(
    ("filename", "content_type", "most_mb"),
    [
        ("mug.png", "", 50),
        ("scan", "image/jpeg", 50),
        ("sheet.xlsx", "", 50),
        ("manual.pdf", "application/pdf", 50),
        ("Brand.woff2", "", 30),
        ("voice.m4a", "audio/mp4", 200),
        ("walk.mov", "video/quicktime", 5120),
        ("nothing", "", 50),
    ],
)
def test_each_kind_has_a_size_of_its_own(
    begin, filename: str, content_type: str, most_mb: int, monkeypatch
) -> None:
    monkeypatch.setattr(sending, "open_in_store", lambda _upload: None)
    monkeypatch.setattr(billing, "hold_storage", lambda *_given, **_told: None)
    most = most_mb * 1024**2

    begun = begin(filename, content_type, most)
    with pytest.raises(TooLarge):
        begin(filename, content_type, most + 1)

    assert begun.upload.size_bytes == most


def test_a_file_of_another_kind_than_pictures_is_told_what_its_kind_may_have(begin) -> None:
    with pytest.raises(TooLarge) as refusal:
        begin("Walk.mp4", "video/mp4", 6 * 1024**3)

    assert str(refusal.value).startswith("This file is 6.0\xa0GB; the most for files of this kind")
    assert "(video) is 5.0\xa0GB" in str(refusal.value)


@pytest.mark.parametrize(
    ("filename", "code"),
    [
        ("list.xls", "office-old"),
        ("letter.doc", "office-old"),
        ("sums.xlsm", "document-macros"),
        ("sums.xlsb", "office-old"),
    ],
)
def test_office_files_that_are_known_and_not_taken_are_refused_as_what_they_are(
    begin, filename: str, code: str
) -> None:
    with pytest.raises(UploadRefused) as refusal:
        begin(filename, "application/vnd.ms-excel", 10)

    assert refusal.value.code == code


def test_a_new_version_is_of_the_kind_the_file_is_of(begin) -> None:
    photo = stock.asset()

    assert begin(replaces=photo).upload.replaces_id == photo.pk
    with pytest.raises(
        UploadRefused, match="This is a video; the file it is to replace is an image"
    ):
        begin("Walk.mp4", "video/mp4", replaces=photo)


@pytest.mark.parametrize(("size", "in_parts"), [(25 * 1024**2, False), (25 * 1024**2 + 1, True)])
def test_what_is_larger_than_a_form_takes_comes_in_parts(
    begin, monkeypatch, size: int, in_parts: bool
) -> None:
    opened: list[Upload] = []
    monkeypatch.setattr(sending, "open_in_store", opened.append)

    begun = begin(size=size)

    assert bool(begun.upload.part_bytes) is in_parts
    assert opened == ([begun.upload] if in_parts else [])
    assert bool(begun.fields) is not in_parts


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
