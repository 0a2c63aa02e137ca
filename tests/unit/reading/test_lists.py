"""Lists of bold names, dashes and what a product has none of are read as facts."""

from pathlib import Path

import docx
import pytest

from assets.reading.blocks import Line, Page, Part
from assets.reading.document import read
from assets.reading.facts import facts_of
from assets.reading.grids import Subject

pytestmark = pytest.mark.slow


def said(*lines: str) -> dict[str, str]:
    page = Page(1, blocks=[Line([Part(text)]) for text in lines])
    found, _ = facts_of([page], "", Subject())
    return {fact["attribute"]: f"{fact['value']} {fact['unit']}".strip() for fact in found}


def document(folder: Path, *items: tuple[str, str]) -> dict[str, str]:
    made = docx.Document()
    for bold, rest in items:
        paragraph = made.add_paragraph(style="List Bullet")
        paragraph.add_run(bold).bold = True
        paragraph.add_run(rest)
    made.save(str(folder / "a.docx"))
    found = read(folder / "a.docx", "docx", folder=folder)["found"]
    return {fact["attribute"]: f"{fact['value']} {fact['unit']}".strip() for fact in found}


def test_a_bold_name_before_a_dash_or_nothing_is_a_name(tmp_path: Path) -> None:
    assert document(
        tmp_path,
        ("Blade", " – carbon steel, 21 cm"),
        ("Handle:", " walnut"),
        ("Rivets", " — brass"),
        ("Hand wash", " only"),
    ) == {"Blade": "carbon steel, 21 cm", "Handle": "walnut", "Rivets": "brass", "Hand wash": "only"}  # fmt: skip


def test_bold_words_that_begin_sentences_are_no_names(tmp_path: Path) -> None:
    assert document(
        tmp_path,
        ("Sharp", " as on the first day, for years and years to come."),
        ("Forged", " by hand in a small village, one knife after the other."),
        ("Balanced", " so that it lies in the hand as if it had grown there."),
    ) == {}  # fmt: skip


def test_dashes_among_labelled_lines_part_names_from_values() -> None:
    assert said(
        "• Ferrule – brass", "• Material: carbon steel", "• Weight: 210 g", "• Edge – 15° each side"
    ) == {"Material": "carbon steel", "Ferrule": "brass", "Weight": "210 g", "Edge": "15° each side"}  # fmt: skip


def test_dashes_in_prose_part_nothing() -> None:
    assert said("Sharp – from the first day", "Calm – as you like it", "Honest – as we are") == {}


@pytest.mark.parametrize(
    ("line", "facts"),
    [
        ("Perfume: none", {"Perfume": "none"}), ("添加剂：无", {"添加剂": "无"}), ("Duftstoffe: keine", {"Duftstoffe": "keine"}),
        ("Added sugar: None", {"Added sugar": "None"}), ("EAN: none", {}), ("Net weight: none", {}), ("型号：无", {}),
        ("Perfume: n/a", {}), ("Perfume: -", {}), ("Perfume: /", {}), ("添加剂：待定", {}),
    ],
)  # fmt: skip
def test_none_is_said_of_what_a_product_might_have(line: str, facts: dict[str, str]) -> None:
    assert said(line) == facts
