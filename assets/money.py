"""Prices as people write them, and as they are kept: in the currency's smallest unit."""

from decimal import Decimal

from django.utils.formats import number_format

from workspaces.currencies import CURRENCIES, digits

__all__ = ["CURRENCIES", "digits", "shown", "to_amount", "to_minor"]


def to_minor(amount: Decimal, currency: str) -> int | None:
    """Return the amount in the smallest unit, or None when it has more decimals than that."""
    scaled = amount.scaleb(digits(currency))
    return int(scaled) if scaled == scaled.to_integral_value() else None


def to_amount(minor: int, currency: str) -> Decimal:
    """Return the amount as people write it."""
    return Decimal(minor).scaleb(-digits(currency))


def shown(minor: int | None, currency: str) -> str:
    """Return a price with its currency in the present language's way; empty when there is none."""
    if minor is None:
        return ""
    amount = number_format(to_amount(minor, currency), digits(currency), force_grouping=True)
    return f"{currency}\N{NO-BREAK SPACE}{amount}".strip()
