"""Uploads as programs send them, and those that are left lying."""

import io
import uuid
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.functions import Now

from accounts.models import User
from assets import services, storage
from assets.models import Asset, Upload
from audit.models import AuditEvent
from workspaces import tenancy
from workspaces.models import Workspace

pytestmark = pytest.mark.usefixtures("bucket")


class TestSweep:
    def test_a_lost_check_is_asked_for_again(
        self, completed: Any, sent: Any, photo_bytes: bytes, in_acme: Workspace
    ) -> None:
        lost, fresh = completed(photo_bytes), completed(photo_bytes)
        Upload.objects.filter(pk=lost.pk).update(checking_since=Now() - timedelta(seconds=61))
        sent.clear()

        with tenancy.outside():
            services.sweep()

        assert sent == [(in_acme.schema_name, lost.pk)]
        assert Upload.objects.get(pk=fresh.pk).state == "checking"

    def test_an_upload_nobody_completed_is_closed_and_its_bytes_deleted(
        self, posted: Any, photo_bytes: bytes, sent: Any
    ) -> None:
        late, early = posted(photo_bytes), posted(photo_bytes)
        Upload.objects.filter(pk=late.pk).update(expires_at=Now() - timedelta(seconds=1))

        with tenancy.outside():
            services.sweep()

        late.refresh_from_db()
        early.refresh_from_db()
        assert (late.state, early.state) == ("expired", "open")
        assert storage.size_of(late.key) is None
        assert storage.size_of(early.key) is not None

    def test_the_bin_is_emptied_after_30_days(
        self, completed: Any, check: Any, photo_bytes: bytes, alice: User
    ) -> None:
        old, young = check(completed(photo_bytes)).asset, check(completed(photo_bytes)).asset
        services.delete_assets([old.pk, young.pk], actor=alice)
        Asset.objects.filter(pk=old.pk).update(deleted_at=Now() - timedelta(days=31))
        keys = [old.file.key, *old.file.thumbs.values()]

        with tenancy.outside():
            services.sweep()

        assert list(Asset.objects.values_list("pk", flat=True)) == [young.pk]
        assert [storage.size_of(key) for key in keys] == [None] * len(keys)
        assert AuditEvent.objects.order_by("-pk")[0].action == "assets.asset.purged"

    def test_a_quiet_house_is_left_alone(self, in_acme: Workspace, sent: Any) -> None:
        with tenancy.outside():
            assert services.sweep() == 0


def test_through_the_api_a_photo_is_posted_and_shown(
    api_for: Any,
    alice: User,
    acme: Workspace,
    settings: Any,
    bucket: str,
    photo_bytes: bytes,
    sent: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    settings.S3_PUBLIC_URL = bucket
    api = api_for(alice, acme)
    announced = {
        "filename": "Mug.jpg",
        "content_type": "image/jpeg",
        "size_bytes": len(photo_bytes),
    }
    begun = api.post("/api/v1/assets/uploads", announced, format="json").json()
    httpx.post(begun["url"], data=begun["fields"], files={"file": ("Mug.jpg", photo_bytes)})
    with django_capture_on_commit_callbacks(execute=True):
        state = api.post(begun["complete_url"]).json()["state"]
    assert state == "checking"
    with tenancy.inside(acme.schema_name):
        services.check_upload(uuid.UUID(begun["id"]), schema_name=acme.schema_name)

    asset = api.post(begun["complete_url"]).json()["asset"]

    thumb, whole = httpx.get(asset["thumb_url"]), httpx.get(asset["url"])
    assert (thumb.status_code, thumb.headers["Content-Type"]) == (200, "image/webp")
    assert (whole.status_code, whole.headers["Content-Type"]) == (200, "image/jpeg")
    saved = httpx.get(
        api.get(f"/api/v1/assets/{asset['id']}/download", {"redirect": "false"}).json()["url"]
    )
    assert saved.headers["Content-Disposition"] == 'attachment; filename="Mug.jpg"'


def test_the_form_endpoint_answers_where_to_ask(
    api_for: Any, alice: User, acme: Workspace, photo_bytes: bytes, sent: Any
) -> None:
    file = io.BytesIO(photo_bytes)
    file.name = "Mug.jpg"

    answer = api_for(alice, acme).post("/api/v1/assets/upload", {"file": file}, format="multipart")

    assert answer.status_code == 202
    assert answer.json()["state"] == "checking"
    assert answer["Location"] == f"/api/v1/assets/uploads/{answer.json()['id']}"


def test_two_files_in_one_form_are_refused_not_halved(
    api_for: Any, alice: User, acme: Workspace
) -> None:
    both = [SimpleUploadedFile(name, b"a,b\n", "text/csv") for name in ("a.csv", "b.csv")]

    answer = api_for(alice, acme).post("/api/v1/assets/upload", {"file": both}, format="multipart")

    assert answer.status_code == 400
    assert answer.json()["errors"]["file"] == ["Send one file at a time."]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("notes.txt", "TXT is not supported. Save it as .docx, .xlsx or PDF and upload that."),
        (
            "notes.jpg",
            (
                "This file is named .jpg, but it is a text file inside. Choose the right file, or"
                " export it again from the program it comes from."
            ),
        ),
    ],
)
def test_the_form_endpoint_refuses_what_is_no_picture(
    name: str, told: str, api_for: Any, alice: User, acme: Workspace
) -> None:
    file = io.BytesIO(b"words, words")
    file.name = name

    answer = api_for(alice, acme).post("/api/v1/assets/upload", {"file": file}, format="multipart")

    assert answer.status_code == 422
    assert answer.json()["detail"] == told
