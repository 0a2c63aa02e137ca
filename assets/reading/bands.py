"""Finds tables whose rows are shaded or ruled but whose cells are not all drawn.

Fills behind the names alone, stripes behind every other row, rules below rows: each tells where
rows begin and end. Columns are where no row has words.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

from assets.reading.blocks import Box, Grid, Slot
from assets.reading.layout import COLUMN_GAP, lines_of
from assets.reading.sideways import NEAR, Edge, Words, by_width, own_words

# In points: what is a rule rather than a fill, what no row is higher than, no rule shorter.
THIN, TALL, NARROW = 2.5, 90.0, 12.0
MAX_LINES, MAX_LETTERS = 8, 100
# How many rows may stand above the first edge, and below the last.
BEYOND = 2
# In heights of the letters: how far words of one line may be off.
LEVEL = 0.2
MAX_FILLS, MAX_COLUMNS = 2_000, 16


@dataclass(slots=True)
class Banded:
    """A table found by its rows, in points. words: those that stand in it."""

    grid: Grid
    box: Box
    words: Words


def banded(page: Any, words: Words) -> list[Banded]:
    """Return the page's tables whose rows are shaded or ruled, none over another."""
    found: list[Banded] = []
    words = sorted(words, key=_middle)
    drawn = sorted(set(_edges(page)))
    for border, edges in _tables(drawn, words):
        for rows in _runs(edges, own_words(words, drawn, border=border, edges=edges)):
            if any(_holds(other.box, rows[0][0]) for other in found):
                continue
            table = _table(rows, border, page.width, page.height)
            if table and not any(overlap(table.box, other.box) for other in found):
                found.append(table)
    return found


def _tables(drawn: Sequence[Edge], words: Words) -> Iterable[tuple[float, list[float]]]:
    """Yield the stacks, those of tables of other widths below each other apart."""
    for border, heights in _stacks(drawn):
        for edges in by_width(words, drawn, border=border, edges=heights):
            yield from _long(border, list(edges))


def _stacks(drawn: Sequence[Edge]) -> Iterable[tuple[float, list[float]]]:
    """Yield left borders, and heights at which rows begin and end: edges drawn from there."""
    borders: dict[float, list[tuple[float, float]]] = {}
    for left, right, height in drawn:
        near = next((place for place in borders if abs(place - left) <= NEAR), left)
        borders.setdefault(near, []).append((height, right))
    for place, edges in sorted(borders.items()):
        heights: list[float] = []
        for height, _right in sorted(edges):
            if heights and height - heights[-1] > TALL:
                yield from _long(place, heights)
                heights = []
            if not heights or height - heights[-1] > THIN:
                heights.append(height)
        yield from _long(place, heights)


def _long(left: float, heights: list[float]) -> Iterable[tuple[float, list[float]]]:
    if len(heights) > 2:
        yield left, heights


def _edges(page: Any) -> Iterable[Edge]:
    """Yield left, right and height of what is drawn across: rules, and both edges of fills."""
    for shape in [*page.rects, *page.lines][:MAX_FILLS]:
        if shape["x1"] - shape["x0"] < NARROW or shape["height"] > TALL:
            continue
        yield shape["x0"], shape["x1"], shape["top"]
        if shape["height"] > THIN:
            yield shape["x0"], shape["x1"], shape["bottom"]


def _runs(edges: list[float], words: Words) -> Iterable[list[Words]]:
    """Yield the words between the edges, row by row; paragraphs between rules part tables."""
    bands = [band for top, bottom in pairwise(edges) if (band := _between(words, top, bottom))]
    usual = _usual(edges)
    for step in range(BEYOND):
        top, low = edges[0] - step * usual, edges[-1] + step * usual
        before = _beyond(bands, _between(words, top - usual, top))
        after = _beyond(bands, _between(words, low, low + usual))
        bands = [*before, *bands, *after]
    for prose, rows in groupby(bands, key=_is_prose):
        if not prose:
            yield list(rows)


def _is_prose(band: Words) -> bool:
    lines = lines_of(band)
    letters = sum(len(word["text"]) for word in band)
    return len(lines) > MAX_LINES or (
        len(lines) > 1 and letters > MAX_LETTERS and len(_columns([band])) == 1
    )


def _table(bands: list[Words], border: float, width: float, height: float) -> Banded | None:
    wide = [band for band in bands if len(_columns([band])) > 1]
    if len(wide) < 2 or len(wide) < 0.5 * len(bands):
        return None
    columns = _columns(wide)
    if len(columns) > MAX_COLUMNS:
        return None
    columns = _kept(columns, wide, border)
    if len(columns) < 2:
        return None
    bands = [band for band in (_within(band, columns) for band in bands) if band]
    rows = [_row(band, columns, width, height) for band in bands]
    inside = [word for band in bands for word in band]
    box = (
        min(word["x0"] for word in inside), min(word["top"] for word in inside),
        max(word["x1"] for word in inside), max(word["bottom"] for word in inside),
    )  # fmt: skip
    return Banded(Grid(rows), box, inside)


def _within(band: Words, columns: list[tuple[float, float]]) -> Words:
    """Return the row's words that stand in its columns; a line over all of them is not cut."""
    left, right = columns[0][0], columns[-1][1]
    if len(_columns([band])) == 1:
        return band if left - NEAR <= _left(band) <= right else []
    return [word for word in band if left <= _across(word) <= right]


def _between(words: Words, top: float, bottom: float) -> Words:
    """Return the words from one height to another; they come in order of height."""
    return words[bisect_left(words, top, key=_middle) : bisect_left(words, bottom, key=_middle)]


def _usual(edges: list[float]) -> float:
    heights = sorted(low - high for high, low in pairwise(edges))
    return heights[len(heights) // 2]


def _beyond(bands: list[Words], band: Words) -> list[Words]:
    """Return the words above or below all edges as a row, when they stand as the rows' words do.

    Rules may stand only below rows, and stripes behind every other one.
    """
    lines = lines_of(band)
    if len(lines) != 1 or len(lines[0]) < 2:
        return []
    begins = [piece.left for row in bands for line in lines_of(row) for piece in line]
    fits = all(sum(abs(piece.left - begin) <= NEAR for begin in begins) > 1 for piece in lines[0])
    return [band] if fits else []


def _columns(bands: Sequence[Words]) -> list[tuple[float, float]]:
    """Return where words stand in any row, parted where none has any."""
    usual = sorted(word["bottom"] - word["top"] for band in bands for word in band)
    gap = COLUMN_GAP * usual[len(usual) // 2]
    columns: list[tuple[float, float]] = []
    for word in sorted((word for band in bands for word in band), key=lambda word: word["x0"]):
        if columns and word["x0"] - columns[-1][1] < gap:
            columns[-1] = columns[-1][0], max(columns[-1][1], word["x1"])
        else:
            columns.append((word["x0"], word["x1"]))
    return columns


def _kept(
    columns: list[tuple[float, float]], bands: Sequence[Words], border: float
) -> list[tuple[float, float]]:
    """Return the columns around what is drawn, up to the first that does not stand in its rows.

    Prose beside a table has lines of its own.
    """
    drawn = next((at for at, column in enumerate(columns) if column[1] > border), 0)
    begin, end = drawn, drawn + 1
    while begin and _share_rows(columns[drawn], columns[begin - 1], bands):
        begin -= 1
    while end < len(columns) and _share_rows(columns[drawn], columns[end], bands):
        end += 1
    return columns[begin:end]


def _share_rows(
    drawn: tuple[float, float], column: tuple[float, float], bands: Sequence[Words]
) -> bool:
    pairs = [
        ([w for w in band if _in(w, drawn)], [w for w in band if _in(w, column)]) for band in bands
    ]
    both = [(first, other) for first, other in pairs if first and other]
    if _runs_on([other for _, other in pairs if other]):
        return False
    level = sum(_is_level(first, other) for first, other in both)
    return len(both) > 0 and level >= 0.6 * len(both)


def _runs_on(cells: list[Words]) -> bool:
    """Return whether lines follow each other from row to row as within rows: a paragraph."""
    several = [cell for cell in cells if len(lines_of(cell)) > 1]
    if len(cells) < 2 or len(several) < 0.5 * len(cells):
        return False
    tops = [[line[0].top for line in lines_of(cell)] for cell in cells]
    inner = [low - high for cell in tops for high, low in pairwise(cell)]
    outer = [below[0] - above[-1] for above, below in pairwise(tops)]
    return sorted(outer)[len(outer) // 2] < 1.15 * sorted(inner)[len(inner) // 2]


def _is_level(first: Words, other: Words) -> bool:
    """Return whether the words begin on one line, or stand in the middle of each other."""
    near = LEVEL * float(first[0]["bottom"] - first[0]["top"])
    tops = [min(words, key=_middle) for words in (first, other)]
    centres = [
        (min(word["top"] for word in words) + max(word["bottom"] for word in words)) / 2
        for words in (first, other)
    ]
    return (
        abs(_middle(tops[0]) - _middle(tops[1])) < near
        or abs(float(tops[0]["bottom"]) - float(tops[1]["bottom"])) < near
        or abs(float(centres[0] - centres[1])) < near
    )


def _row(
    band: Words, columns: list[tuple[float, float]], width: float, height: float
) -> list[Slot]:
    lone = len(_columns([band])) == 1
    first = min(range(len(columns)), key=lambda at: abs(columns[at][0] - _left(band)))
    if lone and (first == 0 or any(_crosses(word, columns) for word in band)):
        # One cell over all columns, or a name without a value.
        text = _text(band)
        wide = max(word["x1"] for word in band) > columns[1][0]
        slot = Slot(text, _box(band, width, height), span=(1, len(columns)) if wide else (1, 1))
        rest = [Slot(text, covered=True) if wide else Slot("") for _ in columns[1:]]
        return [slot, *rest]
    cells: list[Words] = [[] for _ in columns]
    for word in band:
        cells[_nearest(word, columns)].append(word)
    return [Slot(_text(cell), _box(cell, width, height)) if cell else Slot("") for cell in cells]


def _text(words: Words) -> str:
    return "\n".join(" ".join(piece.text for piece in line) for line in lines_of(words))


def _box(words: Words, width: float, height: float) -> Box:
    return (
        min(word["x0"] for word in words) / width, min(word["top"] for word in words) / height,
        max(word["x1"] for word in words) / width, max(word["bottom"] for word in words) / height,
    )  # fmt: skip


def _nearest(word: dict[str, Any], columns: list[tuple[float, float]]) -> int:
    return min(
        range(len(columns)),
        key=lambda at: max(columns[at][0] - _across(word), _across(word) - columns[at][1], 0.0),
    )


def _crosses(word: dict[str, Any], columns: list[tuple[float, float]]) -> bool:
    return not any(_in(word, column) for column in columns)


def _in(word: dict[str, Any], column: tuple[float, float]) -> bool:
    return bool(column[0] - 1 <= word["x0"] and word["x1"] <= column[1] + 1)


def _left(words: Words) -> float:
    return float(min(word["x0"] for word in words))


def _middle(word: dict[str, Any]) -> float:
    return float(word["top"] + word["bottom"]) / 2


def _across(word: dict[str, Any]) -> float:
    return float(word["x0"] + word["x1"]) / 2


def _holds(box: Box, word: dict[str, Any]) -> bool:
    return box[0] <= _across(word) <= box[2] and box[1] <= _middle(word) <= box[3]


def overlap(box: Box, other: Box) -> bool:
    """Return whether the boxes have a part in common."""
    across = min(box[2], other[2]) - max(box[0], other[0])
    down = min(box[3], other[3]) - max(box[1], other[1])
    return across > 0 and down > 0
