"""Breaks text into lines: Latin words stay whole, Chinese breaks anywhere but before punctuation."""

import re
from collections.abc import Callable

# A run of spaces, one Chinese character (or full-width sign), or a word.
_PIECES = re.compile(
    r"[ \t]+|[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]|[^ \t\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+"
)
_NOT_FIRST = frozenset("，。、；：？！）》」』”’％…,.;:?!)%")
Measure = Callable[[str], float]


def wrap(text: str, width: float, measure: Measure) -> list[str]:
    """Return the lines a text takes in a width; never none."""
    return [line for part in text.split("\n") for line in _wrap(part, width, measure)]


def _wrap(text: str, width: float, measure: Measure) -> list[str]:
    lines, line = [], ""
    for piece in _pieces(text):
        if not line or measure((line + piece).rstrip()) <= width:
            line += piece
            continue
        lines.append(line.rstrip())
        line = piece.lstrip()
    return [part for whole in [*lines, line.rstrip()] for part in _cut(whole, width, measure)]


def _pieces(text: str) -> list[str]:
    """Return what stays together: punctuation goes with what is before it."""
    found: list[str] = []
    for piece in _PIECES.findall(text):
        if found and piece[0] in _NOT_FIRST:
            found[-1] += piece
        else:
            found.append(piece)
    return found


def _cut(line: str, width: float, measure: Measure) -> list[str]:
    """Cut a word that is longer than a line."""
    parts = []
    while line and measure(line) > width:
        fits = next(
            size for size in range(len(line), 0, -1) if size == 1 or measure(line[:size]) <= width
        )
        parts.append(line[:fits])
        line = line[fits:]
    return [*parts, line] if line or not parts else parts


def cut(text: str, width: float, measure: Measure) -> str:
    """Return as much of a text as goes into a width, with an ellipsis where something is left out."""
    if measure(text) <= width:
        return text
    kept = text
    while kept and measure(f"{kept.rstrip()}\N{HORIZONTAL ELLIPSIS}") > width:
        kept = kept[:-1]
    return f"{kept.rstrip()}\N{HORIZONTAL ELLIPSIS}"
