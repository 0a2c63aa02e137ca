"""Reads PDF files: words where they stand, ruled tables, and pictures of the pages."""

import time
import warnings
from pathlib import Path
from typing import Any

import pdfplumber
import pypdfium2
from PIL import Image

from assets.reading.bands import Banded, banded, overlap
from assets.reading.blocks import Grid, Line, Page, Part, Slot
from assets.reading.layout import blocks_of, lines_of
from assets.reading.letters import typed
from assets.reading.limits import MAX_PAGES, MAX_PICTURES, PICTURE_PX
from assets.reading.refused import Refused
from assets.reading.words import words_of

# Pages are taken apart only while this much processor time lasts; further ones give their words.
LAYOUT_SECONDS = 60
PICTURE_QUALITY = 75
# Narrower and lower than any cell that holds a word, in points.
SLIM, FLAT = 6.0, 5.0
# How many more words a table found by its rows must hold than what is drawn there.
MORE = 1.1
_LOCKED = "password"


def read_pdf(path: Path, folder: Path) -> tuple[list[Page], set[str]]:
    """Return the pages, with pictures of the first ones written into `folder`, and notes.

    Raises:
        Refused: `document-locked` or `document-unreadable`.
    """
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        locked = _LOCKED in str(error).lower()
        code = "document-locked" if locked else "document-unreadable"
        raise Refused(code, detail=str(error)[:200]) from error
    with document:
        if not len(document):
            raise Refused("document-unreadable", detail="no pages")
        notes = {"truncated"} if len(document) > MAX_PAGES else set()
        pages = [_plain(document, at, folder) for at in range(min(len(document), MAX_PAGES))]
    _lay_out(path, pages)
    if not any(block for page in pages for block in page.blocks):
        notes.add("no-text")
    return pages, notes


def _plain(document: Any, at: int, folder: Path) -> Page:
    """Return a page with its lines of text and, of the first pages, its picture."""
    page = Page(at + 1)
    try:
        opened = document[at]
        words = typed(opened.get_textpage().get_text_bounded())
        page.blocks = [Line([Part(line.strip())]) for line in words.splitlines() if line.strip()]
        if at < MAX_PICTURES:
            _draw(opened, page, folder)
        opened.close()
    except pypdfium2.PdfiumError:
        return page  # a broken page is shown as an empty one, and the others are read
    return page


def _draw(opened: Any, page: Page, folder: Path) -> None:
    width, height = opened.get_size()
    # By width, as it is looked at; a very long page by what it would weigh.
    scale = min(PICTURE_PX / max(width, 1), 4 * PICTURE_PX / max(height, 1), 4.0)
    if width * scale < 1 or height * scale < 1:
        return
    picture = opened.render(scale=scale).to_pil()
    if picture.width > PICTURE_PX:
        picture = picture.resize(
            (PICTURE_PX, round(picture.height * PICTURE_PX / picture.width)),
            Image.Resampling.LANCZOS,
        )
    page.picture = f"page-{page.number}.webp"
    page.width, page.height = picture.size
    picture.convert("RGB").save(folder / page.picture, "WEBP", quality=PICTURE_QUALITY, method=2)


def _lay_out(path: Path, pages: list[Page]) -> None:
    """Replace the lines of the first pages by lines and tables with their places."""
    began = time.process_time()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with pdfplumber.open(path) as document:
                for page, opened in zip(pages, document.pages, strict=False):
                    if time.process_time() - began > LAYOUT_SECONDS or page.number > MAX_PICTURES:
                        return
                    page.blocks = _blocks(opened) or page.blocks
                    opened.close()
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - pdfminer raises anything; the words are there already
            return


def _blocks(opened: Any) -> list[Line | Grid]:
    opened = opened.dedupe_chars(tolerance=0.5)
    words = words_of(opened)
    if not words:
        return []  # its fonts do not say which letters these are; the plain words may be right
    found = [table for table in opened.find_tables() if _is_table(table, words)]
    rows = [table for table in banded(opened, words) if _says_more(table, found, words)]
    found = [
        table
        for table in found
        if not any(overlap(table.bbox, other.box) for other in rows)
        and not _is_stripe(table, opened, words)
    ]
    blocks = [(table.box[1] / opened.height, table.grid) for table in rows]
    frames = [table.bbox for table in found]
    left, top, right, bottom = opened.bbox
    taken = {id(word) for table in rows for word in table.words}
    outside = [
        word
        for word in words
        if id(word) not in taken
        and not any(_within(word, frame) for frame in frames)
        and left <= word["x0"] <= right
        and top <= word["top"] <= bottom
    ]
    return _in_order(opened, outside, found, words, blocks)


def _in_order(
    opened: Any, outside: list[dict[str, Any]], found: list[Any], words: list[dict[str, Any]],
    blocks: list[tuple[float, Grid]],
) -> list[Line | Grid]:  # fmt: skip
    """Return the page's tables and what stands outside them, from top to bottom."""
    placed: list[tuple[float, Line | Grid]] = [*blocks]
    for block in blocks_of(lines_of(outside), width=opened.width, height=opened.height):
        box = block.box
        placed.append((box[1] if box else 0.0, block))
    for table in found:
        grid = _grid(table, words, opened.width, opened.height)
        placed.append((table.bbox[1] / opened.height, grid))
    return [block for _, block in sorted(placed, key=lambda item: item[0])]


def _says_more(banded: Banded, found: list[Any], words: list[dict[str, Any]]) -> bool:
    """Return whether a table found by its rows holds more than the drawn ones in its place."""
    drawn = [table for table in found if overlap(table.bbox, banded.box)]
    cells = [cell for table in drawn for cell in table.cells]
    held = sum(any(_within(word, cell) for cell in cells) for word in words) if cells else 0
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
