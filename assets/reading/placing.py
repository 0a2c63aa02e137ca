"""Lays out a PDF page: tables drawn or told by their rows, names with their values, and lines."""

from collections.abc import Callable
from typing import Any

from assets.reading.bands import Banded, banded, overlap
from assets.reading.blocks import Box, Grid, Line, Slot
from assets.reading.captions import beside, captions
from assets.reading.folded import unfolded
from assets.reading.layout import blocks_of, lines_of
from assets.reading.words import words_of

# Narrower and lower than any cell that holds a word, in points.
SLIM, FLAT = 6.0, 5.0
# How many more words a table found by its rows must hold than what is drawn there.
MORE = 1.1
Finder = Callable[..., tuple[list[Line], list[dict[str, Any]]]]


def blocks_on(opened: Any) -> list[Line | Grid]:
    """Return the page's tables and lines from top to bottom; none when its letters are not known.

    opened: pdfplumber's page.
    """
    opened = opened.dedupe_chars(tolerance=0.5)
    words = words_of(opened)
    if not words:
        return []  # its fonts do not say which letters these are; the plain words may be right
    found = [table for table in opened.find_tables() if _is_table(table, words)]
    cells = [table for table in found if not _is_tiles(table, words)]
    named, words = _apart(opened, captions, words, [table.bbox for table in cells])
    found = [table for table in found if _is_table(table, words)]
    rows = [table for table in banded(opened, words) if _says_more(table, found, words)]
    found = [
        table
        for table in found
        if not any(overlap(table.bbox, other.box) for other in rows)
        and not _is_stripe(table, opened, words)
    ]
    blocks: list[tuple[float, Line | Grid]] = [
        (table.box[1] / opened.height, unfolded(table.grid)) for table in rows
    ]
    frames = [table.bbox for table in found]
    taken = {id(word) for table in rows for word in table.words}
    outside = [word for word in words if id(word) not in taken]
    sided, outside = _apart(opened, beside, outside, frames)
    left, top, right, bottom = opened.bbox
    outside = [
        word
        for word in outside
        if not any(_within(word, frame) for frame in frames)
        and left <= word["x0"] <= right
        and top <= word["top"] <= bottom
    ]
    blocks.extend((line.box[1] if line.box else 0.0, line) for line in named + sided)
    return _in_order(opened, outside, found, words, blocks)


def _apart(
    opened: Any, find: Finder, words: list[dict[str, Any]], frames: list[Box]
) -> tuple[list[Line], list[dict[str, Any]]]:
    """Return what `find` tells of the words outside the frames, and all words besides these."""
    framed = {id(word) for word in words if any(_within(word, frame) for frame in frames)}
    outside = [word for word in words if id(word) not in framed]
    lines, rest = find(outside, width=opened.width, height=opened.height)
    kept = framed.union(map(id, rest))
    return lines, [word for word in words if id(word) in kept]


def _in_order(
    opened: Any, outside: list[dict[str, Any]], found: list[Any], words: list[dict[str, Any]],
    blocks: list[tuple[float, Line | Grid]],
) -> list[Line | Grid]:  # fmt: skip
    """Return the page's tables and what stands outside them, from top to bottom."""
    placed: list[tuple[float, Line | Grid]] = [*blocks]
    for block in blocks_of(lines_of(outside), width=opened.width, height=opened.height):
        box = block.box
        placed.append((box[1] if box else 0.0, block))
    for table in found:
        grid = unfolded(_grid(table, words, opened.width, opened.height))
        placed.append((table.bbox[1] / opened.height, grid))
    return [block for _, block in sorted(placed, key=lambda item: item[0])]


def _says_more(banded: Banded, found: list[Any], words: list[dict[str, Any]]) -> bool:
    """Return whether a table found by its rows holds more than the drawn ones in its place."""
    drawn = [table for table in found if overlap(table.bbox, banded.box)]
    cells = [cell for table in drawn for cell in table.cells]
    left, _, right, _ = banded.box
    # What is drawn may hold two tables side by side.
    level = [word for word in words if left <= (word["x0"] + word["x1"]) / 2 <= right]
    held = sum(any(_within(word, cell) for cell in cells) for word in level) if cells else 0
    # Cells over whole rows hold name and value in one.
    wide = all(len(table.cells) <= len(table.rows) for table in drawn)
    return len(banded.words) >= (held if wide else MORE * held)


def _is_stripe(table: Any, opened: Any, words: list[dict[str, Any]]) -> bool:
    """Return whether a table is but a row of words on a fill: headings of what is below it."""
    if len(table.rows) > 1 or any(len(lines_of(_inside(words, cell))) > 1 for cell in table.cells):
        return False
    shapes = [shape for shape in [*opened.rects, *opened.lines] if _touches(shape, table.bbox)]
    return bool(shapes) and all(shape["fill"] and not shape["stroke"] for shape in shapes)


def _touches(shape: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    return overlap((shape["x0"] - 1, shape["top"] - 1, shape["x1"] + 1, shape["bottom"] + 1), box)


def _inside(
    words: list[dict[str, Any]], box: tuple[float, float, float, float]
) -> list[dict[str, Any]]:
    return [word for word in words if _within(word, box)]


def _is_table(table: Any, words: list[dict[str, Any]]) -> bool:
    """Return whether the rules frame cells with words rather than a page or a picture."""
    filled = sum(any(_within(word, cell) for word in words) for cell in table.cells[:400])
    return len(table.cells) > 1 and filled > 1


def _is_tiles(table: Any, words: list[dict[str, Any]]) -> bool:
    """Return whether most cells hold a name and its value, one above the other and of other looks."""
    cells = [lines for cell in table.cells[:100] if (lines := lines_of(_inside(words, cell)))]
    looks = [[line[0].style for line in lines if len(line) == 1] for lines in cells]
    tiles = [look for look in looks if look and look[0] != look[-1] and len(set(look)) == 2]
    return len(cells) > 2 and len(tiles) >= 0.6 * len(cells)


def _within(word: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    across, down = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    return bool(box[0] <= across <= box[2] and box[1] <= down <= box[3])


def _grid(table: Any, words: list[dict[str, Any]], width: float, height: float) -> Grid:
    """Return the ruled cells on a grid of all their edges, merged ones over several places."""
    across = _edges([edge for cell in table.cells for edge in (cell[0], cell[2])], SLIM)
    down = _edges([edge for cell in table.cells for edge in (cell[1], cell[3])], FLAT)
    rows = [[Slot("") for _ in across[1:]] for _ in down[1:]]
    inside = [word for word in words if _within(word, table.bbox)]
    for cell in sorted(table.cells, key=lambda cell: (cell[1], cell[0])):
        text = "\n".join(
            " ".join(piece.text for piece in line)
            for line in lines_of([word for word in inside if _within(word, cell)])
        )
        box = (cell[0] / width, cell[1] / height, cell[2] / width, cell[3] / height)
        columns = range(_nearest(across, cell[0]), _nearest(across, cell[2]))
        lines = range(_nearest(down, cell[1]), _nearest(down, cell[3]))
        for row in lines:
            for column in columns:
                first = row == lines[0] and column == columns[0]
                span = (len(lines), len(columns)) if first else (1, 1)
                rows[row][column] = Slot(text, box, span=span, covered=not first)
    return Grid(rows)


def _edges(places: list[float], apart: float) -> list[float]:
    """Return the places in order, those a hair apart as one: frames within frames."""
    edges: list[float] = []
    for place in sorted(places):
        if not edges or place - edges[-1] > apart:
            edges.append(place)
    return edges


def _nearest(edges: list[float], place: float) -> int:
    return min(range(len(edges)), key=lambda at: abs(edges[at] - place))
