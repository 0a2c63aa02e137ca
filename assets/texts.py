"""Texts as they are kept: what no sheet or page can show is not kept, and two equal SKUs are one."""

import unicodedata

# Full-width letters, figures and signs, as East Asian keyboards write them, and their space.
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
# What XML, and with it every spreadsheet, cannot hold (https://www.w3.org/TR/xml/#charsets).
_NEVER = "\ufffe\uffff"
_CONTROLS = frozenset(("Cc", "Cs"))
_UNSEEN = frozenset((*_CONTROLS, "Cf"))


def clean(text: str) -> str:
    """Return a text without control characters; tabs and lines stay, with ends of one kind."""
    if text.isascii() and text.isprintable():
        return text
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (sign for sign in lines if sign in "\n\t" or unicodedata.category(sign) not in _CONTROLS)
    return "".join(sign for sign in kept if sign not in _NEVER)


def tidy_sku(text: str) -> str:
    """Return an SKU without what nobody sees, in the width everybody types."""
    if text.isascii() and text.isprintable():
        return text.strip()
    wide = (sign for sign in text.translate(_WIDE) if unicodedata.category(sign) not in _UNSEEN)
    return "".join(sign for sign in wide if sign not in _NEVER).strip() or text.strip()
