"""Versions of a file: a new one, back to an older one, one that is deleted, and their room."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models.functions import Now

from accounts.models import User
from assets import duplicates, services, storage
from assets.models import Asset, AssetVersion, Derivative, Page, Reading
from assets.services.library import NewAsset, write_version
from assets.services.preparing import Prepared
from billing import services as billing
from tests.factories import stock
from workspaces.models import Workspace

Trail = Callable[[], list[tuple[str, str, dict[str, Any]]]]


def prepared(number: int = 2, **values: Any) -> Prepared:
    """Return clean bytes that lie in the bucket, so to speak."""
    return Prepared(
        key=f"ws/clean/{number}.jpg", thumbs={"320": f"ws/thumbs/{number}.webp"},
        sha256=f"{number}" * 64, content_type="image/jpeg", size_bytes=number * 100,
        width_px=100, height_px=80, **values,
    )  # fmt: skip


@pytest.fixture
def photo(in_acme: Workspace, alice: User) -> Asset:
    """A photo of two versions, both counted."""
    asset = stock.asset(name="Mug front", product=stock.product(alice))
    services.set_tags([asset.pk], add=["shop"], actor=alice)
    AssetVersion.objects.filter(asset=asset).update(size_bytes=100)
    billing.count_storage(in_acme.pk, key=str(asset.pk), size=100)
    add(asset, prepared(), alice)
    billing.count_storage(in_acme.pk, key="upload 2", size=200)
    return Asset.objects.get(pk=asset.pk)


@pytest.fixture
def gone(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys that were deleted from the bucket."""
    keys: list[str] = []
    monkeypatch.setattr(storage, "delete_many", lambda given: keys.extend(given))
    return keys


def add(asset: Asset, new: Prepared, by: User) -> AssetVersion:
    with transaction.atomic():
        return write_version(
            asset,
            new,
            NewAsset("", Asset.Source.UPLOAD, None, by.pk, filename="b.jpg", charged_as="upload 2"),
        )


def used(place: Workspace) -> int:
    return billing.usage(workspace_id=place.pk, meter="storage_bytes").used


def test_a_new_version_is_shown_and_the_rest_stays(photo: Asset) -> None:
    assert photo.name == "Mug front"
    assert photo.product is not None
    assert [tag.name for tag in photo.tags.all()] == ["shop"]
    assert (photo.file.number, photo.file.key, photo.size_bytes) == (2, "ws/clean/2.jpg", 200)
    assert photo.file.filename == "b.jpg"
    assert [one.number for one in services.versions_of(photo.pk)] == [2, 1]


def test_a_new_version_of_another_kind_is_refused(photo: Asset, alice: User) -> None:
    film = prepared(3, kind=Asset.Kind.VIDEO)

    with pytest.raises(services.UploadRefused) as refused:
        add(photo, film, alice)

    assert refused.value.code == "file-kind-differs"
    assert "image" in str(refused.value)
    assert photo.versions.count() == 2


def test_one_can_go_back_to_an_older_version(
    photo: Asset, in_acme: Workspace, alice: User, trail: Trail,
    django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    told: list[tuple[str, Any]] = []
    monkeypatch.setattr("generation.cutouts.on_asset_ready", lambda *given: told.append(given))

    with django_capture_on_commit_callbacks(execute=True):
        services.choose_version(photo.pk, 1, schema_name=in_acme.schema_name, actor=alice)
        services.choose_version(photo.pk, 1, schema_name=in_acme.schema_name, actor=alice)

    photo.refresh_from_db()
    assert (photo.file.number, photo.size_bytes) == (1, 100)
    assert [action for action, *_ in trail()][-1] == "assets.asset.version_chosen"
    assert told == [(in_acme.schema_name, photo.pk)]
    assert used(in_acme) == 300


def test_what_comes_after_an_older_one_is_the_next_of_all(photo: Asset, alice: User) -> None:
    services.choose_version(photo.pk, 1, schema_name="ws", actor=alice)

    version = add(Asset.objects.get(pk=photo.pk), prepared(3), alice)

    assert version.number == 3


def test_an_older_version_is_deleted_with_all_that_was_made_of_it(
    photo: Asset, in_acme: Workspace, alice: User, trail: Trail, gone: list[str]
) -> None:
    old = photo.versions.get(number=1)
    Derivative.objects.create(version=old, recipe="a" * 64, key="ws/derived/small.webp")
    reading = Reading.objects.create(version=old)
    Page.objects.create(reading=reading, number=1, picture="ws/derived/page.webp")

    services.delete_version(photo.pk, 1, actor=alice)

    assert [one.number for one in services.versions_of(photo.pk)] == [2]
    assert set(gone) == {
        old.key, *old.thumbs.values(), "ws/derived/small.webp", "ws/derived/page.webp",
    }  # fmt: skip
    assert used(in_acme) == 200
    assert trail()[-1][0] == "assets.asset.version_deleted"


def test_the_version_that_is_shown_is_not_deleted(
    photo: Asset, in_acme: Workspace, alice: User, gone: list[str]
) -> None:
    with pytest.raises(services.IsCurrent):
        services.delete_version(photo.pk, 2, actor=alice)

    assert photo.versions.count() == 2
    assert (used(in_acme), gone) == (300, [])


def test_versions_of_what_is_not_in_the_library_are_not_found(photo: Asset, alice: User) -> None:
    for number in (0, 3):
        with pytest.raises(AssetVersion.DoesNotExist):
            services.choose_version(photo.pk, number, schema_name="ws", actor=alice)
        with pytest.raises(AssetVersion.DoesNotExist):
            services.version_url(photo.pk, number, origin="http://x", actor=alice)
    services.delete_assets([photo.pk], actor=alice)

    assert not services.versions_of(photo.pk)
    with pytest.raises(AssetVersion.DoesNotExist):
        services.delete_version(photo.pk, 1, actor=alice)


def test_an_older_version_is_saved_under_a_name_of_its_own(photo: Asset, alice: User) -> None:
    url = services.version_url(photo.pk, 1, origin="http://x", actor=alice)

    assert "Mug%2520front%2520%25281%2529.jpg" in url or "Mug%20front%20%281%29.jpg" in url
    assert "attachment" in url


def test_a_purged_file_frees_the_room_of_all_its_versions(
    photo: Asset, in_acme: Workspace, gone: list[str]
) -> None:
    old = photo.versions.get(number=1)
    Asset.objects.filter(pk=photo.pk).update(deleted_at=Now() - timedelta(days=31))

    assert services.purge_bin() == 1

    assert used(in_acme) == 0
    assert {old.key, "ws/clean/2.jpg", "ws/thumbs/2.webp"} <= set(gone)


def test_files_that_are_there_twice_are_found(photo: Asset, in_acme: Workspace) -> None:
    other, binned = stock.asset(name="Again"), stock.asset(name="Binned")
    lone = stock.asset(name="Lone")
    AssetVersion.objects.filter(asset=other).update(sha256=photo.file.sha256)
    AssetVersion.objects.filter(asset=binned).update(sha256=photo.file.sha256)
    Asset.objects.filter(pk=binned.pk).update(deleted_at=Now())
    by_upload = [stock.asset(name=name) for name in ("One", "Two")]
    AssetVersion.objects.filter(asset__in=by_upload).update(original_sha256="e" * 64)

    assert services.duplicate_of(photo) == other.pk
    assert services.duplicate_of(lone) is None
    assert services.duplicate_of(Asset.objects.get(pk=by_upload[1].pk)) == by_upload[0].pk
    assert {asset.name for asset in duplicates.repeated(services.assets())} == {
        "Mug front", "Again", "One", "Two",
    }  # fmt: skip


def test_an_older_version_that_is_the_same_is_no_duplicate(photo: Asset) -> None:
    other = stock.asset(name="Other")
    AssetVersion.objects.filter(asset=other).update(sha256=photo.versions.get(number=1).sha256)

    assert services.duplicate_of(photo) is None
