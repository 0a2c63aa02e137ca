"""Finds where a table's headings stand, and joins headings of several rows."""

import re
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import NamedTuple

from assets.reading.cells import Row

LOOK_ROWS = 40
MAX_HEADING = 80
JOIN = " / "
_FIGURE = re.compile(r"[\d.,%+\-–/:×x*\s€$¥£()]*\d[\d.,%+\-–/:×x*\s€$¥£()]*")


class Header(NamedTuple):
    """Where the headings stand. headings: one a column, merged heads joined by ` / `."""

    first_row: int
    last_row: int
    headings: list[str]


def find_header(rows: Iterable[Row]) -> Header | None:
    """Return the headings of a table, or None when no row looks like one.

    A title above the table, an empty row and a note are passed over.
    """
    seen = [row for row in islice(rows, LOOK_ROWS) if any(cell.text for cell in row.cells)]
    at = _head_at(seen)
    if at is None:
        return None
    last = at
    while last + 1 < len(seen) and last - at < 3 and _goes_on(seen[last], seen[last + 1]):
        last += 1
    width = max(len(row.cells) for row in seen[at : last + 1])
    headings = [_joined(seen[at : last + 1], column) for column in range(width)]
    return Header(seen[at].number, seen[last].number, headings)


def is_figure(text: str) -> bool:
    """Return whether the text is a number, a date or a size, as headings are not."""
    return bool(_FIGURE.fullmatch(text))


def _head_at(rows: Sequence[Row]) -> int | None:
    """Return which row the headings begin in: the first worded one nearly as wide as the table."""
    widths = [len(_own(row)) for row in rows]
    usual = max(_median([width for width in widths if width > 1]), 2)
    for at, row in enumerate(rows):
        own = _own(row)
        if len(own) < 2 or not _is_worded(own):
            continue
        below = rows[at + 1] if at + 1 < len(rows) else None
        if _filled(row) >= 0.6 * usual:
            return at
        if below is not None and _goes_on(row, below) and _filled(below) >= 0.6 * usual:
            return at
    return None


def _own(row: Row) -> list[str]:
    """Return the words that stand in the row itself, a merged cell's once."""
    return [cell.text for cell in row.cells if cell.text and not cell.anchor]


def _filled(row: Row) -> int:
    return sum(bool(cell.text) for cell in row.cells)


def _is_worded(texts: Sequence[str]) -> bool:
    """Return whether these could be headings: short, different, and hardly a figure among them."""
    worded = [text for text in texts if not is_figure(text) and len(text) <= MAX_HEADING]
    return len(worded) >= 0.8 * len(texts) and len(set(texts)) >= 0.7 * len(texts)


def _goes_on(row: Row, below: Row) -> bool:
    """Return whether the headings go on below: a cell is merged over or into the next row."""
    letters = {cell.anchor for cell in below.cells if cell.anchor}
    names = {cell.name for cell in row.cells} | {cell.anchor for cell in row.cells if cell.anchor}
    reaches_down = bool(letters & names)
    wide = any(cell.anchor and cell.anchor.endswith(str(row.number)) for cell in row.cells)
    own = _own(below)
    if not own or not (reaches_down or wide):
        return False
    return _is_worded(own) and (reaches_down or len(own) >= 2)


def _joined(rows: Sequence[Row], column: int) -> str:
    parts: list[str] = []
    for row in rows:
        if column < len(row.cells):
            text = " ".join(row.cells[column].text.split())
            if text and text not in parts:
                parts.append(text)
    return JOIN.join(parts)


def _median(numbers: list[int]) -> int:
    return sorted(numbers)[len(numbers) // 2] if numbers else 0
