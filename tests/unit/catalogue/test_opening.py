"""Sheets opened by the limited child: merged heads, several sheets, what cannot be read."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from assets import child
from assets.catalogue.opening import MAX_ROWS, ROWS_FILE, Wanted, read_table
from assets.reading.refused import Refused

pytestmark = pytest.mark.slow


def read(path: Path, kind: str, wanted: Wanted | None = None) -> tuple[dict[str, Any], list[Any]]:
    answer = read_table(
        path, kind=kind, wanted=wanted or Wanted(), folder=path.parent, tell=lambda _event: None
    )
    lines = (path.parent / ROWS_FILE).read_text(encoding="utf-8").splitlines()
    return answer, [json.loads(line) for line in lines]


def book(path: Path, rows: Sequence[Sequence[object]], *, merged: Sequence[str] = ()) -> Path:
    made = openpyxl.Workbook()
    page = made.active
    assert page is not None
    for row in rows:
        page.append(list(row))
    for area in merged:
        page.merge_cells(area)
    made.save(path)
    return path


def test_heads_that_are_merged_over_several_columns_are_told_by_their_lower_row(
    tmp_path: Path,
) -> None:
    rows = [
        ["商品资料 2026"], ["货号", "名称", "尺寸 (mm)", None], [None, None, "高", "宽"],
        ["A-1", "杯子", 96, 80], ["A-2", "碗", 60, 150],
    ]  # fmt: skip
    path = book(tmp_path / "a.xlsx", rows, merged=["A1:D1", "C2:D2", "A2:A3", "B2:B3"])

    answer, found = read(path, "xlsx")

    assert [column["heading"] for column in answer["columns"]] == ["货号", "名称", "高", "宽"]
    assert (answer["header_row"], answer["total"]) == (3, 2)
    assert found[0] == [4, {"0": "A-1", "1": "杯子", "2": "96", "3": "80"}, []]


def test_long_numbers_and_dates_are_read_as_they_are_shown(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [["SKU", "Name"], [6901234567890, "a"], ["00012", "b"]])

    _answer, found = read(path, "xlsx")

    assert [row[1]["0"] for row in found] == ["6901234567890", "00012"]


def test_a_sheet_that_is_too_long_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("SKU,Name\n" + "A,B\n" * (MAX_ROWS + 1))

    with pytest.raises(Refused) as refused:
        read(path, "csv")

    assert (refused.value.code, refused.value.data) == ("sheet-too-long", {"max": MAX_ROWS})


def test_a_row_that_is_named_and_empty_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("SKU,Name\nA,B\n")

    with pytest.raises(Refused) as refused:
        read(path, "csv", Wanted(header_row=9))

    assert refused.value.code == "sheet-no-header"


def test_the_child_answers_or_says_why_not(tmp_path: Path) -> None:
    (tmp_path / "sheet").write_bytes("货号,名称\nA,杯子\n".encode("gb18030"))
    limits = child.Limits(memory_mib=1024, cpu_seconds=20, wall_seconds=60)

    def ask(kind: str) -> dict[str, Any]:
        request = {"source": "sheet", "kind": kind, "sheet": "", "header_row": None}
        return child.run("assets.catalogue", request, folder=tmp_path, limits=limits)

    assert ask("csv")["total"] == 1
    assert ask("xlsx")["refused"] == "document-unreadable"
