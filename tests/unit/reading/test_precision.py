"""What looks like a fact and is none: headings, sentences, orders; and what hides between them."""

import pytest

from assets.reading.blocks import Grid, Line, Page, Part, Slot
from assets.reading.facts import facts_of
from assets.reading.grids import Subject
from assets.reading.layout import blocks_of, lines_of

pytestmark = pytest.mark.slow


def table(*rows: tuple[str, ...]) -> Grid:
    return Grid([[Slot(text) for text in row] for row in rows])


def said(*blocks: Line | Grid) -> dict[str, str]:
    page = Page(1, blocks=list(blocks))
    found, _ = facts_of([page], "", Subject())
    return {fact["attribute"]: f"{fact['value']} {fact['unit']}".strip() for fact in found}


def line(text: str, *, head: bool = False) -> Line:
    return Line([Part(text)], head=head)


@pytest.mark.parametrize(
    "head",
    [
        ("Characteristic", "Value"), ("Merkmal / Feature", "Wert / Value"), ("项目 Item", "参数 Parameter"),
        ("参数 Parameter", "规格 Specification"),
    ],
)  # fmt: skip
def test_headings_are_no_fact_in_one_language_nor_in_two(head):
    assert said(table(head, ("Height", "42 cm"), ("Colour", "Red"))) == {
        "Height": "42 cm",
        "Colour": "Red",
    }


@pytest.mark.parametrize(
    "text",
    [
        "温馨提示：首次使用前用热水清洗。请勿放入微波炉。", "Eye protection: always wear safety glasses with the tool.",
        "Controlling the turntable: an unlimited number of rotations.", "Product information sheet – spring collection",
        "Invoice date: 2025-05-02", "VAT ID: EE101234567", "购买须知：以实物为准", "Responsible person: Veil Labs, Tallinn",
    ],
)  # fmt: skip
def test_tips_sentences_and_papers_are_no_facts(text):
    assert said(line(text)) == {}


def test_a_sentence_and_a_list_stay_where_the_name_says_what_they_are():
    assert said(
        line("Material: Solid oak with a natural oil finish."), line("Max. load : 150 kg")
    ) == {
        "Material": "Solid oak with a natural oil finish.",
        "Max. load": "150 kg",
    }


def test_a_list_below_a_heading_is_what_the_product_is_made_of():
    inci = "Aqua, Glycerin, Sodium Hyaluronate, Panthenol, Niacinamide."

    assert said(line("Ingredients (INCI)", head=True), line(inci)) == {"Ingredients (INCI)": inci}


def test_a_foods_figures_say_for_how_much_they_stand_and_portions_are_left_out():
    nutrition = table(
        ("", "per 100 g", "per portion (40 g)"),
        ("Fat", "17 g", "6.8 g"),
        ("of which sugars", "18 g", "7.2 g"),
    )

    assert said(nutrition) == {"Fat (per 100 g)": "17 g", "of which sugars (per 100 g)": "18 g"}


def test_what_was_ordered_is_no_fact_of_a_product():
    bill = table(
        ("Pos", "Article", "Qty", "Unit price", "Total"),
        ("1", "Oak stool", "24", "€ 41.00", "€ 984.00"),
    )

    assert said(bill) == {}


def test_a_table_that_explains_words_states_nothing():
    glossary = table(
        ("Alpha", "the first of several steps somebody takes"),
        ("Beta", "what comes after the first of them"),
        ("Gamma", "a word for the third of these"),
        ("Delta", "where a river meets the open sea"),
    )

    assert said(glossary) == {}


def test_a_picture_beside_all_rows_names_no_group():
    rows = [
        [Slot("图片", span=(3, 1)) if not at else Slot("图片", covered=True), *map(Slot, row)]
        for at, row in enumerate(
            [
                ("货号", "BX-3307", "品牌", "暖居"),
                ("材质", "珊瑚绒", "工艺", "活性印染"),
                ("产地", "浙江", "颜色", "燕麦色"),
            ]
        )
    ]

    found = said(Grid(rows))

    assert len(found) == 6
    assert (found["品牌"], found["材质"]) == ("暖居", "珊瑚绒")


def test_a_block_beside_prose_is_read_by_itself_even_set_to_the_right():
    prose = ["Three holders turned from one piece", "of ash. The grain runs all through it", "so that no two sets look quite alike"]  # fmt: skip
    block = [("Pieces", "3"), ("Wood", "Ash, oiled"), ("Insert", "Brass"), ("Base", "6.5 cm")]
    words = [_word(text, 10, at) for at, text in enumerate(prose)]
    for at, (name, value) in enumerate(block):
        words += [_word(name, 300, at), _word(value, 500 - 5 * len(value), at)]

    found = said(*blocks_of(lines_of(words), width=600, height=800))

    assert found == {"Pieces": "3", "Wood": "Ash, oiled", "Insert": "Brass", "Base": "6.5 cm"}


def _word(text: str, left: float, row: int) -> dict[str, object]:
    top = 100 + 14 * row
    return {"text": text, "x0": left, "x1": left + 5 * len(text), "top": top, "bottom": top + 10}
