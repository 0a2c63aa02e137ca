"""A column that gathers names under words of its own takes nothing from what stands beside it."""

from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from assets.reading.document import read

pytestmark = pytest.mark.slow

FACTS = [
    ("Width", "1400", "mm"),
    ("Depth", "700", "mm"),
    ("Top", "Oak veneer", ""),
    ("Load", "120", "kg"),
    ("Warranty", "5", "years"),
]
GROUPS = ["Size", "", "", "Use", ""]


def book(folder: Path, head: list[str], groups: list[str], *, merged: bool = False) -> Path:
    made = openpyxl.Workbook()
    page: Any = made.active
    page.append(head)
    for group, (name, value, unit) in zip(groups, FACTS, strict=True):
        page.append([group or None, name, int(value) if value.isdigit() else value, unit or None])
    if merged:
        page.merge_cells("A2:A4")
        page.merge_cells("A5:A6")
    made.save(folder / "desk.xlsx")
    return folder / "desk.xlsx"


def said(path: Path, kind: str) -> list[tuple[str, str, str]]:
    answer = read(path, kind, folder=path.parent)
    return [(fact["attribute"], fact["value"], fact["unit"]) for fact in answer["found"]]


@pytest.mark.parametrize("merged", [True, False])
@pytest.mark.parametrize(
    "head",
    [
        ["Group", "Characteristic", "Value", "Unit"],
        ["", "Characteristic", "Value", "Unit"],
        ["Assembly", "Attribute", "Value", "Unit"],
        ["Group", "What", "Value", "Unit"],
        ["分组", "项目", "数值", "单位"],
        ["分组 Group", "项目 Item", "数值 Value", "单位 Unit"],
    ],
)
def test_a_workbook_with_groups_keeps_its_units(
    tmp_path: Path, head: list[str], merged: bool
) -> None:
    assert said(book(tmp_path, head, GROUPS, merged=merged), "xlsx") == FACTS


@pytest.mark.parametrize("first", ["Group", "Assembly"])
def test_a_group_may_stand_in_every_row(tmp_path: Path, first: str) -> None:
    groups = ["Size", "Size", "Size", "Use", "Use"]
    path = book(tmp_path, [first, "Characteristic", "Value", "Unit"], groups)

    assert said(path, "xlsx") == FACTS


def test_a_word_document_with_groups_keeps_its_units(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=6, cols=4)
    rows = [("Group", "Characteristic", "Value", "Unit")]
    rows += [(group, *fact) for group, fact in zip(GROUPS, FACTS, strict=True)]
    for at, row in enumerate(rows):
        for across, text in enumerate(row):
            table.cell(at, across).text = text
    for top, bottom in ((1, 3), (4, 5)):
        table.cell(top, 0).merge(table.cell(bottom, 0)).text = GROUPS[top - 1]
    document.save(str(tmp_path / "desk.docx"))

    assert said(tmp_path / "desk.docx", "docx") == FACTS


def test_the_same_name_in_two_groups_is_told_by_its_group(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    page: Any = made.active
    for row in (
        ["Group", "Characteristic", "Value", "Unit"],
        ["Table", "Weight", 46.5, "kg"],
        ["Table", "Load", 120, "kg"],
        ["Carton", "Weight", 52, "kg"],
    ):
        page.append(row)
    made.save(tmp_path / "desk.xlsx")

    assert said(tmp_path / "desk.xlsx", "xlsx") == [
        ("Table Weight", "46.5", "kg"),
        ("Load", "120", "kg"),
        ("Carton Weight", "52", "kg"),
    ]


def test_a_column_that_tells_products_apart_is_no_group(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    page: Any = made.active
    for row in (
        ["Model", "Characteristic", "Value", "Unit"],
        ["D-140", "Width", 1400, "mm"],
        ["D-140", "Load", 120, "kg"],
        ["D-160", "Width", 1600, "mm"],
        ["D-160", "Load", 130, "kg"],
    ):
        page.append(row)
    made.save(tmp_path / "desks.xlsx")

    assert said(tmp_path / "desks.xlsx", "xlsx") == []
