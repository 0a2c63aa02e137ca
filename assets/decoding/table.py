"""Makes a CSV anew, as UTF-8 with commas, out of what spreadsheets and shops write."""

import codecs
import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from assets import encodings
from assets.decoding import sniff
from assets.decoding.refused import Refused

MAX_ROWS = 1_000_000
MAX_COLUMNS = 2_000
MAX_CELL = 131_072
MAX_LINE = 4 * MAX_CELL
_SAMPLE_BYTES = 256 * 1024
_SAMPLE_LINES = 50
_DELIMITERS = ",;\t|"
_NAMES = {
    "utf-8-sig": "UTF-8", "utf-8": "UTF-8", "gb18030": "GB18030", "big5": "Big5",
    "shift_jis": "Shift-JIS", "cp1252": "Latin",
}  # fmt: skip
# What no table needs: all control characters but tab and line ends.
_CONTROLS = {
    code: None
    for code in range(0xA0)
    if code not in (9, 10, 13) and unicodedata.category(chr(code)) == "Cc"
}


def clean(source: Path, *, folder: Path) -> dict[str, Any]:
    """Write `clean.csv` into `folder` and return what was measured.

    Raises:
        Refused: it is no table; the code says why.
    """
    with source.open("rb") as file:
        encoding = encoding_of(file.read(_SAMPLE_BYTES), is_whole=_is_short(source))
    csv.field_size_limit(MAX_CELL)
    with source.open(encoding=encoding, newline="") as text:
        delimiter = delimiter_of(text.read(_SAMPLE_BYTES))
    target = folder / "clean.csv"
    with (
        source.open(encoding=encoding, newline="") as text,
        target.open("w", encoding="utf-8", newline="") as written,
    ):
        try:
            rows, columns = _copy(csv.reader(_lines(text), delimiter=delimiter), written)
        except UnicodeDecodeError as error:
            raise Refused("table-unreadable") from error
        except csv.Error as error:
            raise Refused("table-broken") from error
    if not rows:
        raise Refused("file-empty")
    return {
        "kind": "sheet",
        "content_type": "text/csv",
        "measured": {"rows": rows, "columns": columns, "encoding": _told(encoding)},
    }


def encoding_of(sample: bytes, *, is_whole: bool = True) -> str:
    """Return the encoding a table is written in.

    Raises:
        Refused: it is none we know, or no text.
    """
    if sample.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if order := sniff.utf16_order(sample[: sniff.HEAD_BYTES]):
        return order
    if b"\0" in sample:
        raise Refused("table-unreadable")
    if _decodes(sample, "utf-8", is_whole=is_whole):
        return "utf-8"
    likely = encodings.likely(b"".join(_foreign(sample)))
    if _decodes(sample, likely, is_whole=is_whole):
        return likely
    raise Refused("table-unreadable")


def delimiter_of(sample: str) -> str:
    """Return what parts the cells: what stands equally often, and most often, in the first lines."""
    lines = [line for line in sample.splitlines()[:_SAMPLE_LINES] if line.strip()]
    best, most = ",", 0.0
    for delimiter in _DELIMITERS:
        counts = [_outside_quotes(line, delimiter) for line in lines]
        if not counts or not max(counts):
            continue
        usual = max(set(counts), key=counts.count)
        weight = usual * counts.count(usual) / len(counts)
        if weight > most:
            best, most = delimiter, weight
    return best


def _outside_quotes(line: str, delimiter: str) -> int:
    return sum(part.count(delimiter) for part in line.split('"')[::2])


def _is_short(source: Path) -> bool:
    return source.stat().st_size <= _SAMPLE_BYTES


def _foreign(sample: bytes) -> Iterator[bytes]:
    """Yield the lines that hold more than ASCII: they alone tell encodings apart."""
    return (line for line in sample.splitlines() if not line.isascii())


def _decodes(sample: bytes, encoding: str, *, is_whole: bool) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        decoder.decode(sample, final=is_whole)
    except UnicodeDecodeError:
        return False
    return True


def _told(encoding: str) -> str:
    return _NAMES.get(encoding, "UTF-16")


def _lines(text: io.TextIOBase) -> Iterator[str]:
    """Yield the lines without control characters: they would move what follows in a viewer."""
    while line := text.readline(MAX_LINE):
        if len(line) == MAX_LINE:
            raise csv.Error("a line without an end")
        yield line.translate(_CONTROLS)


def _copy(rows: Iterable[list[str]], written: Any) -> tuple[int, int]:
    writer = csv.writer(written)
    count = columns = 0
    for row in rows:
        count, columns = count + 1, max(columns, len(row))
        if count > MAX_ROWS or columns > MAX_COLUMNS:
            raise Refused("table-too-large", rows=MAX_ROWS, columns=MAX_COLUMNS)
        writer.writerow(row)
    return count, columns
