"""Prices as sheets write them: '¥1,299.00', '24,50 €', 'US$24.5'."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from workspaces.currencies import CURRENCIES, digits

MAX_MINOR = 10**15
_MARKS = {
    "us$": "USD", "$": "USD", "€": "EUR", "£": "GBP", "¥": "CNY", "￥": "CNY", "元": "CNY",
    "人民币": "CNY", "rmb": "CNY", "hk$": "HKD", "nt$": "TWD", "a$": "AUD", "c$": "CAD", "s$": "SGD",
    "r$": "BRL", "₩": "KRW", "₹": "INR", "฿": "THB", "₫": "VND", "zł": "PLN", "円": "JPY", "kr": "SEK",
}  # fmt: skip
# Signs that several countries write: the currency of the sheet decides between them.
_SHARED = {
    "¥": {"CNY", "JPY"},
    "￥": {"CNY", "JPY"},
    "$": {"USD", "AUD", "CAD", "HKD", "SGD", "MXN"},
}
_SPLIT = re.compile(r"^(?P<before>[^\d.,+-]*)(?P<figure>[+-]?[\d.,\s'’\u00a0]*\d)(?P<after>\D*)$")
_FIGURE = re.compile(r"[\s'’\u00a0]")


class PriceWrong(Exception):
    """It is no price. code: stable; data: what its sentence names."""

    def __init__(self, code: str, **data: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.data = data


@dataclass(frozen=True, slots=True)
class Price:
    """An amount in the currency's smallest unit."""

    minor: int
    currency: str


def price_of(text: str, *, currency: str, otherwise: str) -> Price:
    """Return the price a cell holds.

    currency: of the row or column, which stands before what the cell says; otherwise: of prices
    that name none.

    Raises:
        PriceWrong: it is no amount, or not one of a known currency.
    """
    parts = _SPLIT.match(text.strip())
    amount = _amount(parts["figure"]) if parts else None
    if parts is None or amount is None:
        raise PriceWrong("price-invalid", value=text)
    mark = (parts["before"].strip() or parts["after"].strip()).strip(".,:：").lower()
    code = currency_of(currency, otherwise=otherwise) if currency else ""
    code = code or (currency_of(mark, otherwise=otherwise) if mark else otherwise)
    if not code:
        raise PriceWrong("currency-missing", value=text)
    if amount < 0:
        raise PriceWrong("price-negative", value=text)
    scaled = amount.scaleb(digits(code))
    if scaled != scaled.to_integral_value():
        raise PriceWrong("price-decimals", value=text, currency=code, digits=digits(code))
    if scaled > MAX_MINOR:
        raise PriceWrong("price-invalid", value=text)
    return Price(int(scaled), code)


def currency_of(text: str, *, otherwise: str) -> str:
    """Return the currency a code or sign stands for.

    Raises:
        PriceWrong: there is no such currency here.
    """
    given = text.strip()
    if given.upper() in CURRENCIES:
        return given.upper()
    if otherwise in _SHARED.get(given, ()):
        return otherwise
    code = _MARKS.get(given.lower())
    if code is None:
        raise PriceWrong("currency-unknown", value=given)
    return code


def _amount(figure: str) -> Decimal | None:
    text = _FIGURE.sub("", figure)
    comma, dot = text.rfind(","), text.rfind(".")
    if comma >= 0 and dot >= 0:
        text = text.replace("," if dot > comma else ".", "")
        text = text.replace(",", ".")
    elif comma >= 0:
        is_thousands = text.count(",") > 1 or re.fullmatch(r"[+-]?[1-9]\d{0,2},\d{3}", text)
        text = text.replace(",", "" if is_thousands else ".")
    elif text.count(".") > 1:
        text = text.replace(".", "")
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
