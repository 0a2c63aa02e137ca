"""Reads Excel workbooks row by row: values as people see them, merged cells, formulas' results."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.cell import coordinate_to_tuple

from assets.reading.cells import Cell, Row, Sheet, column_letters
from assets.reading.limits import MAX_CELL, MAX_COLUMNS, MAX_SHEETS
from assets.reading.moments import shown_moment
from assets.reading.numbers import shown_number
from assets.reading.refused import Refused

# What openpyxl and what it stands on raise on broken or hostile files.
BROKEN = (
    zipfile.BadZipFile, zipfile.LargeZipFile, KeyError, ValueError, TypeError, IndexError,
    AttributeError, OSError, EOFError, SyntaxError, NotImplementedError, OverflowError,
    RecursionError, ArithmeticError, StopIteration, AssertionError, LookupError,
)  # fmt: skip
# An encrypted workbook stands in the old container, under this name.
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell [^>]*?ref=[\"']([A-Z]+\d+:[A-Z]+\d+)[\"']")
_UNREAD = re.compile(
    rb"<(?:\w+:)?c [^>]*?\br=[\"']([A-Z]+\d+)[\"'][^>]*>\s*"
    rb"<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_CHUNK = 1 << 20
MAX_MERGES = 20_000


@dataclass(slots=True)
class _Layout:
    """What must be known of a sheet before its rows are read.

    covered: cell in a merged range → the range's first cell, both as (row, column).
    """

    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    covered: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    unread: set[tuple[int, int]] = field(default_factory=set)


def unlocked(path: Path) -> bytes:
    """Return the bytes of an Office file that needs no password.

    Raises:
        Refused: `document-locked`, or `document-unreadable` for what is none.
    """
    content = path.read_bytes()
    if content.startswith(OLE):
        raise Refused("document-locked" if ENCRYPTED in content else "document-unreadable")
    return content


def open_workbook(path: Path) -> Iterator[Sheet]:
    """Return the sheets that hold cells; each one's rows are read as they are asked for.

    Raises:
        Refused: `document-locked` or `document-unreadable`.
    """
    content = unlocked(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # From memory, so that a sheet can be read for as long as somebody holds it.
            book = openpyxl.load_workbook(
                io.BytesIO(content), read_only=True, data_only=True, keep_links=False
            )
    except BROKEN as error:
        raise Refused("document-unreadable", detail=str(error)[:200]) from error
    return (_sheet(content, page) for page in book.worksheets[:MAX_SHEETS])


def _sheet(content: bytes, page: Any) -> Sheet:
    try:
        layout = _layout(content, page._worksheet_path)  # noqa: SLF001 - no public name tells the part
    except BROKEN as error:
        raise Refused("document-unreadable", detail=str(error)[:200]) from error
    sheet = Sheet(
        name=page.title,
        rows=iter(()),
        hidden=page.sheet_state != "visible",
        merges=layout.merges,
    )
    if layout.unread:
        sheet.notes.add("formulas-without-values")
    sheet.rows = _rows(page, layout)
    return sheet


def _layout(content: bytes, part: str) -> _Layout:
    """Read the merged ranges, which stand after the rows, and the formulas without results."""
    layout = _Layout()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(part) as file:
        rest = b""
        while chunk := file.read(_CHUNK):
            text = rest + chunk
            for match in _MERGE.finditer(text):
                _merge(layout, match[1].decode())
            for match in _UNREAD.finditer(text):
                layout.unread.add(coordinate_to_tuple(match[1].decode()))
            # What is cut in two is seen whole with the next piece; twice seen is seen once.
            rest = text[max(len(text) - 8192, 0) :]
    layout.merges = sorted(set(layout.merges))
    return layout


def _merge(layout: _Layout, ref: str) -> None:
    first, _, last = ref.partition(":")
    (top, left), (bottom, right) = coordinate_to_tuple(first), coordinate_to_tuple(last)
    # A range over whole columns is a background, not a cell somebody merged.
    cells = (right - left + 1) * (bottom - top + 1)
    if len(layout.covered) + cells > MAX_MERGES * 10 or right > MAX_COLUMNS:
        return
    layout.merges.append((top, left, bottom, right))
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            layout.covered[row, column] = (top, left)


def _rows(page: Any, layout: _Layout) -> Iterator[Row]:
    anchors: dict[tuple[int, int], str] = {}
    page.reset_dimensions()  # a wrong size is written by some programs and would hide rows
    rows = enumerate(page.iter_rows(max_col=MAX_COLUMNS), 1)
    while True:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                number, cells = next(rows)
        except StopIteration:
            return
        except BROKEN as error:
            raise Refused("document-unreadable", detail=str(error)[:200]) from error
        yield Row(number, _cells(number, cells, layout, anchors))


def _cells(
    number: int, cells: Any, layout: _Layout, anchors: dict[tuple[int, int], str]
) -> list[Cell]:
    last = len(cells)
    while last and cells[last - 1].value is None and not _is_kept((number, last), layout):
        last -= 1
    found = []
    for at, cell in enumerate(cells[:last], 1):
        place = (number, at)
        name = f"{column_letters(at)}{number}"
        anchor = layout.covered.get(place, place)
        text = _shown(cell) if cell.value is not None else ""
        if anchor != place:
            found.append(Cell(anchors.get(anchor, ""), name, _name(anchor)))
            continue
        if place in layout.covered:
            anchors[place] = text
        found.append(Cell(text, name, unread=place in layout.unread))
    while found and not found[-1].text and not found[-1].unread:
        found.pop()
    return found


def _is_kept(place: tuple[int, int], layout: _Layout) -> bool:
    """Return whether an empty cell stands for something: a merged one, or a formula's result."""
    return place in layout.covered or place in layout.unread


def _name(place: tuple[int, int]) -> str:
    return f"{column_letters(place[1])}{place[0]}"


def _shown(cell: Any) -> str:
    """Return the cell's value as a spreadsheet shows it."""
    value = cell.value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime | date | time | timedelta):
        return shown_moment(value, cell.number_format or "General")
    if isinstance(value, int | float):
        with suppress(ArithmeticError, ValueError):
            return shown_number(value, cell.number_format or "General")
    return str(value).strip()[:MAX_CELL]
