"""Names in a row above, their units in a row of their own, and below them one product or several."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from assets.reading.grids import Subject
from tests.unit.reading.books import book, notes, said

HEAD = [
    "SKU", "Title", "Tank volume", "Suction power", "Hose", "Cord", "Dust bag", "Noise level", "Weight", "Filter", "Power",
]  # fmt: skip
UNITS = [None, None, "l", "kPa", "m", "m", None, "dB(A)", "kg", None, "W"]
CLEAN = ["VC-30", "Wet and dry cleaner", 30, 21.5, 2.5, "6", "fleece", 78, 8.4, "HEPA 13", 1400]
OTHER = ["VC-20", "Small cleaner", 20, 18, 2, "5", "paper", 76, 6.1, "foam", 1200]
FACTS = {
    "SKU": "VC-30", "Title": "Wet and dry cleaner", "Tank volume": "30|l", "Suction power": "21.5|kPa", "Hose": "2.5|m",
    "Cord": "6|m", "Dust bag": "fleece", "Noise level": "78|dB(A)", "Weight": "8.4|kg", "Filter": "HEPA 13",
    "Power": "1400|W",
}  # fmt: skip


def written(units: Sequence[Any], form: str) -> list[Any]:
    return [form.format(unit) if unit else None for unit in units]


@pytest.mark.parametrize("form", ["{}", "[{}]", "({})", "in {}"])
@pytest.mark.parametrize("title", [True, False])
def test_a_row_of_units_gives_them_to_the_values_below(
    tmp_path: Path, form: str, title: bool
) -> None:
    above = [["Cleaners – item master"], []] if title else []
    path = book(tmp_path, *above, HEAD, written(UNITS, form), CLEAN)

    assert said(path) == FACTS
    assert notes(path) == []


def test_units_may_be_in_the_third_row(tmp_path: Path) -> None:
    head = ["SKU", "Title", "Body", None, None, "Performance", None]
    below = [None, None, "Tank volume", "Weight", "Dust bag", "Suction power", "Power"]
    units = [None, None, "[l]", "[kg]", None, "[kPa]", "[W]"]
    row = ["VC-30", "Wet and dry cleaner", 30, 8.4, "fleece", 21.5, 1400]
    path = book(tmp_path, head, below, units, row, merges=("A1:A2", "B1:B2", "C1:E1", "F1:G1"))

    facts = said(path)
    assert {name.removeprefix("Body ").removeprefix("Performance "): value for name, value in facts.items()} == {
        "SKU": "VC-30", "Title": "Wet and dry cleaner", "Tank volume": "30|l", "Weight": "8.4|kg", "Dust bag": "fleece",
        "Suction power": "21.5|kPa", "Power": "1400|W",
    }  # fmt: skip


def test_codes_of_attributes_may_stand_between_names_and_units(tmp_path: Path) -> None:
    codes = [f"A{at:03}" for at in range(1, len(HEAD) + 1)]

    facts = said(book(tmp_path, HEAD, codes, written(UNITS, "[{}]"), CLEAN))
    assert {name.rsplit(" ", 1)[0] if name[-3:].isdigit() else name for name in facts} == set(FACTS)
    assert sorted(facts.values()) == sorted(FACTS.values())


def test_a_unit_nobody_knows_is_one_among_units(tmp_path: Path) -> None:
    path = book(
        tmp_path, ["SKU", "Title", "Strokes", "Voltage", "Weight", "Stroke length"],
        [None, None, "[spm]", "[V]", "[kg]", "[mm]"], ["JS-9", "Jigsaw", 3100, 18, 2.1, 23],
    )  # fmt: skip

    assert said(path) == {
        "SKU": "JS-9", "Title": "Jigsaw", "Strokes": "3100|spm", "Voltage": "18|V", "Weight": "2.1|kg", "Stroke length": "23|mm",
    }  # fmt: skip


def test_of_several_rows_below_units_the_subjects_is_read(tmp_path: Path) -> None:
    path = book(tmp_path, HEAD, written(UNITS, "[{}]"), OTHER, CLEAN)

    assert said(path, subject=Subject(sku="VC-30")) == FACTS
    assert said(path) == {}
    assert notes(path) == ["many-products"]


@pytest.mark.parametrize("odd", [True, False])
def test_a_wide_table_is_never_read_as_neighbours(tmp_path: Path, odd: bool) -> None:
    """None of the headings is a word anybody knows, nor of the values."""
    head = [
        "Kennung",
        "Titel",
        "Zugkraft",
        "Hub",
        "Seil",
        "Haken",
        "Trommel",
        "Bremse",
        "Kette",
        "Motor",
    ]
    row = ["SZ-500", "Seilzug", "500", "18", "Draht", "drehbar", "Guss", "elektrisch", "ohne", "S3"]
    head, row = (head[1:], row[1:]) if odd else (head, row)

    facts = said(book(tmp_path, head, row))
    assert all(name in head and row[head.index(name)] == value for name, value in facts.items())
    assert len(facts) >= len(head) - 2


def test_units_below_headings_in_csv(tmp_path: Path) -> None:
    lines: list[list[Any]] = [HEAD, [unit or "" for unit in UNITS], CLEAN]
    (tmp_path / "a.csv").write_text(
        "\n".join(";".join(str(text) for text in line) for line in lines)
    )

    assert said(tmp_path / "a.csv") == FACTS


def test_names_and_values_across_are_still_read(tmp_path: Path) -> None:
    path = book(
        tmp_path, ["Weight", "8.4 kg", "Power", "1400 W", "Noise level", "78 dB(A)"],
        ["Width", "38 cm", "Height", "55 cm", "Cord", "6 m"], ["Filter", "HEPA 13", "Dust bag", "fleece", "Hose", "2.5 m"],
    )  # fmt: skip

    assert said(path) == {
        "Weight": "8.4|kg", "Power": "1400|W", "Noise level": "78|dB(A)", "Width": "38|cm", "Height": "55|cm", "Cord": "6|m",
        "Filter": "HEPA 13", "Dust bag": "fleece", "Hose": "2.5|m",
    }  # fmt: skip


@pytest.mark.parametrize("picture", [True, False])
def test_two_products_side_by_side_are_several(tmp_path: Path, picture: bool) -> None:
    rows = [
        ["Model", "VC-20", "VC-30"], ["Weight", "6.1 kg", "8.4 kg"], ["Power", "1200 W", "1400 W"],
        ["Dust bag", "paper", "fleece"], ["Cord", "5 m", "6 m"],
    ]  # fmt: skip
    shown = (
        [["Photo" if at == 0 else None, *row] for at, row in enumerate(rows)] if picture else rows
    )
    path = book(tmp_path, *shown, merges=("A1:A5",) if picture else ())

    assert said(path) == {}
    assert notes(path) == ["many-products"]
    assert said(path, subject=Subject(sku="VC-30")) == {
        "Model": "VC-30", "Weight": "8.4|kg", "Power": "1400|W", "Dust bag": "fleece", "Cord": "6|m",
    }  # fmt: skip


@pytest.mark.parametrize("corner", ["Parameter", "参数", None])
def test_products_compared_beside_a_column_of_units_are_several(
    tmp_path: Path, corner: str | None
) -> None:
    path = book(
        tmp_path, [corner, "Unit", "VC-20", "VC-30"], ["Weight", "kg", 6.1, 8.4], ["Power", "W", 1200, 1400],
        ["Dust bag", None, "paper", "fleece"], ["Cord", "m", 5, 6],
    )  # fmt: skip

    assert said(path) == {}
    assert notes(path) == ["many-products"]
    facts = said(path, subject=Subject(sku="VC-30"))
    assert facts == {"Weight": "8.4|kg", "Power": "1400|W", "Dust bag": "fleece", "Cord": "6|m"}


def test_names_of_two_products_over_their_columns_make_them_several(tmp_path: Path) -> None:
    path = book(
        tmp_path, [None, "Alto", "Brio"], ["Weight", "6.1 kg", "8.4 kg"], ["Power", "1200 W", "1400 W"], ["Dust bag", "paper", "fleece"],
    )  # fmt: skip

    assert said(path) == {}
    assert notes(path) == ["many-products"]
    assert said(path, subject=Subject(names=("Brio",)))["Weight"] == "8.4|kg"


@pytest.mark.parametrize(
    "units", [[None, "L", "W", "H", "kg", "V"], [None, "L", "W", "H", "kg", None]]
)
def test_sides_of_a_size_stand_among_units(tmp_path: Path, units: list[Any]) -> None:
    path = book(
        tmp_path, ["Model", "Size (cm)", None, None, "Weight", "Voltage"], units, ["S4", 40, 30, 21, 4.2, 12], merges=("B1:D1",)
    )  # fmt: skip

    volts = f"12|{units[-1]}" if units[-1] else "12"
    assert said(path) == {
        "Model": "S4", "Size L": "40|cm", "Size W": "30|cm", "Size H": "21|cm", "Weight": "4.2|kg", "Voltage": volts,
    }  # fmt: skip


@pytest.mark.parametrize("width", [4, 11])
def test_a_product_in_a_row_below_an_empty_one_is_read(tmp_path: Path, width: int) -> None:
    units = [f" [{unit}]" if unit else "" for unit in UNITS]
    head = [f"{name}{unit}" for name, unit in zip(HEAD, units, strict=True)][-width:]

    assert said(book(tmp_path, head, [], CLEAN[-width:])) == dict(list(FACTS.items())[-width:])


def test_a_picture_before_a_product_in_a_row_changes_nothing(tmp_path: Path) -> None:
    path = book(
        tmp_path, ["Photo", "Item No.", "Filling", "Cover", "Size", "N.W.", "MOQ", "FOB price"],
        [None, "CU-5", "duck feathers", "linen", "50*50 cm", "640 g", "500 pcs", "$11.5"],
    )  # fmt: skip

    assert said(path) == {
        "Item No.": "CU-5", "Filling": "duck feathers", "Cover": "linen", "Size": "50*50|cm", "N.W.": "640|g",
    }  # fmt: skip


def test_labelled_lines_in_a_cell_are_facts_of_their_own(tmp_path: Path) -> None:
    path = book(
        tmp_path, ["Item No.", "Description", "Colour"], ["CU-5", "Filling: duck feathers\nSize: 50*50 cm\nCover: linen", "ecru"]
    )  # fmt: skip

    assert said(path) == {
        "Item No.": "CU-5", "Filling": "duck feathers", "Size": "50*50|cm", "Cover": "linen", "Colour": "ecru",
    }  # fmt: skip


def test_values_and_units_of_two_products_stand_in_turns(tmp_path: Path) -> None:
    path = book(
        tmp_path, [None, "VC-20", None, "VC-30", None], [None, "Value", "Unit", "Value", "Unit"], ["Weight", 6100, "g", 8.4, "kg"],
        ["Cord", 5, "m", 6, "m"], merges=("B1:C1", "D1:E1"),
    )  # fmt: skip

    assert said(path) == {}
    assert notes(path) == ["many-products"]
    assert said(path, subject=Subject(sku="VC-30")) == {"Weight": "8.4|kg", "Cord": "6|m"}


def test_two_names_with_units_below_are_read(tmp_path: Path) -> None:
    assert said(book(tmp_path, ["Weight", "Cord"], ["kg", "m"], [8.4, 6])) == {
        "Weight": "8.4|kg", "Cord": "6|m",
    }  # fmt: skip


def test_names_may_be_cut_short(tmp_path: Path) -> None:
    path = book(
        tmp_path,
        ["Art.-Nr.", "Bez.", "Max. Temp.", "Gewicht"],
        [None, None, "°C", "kg"],
        ["VC-30", "Sauger", 60, 8.4],
    )

    assert said(path) == {
        "Art.-Nr.": "VC-30",
        "Bez.": "Sauger",
        "Max. Temp.": "60|°C",
        "Gewicht": "8.4|kg",
    }


def test_words_over_several_names_gather_them(tmp_path: Path) -> None:
    path = book(
        tmp_path, ["General", None, "Electrical", None, "Mechanical", None, "Pull", None],
        ["Art. no.", "Name", "Voltage", "Current", "Weight", "Length", "front", "rear"], [None, None, "V", "A", "kg", "mm", "N", "N"],
        ["P-1", "Winch", 12, 1.5, 3.2, 210, 800, 650], merges=("A1:B1", "C1:D1", "E1:F1", "G1:H1"),
    )  # fmt: skip

    assert said(path) == {
        "Art. no.": "P-1", "Name": "Winch", "Voltage": "12|V", "Current": "1.5|A", "Weight": "3.2|kg", "Length": "210|mm",
        "Pull front": "800|N", "Pull rear": "650|N",
    }  # fmt: skip


def test_what_stands_in_brackets_among_units_is_one(tmp_path: Path) -> None:
    path = book(
        tmp_path, ["Art. no.", "Voltage", "Protection", "Weight", "Colour"], ["-", "[V]", "[IP]", "[kg]", "[RAL]"],
        ["P-1", 12, "IP65", 3.2, "jet black"],
    )  # fmt: skip

    assert said(path) == {
        "Art. no.": "P-1",
        "Voltage": "12|V",
        "Protection": "IP65",
        "Weight": "3.2|kg",
        "Colour": "jet black",
    }
