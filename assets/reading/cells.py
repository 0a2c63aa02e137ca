"""What tables are made of, whatever file they come from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


class Cell(NamedTuple):
    """One cell as people see it.

    name: as in a spreadsheet, `B7`. anchor: of a cell merged into another, that other's name;
    it then carries that other's text. unread: a formula whose result the file does not hold.
    """

    text: str
    name: str
    anchor: str = ""
    unread: bool = False


class Row(NamedTuple):
    """One row of a sheet; trailing empty cells are left out."""

    number: int
    cells: Sequence[Cell]


@dataclass(slots=True)
class Sheet:
    """One sheet. Its rows come once, in order; `notes` is whole when they are read.

    merges: as (first row, first column, last row, last column), counted from 1.
    """

    name: str
    rows: Iterator[Row]
    hidden: bool = False
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    notes: set[str] = field(default_factory=set)


def column_letters(column: int) -> str:
    """Return what a spreadsheet calls the column: 1 → A, 27 → AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
