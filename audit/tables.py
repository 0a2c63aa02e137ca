"""Cells of a table that is taken home and opened in a spreadsheet: one rule for all tables."""

from decimal import Decimal
from typing import Any

# What tells a spreadsheet, at the very beginning, that the file is UTF-8.
MARK = "\ufeff"
# A spreadsheet takes what begins so for a formula; where Chinese is typed, the wide signs too.
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def cell(value: Any) -> str:
    """Return what stands in a cell: words are never a formula, numbers stay numbers."""
    if isinstance(value, int | Decimal):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
