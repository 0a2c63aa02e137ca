"""Amounts of money as people read them: figures are the same in each of the product's languages."""

from collections.abc import Mapping
from decimal import Decimal

from workspaces.currencies import digits


def shown(minor: int, currency: str) -> str:
    """Return an amount with its currency."""
    decimals = digits(currency)
    amount = Decimal(abs(minor)).scaleb(-decimals)
    sign = "\N{MINUS SIGN}" if minor < 0 else ""
    return f"{sign}{currency}\N{NO-BREAK SPACE}{amount:,.{decimals}f}"


def together(sums: Mapping[str, int]) -> str:
    """Return amounts by currency in one line; empty when there are none."""
    return " + ".join(shown(amount, currency) for currency, amount in sorted(sums.items()))


def counted(number: int) -> str:
    """Return a number of units with its thousands parted."""
    return f"{number:,}"
