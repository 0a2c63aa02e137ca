"""Makes workbooks for the tests of reading, and says what is read in them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl

from assets.reading.document import read
from assets.reading.grids import Subject


def book(
    folder: Path, *rows: Sequence[Any], merges: Sequence[str] = (), cover: Sequence[Any] = ()
) -> Path:
    """Write a workbook of one sheet, or of a cover and one behind it."""
    made = openpyxl.Workbook()
    page: Any = made.active
    if cover:
        for row in cover:
            page.append(row)
        page = made.create_sheet("Data")
    for row in rows:
        page.append(row)
    for area in merges:
        page.merge_cells(area)
    made.save(folder / "a.xlsx")
    return folder / "a.xlsx"


def said(path: Path, *, subject: Subject | None = None) -> dict[str, str]:
    """Return what is proposed: name → value and unit, a bar between them."""
    found = read(path, path.suffix[1:], folder=path.parent, subject=subject)["found"]
    facts = {fact["attribute"]: f"{fact['value']}|{fact['unit']}".rstrip("|") for fact in found}
    assert len(facts) == len(found)
    return facts


def notes(path: Path, *, subject: Subject | None = None) -> list[str]:
    """Return what is noted of the workbook."""
    answer = read(path, path.suffix[1:], folder=path.parent, subject=subject)
    return list(answer["notes"])
