"""Sections beside names: whatever the columns are called, each row is one fact of one product."""

from collections.abc import Sequence
from pathlib import Path

import docx
import pytest

from assets.reading.grids import Subject
from tests.unit.reading.books import book, notes, said

ROWS = [
    ("Basics", "Model", "KM-21"),
    ("", "Title", "Folding kick scooter"),
    ("Ride", "Wheel diameter", "200 mm"),
    ("", "Brake", "rear fender brake"),
    ("", "Bearings", "ABEC-7"),
    ("", "Rider load", "max. 100 kg"),
    ("Body", "Frame", "aluminium 6061, anodised"),
    ("", "Folded", "82*38*22 cm"),
    ("", "N.W.", "3.9 kg"),
]
FACTS = {
    "Model": "KM-21", "Title": "Folding kick scooter", "Wheel diameter": "200|mm", "Brake": "rear fender brake",
    "Bearings": "ABEC-7", "Rider load": "max. 100|kg", "Frame": "aluminium 6061, anodised", "Folded": "82*38*22|cm",
    "N.W.": "3.9|kg",
}  # fmt: skip
HEADS: list[Sequence[str]] = [
    ("Item", "Description", "Details"), ("Section", "Parameter", "Value"), ("Part", "Feature", "Specification"),
    ("Product", "Details", "Remarks"), ("Item", "Specification", "KM-21"), ("项目", "参数", "规格"), (),
]  # fmt: skip


def sections(first: int) -> list[str]:
    return [f"A{first}:A{first + 1}", f"A{first + 2}:A{first + 5}", f"A{first + 6}:A{first + 8}"]


@pytest.mark.parametrize("wide", [True, False], ids=["values-merged", "values-single"])
@pytest.mark.parametrize("merged", [True, False], ids=["sections-merged", "sections-single"])
@pytest.mark.parametrize("head", HEADS)
def test_each_row_beside_a_section_is_a_fact(
    tmp_path: Path, head: Sequence[str], merged: bool, wide: bool
) -> None:
    first = 2 if head else 1
    last = first + len(ROWS)
    merges = [*(sections(first) if merged else ())]
    merges += [f"C{at}:E{at}" for at in range(1, last)] if wide else []
    rows = [head, *ROWS] if head else ROWS
    path = book(tmp_path, *[[cell or None for cell in row] for row in rows], merges=merges)

    assert said(path) == FACTS
    assert notes(path) == []


def test_sections_said_in_every_row_are_no_names(tmp_path: Path) -> None:
    section = ""
    rows = []
    for first, *rest in ROWS:
        section = first or section
        rows.append((section, *rest))

    assert said(book(tmp_path, ("Item", "Description", "Details"), *rows)) == FACTS


def test_a_column_of_units_belongs_to_the_values_beside_sections(tmp_path: Path) -> None:
    path = book(
        tmp_path, ("Item", "Description", "Details", "Unit", "Remark"), ("Drum", "Diameter", 350, "mm", None),
        (None, "Depth", 140, "mm", "without hoops"), (None, "Shell", "birch, 6 plies", None, None),
        ("Hardware", "Lugs", 10, "pcs", None), (None, "Hoops", "steel, 2.3 mm", None, "chromed"), merges=("A2:A4", "A5:A6"),
    )  # fmt: skip

    assert said(path) == {
        "Diameter": "350|mm", "Depth": "140|mm", "Shell": "birch, 6 plies", "Lugs": "10|pcs", "Hoops": "steel, 2.3 mm",
    }  # fmt: skip


def test_words_of_several_cells_are_not_one_value(tmp_path: Path) -> None:
    path = book(
        tmp_path, ("Parameter", "Value"), ("Tuner", "FM 87.5–108 MHz"), ("Sockets", "USB-C"), (None, "3.5 mm jack"),
        (None, "DC 9 V"), ("Speaker", "10 W, 3 inch"), merges=("A3:A5",),
    )  # fmt: skip

    assert said(path) == {"Tuner": "FM 87.5–108 MHz", "Speaker": "10 W, 3 inch"}


def test_a_sentence_that_goes_on_in_the_cell_below_is_whole(tmp_path: Path) -> None:
    path = book(
        tmp_path, ("Tuner", "FM 87.5–108 MHz"), ("Finish", "lacquered walnut veneer, sanded twice,"),
        (None, "and oiled"), ("Speaker", "10 W, 3 inch"),
    )  # fmt: skip

    assert said(path) == {
        "Tuner": "FM 87.5–108 MHz", "Speaker": "10 W, 3 inch",
        "Finish": "lacquered walnut veneer, sanded twice, and oiled",
    }  # fmt: skip


def test_prices_for_amounts_are_no_facts(tmp_path: Path) -> None:
    path = book(
        tmp_path, ("Item", "Description", "Details"), *[[cell or None for cell in row] for row in ROWS],
        ("Price (EXW)", "100-499 pcs", 31.5), (None, "≥500 pcs", 29), merges=(*sections(2), "A11:A12"),
    )  # fmt: skip

    assert said(path) == FACTS


def test_notes_beside_some_values_make_no_second_product(tmp_path: Path) -> None:
    path = book(
        tmp_path, ("Model no.", "DR-14", None), ("Name", "Snare drum", None), ("Diameter", "350 mm", "14 inch"),
        ("Depth", "140 mm", None), ("Shell", "birch, 6 plies", "from Finland"), ("Lugs", "10 pcs", None),
        ("Hoops", "steel", "chromed"),
    )  # fmt: skip

    assert said(path) == {
        "Model no.": "DR-14", "Name": "Snare drum", "Diameter": "350|mm", "Depth": "140|mm", "Shell": "birch, 6 plies",
        "Lugs": "10|pcs", "Hoops": "steel",
    }  # fmt: skip


def test_a_symbol_beside_a_name_is_no_value(tmp_path: Path) -> None:
    path = book(
        tmp_path, ("Parameter", "Symbol", "Value", "Unit"), ("Supply voltage", "Vcc", 12, "V"), ("Idle current", "Iq", 4.5, "mA"),
        ("Mass", "m", 210, "g"),
    )  # fmt: skip

    assert said(path) == {"Supply voltage": "12|V", "Idle current": "4.5|mA", "Mass": "210|g"}


def test_names_merged_over_two_columns_stand_before_their_values(tmp_path: Path) -> None:
    rows = [
        ("Pump head", None, "25 m"),
        ("Flow", None, "3500 l/h"),
        ("Housing", "Body", "cast iron"),
        (None, "Seal", "NBR"),
    ]
    path = book(tmp_path, *rows, merges=("A1:B1", "A2:B2", "A3:A4"))  # fmt: skip

    assert said(path) == {
        "Pump head": "25|m",
        "Flow": "3500|l/h",
        "Body": "cast iron",
        "Seal": "NBR",
    }


def test_sections_over_all_columns_part_the_names_below(tmp_path: Path) -> None:
    path = book(
        tmp_path, ("Item", "Details", "Remark"), ("Hydraulics", None, None), ("Head", "25 m", "at zero flow"),
        ("Flow", "3500 l/h", None), ("Body", None, None), ("Housing", "cast iron", "painted"), merges=("A2:C2", "A5:C5"),
    )  # fmt: skip

    assert said(path) == {"Head": "25|m", "Flow": "3500|l/h", "Housing": "cast iron"}


def test_the_sheet_behind_a_cover_is_read(tmp_path: Path) -> None:
    cover = [
        ("Folding kick scooter",),
        (),
        ("To:", "Ms. Aalto"),
        ("From:", "J. Brandt"),
        ("Date:", "2025-02-11"),
    ]
    rows = [("Item", "Description", "Details"), *[[cell or None for cell in row] for row in ROWS]]

    assert said(book(tmp_path, *rows, merges=sections(2), cover=cover)) == FACTS


def test_net_weight_of_a_packing_block_is_the_cartons(tmp_path: Path) -> None:
    path = book(
        tmp_path, ("Body", "Frame", "oak"), (None, "N.W.", "3.9 kg"), ("Packing", "Carton size", "84*40*24 cm"),
        (None, "N.W.", "15.6 kg"), (None, "G.W.", "17 kg"), merges=("A1:A2", "A3:A5"),
    )  # fmt: skip
    facts = said(path)

    assert facts["G.W."] == "17|kg"
    assert facts["Packing N.W."] == "15.6|kg"
    assert "3.9|kg" in facts.values()


@pytest.mark.parametrize("name", ["N.W.", "N.W", "G.W.", "N/W", "O.D.", "N. W."])
def test_an_abbreviation_with_points_is_a_name(tmp_path: Path, name: str) -> None:
    assert said(book(tmp_path, ("Frame", "oak"), (name, "3.9 kg")))[name] == "3.9|kg"


def test_rows_that_begin_with_products_codes_are_products(tmp_path: Path) -> None:
    path = book(
        tmp_path, ("Item", "Description", "Details"), ("KM-21", "Folding kick scooter", "200 mm wheels"),
        ("KM-16", "Small kick scooter", "145 mm wheels"), ("KM-30", "Big kick scooter", "230 mm wheels"),
    )  # fmt: skip

    assert said(path) == {}
    assert notes(path) == ["many-products"]
    assert said(path, subject=Subject(sku="KM-16"))["Description"] == "Small kick scooter"


@pytest.mark.parametrize(
    "head", [("Category", "Product name", "Weight"), ("Category", "Model", "Weight")]
)
def test_products_gathered_in_categories_are_products(tmp_path: Path, head: Sequence[str]) -> None:
    path = book(
        tmp_path, head, ("Scooters", "Alto", "3.9 kg"), ("Scooters", "Brio", "4.4 kg"), ("Bikes", "Cara", "11 kg"),
        ("Bikes", "Dono", "12 kg"),
    )  # fmt: skip

    assert said(path) == {}
    assert notes(path) == ["many-products"]


def test_a_word_table_of_sections_names_and_values_is_one_product(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=len(ROWS) + 1, cols=3)
    for at, row in enumerate([("Item", "Description", "Details"), *ROWS]):
        for across, text in enumerate(row):
            table.cell(at, across).text = text
    for top, bottom in ((1, 2), (3, 6), (7, 9)):
        words = table.cell(top, 0).text
        table.cell(top, 0).merge(table.cell(bottom, 0)).text = words
    document.save(str(tmp_path / "a.docx"))

    assert said(tmp_path / "a.docx") == FACTS


def test_numbers_of_rows_stand_before_sections_and_names(tmp_path: Path) -> None:
    rows = [(at, *[cell or None for cell in row]) for at, row in enumerate(ROWS, 1)]
    merges = [area.replace("A", "B") for area in sections(2)]

    assert (
        said(book(tmp_path, ("No.", "Item", "Description", "Details"), *rows, merges=merges))
        == FACTS
    )


def test_a_picture_right_of_a_product_is_no_product(tmp_path: Path) -> None:
    path = book(
        tmp_path, ("Model", "DR-14", "Photo"), ("Diameter", "350 mm", None), ("Depth", "140 mm", None), ("Lugs", "10 pcs", None),
        merges=("C1:C4",),
    )  # fmt: skip

    assert said(path) == {
        "Model": "DR-14",
        "Diameter": "350|mm",
        "Depth": "140|mm",
        "Lugs": "10|pcs",
    }
    assert notes(path) == []


def test_conditions_below_one_name_tell_its_values_apart(tmp_path: Path) -> None:
    path = book(
        tmp_path, ("Parameter", "Description", "Value"), ("Output voltage", "at no load", "12.5 V"), (None, "at full load", "12.0 V"),
        ("Ripple", "peak to peak", "50 mV"), merges=("A2:A3",),
    )  # fmt: skip

    assert said(path) == {
        "Output voltage at no load": "12.5|V", "Output voltage at full load": "12.0|V", "Ripple": "50|mV",
    }  # fmt: skip


@pytest.mark.parametrize("apart", [1, 2])
def test_empty_columns_between_names_and_values_part_nothing(tmp_path: Path, apart: int) -> None:
    rows = [
        ("Diameter", "350 mm"),
        ("Depth", "140 mm"),
        ("Shell", "birch, 6 plies"),
        ("Lugs", "10 pcs"),
    ]
    path = book(tmp_path, *[(name, *[None] * apart, value) for name, value in rows])

    assert said(path) == {
        "Diameter": "350|mm",
        "Depth": "140|mm",
        "Shell": "birch, 6 plies",
        "Lugs": "10|pcs",
    }


def test_a_name_in_the_product_and_in_its_packing_is_told_by_its_section(tmp_path: Path) -> None:
    path = book(
        tmp_path, ("Item", "Description", "Details"), ("Product", "Weight", "3.9 kg"), (None, "Wheels", "200 mm"),
        (None, "Brake", "rear fender"), (None, "Size", "82*38 cm"), ("Packing", "Weight", "9 kg"), (None, "Size", "84*40 cm"),
    )  # fmt: skip

    assert said(path) == {
        "Product Weight": "3.9|kg", "Wheels": "200|mm", "Brake": "rear fender", "Product Size": "82*38|cm",
        "Packing Weight": "9|kg", "Packing Size": "84*40|cm",
    }  # fmt: skip


def test_figures_in_two_columns_are_no_products(tmp_path: Path) -> None:
    path = book(
        tmp_path, ("Voltage", 10, 12, "V"), ("Current", 1, 2, "A"), ("Temperature", -10, 40, "°C")
    )

    assert notes(path) == []


@pytest.mark.parametrize("merged", [True, False])
def test_names_without_a_section_may_stand_among_sections(tmp_path: Path, merged: bool) -> None:
    path = book(
        tmp_path, ("Shell", "Diameter", "350 mm"), (None, "Depth", "140 mm"), ("Mass", None, "3.1 kg"), ("Finish", None, "oiled"),
        ("Hardware", "Lugs", "10 pcs"), (None, "Hoops", "steel"), merges=("A1:A2", "A3:B3", "A4:B4", "A5:A6") if merged else (),
    )  # fmt: skip

    assert said(path) == {
        "Diameter": "350|mm", "Depth": "140|mm", "Mass": "3.1|kg", "Finish": "oiled", "Lugs": "10|pcs", "Hoops": "steel",
    }  # fmt: skip


@pytest.mark.parametrize("last", ["w/o sticks", None])
def test_remarks_beside_the_only_product_are_no_second_one(
    tmp_path: Path, last: str | None
) -> None:
    path = book(
        tmp_path, ("Parameter", "DR-14", "Remark"), ("Weight", "3.1 kg", last), ("Depth", "140 mm", "without hoops"),
        ("Lugs", "10 pcs", "cast"),
    )  # fmt: skip

    assert said(path) == {"Weight": "3.1|kg", "Depth": "140|mm", "Lugs": "10|pcs"}
    assert notes(path) == []


@pytest.mark.parametrize(
    "head",
    [
        ("Item", "Description", "Details"),
        ("Parameter", "Symbol", "Remark"),
        ("Item", "Value", "Unit"),
    ],
)
def test_headings_above_nothing_say_nothing(tmp_path: Path, head: Sequence[str]) -> None:
    assert said(book(tmp_path, head)) == {}
    assert said(book(tmp_path, head, ("Optics",))) == {}
