"""A table of what a product is ordered by does not make its sheet one of many products."""

import pytest

from assets.reading.blocks import Grid, Line, Page, Part, Slot
from assets.reading.facts import facts_of
from assets.reading.grids import Subject

pytestmark = pytest.mark.slow

OF_ONE = [
    Line([Part("Capacity: 1.2 L")]), Line([Part("Material: enamelled steel")]), Line([Part("Net weight: 640 g")]),
]  # fmt: skip


def table(*rows: tuple[str, ...]) -> Grid:
    return Grid([[Slot(text) for text in row] for row in rows])


def is_of_many(*blocks: Line | Grid) -> bool:
    return facts_of([Page(1, blocks=list(blocks))], "", Subject())[1]


VARIANTS = [
    table(("Art. no.", "Colour", "EAN", "RRP incl. VAT"), ("EJ-1", "Cream", "4006381333931", "39 EUR"), ("EJ-2", "Navy", "4006381333948", "39 EUR")),
    table(("Bestellnummer", "Farbe", "VE"), ("70-11", "Creme", "6"), ("70-12", "Blau", "6")),
    table(("货号", "颜色", "条码"), ("EJ-1", "奶白", "6901234567892"), ("EJ-2", "海军蓝", "6901234567908")),
    table(("Item no.", "EJ-1", "EJ-2", "EJ-3"), ("Colour", "Cream", "Navy", "Olive"), ("Qty / carton", "6", "6", "6")),
]  # fmt: skip
PRODUCTS = [
    table(("Model", "Capacity", "Weight"), ("EJ-1", "1.2 L", "640 g"), ("EJ-5", "1.8 L", "910 g")),
    table(("SKU", "Product name", "Colour"), ("EJ-1", "Jug", "Cream"), ("EP-1", "Pot", "Navy")),
    table(("Model", "EJ-1", "EJ-2", "EJ-3"), ("Weight", "640 g", "910 g", "1.1 kg"), ("Height", "14 cm", "17 cm", "19 cm")),
]  # fmt: skip


@pytest.mark.parametrize("variants", VARIANTS)
def test_numbers_and_colours_to_order_are_of_one_product(variants: Grid) -> None:
    assert not is_of_many(*OF_ONE, variants)


@pytest.mark.parametrize("variants", VARIANTS)
def test_numbers_and_colours_alone_are_of_many(variants: Grid) -> None:
    assert is_of_many(variants)


@pytest.mark.parametrize("products", PRODUCTS)
def test_what_differs_in_size_or_name_is_of_many(products: Grid) -> None:
    assert is_of_many(*OF_ONE, products)
