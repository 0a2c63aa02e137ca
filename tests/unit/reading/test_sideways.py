"""Tables that stand side by side are each read by themselves."""

from pathlib import Path

import pytest
from fpdf import FPDF

from tests.unit.reading.pdf_sheets import paper
from tests.unit.reading.test_captions import said

pytestmark = pytest.mark.slow

ONE = [
    ("Tank", "2.4 L"),
    ("Hose length", "1.8 m"),
    ("Brush head", "Horsehair"),
    ("Suction power", "310 W"),
    ("Noise", "71 dB"),
    ("Filter", "HEPA 13"),
]
OTHER = [
    ("Body", "Aluminium, brushed"),
    ("Outer size", "31 x 22 x 18 cm"),
    ("Weight", "5.2 kg"),
    ("Colour", "Slate grey"),
]
FACTS = dict(ONE + OTHER)
HIGH, TOP, WINE, LIGHT = 7.0, 60.0, (120, 20, 40), (232, 236, 240)


def table(
    pdf: FPDF, rows: list[tuple[str, str]], left: float, *, head: str = "", drawn: str = "rules",
    names: float = 32, wide: float = 80, top: float = TOP, high: float = HIGH,
) -> None:  # fmt: skip
    """Draw a table; drawn: rules below rows, stripes behind every other, or fills behind names."""
    if head:
        pdf.set_fill_color(*WINE)
        pdf.rect(left, top, wide, high, style="F")
        pdf.set_text_color(255, 255, 255)
        pdf.set_font("helvetica", "B", 9)
        pdf.text(left + 2, top + 0.65 * high, head)
        top += high
    pdf.set_text_color(0, 0, 0)
    pdf.set_font("helvetica", "", 9)
    pdf.set_fill_color(*LIGHT)
    for at, (name, value) in enumerate(rows):
        upper = top + at * high
        if drawn == "rules":
            pdf.line(left, upper + high, left + wide, upper + high)
        elif drawn == "stripes" and at % 2 == 0:
            pdf.rect(left, upper, wide, high, style="F")
        elif drawn == "names":
            pdf.rect(left, upper, names, high, style="F")
        pdf.text(left + 2, upper + 0.65 * high, name)
        pdf.text(left + names + 2, upper + 0.65 * high, value)


def page() -> FPDF:
    pdf = paper()
    pdf.cell(0, 10, "Canister cleaner C5", new_x="LMARGIN", new_y="NEXT")
    pdf.multi_cell(
        0, 5, "Quiet and thorough, from the first stroke on, on every floor of the house."
    )
    return pdf


@pytest.mark.parametrize("drawn", ["rules", "stripes", "names"])
@pytest.mark.parametrize("heads", [("General data", "Construction"), ("", "")])
def test_two_tables_beside_each_other_are_read(
    drawn: str, heads: tuple[str, str], tmp_path: Path
) -> None:
    pdf = page()
    table(pdf, ONE, 15, head=heads[0], drawn=drawn)
    table(pdf, OTHER, 105, head=heads[1], drawn=drawn)
    assert said(pdf, tmp_path) == FACTS


@pytest.mark.parametrize("drawn", ["rules", "stripes", "names"])
def test_the_other_table_may_begin_lower_and_have_higher_rows(drawn: str, tmp_path: Path) -> None:
    pdf = page()
    table(pdf, ONE, 15, head="General data", drawn=drawn)
    table(pdf, OTHER, 105, head="Construction", drawn=drawn, top=TOP + 11, high=9.5)
    assert said(pdf, tmp_path) == FACTS


def test_three_tables_beside_each_other_are_read(tmp_path: Path) -> None:
    pdf = page()
    for at, rows in enumerate([ONE[:3], ONE[3:], OTHER[2:]]):
        table(pdf, rows, 12 + 63 * at, head=f"Part {'ABC'[at]}", wide=58, names=28)
    assert said(pdf, tmp_path) == dict(ONE + OTHER[2:])


def test_a_table_over_the_whole_width_above_two_is_read(tmp_path: Path) -> None:
    pdf = page()
    table(pdf, OTHER, 15, head="Construction", wide=170, names=60, top=45)
    table(pdf, ONE[:3], 15, head="Cleaning", top=95)
    table(pdf, ONE[3:], 105, head="Drive", top=95)
    assert said(pdf, tmp_path) == FACTS


def test_a_table_whose_columns_are_ruled_apart_stays_one(tmp_path: Path) -> None:
    """A name, its value and a remark under rules of their own are no tables side by side."""
    pdf = page()
    for at, (name, value) in enumerate(OTHER):
        top = TOP + at * HIGH
        for left, text in ((15, name), (60, value), (120, "measured")):
            pdf.text(left + 1, top + 4.5, text)
            pdf.line(left, top + HIGH, left + 40, top + HIGH)
    facts = said(pdf, tmp_path)
    assert "measured" not in facts
    assert not set(facts.values()) & set(dict(OTHER))
