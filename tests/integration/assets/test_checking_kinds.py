"""Uploads of every kind through the worker's check: taken, replaced, seen by a scanner, refused."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now

from assets import storage
from assets.models import Asset, Reading, Upload
from assets.refusals import UploadRefused
from assets.services import checking
from audit.models import AuditEvent
from tests.unit.assets import made_files as made
from tests.unit.assets.clamd import SIGNATURE, Clamd

pytestmark = pytest.mark.usefixtures("bucket")
heard: list[Any] = []


def on_ready(_schema_name: str, asset_id: Any) -> None:
    heard.append(asset_id)


@pytest.fixture(autouse=True)
def _listening(settings: Any) -> None:
    heard.clear()
    settings.ASSET_READY_HOOKS = [f"{__name__}.on_ready"]


@pytest.fixture
def came(completed: Any, check: Any) -> Any:
    """Return a function that has a file come the whole way."""

    def come(content: bytes, filename: str, **given: Any) -> Upload:
        upload: Upload = check(completed(content, filename, declared="", **given))
        return upload

    return come


@pytest.mark.parametrize(
    ("content", "filename", "kind", "thumbs"),
    [
        (made.pdf(2), "Sheet.pdf", "document", 3),
        (made.docx_file(), "Sheet.docx", "document", 0),
        (made.xlsx_file(), "Prices.xlsx", "sheet", 0),
        ("名称,价格\r\n马克杯,12\r\n".encode("gb18030"), "Prices.csv", "sheet", 0),
        (made.font(), "Speckle.ttf", "font", 3),
    ],
)
def test_a_file_comes_into_the_library_as_what_it_is(
    came: Any, content: bytes, filename: str, kind: str, thumbs: int
) -> None:
    upload = came(content, filename)

    asset = upload.asset
    file = asset.file
    assert (upload.state, asset.kind, file.filename) == ("ready", kind, filename)
    assert file.key.endswith(filename[-4:])
    assert len(file.original_sha256) == len(file.sha256) == 64
    assert file.measured or filename.endswith("docx")
    assert len(file.thumbs) == thumbs
    assert storage.size_of(file.key) == file.size_bytes
    assert storage.size_of(upload.key) is None
    assert Reading.objects.filter(version=file).exists() == (kind in {"document", "sheet"})
    assert heard == []  # cut-outs are made of pictures


def test_a_video_has_a_cover_and_thumbnails(came: Any) -> None:
    upload = came(made.recording("mp4", "-c:v", "libx264"), "Clip.mp4")

    file = upload.asset.file
    assert (upload.asset.kind, file.width_px, file.height_px) == ("video", 320, 180)
    assert 1900 <= file.duration_ms <= 2150
    assert storage.read(file.companions["cover"])[:3] == b"\xff\xd8\xff"
    assert len(file.thumbs) == 3


def test_a_new_version_becomes_the_current_one_of_the_same_file(came: Any) -> None:
    asset = came(made.pdf(1), "Sheet.pdf").asset

    upload = came(made.pdf(2), "Sheet 2.pdf", replaces=asset)

    asset.refresh_from_db()
    assert upload.asset_id == asset.pk
    assert (asset.name, asset.file.number, asset.file.measured) == ("Sheet", 2, {"pages": 2})
    assert Asset.objects.count() == 1
    assert AuditEvent.objects.filter(action="assets.asset.version_added").exists()


def test_a_new_version_of_another_kind_is_refused_and_nothing_is_left(
    came: Any, completed: Any, check: Any, in_acme: Any
) -> None:
    asset = came(made.pdf(1), "Sheet.pdf").asset
    upload = completed(made.pdf(1), "Sheet.pdf", declared="", replaces=asset)
    Asset.objects.filter(pk=asset.pk).update(kind="font")
    before = len(list(storage.listed(f"{in_acme.schema_name}/")))

    upload = check(upload)

    assert (upload.state, upload.problem) == ("refused", "file-kind-differs")
    assert len(list(storage.listed(f"{in_acme.schema_name}/"))) == before


def test_a_long_check_gives_signs_of_life_and_one_taken_over_writes_nothing(
    completed: Any, check: Any, monkeypatch: Any
) -> None:
    upload = completed(made.pdf(1), "Sheet.pdf", declared="")
    monkeypatch.setattr(checking, "SIGN_SECONDS", 0)
    fetch = checking._fetch

    def slow(key: str, path: Any, beat: Any) -> str:
        long_ago = Now() - timedelta(seconds=50)
        Upload.objects.filter(pk=upload.pk).update(checking_since=long_ago)
        beat()
        fresh = Upload.objects.filter(checking_since__gt=Now() - timedelta(seconds=10))
        assert fresh.filter(pk=upload.pk).exists()
        Upload.objects.filter(pk=upload.pk).update(claims=2)  # another worker took it
        return fetch(key, path, beat)

    monkeypatch.setattr(checking, "_fetch", slow)

    upload = check(upload)

    assert (upload.state, upload.asset) == ("checking", None)
    assert storage.size_of(upload.key) is not None  # the other one needs it


class TestScanner:
    def test_what_it_finds_is_refused_before_anything_opens_it(
        self, came: Any, settings: Any
    ) -> None:
        with Clamd() as clamd:
            settings.CLAMD_URL = clamd.url
            upload = came(made.pdf() + SIGNATURE, "Sheet.pdf")

        assert (upload.state, upload.problem) == ("refused", "file-infected")
        assert "Stand-In.Test" in str(UploadRefused(upload.problem, upload.problem_data))
        assert storage.size_of(upload.key) is None

    def test_what_it_passes_is_taken(self, came: Any, settings: Any) -> None:
        with Clamd() as clamd:
            settings.CLAMD_URL = clamd.url
            assert came(made.pdf(), "Sheet.pdf").state == "ready"

    def test_while_it_is_away_an_upload_waits_and_is_refused_in_the_end(
        self, came: Any, check: Any, settings: Any
    ) -> None:
        settings.CLAMD_URL = "tcp://127.0.0.1:1"
        upload = came(made.pdf(), "Sheet.pdf")

        for attempt in range(2, checking.MAX_CHECKS + 1):
            assert (upload.state, upload.asset) == ("checking", None)
            assert storage.size_of(upload.key) is not None
            long_ago = Now() - timedelta(seconds=61)
            Upload.objects.filter(pk=upload.pk).update(checking_since=long_ago)
            upload = check(upload)
            assert upload.checks == attempt

        assert (upload.state, upload.problem) == ("refused", "file-scan-unavailable")
        assert not Asset.objects.exists()

    def test_when_it_is_back_the_upload_that_waited_is_taken(
        self, came: Any, check: Any, settings: Any
    ) -> None:
        settings.CLAMD_URL = "tcp://127.0.0.1:1"
        upload = came(made.pdf(), "Sheet.pdf")
        Upload.objects.filter(pk=upload.pk).update(checking_since=Now() - timedelta(seconds=61))

        with Clamd() as clamd:
            settings.CLAMD_URL = clamd.url
            assert check(upload).state == "ready"


def test_a_table_of_more_than_its_kind_may_have_is_refused_with_the_limit(
    completed: Any, check: Any, settings: Any
) -> None:
    upload = completed(b"a,b\r\n" * 3000, "Prices.csv", declared="")
    settings.UPLOAD_LIMITS = {**settings.UPLOAD_LIMITS, "sheet": 10_000}

    upload = check(upload)

    assert (upload.state, upload.problem) == ("refused", "file-too-large")
    assert upload.problem_data == {"size": 15_000, "max": 10_000, "kind": "sheet"}
