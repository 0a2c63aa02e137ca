"""Names and values that only their looks tell apart are read as facts, and as no others."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fpdf import FPDF

from assets.reading.document import read
from tests.unit.reading.pdf_sheets import paper

pytestmark = pytest.mark.slow

ROWS = [
    ("Seat height", "46 cm"),
    ("Frame", "Powder-coated steel"),
    ("Max. load", "120 kg"),
    ("Upholstery", "Wool felt, flame retardant"),
    ("Folded size", "98 x 51 x 9 cm"),
    ("Weight", "5.4 kg"),
    ("Colours", "Rust, sand, ink"),
    ("Packaging", "1 pc per carton"),
]
FACTS = dict(ROWS)
TILES = [("6.2 bar", "Pump pressure"), ("1.1 L", "Water tank capacity"), ("54 dB", "Noise level")]
MORE_TILES = [("1350 W", "Power"), ("40 s", "Heat-up time"), ("15 cm", "Width")]
BLUE, GREY, BLACK = (20, 80, 160), (120, 120, 120), (0, 0, 0)
Look = dict[str, Any]


def write(
    pdf: FPDF, left: float, top: float, text: str, *, bold: bool = False, size: float = 10,
    colour: tuple[int, int, int] = BLACK, middle: float = 0,
) -> None:  # fmt: skip
    """Write words at a place in millimetres; middle: how wide the space is they stand amid."""
    pdf.set_font("helvetica", "B" if bold else "", size)
    pdf.set_text_color(*colour)
    pdf.text(left + (middle - pdf.get_string_width(text)) / 2 * bool(middle), top, text)


def said(pdf: FPDF, folder: Path) -> dict[str, str]:
    pdf.output(str(folder / "a.pdf"))
    found = read(folder / "a.pdf", "pdf", folder=folder)["found"]
    return {fact["attribute"]: f"{fact['value']} {fact['unit']}".strip() for fact in found}


def page() -> FPDF:
    pdf = paper()
    write(pdf, 20, 25, "Folding chair Klapp", bold=True, size=18)
    write(pdf, 20, 34, "A quiet chair for kitchens, balconies and halls, made to last for decades.")
    write(pdf, 20, 46, "Technical data", bold=True, size=13)
    return pdf


LOOKS: dict[str, tuple[Look, Look]] = {
    "bold": ({"bold": True}, {}),
    "colour": ({"colour": BLUE}, {}),
    "grey and small": ({"colour": GREY, "size": 8}, {}),
    "values bold": ({}, {"bold": True}),
    "values larger": ({}, {"size": 13}),
}


@pytest.mark.parametrize("indent", [0, 5])
@pytest.mark.parametrize("columns", [1, 2])
@pytest.mark.parametrize("looks", LOOKS)
def test_a_list_of_terms_is_read(looks: str, columns: int, indent: float, tmp_path: Path) -> None:
    pdf = page()
    name_look, value_look = LOOKS[looks]
    each = len(ROWS) // columns
    for at, (name, value) in enumerate(ROWS):
        left, top = 20 + 90 * (at // each), 56 + 14 * (at % each)
        write(pdf, left, top, name, **name_look)
        write(pdf, left + indent, top + 5, value, **value_look)
    assert said(pdf, tmp_path) == FACTS


@pytest.mark.parametrize("looks", LOOKS)
def test_columns_of_terms_may_be_at_other_heights(looks: str, tmp_path: Path) -> None:
    pdf = page()
    name_look, value_look = LOOKS[looks]
    for at, (name, value) in enumerate(ROWS):
        left, top = 20 + 90 * (at // 4), 56 + 14 * (at % 4) + 3.5 * (at // 4)
        write(pdf, left, top, name, **name_look)
        write(pdf, left + 4, top + 5, value, **value_look)
    assert said(pdf, tmp_path) == FACTS


@pytest.mark.parametrize("looks", LOOKS)
@pytest.mark.parametrize("columns", [1, 2])
def test_names_and_values_at_two_indents_are_read(looks: str, columns: int, tmp_path: Path) -> None:
    pdf = page()
    name_look, value_look = LOOKS[looks]
    each = len(ROWS) // columns
    for at, (name, value) in enumerate(ROWS):
        left, top = 20 + 92 * (at // each), 56 + 7 * (at % each)
        write(pdf, left, top, name, **name_look)
        write(pdf, left + 30, top, value, **value_look)
    assert said(pdf, tmp_path) == FACTS


def test_a_value_goes_on_below_at_its_indent(tmp_path: Path) -> None:
    pdf = page()
    top = 56.0
    for name, *lines in [(*row,) for row in ROWS[:4]] + [("Care", "Wipe with a damp cloth,", "never soak")]:  # fmt: skip
        write(pdf, 20, top, name, bold=True)
        for at, line in enumerate(lines):
            write(pdf, 60, top + 4.5 * at, line)
        top += 5 + 4.5 * len(lines)
    assert said(pdf, tmp_path) == dict(ROWS[:4]) | {"Care": "Wipe with a damp cloth, never soak"}


def test_a_name_goes_on_below_beside_its_value(tmp_path: Path) -> None:
    pdf = page()
    rows = [*ROWS[:3], ("Weight without\nfelt (approx.)", "5.1 kg"), *ROWS[6:]]
    for at, (name, value) in enumerate(rows):
        for line, words in enumerate(name.split("\n")):
            write(pdf, 20, 56 + 10 * at + 4.5 * line, words, colour=BLUE)
        write(pdf, 60, 56 + 10 * at, value)
    assert said(pdf, tmp_path) == {name.replace("\n", " "): value for name, value in rows}


Drawn = Callable[[FPDF, float, float], None]


def no_tile(pdf: FPDF, left: float, top: float) -> None:
    pass


def filled_tile(pdf: FPDF, left: float, top: float) -> None:
    pdf.set_fill_color(236, 240, 236)
    pdf.rect(left, top, 50, 24, style="F")


def joined_tile(pdf: FPDF, left: float, top: float) -> None:
    pdf.set_fill_color(236, 240, 236)
    pdf.rect(left - 2, top - 2, 56, 30, style="DF")


def round_tile(pdf: FPDF, left: float, top: float) -> None:
    pdf.set_fill_color(236, 240, 236)
    pdf.rect(left, top, 50, 24, style="F", round_corners=True, corner_radius=3)


@pytest.mark.parametrize("drawn", [no_tile, filled_tile, joined_tile, round_tile])
@pytest.mark.parametrize("below", [True, False])
@pytest.mark.parametrize("tiles", [TILES, TILES + MORE_TILES])
@pytest.mark.parametrize("middle", [0, 50])
def test_tiles_are_read(
    drawn: Drawn, below: bool, tiles: list[tuple[str, str]], middle: float, tmp_path: Path
) -> None:
    pdf = page()
    for at, (value, name) in enumerate(tiles):
        left, top = 18 + 56 * (at % 3), 60 + 30 * (at // 3)
        drawn(pdf, left, top)
        first, second = top + 9, top + 15
        write(pdf, left, first if below else second, value, bold=True, size=14, middle=middle)
        write(pdf, left, second if below else first, name, size=8, colour=GREY, middle=middle)
    assert said(pdf, tmp_path) == {name: value for value, name in tiles}


def test_captions_and_values_of_tiles_may_have_two_lines(tmp_path: Path) -> None:
    pdf = page()
    for at, (value, name) in enumerate(
        [(["6.2 bar"], ["Pump", "pressure"]), (["2 x USB-C,", "1 x USB-A"], ["Ports"]),
         (["54 dB"], ["Noise level", "at full speed"]), (["1350 W"], ["Power"])]
    ):  # fmt: skip
        top = 70.0
        for line in value:
            write(pdf, 20 + 45 * at, top, line, bold=True, size=12, middle=42)
            top += 5.2
        for line in name:
            write(pdf, 20 + 45 * at, top, line, size=8, colour=GREY, middle=42)
            top += 3.6
    assert said(pdf, tmp_path) == {
        "Pump pressure": "6.2 bar", "Ports": "2 x USB-C, 1 x USB-A", "Noise level at full speed": "54 dB", "Power": "1350 W",
    }  # fmt: skip


def test_heads_above_paragraphs_are_no_names(tmp_path: Path) -> None:
    pdf = page()
    texts = [
        ("Made to last", "Every joint is riveted by hand and can be opened for repair."),
        ("Easy care", "A damp cloth is all it takes, the felt keeps its colour."),
        ("Light to carry", "Take it along under one arm, wherever guests turn up."),
        ("Wide choice", "Nine colours of felt, from rust to ink."),
    ]
    for at, (head, text) in enumerate(texts):
        write(pdf, 20, 60 + 14 * at, head, bold=True)
        write(pdf, 20, 65 + 14 * at, text)
    assert said(pdf, tmp_path) == {}


def test_a_small_note_below_a_name_is_not_its_value(tmp_path: Path) -> None:
    pdf = page()
    notes = ["unladen", "see chart", "evenly spread", "on request", "with handle", "without felt"]
    for at, ((name, value), note) in enumerate(zip(ROWS, notes, strict=False)):
        write(pdf, 20, 60 + 12 * at, name)
        write(pdf, 20, 64 + 12 * at, note, size=7, colour=GREY)
        write(pdf, 80, 60 + 12 * at, value)
    assert not set(said(pdf, tmp_path).values()).intersection(notes)


def test_values_in_columns_under_heads_are_not_joined(tmp_path: Path) -> None:
    pdf = page()
    for at, (head, *cells) in enumerate(
        [("Model", "K1", "K2", "K3"), ("Weight", "5 kg", "6 kg", "7 kg"), ("Width", "4 cm", "5 cm", "6 cm")]
    ):  # fmt: skip
        write(pdf, 20 + 50 * at, 60, head, bold=True)
        for row, cell in enumerate(cells):
            write(pdf, 20 + 50 * at, 65 + 5 * row, cell)
    assert said(pdf, tmp_path) == {}


def test_captions_are_never_each_others_values(tmp_path: Path) -> None:
    pdf = page()
    for at, (name, value) in enumerate(ROWS[:6]):
        left, top = 20 + 60 * (at % 3), 60 + 18 * (at // 3)
        write(pdf, left, top, name, size=8, colour=GREY)
        if at != 4:
            write(pdf, left, top + 5, value, bold=True, size=11)
    facts = said(pdf, tmp_path)
    assert not set(facts.values()).intersection(FACTS)
    assert "Folded size" not in facts


def test_bold_names_that_begin_their_lines_are_read(tmp_path: Path) -> None:
    pdf = page()
    for at, (name, value) in enumerate(ROWS):
        write(pdf, 20, 58 + 7 * at, name, bold=True)
        write(pdf, 21 + pdf.get_string_width(name), 58 + 7 * at, value)
    assert said(pdf, tmp_path) == FACTS


def test_bold_words_end_a_name_where_figures_do_not(tmp_path: Path) -> None:
    pdf = page()
    rows = [("Steam output", "up to 45 g/min"), ("Weight", "1.3 kg"), ("Cord length", "max. 2 m")]
    for at, (name, value) in enumerate(rows):
        write(pdf, 20, 58 + 7 * at, name, bold=True)
        write(pdf, 21 + pdf.get_string_width(name), 58 + 7 * at, value)
    assert said(pdf, tmp_path) == dict(rows)


def test_the_longest_name_may_end_right_before_its_value(tmp_path: Path) -> None:
    pdf = page()
    for at, (name, value) in enumerate(ROWS):
        write(pdf, 20, 58 + 7 * at, name, bold=True)
        write(pdf, 22.5 + pdf.get_string_width("Seat height"), 58 + 7 * at, value)
    assert said(pdf, tmp_path) == FACTS
