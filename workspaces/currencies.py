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
