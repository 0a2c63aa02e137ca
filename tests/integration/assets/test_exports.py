"""Many files as one zip: streamed from the bucket to the bucket, whatever happens meanwhile."""

import csv
import io
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from botocore.exceptions import EndpointConnectionError
from django.db.models.functions import Now

from accounts.models import User
from assets import parts, queue, services, storage
from assets.models import Asset, AssetVersion, Export
from assets.services import export_files, exports
from assets.services.work import Overtaken, claim
from audit.models import AuditEvent
from tests.factories import files, stock
from workspaces.models import Workspace

pytestmark = pytest.mark.usefixtures("bucket")
Ask = Callable[..., Export]


@pytest.fixture
def ask(place: Workspace, alice: User, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Return a function that asks for files as one zip; nobody is sent to write it."""
    monkeypatch.setattr(queue, "do", lambda *_given: None)

    def begin(assets: list[Asset]) -> Export:
        return services.ask_for_files(
            [asset.pk for asset in assets], actor=alice, schema_name=place.schema_name
        )

    return begin


def kept(place: Workspace, name: str, content: bytes = b"bytes", **values: Any) -> Asset:
    asset = files.asset(place, name=name, content=content)
    Asset.objects.filter(pk=asset.pk).update(size_bytes=len(content), **values)
    return asset


def left(place: Workspace) -> list[str]:
    prefix = storage.prefix_of(place.schema_name, storage.EXPORTS)
    return [stored.key for stored in storage.listed(prefix)]


def begun(place: Workspace) -> list[str]:
    """Return the keys whose parts were sent and never joined."""
    prefix = storage.prefix_of(place.schema_name, storage.EXPORTS)
    answer = storage._client().list_multipart_uploads(
        Bucket=storage.settings.S3_BUCKET, Prefix=prefix
    )
    return [one["Key"] for one in answer.get("Uploads", [])]


def lost(export: Export) -> None:
    """Make it a minute ago that its worker gave a sign of life."""
    Export.objects.filter(pk=export.pk).update(since=Now() - timedelta(seconds=61))


def opened(export: Export, bucket: str, alice: User) -> zipfile.ZipFile:
    url = services.export_url(export.pk, origin=bucket, actor=alice)
    answer = httpx.get(url)
    assert answer.status_code == 200, answer.text
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(answer.content))


def rows(pack: zipfile.ZipFile) -> list[dict[str, str]]:
    text = pack.read("manifest.csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_selected_files_come_as_one_zip_with_a_list_of_them(
    place: Workspace, ask: Ask, alice: User, bucket: str
) -> None:
    mug = stock.product(alice, name="=Mug", sku="MUG-1")
    names = ["Front", "front", "../etc/passwd", "CON", "正面 照片", "=SUM(A1)"]
    some = [kept(place, name, name.encode(), product=mug) for name in names]
    services.set_tags([some[0].pk], add=["shop", "home"], actor=alice)

    export = ask(some)
    services.run_export(export.pk, schema_name=place.schema_name)

    pack = opened(export, bucket, alice)
    assert pack.testzip() is None
    assert pack.namelist() == [
        "Front.jpg", "front (2).jpg", "passwd.jpg", "_CON.jpg", "正面 照片.jpg", "=SUM(A1).jpg",
        "manifest.csv",
    ]  # fmt: skip
    assert pack.read("正面 照片.jpg") == "正面 照片".encode()
    told = rows(pack)
    assert [row["name"] for row in told] == [
        "Front", "front", "../etc/passwd", "CON", "正面 照片", "'=SUM(A1)",
    ]  # fmt: skip
    assert {row["product"] for row in told} == {"'=Mug"}
    assert set(told[0]["tags"].split(", ")) == {"shop", "home"}
    export.refresh_from_db()
    assert (export.state, export.done, export.total) == ("ready", 6, 6)
    assert export.size_bytes == storage.size_of(export.key)


def test_asking_and_downloading_is_on_the_record(
    place: Workspace, ask: Ask, alice: User, bucket: str
) -> None:
    export = ask([kept(place, "Front")])

    with pytest.raises(services.NotReady):
        services.export_url(export.pk, origin=bucket, actor=alice)
    services.run_export(export.pk, schema_name=place.schema_name)
    opened(export, bucket, alice)

    told = AuditEvent.objects.filter(target_id=str(export.pk)).order_by("pk")
    assert [event.action for event in told] == ["assets.export.asked", "assets.export.downloaded"]
    assert told[0].data == {"files": 1}


def test_what_is_too_much_is_refused_by_its_number_and_its_size(
    place: Workspace, ask: Ask, alice: User
) -> None:
    large = kept(place, "Film")
    Asset.objects.filter(pk=large.pk).update(size_bytes=export_files.MOST_BYTES + 1)
    ids = [UUID(int=number) for number in range(export_files.MOST_FILES + 1)]

    with pytest.raises(services.TooMuch, match=r"1,001 files.* at most 1,000"):
        services.ask_for_files(ids, actor=alice, schema_name=place.schema_name)
    with pytest.raises(services.TooMuch, match=r"5\.0"):
        ask([large])
    with pytest.raises(services.TooMuch, match="None of these"):
        services.ask_for_files(ids[:1], actor=alice, schema_name=place.schema_name)

    assert not Export.objects.exists()


def test_a_file_whose_bytes_are_gone_is_told_in_the_list(
    place: Workspace, ask: Ask, alice: User, bucket: str
) -> None:
    gone, there = kept(place, "Gone"), kept(place, "There")
    binned = kept(place, "Binned")
    export = ask([gone, binned, there])
    storage.delete_many([gone.file.key])
    services.delete_assets([binned.pk], actor=alice)

    services.run_export(export.pk, schema_name=place.schema_name)

    pack = opened(export, bucket, alice)
    assert pack.namelist() == ["There.jpg", "manifest.csv"]
    assert [(row["file"], row["note"]) for row in rows(pack)] == [
        ("", "missing"),
        ("There.jpg", ""),
    ]


def test_a_worker_that_was_killed_is_followed_and_leaves_nothing(
    place: Workspace, ask: Ask, alice: User, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = [kept(place, f"Photo {n}", bytes([n]) * parts.PART_BYTES) for n in range(3)]
    export = ask(some)
    with monkeypatch.context() as killed:
        # A process that is killed aborts nothing.
        killed.setattr(
            storage._client(), "abort_multipart_upload", lambda **_place: None, raising=False
        )
        killed.setattr(export_files, "_manifest", _killed)
        with pytest.raises(KeyboardInterrupt):
            services.run_export(export.pk, schema_name=place.schema_name)
    assert len(begun(place)) == 1
    services.run_export(export.pk, schema_name=place.schema_name)
    assert Export.objects.get().state == "running"  # it is not lost yet

    lost(export)
    services.run_export(export.pk, schema_name=place.schema_name)

    export.refresh_from_db()
    assert (export.state, export.attempts) == ("ready", 2)
    assert begun(place) == []
    assert left(place) == [export.key]
    assert opened(export, bucket, alice).testzip() is None


def _killed(_rows: object) -> bytes:
    raise KeyboardInterrupt


def test_a_worker_that_was_given_up_writes_nothing(
    place: Workspace, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = ask([kept(place, "Front")])
    manifest = export_files._manifest

    def overtaken(told: Any) -> bytes:
        lost(export)
        assert claim(Export, export.pk) is not None
        return manifest(told)

    monkeypatch.setattr(export_files, "_manifest", overtaken)
    services.run_export(export.pk, schema_name=place.schema_name)

    export.refresh_from_db()
    assert (export.state, export.attempts, export.key) == ("running", 2, "")
    assert left(place) == begun(place) == []
    with pytest.raises(Overtaken):
        raise Overtaken


def test_an_export_that_lost_its_workers_three_times_is_given_up_and_leaves_nothing(
    place: Workspace, ask: Ask, alice: User, bucket: str
) -> None:
    export = ask([kept(place, "Front")])
    Export.objects.filter(pk=export.pk).update(state="running", attempts=3)
    lost(export)
    storage.put(exports._folder(export.pk, place.schema_name) + "3.zip", b"half", "application/zip")

    services.run_export(export.pk, schema_name=place.schema_name)

    export.refresh_from_db()
    assert (export.state, export.problem) == ("failed", "work-given-up")
    assert left(place) == []
    event = AuditEvent.objects.filter(target_id=str(export.pk)).latest("pk")
    assert (event.action, event.reason) == ("assets.export.failed", "work-given-up")
    with pytest.raises(services.Gone):
        services.export_url(export.pk, origin=bucket, actor=alice)


def test_a_store_that_is_away_leaves_the_export_to_another_try(
    place: Workspace, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = ask([kept(place, "Front")])
    with monkeypatch.context() as away:
        away.setattr(storage, "stream", _away)
        services.run_export(export.pk, schema_name=place.schema_name)
    waiting = Export.objects.get()
    assert (waiting.state, waiting.attempts) == ("waiting", 0)

    services.run_export(export.pk, schema_name=place.schema_name)

    assert Export.objects.get().state == "ready"


def _away(_key: str) -> Iterator[bytes]:
    raise EndpointConnectionError(endpoint_url="http://s3")


def test_large_files_are_never_whole_in_memory(place: Workspace, ask: Ask) -> None:
    large = kept(place, "Film", b"\x01" * (64 * 1024**2))
    export = ask([large, large])

    tracemalloc.start()
    services.run_export(export.pk, schema_name=place.schema_name)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert Export.objects.get().state == "ready"
    assert peak < 5 * parts.PART_BYTES


def test_seven_days_later_it_is_gone(place: Workspace, ask: Ask, alice: User, bucket: str) -> None:
    export = ask([kept(place, "Front")])
    services.run_export(export.pk, schema_name=place.schema_name)
    Export.objects.filter(pk=export.pk).update(finished_at=Now() - timedelta(days=7))

    with pytest.raises(services.Gone):
        services.export_url(export.pk, origin=bucket, actor=alice)
    assert services.remove_expired_exports(schema_name=place.schema_name) == 0
    Export.objects.filter(pk=export.pk).update(created_at=Now() - timedelta(days=15))
    assert services.remove_expired_exports(schema_name=place.schema_name) == 1

    assert not Export.objects.exists()
    assert left(place) == []


def test_a_new_version_that_came_meanwhile_is_what_is_packed(
    place: Workspace, ask: Ask, alice: User, bucket: str
) -> None:
    asset = kept(place, "Front", b"old")
    export = ask([asset])
    AssetVersion.objects.filter(asset=asset).update(key=kept(place, "x", b"new").file.key + "2")
    storage.put(AssetVersion.objects.get(asset=asset).key, b"new", "image/jpeg")

    services.run_export(export.pk, schema_name=place.schema_name)

    assert opened(export, bucket, alice).read("Front.jpg") == b"new"
