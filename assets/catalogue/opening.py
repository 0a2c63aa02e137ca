"""Reads a sheet into columns and rows of texts."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

from assets.catalogue.heads import LOOK_ROWS, Column, header_of
from assets.reading.limits import MAX_COLUMNS
from assets.reading.refused import Refused
from assets.reading.tables import Row, Sheet, open_table

MAX_ROWS = 20_000
ROWS_FILE = "rows.jsonl"
TELL_EVERY = 500

Tell = Callable[[dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which sheet, and in which row its headings are; empty and None: find out."""

    sheet: str = ""
    header_row: int | None = None


def read_table(
    path: Path, *, kind: str, wanted: Wanted, folder: Path, tell: Tell
) -> dict[str, Any]:
    """Write the rows below the headings into `folder` and return what the sheet is.

    Raises:
        Refused: it cannot be read, is empty, has no headings or too many rows.
    """
    sheets: dict[str, int] = {}
    answer: dict[str, Any] | None = None
    refused: Refused | None = None
    for sheet in open_table(path, kind):
        is_wanted = sheet.name == wanted.sheet if wanted.sheet else answer is None
        if not is_wanted or sheet.hidden:
            if not sheet.hidden:
                sheets[sheet.name] = _length(sheet)
            continue
        try:
            answer = {"sheet": sheet.name, **_read(sheet, wanted, folder, tell)}
            sheets[sheet.name] = answer["total"]
        except Refused as error:
            if error.code not in ("sheet-empty", "sheet-no-header") or wanted.sheet:
                raise
            # The next sheet may be the one with the products.
            refused = refused or error
            sheets[sheet.name] = 0
    if answer is None:
        raise refused or Refused("sheet-empty")
    return {**answer, "sheets": sheets}


def _read(sheet: Sheet, wanted: Wanted, folder: Path, tell: Tell) -> dict[str, Any]:
    rows = iter(sheet.rows)
    first = list(islice(rows, max(LOOK_ROWS, wanted.header_row or 0)))
    if not any(cell.text for row in first for cell in row.cells):
        raise Refused("sheet-empty")
    header = header_of(first, at=wanted.header_row)
    if header is None:
        raise Refused("sheet-no-header")
    at, headings = header
    columns = {
        index: Column(index, heading) for index, heading in enumerate(headings[:MAX_COLUMNS])
    }
    below = (row for row in chain(first, rows) if row.number > at)
    with (folder / ROWS_FILE).open("w", encoding="utf-8") as file:
        total = _write(below, columns, file, tell)
    if not total:
        raise Refused("sheet-no-rows")
    shown = [column for column in columns.values() if column.heading or column.samples]
    return {
        "header_row": at,
        "columns": [column.to_json() for column in shown],
        "total": total,
        "notes": sorted(sheet.notes),
    }


def _write(rows: Iterator[Row], columns: dict[int, Column], file: IO[str], tell: Tell) -> int:
    total = 0
    for row in rows:
        cells: dict[str, str] = {}
        unread: list[str] = []
        for index, cell in enumerate(row.cells[:MAX_COLUMNS]):
            if cell.text:
                cells[str(index)] = cell.text
                columns.setdefault(index, Column(index, "")).see(cell.text)
            elif cell.unread:
                unread.append(str(index))
        if not cells and not unread:
            continue
        total += 1
        if total > MAX_ROWS:
            raise Refused("sheet-too-long", max=MAX_ROWS)
        file.write(json.dumps([row.number, cells, unread], ensure_ascii=False) + "\n")
        if total % TELL_EVERY == 0:
            tell({"rows": total})
    return total


def _length(sheet: Sheet) -> int:
    """Return how many rows of a sheet that is not read have something in them."""
    rows = (row for row in islice(sheet.rows, MAX_ROWS) if any(cell.text for cell in row.cells))
    return sum(1 for _ in rows)
