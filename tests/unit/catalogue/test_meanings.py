"""What columns mean, by their headings in two languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.catalogue.meanings import (
    FACT,
    IGNORE,
    Meaning,
    guess,
    guesses,
    heading_for,
    memory_key,
)


@pytest.mark.parametrize(
    ("heading", "means"),
    [
        ("SKU", "sku"), ("货号", "sku"), ("款 号", "sku"), ("商品编码", "sku"), ("Item No.", "sku"),
        ("Seller_SKU", "sku"), ("Name", "name"), ("商品名称", "name"), ("标题", "name"),
        ("name_zh", "name_zh"), ("Name (中文)", "name_zh"), ("名称（中文）", "name_zh"),
        ("Title (en)", "name"), ("品牌", "brand"), ("类目", "category"), ("售价", "price"),
        ("Unit price", "price"), ("币种", "currency"), ("主图", "photos"), ("Image URL", "photos"),
        ("", IGNORE), ("  ", IGNORE), ("# Row", IGNORE),
    ],
)  # fmt: skip
def test_headings_of_products_are_known(heading: str, means: str) -> None:
    assert guess(heading).means == means


@pytest.mark.parametrize(
    ("heading", "attribute", "unit", "language"),
    [
        ("Height (mm)", "Height", "mm", ""),
        ("容量（毫升）", "容量", "毫升", ""),
        ("Material (en)", "Material", "", "en"),
        ("材质(中文)", "材质", "", "zh-hans"),
        ("Capacity (ml) [en]", "Capacity", "ml", "en"),
        ("Fits (see notes)", "Fits (see notes)", "", ""),
        ("Size (EU) ()", "Size (EU)", "", ""),
        ("Brand () []", "Brand", "", ""),
    ],
)
def test_everything_else_is_a_fact(heading: str, attribute: str, unit: str, language: str) -> None:
    assert guess(heading) == Meaning(FACT, attribute, unit, language)


def test_a_price_says_its_currency() -> None:
    assert guess("Price (EUR)") == Meaning("price", unit="EUR")
    assert guess("售价 USD") == guess("售价（USD）") == Meaning("price", unit="USD")
    assert guess("Price per set").means == FACT


def test_words_in_chinese_are_told_as_chinese() -> None:
    assert guess("材质", samples=["粗陶"]).language == "zh-hans"
    assert guess("容量", samples=["350"]).language == ""


def test_no_field_is_guessed_twice_and_a_chinese_name_alone_is_the_name() -> None:
    told = guesses([("SKU", []), ("货号", []), ("中文名称", [])], known={})

    assert [one.means for one in told] == ["sku", IGNORE, "name"]


def test_what_a_heading_meant_last_time_comes_first() -> None:
    known = {memory_key("  Stock   Code "): Meaning("sku")}

    assert guesses([("stock code", [])], known=known) == [Meaning("sku")]


_WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Zs")), min_size=1, max_size=20
)


@given(
    attribute=st.one_of(_WORDS, st.sampled_from(["Brand", "Price", "#1", "Size (EU)", "A [b]"])),
    unit=st.sampled_from(["", "ml", "mm", "dragons", "m²", "en"]),
    language=st.sampled_from(["", "en", "zh-hans", "de"]),
    chinese=st.booleans(),
)
def test_a_heading_made_of_a_fact_means_that_fact(
    attribute: str, unit: str, language: str, chinese: bool
) -> None:
    meaning = Meaning(FACT, attribute, unit, language)
    heading = heading_for(meaning, chinese_values=chinese)

    assert guess(heading, samples=["中"] if chinese else []) == meaning
