"""The library: renamed, binned, restored."""

import uuid

import pytest
from django.db import transaction

from accounts.models import User
from assets import services
from assets.models import Asset
from assets.services import Prepared
from tests.factories import stock

pytestmark = pytest.mark.usefixtures("in_acme")


def test_delete_puts_into_the_bin_and_restore_takes_out(alice: User, trail) -> None:
    kept, gone = stock.asset(name="kept"), stock.asset(name="gone")

    assert services.delete_assets([gone.pk, uuid.uuid4()], actor=alice) == [gone.pk]
    assert services.delete_assets([gone.pk], actor=alice) == []
    assert list(services.assets()) == [kept]
    assert list(services.binned()) == [gone]

    assert services.restore_assets([gone.pk], actor=alice) == [gone.pk]
    assert set(services.assets()) == {kept, gone}
    assert [row[:2] for row in trail()] == [
        ("assets.asset.deleted", "gone"),
        ("assets.asset.restored", "gone"),
    ]


def test_change_renames_and_records_the_old_name(alice: User, trail) -> None:
    product, asset = stock.product(alice), stock.asset(name="IMG_2041")

    services.change_asset(
        asset.pk, changes={"name": "Mug front", "product_id": product.pk}, actor=alice
    )

    asset.refresh_from_db()
    assert (asset.name, asset.product_id) == ("Mug front", product.pk)
    assert trail()[-1][2] == {
        "name": ["IMG_2041", "Mug front"],
        "product_id": [None, str(product.pk)],
    }


def test_change_to_the_same_is_no_change(alice: User, trail) -> None:
    asset = stock.asset(name="Mug")

    services.change_asset(asset.pk, changes={"name": "Mug"}, actor=alice)

    assert trail() == []


def test_what_lies_in_the_bin_cannot_be_changed(alice: User) -> None:
    asset = stock.asset()
    services.delete_assets([asset.pk], actor=alice)

    with pytest.raises(Asset.DoesNotExist):
        services.change_asset(asset.pk, changes={"name": "x"}, actor=alice)


def test_a_generated_picture_joins_the_library_in_the_open_transaction(alice: User, trail) -> None:
    prepared = Prepared(
        key="ws/clean/a.jpg",
        thumbs={"320": "ws/thumbs/a.webp"},
        sha256="0" * 64,
        content_type="image/jpeg",
        size_bytes=10,
        width_px=1600,
        height_px=1600,
    )
    product = stock.product(alice)

    with transaction.atomic():
        asset = services.add_generated(
            prepared,
            name="Mug, white",
            product_id=product.pk,
            style="white",
            created_by_id=alice.pk,
        )

    kept = services.assets().get(pk=asset.pk)
    assert (kept.source, kept.style, kept.product_id) == ("generated", "white", product.pk)
    assert kept.file.key == "ws/clean/a.jpg"
    assert prepared.keys == ["ws/clean/a.jpg", "ws/thumbs/a.webp"]
    assert trail()[-1][:2] == ("assets.asset.created", "Mug, white")


def test_a_download_is_recorded(alice: User, trail) -> None:
    asset = stock.asset(name="Speckled mug 粗陶")

    url = services.download_url(asset.pk, origin="https://studio.example", actor=alice)

    assert url.startswith("https://studio.example/")
    assert "filename%2A%3Dutf-8%27%27Speckled%2520mug%2520%25E7" in url
    assert trail() == [("assets.asset.downloaded", "Speckled mug 粗陶", {})]
