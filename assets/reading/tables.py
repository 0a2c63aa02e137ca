"""Opens tables of any kind as sheets of rows, streaming: what a catalogue is imported from."""

from collections.abc import Iterator
from pathlib import Path

from assets.reading.cells import Cell, Row, Sheet
from assets.reading.delimited import open_csv
from assets.reading.heads import Header, find_header
from assets.reading.refused import Refused
from assets.reading.workbook import open_workbook

__all__ = ["Cell", "Header", "Row", "Sheet", "find_header", "open_table"]


def open_table(path: Path, kind: str) -> Iterator[Sheet]:
    """Return the file's sheets; each one's rows are read as they are asked for.

    kind: `xlsx` or `csv`. A sheet without rows yields none.

    Raises:
        Refused: `document-locked`, or `document-unreadable`; the second may come while rows are read.
    """
    if kind == "xlsx":
        return open_workbook(path)
    if kind == "csv":
        return iter([open_csv(path)])
    raise Refused("document-unreadable", detail=kind)
