"""Reads one document: pages of text and tables, its words, and the facts it states."""

from pathlib import Path
from typing import Any

from assets.reading.blocks import Grid, Page
from assets.reading.facts import facts_of
from assets.reading.grids import Subject
from assets.reading.limits import MAX_TEXT
from assets.reading.pdf import read_pdf
from assets.reading.refused import Refused
from assets.reading.sheets import read_sheets
from assets.reading.word import read_word


def read(path: Path, kind: str, *, folder: Path, subject: Subject | None = None) -> dict[str, Any]:
    """Return what the document says, as JSON takes it; pictures of its pages go into `folder`.

    subject: the product it is read for, to find its row among those of others.

    Raises:
        Refused: `document-locked` or `document-unreadable`.
    """
    pages, notes = _pages(path, kind, folder)
    text = "\n\n".join(filter(None, (_words(page) for page in pages)))
    if len(text) > MAX_TEXT:
        notes.add("truncated")
    found, many = facts_of(pages, text, subject or Subject())
    if many:
        notes.add("many-products")
    return {
        "pages": [page.as_answer() for page in pages],
        "text": text[:MAX_TEXT],
        "found": found,
        "notes": sorted(notes),
    }


def _pages(path: Path, kind: str, folder: Path) -> tuple[list[Page], set[str]]:
    if kind == "pdf":
        return read_pdf(path, folder)
    if kind == "docx":
        return read_word(path)
    if kind in {"xlsx", "csv"}:
        return read_sheets(path, kind)
    raise Refused("document-unreadable", detail=kind)


def _words(page: Page) -> str:
    lines: list[str] = [page.label] if page.label else []
    for block in page.blocks:
        if isinstance(block, Grid):
            rows = (
                [slot.text for slot in row if slot.text and not slot.covered] for row in block.rows
            )
            lines.extend("\t".join(row) for row in rows if row)
        else:
            lines.append(block.text)
    return "\n".join(lines).replace("\0", "")
