"""Texts on their way through sheets: no formula is made of them, and nothing of them is lost."""

import re

from assets.texts import clean

# What a spreadsheet would take for a formula or a command.
_RISKY = tuple("=+-@\t\r")
_FIGURE = re.compile(r"[+-]?\d+(?:[.,]\d+)*%?")
# What a spreadsheet shows where a formula failed.
ERRORS = frozenset(
    ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!")
)


def guarded(text: str) -> str:
    """Return a text as it may stand in a sheet of plain texts: `plain` takes the guard off."""
    is_formula = text.startswith(_RISKY) and not _FIGURE.fullmatch(text)
    return f"'{text}" if is_formula or is_guarded(text) or text in ERRORS else text


def quoted(text: str) -> str:
    """Return a text for a cell that is known to be text, where no formula can be made of it."""
    return f"'{text}" if is_guarded(text) or text in ERRORS else text


def plain(text: str) -> str:
    """Return what a cell says, without the guard before it."""
    return text[1:] if is_guarded(text) else text


def is_guarded(text: str) -> bool:
    """Return whether a text begins like one that was guarded."""
    return text[:1] == "'" and (text[1:].startswith((*_RISKY, "'")) or text[1:] in ERRORS)


def folded(text: str) -> str:
    """Return a text in lower case, letter by letter as the database's `lower` does it.

    Python's own takes a word as a whole: one letter may become two, and the last another.
    """
    if text.isascii():
        return text.lower()
    return "".join(sign.lower()[0] for sign in text)


def normal(text: str) -> str:
    """Return a text as it is kept, to be compared."""
    return clean(text).strip()
