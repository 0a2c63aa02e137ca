"""Keeps raised signs raised: exponents stay with their unit, marks of footnotes can be dropped."""

import re
from collections.abc import Sequence
from typing import Any

_RAISED = str.maketrans("0123456789+-−()abcde,", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ᵃᵇᶜᵈᵉ˒")
MARKS = "*†‡§⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾ᵃᵇᶜᵈᵉ˒"
MAX_MARK = 4
# In shares of the letter before: how small a raised sign is at most, and how far above its foot.
SMALL, ABOVE = 0.85, 0.12
_EXPONENT = re.compile(
    r"(?:\b(?:[munpckdM]?m|ft|in|yd|s|sec)[²³]|⁻[¹²³]|\b10[²³⁴⁵⁶⁷⁸⁹]|\d[²³](?=\s*[a-zA-Zµ]))$"
)
_ENDING = re.compile(rf"(?:\s*[{re.escape(MARKS)}]+|\s+\[\d{{1,2}}\]|(?<=[^\W\d])\^\d)+$")


def raised(text: str) -> str:
    """Return the words as raised signs, where there are such: 2 → ², * stays."""
    return text.translate(_RAISED)


def is_mark(text: str) -> bool:
    """Return whether raised words are a mark or an exponent, rather than words like TM or th."""
    bare = text.strip()
    return 0 < len(bare) <= MAX_MARK and bool(re.fullmatch(r"[\d+\-−(),*†‡§ ]+|[a-e]\)?", bare))


def without_marks(text: str) -> str:
    """Return the words without the marks of footnotes at their end; m² keeps its exponent."""
    bare = text
    while (ending := _ENDING.search(bare)) is not None and ending.start():
        if _EXPONENT.search(bare):
            return bare
        # The sign right behind a unit is its exponent, those after it are marks.
        behind = bare[: ending.start() + 1]
        bare = behind if behind[-1] in "²³" and _EXPONENT.search(behind) else behind[:-1]
    return bare.rstrip()


def raise_signs(chars: Sequence[dict[str, Any]]) -> None:
    """Write small raised digits of a page as raised signs, on the line of what is before them."""
    before: dict[str, Any] | None = None
    for char in chars:
        if before is not None and _is_raised(char, before):
            char["text"] = raised(char["text"])
            char["top"], char["bottom"] = before["top"], before["bottom"]
            continue
        if char["text"].strip():
            before = char


def _is_raised(char: dict[str, Any], before: dict[str, Any]) -> bool:
    size = float(before["size"])
    near = -0.2 * size < char["x0"] - before["x1"] < 1.2 * size
    within = before["top"] - 0.5 * size < char["top"] < before["bottom"]
    small = char["size"] <= SMALL * size
    above = before["bottom"] - char["bottom"] >= ABOVE * size
    return bool(is_mark(char["text"]) and near and within and small and above)
