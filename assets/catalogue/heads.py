"""Where the headings of a catalogue stand, and what its columns are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from assets.catalogue.meanings import field_of
from assets.catalogue.texts import plain
from assets.reading.cells import Row, column_letters
from assets.reading.tables import find_header

LOOK_ROWS = 40
SAMPLES = 5
SAMPLE_LENGTH = 120
_JOINED = " / "


@dataclass(slots=True)
class Column:
    """One column. index: from 0."""

    index: int
    heading: str
    samples: list[str] = field(default_factory=list)

    def see(self, text: str) -> None:
        """Keep one of the first texts that differ."""
        short = text[:SAMPLE_LENGTH]
        if short and len(self.samples) < SAMPLES and short not in self.samples:
            self.samples.append(short)

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {
            "index": self.index,
            "letter": column_letters(self.index + 1),
            "heading": self.heading,
            "samples": self.samples,
        }


def header_of(rows: Sequence[Row], *, at: int | None) -> tuple[int, list[str]] | None:
    """Return the last row of the headings and the headings; None when there are none.

    at: the row a person has named.
    """
    if at is not None:
        named = next((row for row in rows if row.number == at), None)
        return (at, _texts(named)) if named and any(_texts(named)) else None
    told = next((row for row in rows if _is_catalogue_head(row)), None)
    if told is not None:
        return told.number, _texts(told)
    found = find_header(iter(rows))
    return (found.last_row, _shortened(found.headings)) if found else None


def _is_catalogue_head(row: Row) -> bool:
    """Return whether a row names a product's SKU and something else of it, in cells of its own."""
    if any(cell.anchor for cell in row.cells):
        return False
    fields = {field_of(text) for text in _texts(row)} - {""}
    return "sku" in fields and len(fields) > 1


def _texts(row: Row) -> list[str]:
    return [plain(cell.text.strip()) for cell in row.cells]


def _shortened(headings: Iterable[str]) -> list[str]:
    """Return headings of several rows by their last part, where that is enough to tell them."""
    whole = [plain(heading) for heading in headings]
    short = [heading.rpartition(_JOINED)[2] for heading in whole]
    return [
        part if short.count(part) == 1 else heading.replace(_JOINED, " ")
        for heading, part in zip(whole, short, strict=True)
    ]
