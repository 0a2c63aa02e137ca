"""A process that writes a zip is killed outright: another one finishes, and nothing is left."""

import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models.functions import Now

from accounts.models import User
from assets import bucket as connections
from assets import queue, services, storage
from assets.models import Asset, Export
from assets.services import export_files
from billing import services as billing
from tests.factories import files, people
from tests.integration.assets.killing import halt, killed_half_way
from workspaces import tenancy
from workspaces.models import Workspace

FILES = 40
HELD = 1024**2


@pytest.fixture
def place(
    django_db_setup: None, django_db_blocker: Any, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Workspace, User]]:
    """A new workspace whose rows another process sees, and its owner."""
    monkeypatch.setattr(queue, "do", lambda *_given: None)
    with django_db_blocker.unblock():
        tenancy.leave()
        owner = people.person("Olga")
        workspace = people.workspace("Own", owner)
        yield workspace, owner
        tenancy.leave()
        storage.delete_workspace(workspace.schema_name)


def exports_in(place: Workspace) -> tuple[list[str], int]:
    """Return the keys that are stored, and how many are being written."""
    prefix = storage.prefix_of(place.schema_name, storage.EXPORTS)
    begun = storage._client().list_multipart_uploads(
        Bucket=storage.settings.S3_BUCKET, Prefix=prefix
    )
    return [stored.key for stored in storage.listed(prefix)], len(begun.get("Uploads", []))


def stored_in(place: Workspace) -> set[str]:
    return {stored.key for stored in storage.listed(f"{place.schema_name}/")}


def room_of(place: Workspace) -> tuple[int, int]:
    usage = billing.usage(workspace_id=place.pk, meter="storage_bytes")
    return usage.used, usage.reserved


def write_half(place: Workspace, export: Export, *, mark: Path) -> None:
    """Write half of an export and halt (in a process of its own)."""
    connections._build.cache_clear()  # those of its parent are not to be shared
    told, seen = storage.stream, iter(range(FILES))

    def halting(key: str) -> Iterator[bytes]:
        if next(seen) == FILES // 2:
            halt(mark)
        return told(key)

    export_files.storage.stream = halting
    with tenancy.inside(place.schema_name):
        services.run_export(export.pk, schema_name=place.schema_name)


@pytest.mark.timeout(180)
def test_a_killed_process_is_followed_by_one_that_finishes(
    place: tuple[Workspace, User], tmp_path: Path
) -> None:
    workspace, owner = place
    with tenancy.inside(workspace.schema_name):
        photos = [
            files.asset(workspace, name=f"Photo {n}", content=bytes([n]) * HELD)
            for n in range(FILES)
        ]
        Asset.objects.update(size_bytes=HELD)
        export = services.ask_for_files(
            [photo.pk for photo in photos], actor=owner, schema_name=workspace.schema_name
        )
    room, kept = room_of(workspace), stored_in(workspace)

    mark = tmp_path / "mark"
    killed_half_way(lambda: write_half(workspace, export, mark=mark), mark=mark)

    # What it had sent lies there, unjoined, and the row still says that somebody is at it.
    assert exports_in(workspace) == ([], 1)
    with tenancy.inside(workspace.schema_name):
        services.run_export(export.pk, schema_name=workspace.schema_name)
        export.refresh_from_db()
        assert (export.state, export.attempts) == ("running", 1)

        Export.objects.update(since=Now() - timedelta(seconds=61))
        services.run_export(export.pk, schema_name=workspace.schema_name)
        export.refresh_from_db()

    assert (export.state, export.attempts, export.done) == ("ready", 2, FILES)
    assert exports_in(workspace) == ([export.key], 0)
    assert stored_in(workspace) == kept
    assert room_of(workspace) == room
    storage.fetch(export.key, tmp_path / "files.zip")
    with zipfile.ZipFile(tmp_path / "files.zip") as pack:
        assert pack.testzip() is None
        assert len(pack.namelist()) == FILES + 1
