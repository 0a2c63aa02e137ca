"""Takes a PDF page's words: where they stand, and what they look like."""

import re
from collections import Counter
from typing import Any

from pdfplumber.utils.text import extract_words

from assets.reading.glyphs import drawn_chars
from assets.reading.letters import typed
from assets.reading.raised import raise_signs

MAX_CHARACTERS = 40_000
# More words than this share with signs without a letter: the page does not say which these are.
MUCH = 0.2
# What pdfminer writes for a sign without a letter, mostly a bullet.
_UNKNOWN = re.compile(r"(?:\(cid:\d+\))+")
_SUBSET = re.compile(r"^[A-Z]{6}\+")

Style = tuple[str, float, str]


def words_of(opened: Any) -> list[dict[str, Any]]:
    """Return the page's words as pdfplumber gives them, each with its `style`; none of a page too full."""
    if len(opened.chars) > MAX_CHARACTERS:
        return []
    words = _words(opened.chars)
    unread = [word for word in words if "(cid:" in word["text"]]
    known = sum(len(word["text"]) for word in words) if len(unread) <= MUCH * len(words) else 0
    drawn = drawn_chars(opened, beside=known, most=MAX_CHARACTERS)
    if drawn:
        words = _words(drawn)
    elif not known:
        return []
    for word in words:
        word["text"] = typed(_UNKNOWN.sub("•", word["text"]))
    return words


def _words(chars: list[dict[str, Any]]) -> list[dict[str, Any]]:
    raise_signs(chars)
    words: list[dict[str, Any]] = extract_words(
        chars, x_tolerance_ratio=0.15, y_tolerance=2, keep_blank_chars=False, return_chars=True
    )
    for word in words:
        word["style"] = Counter(_style(char) for char in word.pop("chars")).most_common(1)[0][0]
    return words


def _style(char: dict[str, Any]) -> Style:
    """Return the font, its size to half a point, and the colour."""
    font = _SUBSET.sub("", char["fontname"])
    return font, round(2 * char["size"]) / 2, str(char.get("non_stroking_color"))
