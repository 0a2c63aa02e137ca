"""Tables are read as people see them, whoever wrote the file."""

import time
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from assets.reading.refused import Refused
from assets.reading.tables import find_header, open_table

pytestmark = pytest.mark.slow


def write(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def rows_of(path: Path, kind: str = "csv") -> list[list[str]]:
    (sheet,) = open_table(path, kind)
    return [[cell.text for cell in row.cells] for row in sheet.rows]


def merged_book(folder: Path) -> Path:
    book = openpyxl.Workbook()
    page: Any = book.active
    page.title = "目录"
    page["A1"] = "Spring catalogue 2026"
    page.merge_cells("A1:E1")
    page["A3"], page["B3"], page["C3"], page["E3"] = "SKU", "Name", "Size", "Price"
    page.merge_cells("A3:A4")
    page.merge_cells("B3:B4")
    page.merge_cells("C3:D3")
    page.merge_cells("E3:E4")
    page["C4"], page["D4"] = "Width", "Height"
    page.append(["A-1", "Lamp", 12.5, 30, 49.9])
    page.append(["A-2", "Vase", 11, 24.25, 19])
    page["E5"].number_format = page["E6"].number_format = "#,##0.00"
    page["B6"] = None
    page["A6"] = date(2026, 3, 5)
    page["D6"] = "=C6*2"
    page.merge_cells("B5:B6")
    hidden = book.create_sheet("Old")
    hidden.sheet_state = "hidden"
    hidden["A1"] = "x"
    book.save(folder / "book.xlsx")
    return folder / "book.xlsx"


def test_a_workbook_is_read_with_its_merged_cells_formats_and_hidden_sheets(tmp_path):
    sheets = open_table(merged_book(tmp_path), "xlsx")
    first = next(sheets)
    rows = list(first.rows)
    second = next(sheets)

    assert (first.name, first.hidden, second.name, second.hidden) == ("目录", False, "Old", True)
    assert [cell.text for cell in rows[4].cells] == ["A-1", "Lamp", "12.5", "30", "49.90"]
    below = rows[5].cells
    assert [cell.text for cell in below] == ["2026-03-05", "Lamp", "11", "", "19.00"]
    assert (below[1].name, below[1].anchor) == ("B6", "B5")
    assert below[3].unread
    assert first.notes == {"formulas-without-values"}
    assert (1, 1, 1, 5) in first.merges


def test_headings_of_two_rows_are_joined_below_a_title(tmp_path):
    sheet = next(open_table(merged_book(tmp_path), "xlsx"))

    header = find_header(sheet.rows)

    assert header == (3, 4, ["SKU", "Name", "Size / Width", "Size / Height", "Price"])


@pytest.mark.parametrize(
    ("lines", "row", "headings"),
    [
        ("sku,name,price\nA,Lamp,5\n", 1, ["sku", "name", "price"]),
        ("Price list\n\nsku,name\nA,Lamp\nB,Vase\n", 3, ["sku", "name"]),
        ("货号,名称,规格,价格\n1001,台灯,12cm,59\n1002,花瓶,24cm,39\n", 1, ["货号", "名称", "规格", "价格"]),
    ],
)  # fmt: skip
def test_the_head_row_is_found(tmp_path, lines, row, headings):
    (sheet,) = open_table(write(tmp_path / "a.csv", lines), "csv")

    header = find_header(sheet.rows)

    assert header is not None
    assert (header.last_row, header.headings) == (row, headings)


def test_a_table_of_figures_has_no_head_row(tmp_path):
    (sheet,) = open_table(write(tmp_path / "a.csv", "1,2,3\n4,5,6\n"), "csv")

    assert find_header(sheet.rows) is None


WORDS = "货号,名称,材质\nA-1,不锈钢保温杯,食品级不锈钢\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_chinese_is_read_in_any_usual_encoding(tmp_path, encoding):
    path = write(tmp_path / "a.csv", WORDS.encode(encoding))

    assert rows_of(path)[1] == ["A-1", "不锈钢保温杯", "食品级不锈钢"]


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("cp1252", "Größe;Höhe;Gewicht für Möbel"),
        ("cp1252", "Matière;Hauteur;Boîte à thé"),
        ("big5", "貨號;名稱;不鏽鋼保溫杯"),
        ("shift_jis", "品番;名称;ステンレスボトル"),
    ],
)
def test_words_of_other_languages_are_read(tmp_path, encoding, words):
    path = write(tmp_path / "a.csv", (words + "\r\n").encode(encoding))

    assert rows_of(path) == [words.split(";")]


def test_a_line_in_another_encoding_is_read_and_noted(tmp_path):
    lines = ["货号,名称", "A,不锈钢杯", "B,玻璃杯", "C,台灯"]
    content = b"\n".join(
        line.encode("gb18030" if at == 2 else "utf-8") for at, line in enumerate(lines)
    )
    (sheet,) = open_table(write(tmp_path / "a.csv", content), "csv")

    assert [row.cells[1].text for row in sheet.rows] == ["名称", "不锈钢杯", "玻璃杯", "台灯"]
    assert sheet.notes == {"mixed-encodings"}


@pytest.mark.parametrize(
    ("content", "second"),
    [
        ("a;b\n1,5;2,5\n", ["1,5", "2,5"]),
        ("a\tb\n1,5\t2\n", ["1,5", "2"]),
        ("a|b\n1|2\n", ["1", "2"]),
        ("sep=;\na;b\n1;2\n", ["1", "2"]),
        ('a,b\n"two\nlines, one cell",2\n', ["two\nlines, one cell", "2"]),
        ('a,b\n"say ""hi""",2\n', ['say "hi"', "2"]),
        ("a,b\r1,2\r", ["1", "2"]),
        ('a,b\n="0012",2\n', ["0012", "2"]),
    ],
)
def test_delimiters_quotes_and_line_ends_are_understood(tmp_path, content, second):
    assert rows_of(write(tmp_path / "a.csv", content))[1] == second


def test_cells_of_a_csv_are_named_as_in_a_spreadsheet(tmp_path):
    (sheet,) = open_table(write(tmp_path / "a.csv", "a,b\n1,2\n"), "csv")

    assert [cell.name for row in sheet.rows for cell in row.cells] == ["A1", "B1", "A2", "B2"]


@pytest.mark.parametrize(
    ("kind", "content", "code"),
    [
        ("csv", b"PK\x03\x04\0\0\0\0", "document-unreadable"),
        ("csv", bytes(range(256)) * 20, "document-unreadable"),
        ("csv", b'a,b\n"' + b"x" * (2 << 20), "document-unreadable"),
        ("xlsx", b"no workbook", "document-unreadable"),
        ("xlsx", b"PK\x03\x04" + b"\0" * 40, "document-unreadable"),
        ("xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "document-unreadable"),
        (
            "xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "document-locked",
        ),
        ("ods", b"", "document-unreadable"),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path, kind, content, code):
    path = write(tmp_path / "a", content)

    with pytest.raises(Refused) as refusal:
        for sheet in open_table(path, kind):
            list(sheet.rows)

    assert refusal.value.code == code


@pytest.mark.slow
def test_five_thousand_rows_are_read_in_seconds(tmp_path):
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet()
    for number in range(5000):
        page.append([f"SKU-{number}", *(number * 1.5 for _ in range(19))])
    book.save(tmp_path / "a.xlsx")

    began = time.monotonic()
    (sheet,) = open_table(tmp_path / "a.xlsx", "xlsx")
    rows = list(sheet.rows)

    assert len(rows) == 5000
    assert time.monotonic() - began < 20  # on a busy machine; alone it takes two
