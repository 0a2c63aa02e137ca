"""What rows say, and what is wrong with them."""

from typing import Any

import pytest

from assets.catalogue.amounts import Price, PriceWrong, price_of
from assets.catalogue.differences import Known, Present, between
from assets.catalogue.photos import names_in, sku_in
from assets.catalogue.rows import Plan, read
from assets.catalogue.texts import guarded, plain, quoted

MAPPING: dict[str, dict[str, Any]] = {
    "0": {"means": "sku"},
    "1": {"means": "name"},
    "2": {"means": "price"},
    "3": {"means": "fact", "attribute": "Height", "unit": "mm"},
    "4": {"means": "fact", "attribute": "Height", "unit": "in"},
    "5": {"means": "photos"},
    "6": {"means": "ignore"},
}
PLAN = Plan.of(MAPPING, currency="USD")


def row(*cells: str) -> dict[str, str]:
    return {str(index): text for index, text in enumerate(cells)}


@pytest.mark.parametrize(
    ("text", "minor", "currency"),
    [
        ("24.5", 2450, "USD"), ("1,299.00", 129900, "USD"), ("1.299,00 €", 129900, "EUR"),
        ("24,50", 2450, "USD"), ("1,299", 129900, "USD"), ("¥99", 9900, "CNY"), ("99元", 9900, "CNY"),
        ("RMB 99", 9900, "CNY"), ("US$ 5", 500, "USD"), ("JPY 1200", 1200, "JPY"), ("0", 0, "USD"),
        ("1'299.50 CHF", 129950, "CHF"),
    ],
)  # fmt: skip
def test_prices_are_read_as_people_write_them(text: str, minor: int, currency: str) -> None:
    assert price_of(text, currency="", otherwise="USD") == Price(minor, currency)


@pytest.mark.parametrize(
    ("text", "otherwise", "code"),
    [
        ("on request", "USD", "price-invalid"), ("-5", "USD", "price-negative"),
        ("9.999", "USD", "price-decimals"), ("5", "", "currency-missing"),
        ("5 doubloons", "USD", "currency-unknown"), ("", "USD", "price-invalid"),
        ("99999999999999999", "USD", "price-invalid"),
    ],
)  # fmt: skip
def test_what_is_no_price_is_refused_with_a_code(text: str, otherwise: str, code: str) -> None:
    with pytest.raises(PriceWrong) as refused:
        price_of(text, currency="", otherwise=otherwise)

    assert refused.value.code == code


def test_a_sign_of_two_currencies_is_that_of_the_sheet() -> None:
    assert price_of("¥500", currency="", otherwise="JPY") == Price(500, "JPY")
    assert price_of("$5", currency="AUD", otherwise="USD") == Price(500, "AUD")


def test_a_row_says_fields_facts_and_photos() -> None:
    found = read(row(" 00123 ", "A  mug", "24.50", "96", "", "a.jpg; b.jpg", "x"), PLAN)

    assert found.sku == "00123"
    assert found.fields == {
        "sku": "00123", "name": "A mug", "price_minor": 2450, "currency": "USD",
    }  # fmt: skip
    assert [(fact.value, fact.unit, fact.column) for fact in found.facts.values()] == [
        ("96", "mm", "3")
    ]
    assert found.photos == "a.jpg; b.jpg"
    assert not found.problems


def test_problems_name_the_column() -> None:
    found = read(row("X", "n" * 121, "cheap", "96", "4"), PLAN, unread=frozenset({"5", "6"}))

    told = {(problem["column"], problem["code"]) for problem in found.problems}
    assert told == {
        ("1", "text-too-long"), ("2", "price-invalid"), ("4", "fact-twice"),
        ("5", "formula-without-value"),
    }  # fmt: skip


def test_a_failed_formula_is_no_value() -> None:
    assert read(row("X", "#REF!"), PLAN).problems[0]["code"] == "cell-error"
    assert read(row("X", "'#REF!"), PLAN).fields["name"] == "#REF!"


@pytest.mark.parametrize(
    "text", ["=1+1", "@sum", "+x", "-x", "'=x", "''a", "'a", "-5", "00123", "#N/A", "plain", '="a"']
)
def test_a_guard_comes_off_again(text: str) -> None:
    assert plain(guarded(text)) == text
    assert plain(quoted(text)) == text
    assert not guarded(text).startswith(("=", "@", "+x", "-x"))


def test_only_what_differs_is_a_difference() -> None:
    present = Present(
        {"sku": "x", "name": "A  mug", "price_minor": 2450, "currency": "USD"},
        {("height", ""): Known("height", "95", "mm")},
    )
    found = between(read(row("X", "A mug", "24.5", "96"), PLAN), present)

    assert found.fields == {}
    assert found.facts == [("height", "")]
    assert found.before == {"fields": {}, "facts": {"Height": "95 mm"}}


def test_an_empty_cell_leaves_what_is_there() -> None:
    present = Present({"sku": "X", "name": "A mug"}, {("height", ""): Known("Height", "9", "mm")})

    assert not between(read(row("X", "", "", ""), PLAN), present)


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("a.jpg; b.jpg", ["a.jpg", "b.jpg"]),
        ("a.jpg|a.jpg\nb.jpg,c.jpg", ["a.jpg", "b.jpg", "c.jpg"]),
        ("https://x.test/a,b.jpg", ["https://x.test/a,b.jpg"]),
        ("https://x.test/a.jpg,https://x.test/b.jpg", ["https://x.test/a.jpg", "https://x.test/b.jpg"]),
        ("Mug; large\nother", ["Mug; large", "other"]),
        ("", []),
    ],
)  # fmt: skip
def test_photos_are_parted(cell: str, names: list[str]) -> None:
    assert names_in(cell, known={"mug; large"}) == names


def test_a_photo_named_by_its_sku_is_known() -> None:
    assert sku_in("MUG-01_2") == ("mug-01_2", "mug-01")
    assert sku_in("MUG-01 (3)") == ("mug-01 (3)", "mug-01")
