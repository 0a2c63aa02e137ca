"""What the demo workspace knows of its products."""

from decimal import Decimal

import pytest

from config.demo.catalogue import CHINESE, ENGLISH, PRODUCTS, DemoProduct

every_product = pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.sku)


def test_there_are_six_products_with_their_own_stock_numbers() -> None:
    assert len({product.sku for product in PRODUCTS}) == len(PRODUCTS) == 6


@every_product
def test_a_product_has_names_a_brand_and_a_price(product: DemoProduct) -> None:
    assert all((product.name_en, product.name_zh, product.brand, product.category))
    assert product.price > 0
    assert len(product.currency) == 3


@every_product
def test_a_product_has_eight_to_twelve_things_known_of_it(product: DemoProduct) -> None:
    assert 8 <= len([fact for fact in product.facts if fact.language != CHINESE]) <= 12


@every_product
def test_a_number_has_a_unit_and_no_language(product: DemoProduct) -> None:
    numbers = [fact for fact in product.facts if isinstance(fact.value, Decimal)]

    assert numbers
    assert all(fact.unit and not fact.language for fact in numbers)


@every_product
def test_a_text_is_there_in_english_and_in_chinese(product: DemoProduct) -> None:
    texts = [fact for fact in product.facts if isinstance(fact.value, str)]
    english = [fact for fact in texts if fact.language == ENGLISH]
    chinese = [fact for fact in texts if fact.language == CHINESE]

    assert len(english) == len(chinese) == len(texts) / 2
    assert all(fact.value and not fact.unit for fact in texts)
    assert not [fact.attribute for fact in english if not fact.attribute.isascii()]
    assert not [fact.attribute for fact in chinese if fact.attribute.isascii()]


@every_product
def test_a_chinese_text_keeps_chinese_punctuation(product: DemoProduct) -> None:
    texts = [str(fact.value) for fact in product.facts if fact.language == CHINESE]

    assert not [text for text in texts if "," in text]
