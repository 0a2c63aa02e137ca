"""An upload's whole way: announced, posted, completed, checked, shown, or refused and gone."""

import io
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now
from PIL import Image

from accounts.models import User
from assets import hooks, services, storage
from assets.models import Asset, Upload
from assets.services import Arriving, NotThere, TooLarge, UploadRefused, checking
from audit.models import AuditEvent
from tests.factories import stock
from workspaces.models import Workspace

pytestmark = pytest.mark.usefixtures("bucket")
heard: list[tuple[str, uuid.UUID]] = []


def on_ready(schema_name: str, asset_id: uuid.UUID) -> None:
    heard.append((schema_name, asset_id))


@pytest.fixture(autouse=True)
def _listening(settings: Any) -> None:
    heard.clear()
    settings.ASSET_READY_HOOKS = [f"{__name__}.on_ready"]


def last_event() -> AuditEvent:
    return AuditEvent.objects.order_by("-pk")[0]


def test_a_photo_comes_into_the_library(
    completed: Any, check: Any, sent: Any, photo_bytes: bytes, in_acme: Workspace, alice: User
) -> None:
    product = stock.product(alice)

    upload = completed(photo_bytes, product_id=product.pk)
    assert upload.state == "checking"
    assert sent == [(in_acme.schema_name, upload.pk)]
    upload = check(upload)

    assert upload.state == "ready"
    asset = upload.asset
    assert (asset.name, asset.source, asset.product_id) == ("Mug front", "upload", product.pk)
    assert asset.created_by_id == alice.pk
    file = asset.file
    assert (file.width_px, file.height_px, file.content_type) == (640, 640, "image/jpeg")
    assert file.key.startswith(f"{in_acme.schema_name}/clean/")
    assert storage.size_of(file.key) == file.size_bytes
    with Image.open(io.BytesIO(storage.read(file.thumbs["320"]))) as thumb:
        assert thumb.size == (320, 320)
    assert storage.size_of(upload.key) is None
    assert heard == [(in_acme.schema_name, asset.pk)]
    event = last_event()
    assert (event.action, event.actor_type, event.on_behalf_of) == (
        "assets.asset.created",
        "system",
        str(alice.pk),
    )


def test_a_message_that_comes_while_another_worker_checks_changes_nothing(
    completed: Any, check: Any, photo_bytes: bytes
) -> None:
    upload = completed(photo_bytes)
    Upload.objects.filter(pk=upload.pk).update(checks=1, checking_since=Now())

    assert check(upload).state == "checking"
    assert upload.checks == 1


def test_a_message_that_comes_twice_changes_nothing(
    completed: Any, check: Any, photo_bytes: bytes
) -> None:
    upload = check(completed(photo_bytes))

    check(upload)

    assert Asset.objects.count() == 1
    assert len(heard) == 1


def test_two_workers_at_once_leave_one_asset_and_no_stray_file(
    completed: Any, check: Any, photo_bytes: bytes, in_acme: Workspace, monkeypatch: Any
) -> None:
    upload = completed(photo_bytes)
    stored: list[str] = []
    store = checking.store_file

    def overtaken(clean: Any, *, schema_name: str, **told: Any) -> Any:
        prepared = store(clean, schema_name=schema_name, **told)
        stored.extend(prepared.keys)
        # This one was silent for too long, and the other worker comes to its end just now.
        monkeypatch.setattr(checking, "store_file", store)
        Upload.objects.filter(pk=upload.pk).update(checking_since=Now() - timedelta(seconds=61))
        services.check_upload(upload.pk, schema_name=schema_name)
        return prepared

    monkeypatch.setattr(checking, "store_file", overtaken)

    upload = check(upload)

    assert upload.state == "ready"
    assert Asset.objects.count() == 1
    assert [storage.size_of(key) for key in stored] == [None] * 4
    assert storage.size_of(upload.asset.file.key) is not None


@pytest.mark.parametrize(
    ("filename", "content", "code", "sentence"),
    [
        (
            "notes.jpg",
            b"not a picture at all\n" * 10,
            "file-is-text",
            "This file is named .jpg, but it is a text file inside.",
        ),
        (
            "brochure.jpg",
            b"%PDF-1.7\n" + b"x" * 100,
            "file-misnamed",
            "This file is named .jpg, but it is PDF inside.",
        ),
        (
            "half.jpg",
            None,
            "file-broken",
            "This picture is damaged and cannot be opened. Export it again or choose another one.",
        ),
    ],
)
def test_what_is_no_photo_is_refused_and_gone(
    filename: str,
    content: bytes | None,
    code: str,
    sentence: str,
    completed: Any,
    check: Any,
    photo_bytes: bytes,
) -> None:
    upload = check(completed(content or photo_bytes[:3000], filename))

    assert (upload.state, upload.problem, upload.asset) == ("refused", code, None)
    assert str(UploadRefused(upload.problem, upload.problem_data)).startswith(sentence)
    assert storage.size_of(upload.key) is None
    assert not Asset.objects.exists()
    assert heard == []
    event = last_event()
    assert (event.action, event.outcome, event.reason) == ("assets.upload.refused", "denied", code)


def test_a_file_that_fells_workers_is_given_up(
    completed: Any, check: Any, photo_bytes: bytes
) -> None:
    upload = completed(photo_bytes)
    long_ago = Now() - timedelta(seconds=61)
    Upload.objects.filter(pk=upload.pk).update(checks=5, checking_since=long_ago)

    upload = check(upload)

    assert (upload.state, upload.problem) == ("refused", "file-check-failed")


def test_a_worker_lost_while_writing_leaves_no_stray_file(
    completed: Any, check: Any, photo_bytes: bytes, monkeypatch: Any
) -> None:
    upload = completed(photo_bytes)
    stored: list[str] = []
    store = checking.store_file

    def noted(clean: Any, *, schema_name: str, **told: Any) -> Any:
        prepared = store(clean, schema_name=schema_name, **told)
        stored.extend(prepared.keys)
        return prepared

    def fail(*_args: Any) -> None:
        raise ConnectionError("the database went away")

    monkeypatch.setattr(checking, "store_file", noted)
    monkeypatch.setattr(checking, "write_asset", fail)
    with pytest.raises(ConnectionError):
        check(upload)

    upload.refresh_from_db()
    assert upload.state == "checking"  # the sweeper will ask again
    assert [storage.size_of(key) for key in stored] == [None] * 4
    assert storage.size_of(upload.key) is not None


def test_complete_is_refused_while_nothing_has_arrived(
    in_acme: Workspace, alice: User, bucket: str
) -> None:
    begun = services.begin_upload(
        Arriving("mug.jpg", "image/jpeg", 10),
        schema_name=in_acme.schema_name,
        actor=alice,
        origin=bucket,
    )

    with pytest.raises(NotThere, match="The file has not arrived"):
        services.complete_upload(begun.upload.pk, schema_name=in_acme.schema_name)

    begun.upload.refresh_from_db()
    assert begun.upload.state == "open"


class TestReceive:
    @pytest.fixture
    def receive(
        self, in_acme: Workspace, alice: User, sent: Any, django_capture_on_commit_callbacks: Any
    ) -> Callable[..., Upload]:
        def take(content: bytes, filename: str = "Mug.jpg", size: int | None = None) -> Upload:
            size = len(content) if size is None else size
            with django_capture_on_commit_callbacks(execute=True):
                return services.receive(
                    Arriving(filename, "image/jpeg", size),
                    io.BytesIO(content),
                    schema_name=in_acme.schema_name,
                    actor=alice,
                )

        return take

    def test_a_photo_is_taken_and_checked_later(
        self, receive: Any, check: Any, sent: Any, photo_bytes: bytes
    ) -> None:
        upload = receive(photo_bytes)

        assert upload.state == "checking"
        assert [message[1] for message in sent] == [upload.pk]
        assert check(upload).state == "ready"

    def test_what_is_no_picture_is_refused_at_once_and_not_kept(self, receive: Any) -> None:
        with pytest.raises(UploadRefused, match="it is a text file inside"):
            receive(b"words")

        assert not Upload.objects.exists()

    def test_more_than_25_mb_is_too_large(self, receive: Any, photo_bytes: bytes) -> None:
        with pytest.raises(TooLarge):
            receive(photo_bytes, size=26 * 1024**2)


def test_hooks_are_none_unless_config_names_some(settings: Any) -> None:
    del settings.ASSET_READY_HOOKS

    assert hooks.ready() == []
