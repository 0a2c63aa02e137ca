"""What becomes of a check while the store is away, and of a version whose file is gone."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError
from django.db.models.functions import Now

from accounts.models import User
from assets import queue, services, sql, storage
from assets.models import Asset, Upload
from assets.services import checking
from audit.models import AuditEvent
from workspaces.models import Workspace

pytestmark = pytest.mark.usefixtures("bucket")


def away(*_given: Any, **_more: Any) -> Iterator[bytes]:
    raise EndpointConnectionError(endpoint_url="http://s3")


def due(upload: Upload) -> None:
    Upload.objects.filter(pk=upload.pk).update(checking_since=Now() - timedelta(seconds=61))


# --- the store is away --------------------------------------------------------------------------
@pytest.mark.parametrize("where", ["stream", "put"])
def test_a_store_that_is_away_for_long_refuses_nothing_and_deletes_nothing(
    where: str, completed: Any, check: Any, photo_bytes: bytes, monkeypatch: Any
) -> None:
    upload = completed(photo_bytes)
    with monkeypatch.context() as amiss:
        amiss.setattr(storage, where, away)
        for _ in range(checking.MAX_CHECKS + 2):
            assert (check(upload).state, upload.checks) == ("checking", 0)

    assert storage.size_of(upload.key) == len(photo_bytes)
    assert check(upload).state == "ready"


def test_each_time_it_waits_longer(
    completed: Any, check: Any, photo_bytes: bytes, in_acme: Workspace, sent: Any, monkeypatch: Any
) -> None:
    upload = completed(photo_bytes)
    sent.clear()
    monkeypatch.setattr(storage, "stream", away)

    first, second = check(upload).checking_since, check(upload).checking_since
    checking.sweep_uploads(schema_name=in_acme.schema_name)

    assert second - first >= timedelta(seconds=59)
    assert sent == []


def test_a_check_that_ended_before_the_store_went_away_stays_ended(
    completed: Any, check: Any, photo_bytes: bytes, monkeypatch: Any
) -> None:
    upload = completed(photo_bytes)
    with monkeypatch.context() as amiss:
        amiss.setattr(storage, "delete_many", away)
        assert check(upload).state == "ready"

    assert Asset.objects.count() == 1


def test_a_stalled_check_writes_nothing_after_its_place_was_given_back(
    completed: Any, check: Any, photo_bytes: bytes, monkeypatch: Any
) -> None:
    upload = completed(photo_bytes)
    stalled = checking._claim(upload.pk)
    assert stalled is not None
    due(upload)
    with monkeypatch.context() as amiss:
        amiss.setattr(storage, "stream", away)
        check(upload)
    assert upload.checks == stalled.checks

    assert not Upload.objects.filter(checking._mine(stalled)).exists()


# --- asked again --------------------------------------------------------------------------------
def test_a_check_that_waits_is_asked_for_after_a_minute_and_then_every_ten(
    completed: Any, photo_bytes: bytes, in_acme: Workspace, sent: list[Any]
) -> None:
    upload = completed(photo_bytes)
    due(upload)
    sent.clear()

    told = []
    for _ in range(2):
        told.append(bool(sql.schemas_with_due_work([in_acme.schema_name])))
        checking.sweep_uploads(schema_name=in_acme.schema_name)
    assert (told, sent) == ([True, False], [(in_acme.schema_name, upload.pk)])

    long_ago = Now() - timedelta(seconds=700)
    Upload.objects.update(asked_at=long_ago, checking_since=long_ago - timedelta(seconds=1))
    checking.sweep_uploads(schema_name=in_acme.schema_name)
    assert len(sent) == 2


def test_a_broker_that_is_away_leaves_it_to_the_next_round(
    completed: Any, photo_bytes: bytes, in_acme: Workspace, sent: list[Any], monkeypatch: Any
) -> None:
    upload = completed(photo_bytes)
    due(upload)
    sent.clear()

    def broken(*_given: Any) -> None:
        raise OSError("the broker is away")

    with monkeypatch.context() as amiss:
        amiss.setattr(queue, "check_upload", broken)
        with pytest.raises(OSError, match="broker"):
            checking.sweep_uploads(schema_name=in_acme.schema_name)
    checking.sweep_uploads(schema_name=in_acme.schema_name)

    assert sent == [(in_acme.schema_name, upload.pk)]


def test_the_round_goes_on_when_the_bin_cannot_be_emptied_in_the_store(
    completed: Any, check: Any, photo_bytes: bytes, in_acme: Workspace, monkeypatch: Any
) -> None:
    check(completed(photo_bytes))
    Asset.objects.update(deleted_at=Now() - timedelta(days=31))
    monkeypatch.setattr(storage, "delete_many", away)

    assert services.purge_bin() == 1
    assert not Asset.objects.exists()


# --- a version of what is gone ------------------------------------------------------------------
@pytest.fixture
def mug(completed: Any, check: Any, photo_bytes: bytes) -> Asset:
    asset: Asset = check(completed(photo_bytes)).asset
    return asset


@pytest.mark.parametrize("is_purged", [False, True], ids=["binned", "purged"])
@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_a_version_of_a_file_that_is_gone_is_refused_and_comes_nowhere(
    when: str,
    is_purged: bool,
    mug: Asset,
    completed: Any,
    check: Any,
    photo_bytes: bytes,
    alice: User,
    monkeypatch: Any,
) -> None:
    store, stored = checking.store_file, []

    def remove() -> None:
        services.delete_assets([mug.pk], actor=alice)
        if is_purged:
            Asset.objects.filter(pk=mug.pk).update(deleted_at=Now() - timedelta(days=31))
            services.purge_bin()

    def meanwhile(*given: Any, **told: Any) -> Any:
        prepared = store(*given, **told)
        stored.extend(prepared.keys)
        if when == "meanwhile":
            remove()
        return prepared

    monkeypatch.setattr(checking, "store_file", meanwhile)
    upload = completed(photo_bytes, replaces=mug)
    if when == "before":
        remove()

    upload = check(upload)

    assert (upload.state, upload.problem) == ("refused", "file-gone")
    assert Asset.objects.count() == (0 if is_purged else 1)
    assert is_purged or mug.versions.count() == 1
    assert [storage.size_of(key) for key in [*stored, upload.key]] == [None] * (len(stored) + 1)
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.reason) == ("assets.upload.refused", "file-gone")
    assert uuid.UUID(event.target_id) == upload.pk
