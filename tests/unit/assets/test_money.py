"""Prices: exact in the smallest unit, shown as people write them."""

from decimal import Decimal

import pytest

from assets import money


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("24", "USD", 2400),
        ("24.5", "USD", 2450),
        ("24.505", "USD", None),
        ("2400", "JPY", 2400),
        ("24.5", "JPY", None),
        ("1.234", "KWD", 1234),
        ("0", "EUR", 0),
    ],
)
def test_an_amount_is_kept_whole(amount: str, currency: str, minor: int | None) -> None:
    assert money.to_minor(Decimal(amount), currency) == minor


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (2400, "USD", "USD\xa024.00"),
        (123456789, "EUR", "EUR\xa01,234,567.89"),
        (2400, "JPY", "JPY\xa02,400"),
        (None, "USD", ""),
    ],
)
def test_a_price_is_shown_with_its_currency(minor: int | None, currency: str, text: str) -> None:
    assert money.shown(minor, currency) == text


@pytest.mark.parametrize("currency", money.CURRENCIES)
def test_back_and_forth_is_the_same(currency: str) -> None:
    assert money.to_minor(money.to_amount(123_450, currency), currency) == 123_450
