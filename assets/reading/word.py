"""Reads Word documents: paragraphs, headings and tables in the order they stand in."""

import warnings
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import docx
from docx.opc.exceptions import OpcError
from docx.oxml.exceptions import InvalidXmlError

from assets.reading.blocks import Grid, Line, Page, Part, Slot
from assets.reading.limits import MAX_CELL, MAX_COLUMNS, MAX_PAGES
from assets.reading.raised import is_mark, raised
from assets.reading.refused import Refused
from assets.reading.workbook import BROKEN, unlocked

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
MAX_BLOCKS = 20_000
MAX_TABLE_ROWS = 2_000
_INNER = {f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}smartTag", f"{_W}ins"}


def read_word(path: Path) -> tuple[list[Page], set[str]]:
    """Return the document's pages, as far as it says where they end, and notes.

    Raises:
        Refused: `document-locked` or `document-unreadable`.
    """
    unlocked(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            document = docx.Document(str(path))
            return _pages(document)
    except (*BROKEN, OpcError, InvalidXmlError, zipfile.error) as error:
        raise Refused("document-unreadable", detail=str(error)[:200]) from error


def _pages(document: Any) -> tuple[list[Page], set[str]]:
    notes: set[str] = set()
    heads = _heading_styles(document)
    pages = [Page(1)]
    count = 0
    for element in _elements(document.element.body):
        count += 1
        if count > MAX_BLOCKS or len(pages) > MAX_PAGES:
            notes.add("truncated")
            break
        if element.tag == f"{_W}tbl":
            grid, inner = _grid(element)
            pages[-1].blocks.extend([grid, *inner])
            continue
        if _breaks(element) and pages[-1].blocks:
            pages.append(Page(len(pages) + 1))
        pages[-1].blocks.extend(_lines(element, heads))
    for page in pages:
        page.blocks = list(_tabbed(page.blocks))
    return pages[:MAX_PAGES], notes


def _elements(parent: Any) -> Iterator[Any]:
    """Yield paragraphs and tables, through what only wraps them."""
    for child in parent:
        if child.tag in {f"{_W}p", f"{_W}tbl"}:
            yield child
        elif child.tag in _INNER:
            yield from _elements(child)


def _heading_styles(document: Any) -> set[str]:
    """Return the ids of styles that are headings, by their names."""
    names = ("heading", "title", "subtitle", "标题", "überschrift")
    return {
        style.style_id for style in document.styles if (style.name or "").lower().startswith(names)
    }


def _breaks(paragraph: Any) -> bool:
    """Return whether a page begins with this paragraph."""
    if next(paragraph.iter(f"{_W}lastRenderedPageBreak"), None) is not None:
        return True
    return any(mark.get(f"{_W}type") == "page" for mark in paragraph.iter(f"{_W}br"))


def _lines(paragraph: Any, heads: set[str]) -> Iterator[Line]:
    """Yield the paragraph's lines, its tabs parting them, and those of its text boxes."""
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    head = style is not None and style.get(f"{_W}val") in heads
    for text in _text(paragraph).split("\n"):
        parts = [Part(piece.strip()) for piece in text.split("\t") if piece.strip()]
        if parts:
            parts[0].lead = _lead(paragraph, parts[0].text)
            yield Line(parts, head=head)
    for box in paragraph.iter(f"{_W}txbxContent"):
        # Word writes a text box twice: as it is, and for programs that know it not.
        if not any(parent.tag == f"{_MC}Fallback" for parent in box.iterancestors()):
            for element in _elements(box):
                if element.tag == f"{_W}p":
                    yield from _lines(element, heads)


def _lead(paragraph: Any, text: str) -> str:
    """Return the bold words the line begins with, when it goes on in others."""
    lead = ""
    for run in paragraph.iter(f"{_W}r"):
        words = _text(run)
        bold = run.find(f"{_W}rPr/{_W}b")
        if words.strip() and (bold is None or bold.get(f"{_W}val") in {"0", "false"}):
            break
        lead += words
    lead = lead.strip()
    return lead if text.startswith(lead) and len(lead) < len(text) else ""


def _text(paragraph: Any) -> str:
    """Return the paragraph's words; what was deleted and what stands in boxes is not among them."""
    words: list[str] = []
    stack = list(reversed(paragraph))
    while stack:
        element = stack.pop()
        if element.tag == f"{_W}t":
            text = element.text or ""
            words.append(raised(text) if _is_raised(element) and is_mark(text) else text)
        elif element.tag in {f"{_W}tab", f"{_W}ptab"}:
            words.append("\t")
        elif element.tag in {f"{_W}br", f"{_W}cr"}:
            words.append("\n")
        elif element.tag == f"{_W}noBreakHyphen":
            words.append("-")
        elif element.tag not in {f"{_W}pPr", f"{_W}txbxContent", f"{_W}del", f"{_MC}Fallback"}:
            stack.extend(reversed(element))
    return "".join(words)


def _is_raised(text: Any) -> bool:
    mark = text.getparent().find(f"{_W}rPr/{_W}vertAlign")
    return mark is not None and mark.get(f"{_W}val") == "superscript"


def _grid(table: Any) -> tuple[Grid, list[Grid]]:
    """Return the table with its merged cells, and the tables that stand in its cells."""
    rows: list[list[Slot]] = []
    inner: list[Grid] = []
    open_cells: dict[int, Slot] = {}
    for row in islice(_rows(table), MAX_TABLE_ROWS):
        slots: list[Slot] = [Slot("") for _ in range(_number(row, "trPr", "gridBefore", 0))]
        for cell in row.iter(f"{_W}tc"):
            if next(cell.iterancestors(f"{_W}tbl")) is not table:
                continue
            slots.extend(_slots(cell, len(slots), open_cells, inner))
        rows.append(slots[:MAX_COLUMNS])
    return Grid(rows), inner


def _rows(table: Any) -> Iterator[Any]:
    for child in table:
        if child.tag == f"{_W}tr":
            yield child
        elif child.tag in _INNER:
            yield from _rows(child)


def _slots(
    cell: Any, column: int, open_cells: dict[int, Slot], inner: list[Grid]
) -> Iterator[Slot]:
    """Yield the places a cell takes in its row: one, and those it is merged over."""
    width = min(_number(cell, "tcPr", "gridSpan", 1), MAX_COLUMNS)
    merge = cell.find(f"{_W}tcPr/{_W}vMerge")
    above = open_cells.get(column)
    if merge is not None and merge.get(f"{_W}val") != "restart" and above is not None:
        above.span = (above.span[0] + 1, above.span[1])
        yield from (Slot(above.text, covered=True) for _ in range(width))
        return
    slot = Slot(_cell_text(cell, inner), span=(1, width))
    open_cells[column] = slot
    yield slot
    yield from (Slot(slot.text, covered=True) for _ in range(width - 1))


def _cell_text(cell: Any, inner: list[Grid]) -> str:
    texts: list[str] = []
    for element in _elements(cell):
        if element.tag == f"{_W}p":
            texts.append(_text(element).replace("\t", "  ").strip())
        else:
            grid, deeper = _grid(element)
            inner.extend([grid, *deeper])
    return "\n".join(text for text in texts if text)[:MAX_CELL]


def _number(element: Any, properties: str, name: str, usual: int) -> int:
    found = element.find(f"{_W}{properties}/{_W}{name}")
    value = found.get(f"{_W}val") if found is not None else None
    return int(value) if value and value.isdigit() else usual


def _tabbed(blocks: list[Line | Grid]) -> Iterator[Line | Grid]:
    """Yield the blocks, lines that tabs part alike one below the other joined to a table."""
    run: list[Line] = []
    for block in [*blocks, None]:
        alike = isinstance(block, Line) and len(block.parts) > 1 and not block.head
        if alike and isinstance(block, Line) and (not run or len(run[0].parts) == len(block.parts)):
            run.append(block)
            continue
        labelled = any(line.parts[0].text.endswith((":", "：")) for line in run)
        if len(run) > 1 and not labelled:
            yield Grid([[Slot(part.text) for part in line.parts] for line in run], ruled=False)
        else:
            yield from run
        run = [block] if alike and isinstance(block, Line) else []
        if block is not None and not alike:
            yield block
