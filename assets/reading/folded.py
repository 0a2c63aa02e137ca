"""Unfolds rows written into one cell, line by line: names in one, their values in the next."""

from assets.reading.blocks import Box, Grid, Slot
from assets.reading.shapes import mean, naming
from assets.reading.units import is_amount, is_measure
from assets.reading.wording import HAN

# Fewer values than this share are figures: the lines may be those of one value.
FIGURES = 0.6


def unfolded(grid: Grid) -> Grid:
    """Return the table with a row for each line where all cells of a row hold as many facts."""
    rows = [row for folded in grid.rows for row in _rows(folded)]
    return Grid(rows, ruled=grid.ruled)


def _rows(row: list[Slot]) -> list[list[Slot]]:
    own = [slot for slot in row if slot.text and not slot.covered]
    lines = [slot.text.split("\n") for slot in own]
    deep = len(lines[0]) if lines else 0
    if len(own) < 2 or deep < 2 or any(len(texts) != deep for texts in lines[1:]):
        return [row]
    if any(slot.covered or slot.span != (1, 1) for slot in row) or not _are_facts(lines):
        return [row]
    return [[_line(slot, at, deep) for slot in row] for at in range(deep)]


def _are_facts(lines: list[list[str]]) -> bool:
    """Return whether each line of the first cell is a name, and those of the others are values."""
    names, *values = lines
    named = all(naming(name) > 0 and _begins(name) for name in names)
    figures = [float(is_measure(text) or is_amount(text)) for text in values[0]]
    return named and mean(figures) >= FIGURES and all(map(_begins, values[0]))


def _begins(text: str) -> bool:
    """Return whether the words begin something rather than go on."""
    first = text[:1]
    return first.isupper() or first.isdigit() or HAN[0] <= first <= "\u9fff" or first in "≤≥<>±~Ø"


def _line(slot: Slot, at: int, deep: int) -> Slot:
    if not slot.text:
        return slot
    box: Box | None = None
    if slot.box is not None:
        left, top, right, bottom = slot.box
        each = (bottom - top) / deep
        box = left, top + at * each, right, top + (at + 1) * each
    return Slot(slot.text.split("\n")[at], box, cell=slot.cell)
