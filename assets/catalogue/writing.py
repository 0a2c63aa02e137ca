"""Writes products as a sheet that reads back as the same: xlsx or CSV, piece by piece."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from assets.catalogue.texts import guarded, quoted

Value = str | Decimal | None
ROWS_A_PIECE = 200
PIECE_BYTES = 1 << 20
# A spreadsheet keeps 15 figures; what has more is written as text.
_EXACT = Decimal(10) ** 15
_TITLE = "Products"
# What XML 1.0 cannot hold (https://www.w3.org/TR/xml/#charsets).
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def csv_pieces(headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> Iterator[bytes]:
    """Yield a CSV file, in UTF-8 with the mark by which spreadsheets know it."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow([_csv_text(heading) for heading in headings])
    for at, row in enumerate(rows, 1):
        writer.writerow([_csv_text(value) for value in row])
        if at % ROWS_A_PIECE == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def write_xlsx(path: Path, headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """Write a workbook of one sheet: texts as texts, prices as numbers, the headings held."""
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet(_TITLE)
    page.freeze_panes = "C2"
    for at, heading in enumerate(headings, 1):
        page.column_dimensions[get_column_letter(at)].width = min(max(len(heading) + 2, 12), 40)
    bold, top = Font(bold=True), Alignment(vertical="top", wrap_text=True)
    page.append([_cell(page, heading, font=bold) for heading in headings])
    for row in rows:
        page.append([_cell(page, value, alignment=top) for value in row])
    book.save(path)


def pieces_of(path: Path) -> Iterator[bytes]:
    """Yield a file piece by piece."""
    with path.open("rb") as file:
        while piece := file.read(PIECE_BYTES):
            yield piece


def _csv_text(value: Value) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return guarded(value or "")


def _cell(page: Any, value: Value, **looks: Any) -> Any:
    if value is None or value == "":
        return None
    if isinstance(value, Decimal) and abs(value) < _EXACT:
        cell = WriteOnlyCell(page, value)  # type: ignore[arg-type]  # it takes decimals
        places = max(0, -int(value.as_tuple().exponent))
        cell.number_format = f"0.{'0' * places}" if places else "0"
        return cell
    text = f"{value:f}" if isinstance(value, Decimal) else value
    cell = WriteOnlyCell(page, _NO_XML.sub("", quoted(text)))
    # Never a formula, and a spreadsheet shall not make a number or a date of it either.
    cell.data_type, cell.number_format = "s", "@"
    for name, look in looks.items():
        setattr(cell, name, look)
    return cell


def _taken(buffer: io.StringIO) -> bytes:
    content = buffer.getvalue().encode("utf-8", "replace")
    buffer.seek(0)
    buffer.truncate()
    return content
