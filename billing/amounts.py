"""Amounts of money as people read them."""

from decimal import Decimal

from django.utils.formats import number_format

from workspaces.currencies import digits


def shown(minor: int, currency: str) -> str:
    """Return an amount with its currency in the present language's way."""
    decimals = digits(currency)
    amount = Decimal(abs(minor)).scaleb(-decimals)
    sign = "\N{MINUS SIGN}" if minor < 0 else ""
    figure = number_format(amount, decimals, force_grouping=True)
    return f"{sign}{currency}\N{NO-BREAK SPACE}{figure}"


def counted(number: int) -> str:
    """Return a number of units with its thousands parted."""
    return number_format(number, 0, force_grouping=True)
