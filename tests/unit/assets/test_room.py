"""Room for files: held before they are taken, counted when they are there, freed when they go."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models.functions import Now

from accounts.models import User
from assets import services, storage
from assets.models import Asset, Upload
from assets.refusals import UploadRefused
from assets.services import Arriving, checking, library
from assets.services.preparing import Prepared
from billing import services as billing
from billing.quotas import QuotaExceeded
from tests.factories import plans
from workspaces.models import Workspace

Begin = Callable[[int], Upload]


@pytest.fixture
def begin(in_acme: Workspace, alice: User, monkeypatch: pytest.MonkeyPatch) -> Begin:
    plans.limit(in_acme.pk, "storage_bytes", 1000)
    monkeypatch.setattr(storage, "delete_many", list)

    def announce(size: int) -> Upload:
        arriving = Arriving("mug.jpg", "image/jpeg", size)
        begun = services.begin_upload(
            arriving, schema_name=in_acme.schema_name, actor=alice, origin="http://localhost:8000"
        )
        return begun.upload

    return announce


def room(place: Workspace) -> tuple[int, int]:
    usage = billing.usage(workspace_id=place.pk, meter="storage_bytes")
    return usage.used, usage.reserved


def prepared(size: int) -> Prepared:
    return Prepared(
        key=f"assets/{size}", sha256="a" * 64, content_type="image/jpeg", size_bytes=size,
        width_px=10, height_px=10, thumbs={},
    )  # fmt: skip


def test_an_announced_file_holds_its_room_and_another_finds_none(
    begin: Begin, in_acme: Workspace
) -> None:
    begin(600)
    with pytest.raises(QuotaExceeded):
        begin(401)

    assert room(in_acme) == (0, 600)
    assert Upload.objects.count() == 1


def test_the_answer_says_what_is_left_and_what_helps(
    begin: Begin, in_acme: Workspace, alice: User, api_for: Any
) -> None:
    api = api_for(alice, in_acme)
    body = {"filename": "mug.jpg", "content_type": "image/jpeg", "size_bytes": 2048}

    answer = api.post("/api/v1/assets/uploads", body, format="json")

    assert answer.status_code == 402
    said = answer.json()
    assert (said["code"], said["meter"], said["remaining"]) == (
        "plan-limit-reached",
        "storage_bytes",
        1000,
    )
    assert "Delete files for good" in said["detail"]
    assert "Retry-After" not in answer


def test_a_file_that_is_taken_counts_as_it_is_kept(begin: Begin, in_acme: Workspace) -> None:
    upload = begin(600)
    Upload.objects.filter(pk=upload.pk).update(state=Upload.State.CHECKING, checking_since=Now())

    checking._accept(upload, prepared(450), schema_name=in_acme.schema_name)

    assert room(in_acme) == (450, 0)


def test_a_file_that_is_refused_or_never_comes_frees_its_room(
    begin: Begin, in_acme: Workspace
) -> None:
    refused, late = begin(300), begin(200)
    Upload.objects.filter(pk=refused.pk).update(state=Upload.State.CHECKING, checking_since=Now())
    checking._refuse(refused, UploadRefused("file-empty"))
    assert room(in_acme) == (0, 200)
    Upload.objects.filter(pk=late.pk).update(expires_at=Now() - timedelta(hours=1))

    checking.sweep_uploads(schema_name=in_acme.schema_name)

    assert room(in_acme) == (0, 0)


def test_what_was_made_here_is_kept_even_without_room(begin: Begin, in_acme: Workspace) -> None:
    with transaction.atomic():
        library.add_generated(
            prepared(900), name="Mug", product_id=None, style="", created_by_id=None
        )
        library.add_generated(
            prepared(101), name="Mug 2", product_id=None, style="", created_by_id=None
        )

    assert Asset.objects.count() == 2
    assert room(in_acme) == (900, 0)
    with pytest.raises(QuotaExceeded):
        begin(200)


def test_what_is_deleted_for_good_frees_its_room(begin: Begin, in_acme: Workspace) -> None:
    upload = begin(300)
    Upload.objects.filter(pk=upload.pk).update(state=Upload.State.CHECKING, checking_since=Now())
    checking._accept(upload, prepared(300), schema_name=in_acme.schema_name)
    with transaction.atomic():
        library.add_generated(
            prepared(500), name="Mug", product_id=None, style="", created_by_id=None
        )
    Asset.objects.update(deleted_at=Now() - timedelta(days=29))
    assert services.purge_bin() == 0
    assert room(in_acme) == (800, 0)

    Asset.objects.update(deleted_at=Now() - timedelta(days=31))
    assert services.purge_bin() == 2

    assert room(in_acme) == (0, 0)
