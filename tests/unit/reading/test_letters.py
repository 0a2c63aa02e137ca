"""Pages whose fonts are hard to read are read all the same, in the letters people type."""

from pathlib import Path

import pdfplumber
import pytest
from fpdf import FPDF

from assets.reading.document import read
from assets.reading.glyphs import drawn_chars
from assets.reading.letters import typed
from tests.unit.reading.pdf_sheets import paper

ROWS = [("额定电压", "230V"), ("额定功率", "640W"), ("净重", "2.9kg"), ("容量", "1.6L")]
FACTS = {"额定电压": "230 V", "额定功率": "640 W", "净重": "2.9 kg", "容量": "1.6 L"}


def said(pdf: FPDF, folder: Path) -> dict[str, str]:
    pdf.output(str(folder / "a.pdf"))
    found = read(folder / "a.pdf", "pdf", folder=folder)["found"]
    return {fact["attribute"]: f"{fact['value']} {fact['unit']}".strip() for fact in found}


@pytest.mark.slow
@pytest.mark.parametrize("border", [0, 1])
def test_a_font_that_is_not_understood_is_read_from_what_is_drawn(
    border: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdfplumber.container.Container, "chars", [])
    pdf = paper(chinese=True)
    for name, value in ROWS:
        pdf.cell(50, 8, name, border=border)
        pdf.cell(60, 8, value, border=border)
        pdf.ln()
    assert said(pdf, tmp_path) == FACTS


@pytest.mark.slow
def test_what_is_drawn_stands_where_it_is_read(tmp_path: Path) -> None:
    pdf = paper(chinese=True)
    pdf.text(40, 60, "额定电压")
    pdf.output(str(tmp_path / "a.pdf"))
    with pdfplumber.open(tmp_path / "a.pdf") as document:
        (page,) = document.pages
        drawn = drawn_chars(page, beside=0, most=100)
        assert [char["text"] for char in drawn] == list("额定电压")
        for one, other in zip(drawn, page.chars, strict=True):
            for side in ("x0", "x1", "top", "bottom"):
                assert one[side] == pytest.approx(other[side], abs=4)
        assert drawn_chars(page, beside=4, most=100) == []


@pytest.mark.slow
def test_radicals_are_read_as_the_letters_they_look_like(tmp_path: Path) -> None:
    pdf = paper(chinese=True)
    rows = [("净重", "2.9kg"), ("颜\u2f8a", "\u2f69"), ("\u2ed3度", "80cm"), ("噪\u2fb3", "41dB")]
    for name, value in rows:
        pdf.cell(50, 8, name, border=1)
        pdf.cell(60, 8, value, border=1)
        pdf.ln()
    assert said(pdf, tmp_path) == {"净重": "2.9 kg", "颜色": "白", "长度": "80 cm", "噪音": "41 dB"}
    answer = read(tmp_path / "a.pdf", "pdf", folder=tmp_path)
    assert "长度" in answer["text"]
    assert "颜色" in str(answer["pages"])


@pytest.mark.parametrize(
    ("printed", "letters"),
    [("颜\u2f8a", "颜色"), ("\u2edb扇", "风扇"), ("\u2f00寸", "一寸"), ("Ø 8 µm²", "Ø 8 µm²")],
)
def test_letters_are_written_as_they_are_typed(printed: str, letters: str) -> None:
    assert typed(printed) == letters
