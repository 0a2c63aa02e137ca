"""Headings of several lines, numbered rows and sections say what a table's columns hold."""

from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from assets.reading.document import read

pytestmark = pytest.mark.slow

ROWS = [
    ("Boiler volume", "3.5", "L", ""),
    ("Heating time", "6", "min", "at 20 °C"),
    ("Jet pressure", "4–5", "bar", ""),
    ("Casing", "Glass-filled PP", None, "recyclable"),
    ("Weight", "4.25", "kg", "without hose"),
]
FACTS = [
    ("Boiler volume", "3.5", "L"),
    ("Heating time", "6", "min"),
    ("Jet pressure", "4–5", "bar"),
    ("Casing", "Glass-filled PP", ""),
    ("Weight", "4.25", "kg"),
]
SECTIONS = {0: "Steam", 3: "Body"}


def said(path: Path) -> list[tuple[str, str, str]]:
    found = read(path, path.suffix[1:], folder=path.parent)["found"]
    return [(fact["attribute"], fact["value"], fact["unit"]) for fact in found]


def book(
    folder: Path, head: list[list[Any]], merges: list[str], *, empty: int = 0, sections: bool = False
) -> Path:  # fmt: skip
    """Write the rows below headings; a first heading for numbers numbers the rows."""
    made = openpyxl.Workbook()
    page: Any = made.active
    for row in head:
        page.append(row)
    at = len(head) + empty
    numbered = head[0][0] in {"No.", "序号", "#", "Lfd. Nr."} or head[-1][0] == "No."
    for number, cells in enumerate(ROWS, 1):
        if sections and number - 1 in SECTIONS:
            at += 1
            page.cell(at, 1, SECTIONS[number - 1])
            page.merge_cells(start_row=at, start_column=1, end_row=at, end_column=len(head[0]))
        at += 1
        for column, text in enumerate([number, *cells] if numbered else cells, 1):
            page.cell(at, column, text or None)
    for area in merges:
        page.merge_cells(area)
    made.save(folder / "cleaner.xlsx")
    return folder / "cleaner.xlsx"


@pytest.mark.parametrize("sections", [True, False])
@pytest.mark.parametrize("empty", [0, 1, 2])
@pytest.mark.parametrize(
    ("head", "merges"),
    [
        ([["Property", "Value", "Unit", "Remark"]], []),
        ([["No.", "Property", "Value", "Unit", "Remark"]], []),
        ([["序号", "项目", "数值", "单位", "备注"]], []),
        (
            [["Property", "Details", None, "Remark"], [None, "Value", "UOM", None]],
            ["A1:A2", "B1:C1", "D1:D2"],
        ),
        (
            [["Lfd. Nr.", "Merkmal", "Angaben", None, "Bemerkung"], [None, None, "Wert", "Einheit", None]],
            ["A1:A2", "B1:B2", "C1:D1", "E1:E2"],
        ),
        ([["#", "Property", "Details", None, None], [None, None, "Value", "Unit", "Remark"]], ["C1:E1"]),
        (
            [
                ["Technical data", None, None, None],
                ["Property", "Specification", None, "Remark"],
                [None, "Value", "Unit", None],
            ],
            ["A1:D1", "A2:A3", "B2:C2", "D2:D3"],
        ),
        ([["Property", "Details", None, "Remark"], [None, "Value", "Unit", None]], []),
    ],
)  # fmt: skip
def test_units_are_read_under_headings_of_any_depth(
    tmp_path: Path, head: list[list[Any]], merges: list[str], empty: int, sections: bool
) -> None:
    assert said(book(tmp_path, head, merges, empty=empty, sections=sections)) == FACTS


@pytest.mark.parametrize("sections", [True, False])
def test_numbers_of_rows_without_headings_are_no_part_of_names(
    tmp_path: Path, sections: bool
) -> None:
    made = openpyxl.Workbook()
    page: Any = made.active
    for number, (name, value, unit, _) in enumerate(ROWS, 1):
        if sections and number - 1 in SECTIONS:
            page.append([SECTIONS[number - 1]])
        page.append([number, name, value, unit])
    made.save(tmp_path / "cleaner.xlsx")

    assert said(tmp_path / "cleaner.xlsx") == FACTS


def test_a_word_table_under_two_lines_of_headings_keeps_its_units(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=len(ROWS) + 2, cols=4)
    for area, text in (
        (((0, 0), (1, 0)), "Property"),
        (((0, 1), (0, 2)), "Specification"),
        (((0, 3), (1, 3)), "Remark"),
    ):
        (top, left), (bottom, right) = area
        table.cell(top, left).merge(table.cell(bottom, right)).text = text
    table.cell(1, 1).text, table.cell(1, 2).text = "Value", "Unit"
    for at, row in enumerate(ROWS, 2):
        for across, cell in enumerate(row):
            table.cell(at, across).text = cell or ""
    document.save(str(tmp_path / "cleaner.docx"))

    assert said(tmp_path / "cleaner.docx") == FACTS


def test_a_row_of_values_may_stand_an_empty_row_below_its_names(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    page: Any = made.active
    page.append(["Model", "Colour", "Weight (kg)", "Length (cm)"])
    page.append([])
    page.append(["RX-7", "Sand", 4.5, 120])
    made.save(tmp_path / "rug.xlsx")

    assert said(tmp_path / "rug.xlsx") == [
        ("Model", "RX-7", ""),
        ("Colour", "Sand", ""),
        ("Weight", "4.5", "kg"),
        ("Length", "120", "cm"),
    ]


def test_a_first_column_of_sizes_is_not_taken_for_numbers_of_rows(tmp_path: Path) -> None:
    lines = ["Property,Value,Unit", "Seats,4,", "1st shelf,30,cm", "2nd shelf,35,cm"]
    (tmp_path / "rack.csv").write_text("\n".join(lines))

    assert said(tmp_path / "rack.csv") == [
        ("Seats", "4", ""),
        ("1st shelf", "30", "cm"),
        ("2nd shelf", "35", "cm"),
    ]


def sheet(folder: Path, *rows: list[Any], merges: tuple[str, ...] = ()) -> Path:
    made = openpyxl.Workbook()
    page: Any = made.active
    for row in rows:
        page.append(row)
    for area in merges:
        page.merge_cells(area)
    made.save(folder / "a.xlsx")
    return folder / "a.xlsx"


def test_two_tables_with_the_same_headings_stand_side_by_side(tmp_path: Path) -> None:
    path = sheet(
        tmp_path,
        ["Item", "Value", "Unit", "Item", "Value", "Unit"],
        ["Boiler", 3.5, "L", "Power", 2200, "W"],
        ["Hose", 2.4, "m", "Casing", "Glass-filled PP", None],
        ["Packing", None, None, None, None, None],
        ["Weight", 5.1, "kg", "Pieces", 2, "pcs"],
        merges=("A4:F4",),
    )

    assert said(path) == [
        ("Boiler", "3.5", "L"), ("Hose", "2.4", "m"), ("Packing Weight", "5.1", "kg"), ("Power", "2200", "W"),
        ("Casing", "Glass-filled PP", ""), ("Pieces", "2", "pcs"),
    ]  # fmt: skip


def test_titles_stand_above_headings_of_three_lines(tmp_path: Path) -> None:
    path = sheet(
        tmp_path, ["Steam cleaner S4"], ["Technical specification"], ["Item", "Specification", None], [None, "Value", "Unit"],
        ["Hose", 2.4, "m"], ["Casing", "Glass-filled PP", None], merges=("A1:C1", "A2:C2", "A3:A4", "B3:C3"),
    )  # fmt: skip

    assert said(path) == [("Hose", "2.4", "m"), ("Casing", "Glass-filled PP", "")]


def test_a_unit_below_a_name_is_its_unit_and_an_axis_below_a_size_is_none(tmp_path: Path) -> None:
    path = sheet(
        tmp_path, ["Model", "Size (cm)", None, None, "Weight"], [None, "L", "W", "H", "kg"], ["S4", 40, 30, 21, 4.2],
        merges=("A1:A2", "B1:D1"),
    )  # fmt: skip

    assert said(path) == [
        ("Model", "S4", ""), ("Size L", "40", "cm"), ("Size W", "30", "cm"), ("Size H", "21", "cm"), ("Weight", "4.2", "kg"),
    ]  # fmt: skip


@pytest.mark.parametrize("head", [["Parameter", "Value [Unit]"], ["Item (main)", "Data (typ.)"]])
def test_headings_with_words_in_brackets_are_no_fact(tmp_path: Path, head: list[Any]) -> None:
    assert said(sheet(tmp_path, head, ["Hose", "2.4 m"])) == [("Hose", "2.4", "m")]
