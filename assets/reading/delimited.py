"""Reads CSV files as people make them: any usual encoding, any usual delimiter."""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

from assets import encodings
from assets.reading.cells import Cell, Row, Sheet, column_letters
from assets.reading.limits import MAX_CELL, MAX_COLUMNS
from assets.reading.refused import Refused

SAMPLE_BYTES = 256 * 1024
MAX_FIELD = 1 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS = ",;\t|"


def open_csv(path: Path) -> Sheet:
    """Return the file as one sheet without a name.

    Raises:
        Refused: `document-unreadable`, when it is no text.
    """
    with path.open("rb") as file:
        head = file.read(SAMPLE_BYTES)
    encoding = encoding_of(path)
    sample = head.decode(encoding, errors="ignore")
    if sample.count("\0") or _is_binary(sample):
        raise Refused("document-unreadable", detail="it is not text")
    sheet = Sheet(name="", rows=iter(()))
    sheet.rows = _rows(path, encoding, delimiter_of(sample), sheet)
    return sheet


def encoding_of(path: Path) -> str:
    """Return the encoding the file is written in: by its mark, else by what its bytes allow."""
    with path.open("rb") as file:
        head = file.read(SAMPLE_BYTES)
        for mark, name in _BOMS:
            if head.startswith(mark):
                return name
        high, low = head[::2].count(0), head[1::2].count(0)
        if high or low:  # a comma of two bytes holds a zero; text of one byte a sign never does
            return "utf-16-be" if high > low else "utf-16-le"
        file.seek(0)
        if _is_utf8(file):
            return "utf-8"
        file.seek(0)
        foreign = _foreign_lines(file)
    if sum(_decodes(line, "utf-8") for line in foreign) * 2 > len(foreign):
        return "utf-8"  # with some lines pasted in from elsewhere
    return encodings.likely(b"".join(foreign))


def _is_utf8(file: IO[bytes]) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := file.read(1 << 20):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _foreign_lines(file: IO[bytes]) -> list[bytes]:
    """Return the first lines that hold more than ASCII: they alone tell encodings apart."""
    lines, size = [], 0
    for line in file:
        if not line.isascii():
            lines.append(line[:65536])
            size += len(lines[-1])
        if size > SAMPLE_BYTES:
            break
    return lines


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _is_binary(sample: str) -> bool:
    odd = sum(sign < " " and sign not in "\t\r\n\x0b\x0c\x1a" for sign in sample[:4096])
    return odd > 8 or sample.startswith(("PK\x03\x04", "%PDF-"))


def delimiter_of(sample: str) -> str:
    """Return the sign that parts the fields most evenly."""
    named = re.match(r"\ufeff?sep=(.)\r?\n", sample, re.IGNORECASE)
    if named:
        return named[1]
    scores = {sign: _evenness(sample, sign) for sign in _DELIMITERS}
    best = max(scores, key=lambda sign: scores[sign])
    return best if scores[best] > 0 else ","


def _evenness(sample: str, delimiter: str) -> float:
    """Return how evenly the first records fall into fields, more of them counting for more."""
    lines = sample[:65536].splitlines(keepends=True)
    lines = lines[:-1] if len(sample) > 65536 and len(lines) > 1 else lines
    try:
        records = [row for row in csv.reader(lines[:200], delimiter=delimiter) if any(row)]
    except csv.Error:
        return 0.0
    counts = Counter(len(row) for row in records)
    if not counts:
        return 0.0
    width, rows = max(counts.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
    if width < 2:
        return 0.0
    # A decimal comma is in the figures, never in the heads: the first record says more.
    head = 1.5 if len(records[0]) == width else 1.0
    return head * rows / len(records) + min(width, 50) / 1000


def _rows(path: Path, encoding: str, delimiter: str, sheet: Sheet) -> Iterator[Row]:
    csv.field_size_limit(MAX_FIELD)
    lines = _lines(path, encoding, sheet)
    number = 0
    try:
        for record in csv.reader(_without_hint(lines), delimiter=delimiter):
            number += 1
            yield Row(number, _cells(record, number))
    except (csv.Error, UnicodeError) as error:
        raise Refused("document-unreadable", detail=str(error), row=number + 1) from error


def _without_hint(lines: Iterator[str]) -> Iterator[str]:
    """Leave out a first line that only names the delimiter; spreadsheets do not show it either."""
    first = next(lines, "")
    if not re.fullmatch(r"\ufeff?sep=.\s*", first, re.IGNORECASE):
        yield first
    yield from lines


def _lines(path: Path, encoding: str, sheet: Sheet) -> Iterator[str]:
    """Return the file's lines; a line in another encoding than the rest is read in its own."""
    if encoding.startswith("utf-") and encoding not in {"utf-8", "utf-8-sig"}:
        with path.open(encoding=encoding, errors="replace", newline="") as file:
            yield from (line.replace("\0", "") for line in file)
        return
    with path.open("rb") as raw:
        for at, line in enumerate(raw):
            text = _decoded(line, encoding if at == 0 else encoding.removesuffix("-sig"), sheet)
            # Old spreadsheets end their lines with a carriage return alone.
            yield from re.split(r"(?<=\r)(?!\n)", text) if "\r" in text[:-2] else (text,)


def _decoded(line: bytes, encoding: str, sheet: Sheet) -> str:
    for name in (encoding, "utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            text = line.decode(name)
            if name != encoding:
                sheet.notes.add("mixed-encodings")
            return text.replace("\0", "")
    sheet.notes.add("mixed-encodings")
    return line.decode(encoding, errors="replace").replace("\0", "")


def _cells(record: list[str], number: int) -> list[Cell]:
    if len(record) > MAX_COLUMNS:
        record = record[:MAX_COLUMNS]
    while record and not record[-1].strip():
        record.pop()
    return [
        Cell(_clean(text), f"{column_letters(at)}{number}") for at, text in enumerate(record, 1)
    ]


def _clean(text: str) -> str:
    """Return the field without the wrapping some programs add to keep leading zeros: ="0012"."""
    text = text.strip()
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1]
    return text[:MAX_CELL]
