"""Tags: put on many files at once, taken off, counted and forgotten."""

import pytest

from assets import services
from assets.filters import AssetFilter
from assets.models import Asset, Tag
from assets.services import TagRefused
from assets.services import library as library_service
from assets.services.indexing import index, index_missing
from tests.factories import stock

pytestmark = pytest.mark.usefixtures("in_acme")


def tags_of(asset: Asset) -> set[str]:
    return set(asset.tags.values_list("name", flat=True))


def found(**asked: str) -> set[str]:
    return {asset.name for asset in AssetFilter(asked, queryset=services.assets()).qs}


def test_tags_are_trimmed_and_the_same_in_upper_and_lower_case(alice) -> None:
    first, second = stock.asset(), stock.asset()

    services.set_tags([first.pk], add=[" Summer  sale ", "summer SALE", " "], actor=alice)
    services.set_tags([second.pk], add=["SUMMER sale"], actor=alice)

    assert tags_of(first) == tags_of(second) == {"Summer sale"}


def test_a_tag_no_file_has_any_more_is_forgotten(alice) -> None:
    first, second = stock.asset(), stock.asset()
    services.set_tags([first.pk, second.pk], add=["Red", "Blue"], actor=alice)

    changed = services.set_tags([first.pk, second.pk], remove=["red", "never"], actor=alice)
    services.set_tags([first.pk], remove=["Blue"], actor=alice)

    assert set(changed) == {first.pk, second.pk}
    assert set(Tag.objects.values_list("name", flat=True)) == {"Blue"}


def test_what_is_already_so_changes_nothing_and_is_not_told(alice, trail) -> None:
    asset = stock.asset(name="Mug")
    services.set_tags([asset.pk], add=["Red"], actor=alice)

    assert services.set_tags([asset.pk], add=["red"], remove=["Blue"], actor=alice) == []
    assert trail() == [("assets.asset.changed", "Mug", {"tags": ["", "Red"]})]


def test_too_many_or_too_long_tags_change_nothing(alice) -> None:
    asset, other = stock.asset(name="Mug"), stock.asset()
    services.set_tags([asset.pk], add=[f"t{number}" for number in range(20)], actor=alice)

    with pytest.raises(TagRefused, match="“Mug” would have more than 20 tags"):
        services.set_tags([other.pk, asset.pk], add=["one more"], actor=alice)
    with pytest.raises(TagRefused, match="longer than 40 characters"):
        services.set_tags([other.pk], add=["x" * 41], actor=alice)

    assert tags_of(other) == set()
    assert not Tag.objects.filter(name="one more").exists()


def test_all_tags_of_a_file_are_replaced(alice) -> None:
    asset = stock.asset()
    services.set_tags([asset.pk], add=["Red", "Blue"], actor=alice)

    services.change_asset(asset.pk, changes={"tags": ["blue", "Green"]}, actor=alice)

    assert tags_of(asset) == {"Blue", "Green"}


def test_the_bin_is_not_tagged_and_not_counted(alice) -> None:
    kept, gone = stock.asset(), stock.asset()
    services.set_tags([kept.pk, gone.pk], add=["Red"], actor=alice)
    services.set_tags([gone.pk], add=["Blue"], actor=alice)
    services.delete_assets([gone.pk], actor=alice)

    assert services.set_tags([gone.pk], add=["Green"], actor=alice) == []
    assert [(tag.name, tag.files) for tag in services.suggestions()] == [("Red", 1)]
    assert [tag.name for tag in services.suggestions("RE")] == ["Red"]


def test_files_are_found_by_tags_and_narrowed_by_several(alice) -> None:
    both, one = stock.asset(name="both"), stock.asset(name="one")
    services.set_tags([both.pk, one.pk], add=["红色新品"], actor=alice)
    services.set_tags([both.pk], add=["Summer"], actor=alice)

    assert found(q="新品") == {"both", "one"}
    assert found(q="summ 红") == {"both"}
    assert found(tag="SUMMER") == {"both"}
    assert found(tag="winter") == set()


def test_a_file_that_is_older_than_the_search_is_found_after_the_daily_round() -> None:
    old = stock.asset(name="Kettle steel 水壶")
    Asset.objects.update(words=None)

    assert index_missing() == 1

    assert found(q="kett") == found(q="水") == found(q="STEEL 水壶") == {old.name}
    assert found(q="ettle") == set()
    assert index_missing() == 0


def test_a_file_is_found_by_the_name_its_product_has_now(alice) -> None:
    mug = stock.product(alice, name="Speckled mug", name_zh="粗陶马克杯", sku="MUG-77")
    asset = stock.asset(name="front", product=mug)
    index([asset.pk])

    assert found(q="speckled front") == found(q="马克杯") == found(q="mug-77") == {"front"}
    services.change_product(mug.pk, version=mug.version, changes={"name": "Lamp"}, actor=alice)
    assert found(q="lamp") == {"front"}
    assert found(q="speckled") == set()


def test_a_renamed_file_is_found_by_its_new_name(alice) -> None:
    asset = stock.asset(name="Old")
    index([asset.pk])

    library_service.change_asset(asset.pk, changes={"name": "Brandnew"}, actor=alice)

    assert found(q="brandn") == {"Brandnew"}
    assert found(q="old") == set()
