"""Products are written once at a time, and each write leaves its row in the trail."""

import pytest

from accounts.models import User
from assets import services
from assets.models import Asset, Product
from assets.services import Conflict, ProductValues, SkuTaken
from audit import sentences
from audit import services as audit
from audit.models import AuditEvent
from audit.services import NotInTransaction
from tests.factories import stock
from workspaces import tenancy
from workspaces.models import Workspace

pytestmark = pytest.mark.usefixtures("in_acme")


def test_create_adds_a_product_and_records_it(alice: User, trail) -> None:
    product = services.create_product(
        ProductValues(sku="MUG-1", name="Speckled mug", price_minor=2400, currency="USD"),
        actor=alice,
    )

    kept = Product.objects.get(pk=product.pk)
    assert (kept.sku, kept.name, kept.price_minor, kept.version) == (
        "MUG-1",
        "Speckled mug",
        2400,
        1,
    )
    assert kept.created_by_id == alice.pk
    assert trail() == [("assets.product.created", "Speckled mug", {})]


def test_create_refuses_a_sku_that_differs_only_in_case(alice: User, trail) -> None:
    stock.product(alice, sku="MUG-1")

    with pytest.raises(SkuTaken, match=r"Another product has the SKU mug-1\."):
        stock.product(alice, sku="mug-1")

    assert Product.objects.count() == 1
    assert len(trail()) == 1


def test_create_writes_nothing_when_the_trail_cannot_be_written(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_options: object) -> None:
        raise NotInTransaction

    monkeypatch.setattr(audit, "record", refuse)

    with pytest.raises(NotInTransaction):
        stock.product(alice)

    assert not Product.objects.exists()


def test_change_writes_what_differs_and_raises_the_version(alice: User, trail) -> None:
    product = stock.product(alice, brand="Northbay")
    trail()

    changed = services.change_product(
        product.pk, version=1, changes={"name": "Tall mug", "brand": "Northbay"}, actor=alice
    )

    assert (changed.name, changed.version) == ("Tall mug", 2)
    assert trail()[-1] == (
        "assets.product.changed",
        "Tall mug",
        {"name": ["Speckled mug", "Tall mug"]},
    )


def test_a_price_is_recorded_with_its_currency(alice: User) -> None:
    product = stock.product(alice, currency="EUR")

    services.change_product(product.pk, version=1, changes={"price_minor": 2900}, actor=alice)

    event = AuditEvent.objects.filter(target_id=str(product.pk)).latest("id")
    (price,) = sentences.differences(event)
    assert price.after == "EUR\N{NO-BREAK SPACE}29.00"


def test_change_refuses_an_older_version_and_names_both(alice: User, bob: User, trail) -> None:
    product = stock.product(alice)
    services.change_product(product.pk, version=1, changes={"name": "Bob's"}, actor=bob)
    before = trail()

    with pytest.raises(Conflict, match="Somebody else changed this product") as conflict:
        services.change_product(product.pk, version=1, changes={"name": "Alice's"}, actor=alice)

    assert (conflict.value.current, conflict.value.yours) == (2, 1)
    assert Product.objects.get(pk=product.pk).name == "Bob's"
    assert trail() == before


def test_change_to_what_it_says_already_changes_nothing(alice: User, trail) -> None:
    product = stock.product(alice)
    before = trail()

    services.change_product(product.pk, version=1, changes={"name": product.name}, actor=alice)

    assert Product.objects.get(pk=product.pk).version == 1
    assert trail() == before


def test_change_refuses_another_s_sku(alice: User) -> None:
    stock.product(alice, sku="A")
    second = stock.product(alice, sku="B")

    with pytest.raises(SkuTaken):
        services.change_product(second.pk, version=1, changes={"sku": "a"}, actor=alice)

    assert Product.objects.get(pk=second.pk).sku == "B"


def test_delete_keeps_the_photos_and_writes_down_the_facts(alice: User, trail) -> None:
    product = stock.product(alice)
    photo = stock.asset(product=product)
    services.set_facts(product.pk, stock.facts(Capacity="350 ml"), actor=alice)

    services.delete_product(product.pk, actor=alice)

    assert not Product.objects.exists()
    assert Asset.objects.get(pk=photo.pk).product_id is None
    assert trail()[-1][:2] == ("assets.product.deleted", "Speckled mug")


def test_attach_puts_photos_after_those_there_are(alice: User, trail) -> None:
    product = stock.product(alice)
    photos = [stock.asset(name=name) for name in ("1", "2", "3")]
    first, second, third = (photo.pk for photo in photos)

    services.attach_photos(product.pk, asset_ids=[second], actor=alice)
    moved = services.attach_photos(product.pk, asset_ids=[third, first, second], actor=alice)

    assert moved == [third, first]
    shown = services.products().get(pk=product.pk).photos  # type: ignore[attr-defined]
    assert [photo.name for photo in shown] == ["2", "3", "1"]
    assert [row[0] for row in trail()][-5:] == [
        "assets.asset.changed", "assets.product.changed",
        "assets.asset.changed", "assets.asset.changed", "assets.product.changed",
    ]  # fmt: skip


def test_the_main_photo_is_the_one_chosen(alice: User, trail) -> None:
    product = stock.product(alice)
    for number in range(3):
        photo = stock.asset(name=str(number))
        services.attach_photos(product.pk, asset_ids=[photo.pk], actor=alice)

    services.choose_main_photo(product.pk, asset_id=photo.pk, actor=alice)

    photos = services.products().get(pk=product.pk).photos  # type: ignore[attr-defined]
    assert [found.name for found in photos] == ["2", "0", "1"]
    assert trail()[-1][0] == "assets.product.changed"


def test_the_main_photo_is_one_of_the_product(alice: User) -> None:
    product, other = stock.product(alice), stock.asset()

    with pytest.raises(Asset.DoesNotExist):
        services.choose_main_photo(product.pk, asset_id=other.pk, actor=alice)


def test_products_of_one_workspace_are_not_in_another(
    alice: User, beta: Workspace, in_acme: Workspace
) -> None:
    product = stock.product(alice)

    with tenancy.inside(beta.schema_name):
        assert not Product.objects.filter(pk=product.pk).exists()
