"""Amounts as people read them."""

import pytest

from billing.amounts import counted, shown


@pytest.mark.parametrize(
    ("minor", "currency", "said"),
    [
        (0, "USD", "USD 0.00"), (5, "USD", "USD 0.05"), (123456789, "USD", "USD 1,234,567.89"),
        (-900, "EUR", "\N{MINUS SIGN}EUR 9.00"), (1500, "JPY", "JPY 1,500"),
        (1500, "KWD", "KWD 1.500"),
    ],
)  # fmt: skip
def test_an_amount_has_the_decimals_of_its_currency(minor: int, currency: str, said: str) -> None:
    assert shown(minor, currency).replace("\N{NO-BREAK SPACE}", " ") == said


def test_thousands_are_parted() -> None:
    assert [counted(number) for number in (0, 999, 1000, 1234567)] == [
        "0",
        "999",
        "1,000",
        "1,234,567",
    ]
