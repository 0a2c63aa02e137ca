"""The currencies that can be chosen: codes of ISO 4217, those of shops' common markets.

The first is the one nobody chose. Prices in them are counted by `assets.money`.
"""

CURRENCIES = (
    "USD",
    "EUR",
    "CNY",
    "GBP",
    "JPY",
    "AUD",
    "BRL",
    "CAD",
    "CHF",
    "HKD",
    "IDR",
    "INR",
    "KRW",
    "KWD",
    "MXN",
    "MYR",
    "PHP",
    "PLN",
    "SEK",
    "SGD",
    "THB",
    "TRY",
    "TWD",
    "VND",
    "ZAR",
)
# ISO 4217. What is not named has two decimals.
_DIGITS = {"JPY": 0, "KRW": 0, "VND": 0, "KWD": 3}


def digits(currency: str) -> int:
    """Return how many decimals prices in this currency have."""
    return _DIGITS.get(currency, 2)
