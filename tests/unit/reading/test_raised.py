"""Raised signs are exponents of units or marks of footnotes, and no part of names and figures."""

from pathlib import Path

import docx
import pytest

from assets.reading.document import read
from assets.reading.raised import without_marks
from tests.unit.reading.pdf_sheets import paper

pytestmark = pytest.mark.slow

ROWS = [
    ("Burning time", "1", "approx. 28 h", ""),
    ("Wax", "", "Soy wax, scented", "a"),
    ("Noise", "2", "48 dB(A)", "3"),
    ("Area", "", "12 m", "2"),
    ("Height", "*", "9.5 cm", ""),
]
FACTS = {
    "Burning time": ("approx. 28", "h"),
    "Wax": ("Soy wax, scented", ""),
    "Noise": ("48", "dB(A)"),
    "Area": ("12", "m²"),
    "Height": ("9.5", "cm"),
}


def said(path: Path) -> dict[str, tuple[str, str]]:
    found = read(path, path.suffix[1:], folder=path.parent)["found"]
    return {fact["attribute"]: (fact["value"], fact["unit"]) for fact in found}


@pytest.mark.parametrize("ruled", [True, False])
def test_small_raised_signs_of_a_pdf_are_marks(tmp_path: Path, ruled: bool) -> None:
    pdf = paper()
    for at, (name, mark, value, other) in enumerate(ROWS):
        for left, text, sign in ((20, name, mark), (80, value, other)):
            foot = 60 + at * 8
            pdf.set_font("helvetica", size=10)
            pdf.text(left, foot, text)
            if ruled:
                pdf.rect(left - 2, foot - 5.5, 60, 8)
            right = left + pdf.get_string_width(text)
            pdf.set_font("helvetica", size=6.5)
            pdf.text(right + 0.2, foot - 1.3, sign)
    pdf.output(str(tmp_path / "a.pdf"))

    assert said(tmp_path / "a.pdf") == FACTS


def test_raised_signs_of_a_word_document_are_marks(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=len(ROWS), cols=2)
    for at, (name, mark, value, other) in enumerate(ROWS):
        for cell, text, sign in (
            (table.cell(at, 0), name, mark),
            (table.cell(at, 1), value, other),
        ):
            cell.paragraphs[0].add_run(text)
            cell.paragraphs[0].add_run(sign).font.superscript = True
    line = document.add_paragraph("Wick")
    line.add_run("4").font.superscript = True
    line.add_run(": cotton")
    document.save(str(tmp_path / "a.docx"))

    assert said(tmp_path / "a.docx") == {**FACTS, "Wick": ("cotton", "")}


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Burning time¹", "Burning time"), ("24 h *", "24 h"), ("Length †", "Length"), ("40 cm¹⁾", "40 cm"), ("2 m²", "2 m²"),
        ("0.4 m³¹", "0.4 m³"), ("9.81 m/s²", "9.81 m/s²"), ("1450 min⁻¹", "1450 min⁻¹"), ("Volume²", "Volume"),
        ("5 h²˒³", "5 h"), ("10³", "10³"), ("***", "***"), ("Wax", "Wax"), ("48 dB(A)", "48 dB(A)"),
    ],
)  # fmt: skip
def test_marks_of_footnotes_are_dropped_and_exponents_kept(text: str, bare: str) -> None:
    assert without_marks(text) == bare
