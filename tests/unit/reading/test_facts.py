"""Every sheet's facts are found as they are written, and none besides."""

import pytest

from assets.reading.blocks import Grid, Line, Page, Part, Slot
from assets.reading.facts import MAX_QUOTE, facts_of
from assets.reading.grids import Subject
from assets.reading.pairs import text_pairs
from assets.reading.units import split_unit, take_unit
from assets.reading.wording import two_languages
from tests.unit.reading.conftest import MAKERS
from tests.unit.reading.truth import beyond, missed, together

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", MAKERS)
def test_a_sheets_facts_are_found_and_none_besides(readings, name):
    truth, answer = readings[name]

    assert missed(truth, answer["found"]) == []
    assert beyond(truth, answer["found"]) == []


@pytest.mark.parametrize("name", MAKERS)
def test_every_value_stands_in_its_quote_and_its_quote_in_the_document(readings, name):
    _, answer = readings[name]
    words = together(answer["text"])

    assert answer["found"]
    for fact in answer["found"]:
        assert together(fact["value"]) in together(fact["quote"])
        assert together(fact["value"]) in words
        assert len(fact["quote"]) <= MAX_QUOTE
        assert 10 <= fact["confidence"] <= 95


@pytest.mark.parametrize("name", MAKERS)
def test_every_fact_says_where_it_stands(readings, name):
    truth, answer = readings[name]

    for fact in answer["found"]:
        if truth.kind in {"xlsx", "csv"}:
            assert fact["page"] is None
            assert fact["cell"]
        else:
            assert fact["page"] in {page["number"] for page in answer["pages"]}
        if truth.kind == "pdf":
            left, top, right, bottom = fact["box"]
            assert 0 <= left < right <= 1
            assert 0 <= top < bottom <= 1


def test_the_cell_of_a_sheet_is_the_values_cell(readings):
    cells = {
        fact["attribute"]: (fact["sheet"], fact["cell"]) for fact in readings["desk"][1]["found"]
    }

    assert cells["Load"] == ("Desk", "B6")
    assert cells["Motor"] == ("Desk", "E4")


def test_words_of_a_later_page_name_that_page(readings):
    pages = {fact["attribute"]: fact["page"] for fact in readings["chair"][1]["found"]}

    assert (pages["Frame"], pages["Certificate"]) == (1, 2)


def test_every_page_is_taken_apart(readings):
    notes = {name: answer["notes"] for name, (_truth, answer) in readings.items()}

    assert [name for name, told in notes.items() if "not-laid-out" in told] == []


@pytest.mark.parametrize("name", ["tea", "fan"])
def test_worded_values_have_a_language_and_figures_none(readings, name):
    truth, answer = readings[name]
    languages = {fact["attribute"]: fact["language"] for fact in answer["found"]}

    assert {name: languages[name] for name in truth.languages} == truth.languages


def test_how_it_was_found_says_how_sure_it_is(readings):
    kettle = {fact["attribute"]: fact["confidence"] for fact in readings["kettle"][1]["found"]}
    backpack = {fact["attribute"]: fact["confidence"] for fact in readings["backpack"][1]["found"]}
    speaker = {fact["attribute"]: fact["confidence"] for fact in readings["speaker"][1]["found"]}

    assert (kettle["Material"], backpack["Volume"], speaker["Weight"]) == (95, 90, 70)


def test_formulas_and_hidden_sheets_and_further_products_are_noted(readings):
    notes = {name: answer["notes"] for name, (_, answer) in readings.items()}

    assert notes["desk"] == ["formulas-without-values", "hidden-sheets"]
    assert notes["headphones"] == notes["shelf"] == ["many-products"]
    assert notes["kettle"] == []


def test_of_many_products_nothing_is_said_without_a_subject(readings, tmp_path):
    truth, _ = readings["shelf"]
    truth = type(truth)(truth.path, truth.facts, subject=Subject(sku="R-9"))

    assert truth.read(tmp_path)["found"] == []


def test_facts_that_disagree_are_both_kept_and_less_sure():
    page = Page(1)
    page.blocks = _lines("Weight: 1.2 kg", "Weight: 1,3 kg", "Colour: red", "Colour: red")

    found, _ = facts_of([page], "", Subject())

    assert [(fact["value"], fact["confidence"]) for fact in found] == [
        ("1.2", 65),
        ("1,3", 65),
        ("red", 90),
    ]


def test_a_figure_below_zero_is_a_value_and_no_bullet():
    page = Page(1)
    page.blocks = [Line([Part("Storage temperature"), Part("-40 - 85 °C")])]

    (fact,) = facts_of([page], "", Subject())[0]

    assert (fact["value"], fact["unit"]) == ("-40 - 85", "°C")


def test_the_cartons_weight_is_not_the_products():
    page = Page(1)
    page.blocks = [
        *_lines("Weight: 1.2 kg"),
        *_lines("Packaging", head=True),
        *_lines("Weight: 14 kg"),
    ]

    found, _ = facts_of([page], "", Subject())

    assert [(fact["attribute"], fact["value"]) for fact in found] == [
        ("Weight", "1.2"),
        ("Packaging Weight", "14"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Page: 3", "Tel: 0579-87654321", "Price: 59 EUR", "Note: keep dry", "地址：浙江省永康市", "网址：www.example.com",
        "See https://example.com/kettle", "Opens at 10:30", "Contents ....... 4", "E-mail: a@example.com",
        "It was made with love and care for years: that is what we say. Every day.", "备注：图片仅供参考", "Weight: n/a",
    ],
)  # fmt: skip
def test_boilerplate_and_prose_are_no_facts(line):
    page = Page(1)
    page.blocks = _lines(line)

    assert facts_of([page], "", Subject())[0] == []


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("12 × 8 × 3 cm", "12 × 8 × 3", "cm"), ("220-240 V", "220-240", "V"), ("1.250,5 g", "1.250,5", "g"),
        ("-20 to 60 °C", "-20 to 60", "°C"), ("10 ± 0.2 mm", "10 ± 0.2", "mm"), ("约500克", "约500", "克"),
        ("1,200 mAh", "1,200", "mAh"), ('27"', "27", '"'), ("5 V DC", "5 V DC", ""), ("12cm×8cm", "12cm×8cm", ""),
        ("IP67", "IP67", ""), ("304 stainless", "304 stainless", ""), ("3/4 in", "3/4", "in"), ("0.5m²", "0.5", "m²"),
        ("9.6 W/m", "9.6", "W/m"), ("24个/箱", "24", "个/箱"), ("60 kWh/1000 h", "60", "kWh/1000 h"),
        ("30(L) × 20(W) × 12(H) cm", "30(L) × 20(W) × 12(H)", "cm"), ("12 V/2 A", "12 V/2 A", ""),
        ("4 persons", "4", "persons"), ("6 pcs / carton", "6", "pcs / carton"), ("8 L/R", "8 L/R", ""),
    ],
)  # fmt: skip
def test_values_are_parted_from_units_and_keep_their_figures(text, value, unit):
    assert split_unit(text) == (value, unit)


@pytest.mark.parametrize(
    ("name", "bare", "unit"),
    [
        ("Height (mm)", "Height", "mm"), ("Gewicht [kg]", "Gewicht", "kg"), ("重量（克）", "重量", "克"),
        ("重量/kg", "重量", "kg"), ("Width, mm", "Width", "mm"), ("Input / Output", "Input / Output", ""),
        ("weight_kg", "weight", "kg"), ("Flow (L/min)", "Flow", "L/min"), ("Heat output (W/m²)", "Heat output", "W/m²"),
        ("Supply (V AC)", "Supply", "V AC"), ("Supply [V DC]", "Supply", "V DC"), ("Voltage (DC V)", "Voltage", "DC V"),
        ("Consumption (kWh/annum)", "Consumption", "kWh/annum"), ("装箱数（个/箱）", "装箱数", "个/箱"),
        ("Length (unit: mm)", "Length", "mm"), ("尺寸（单位：mm）", "尺寸", "mm"), ("Size (L/W/H)", "Size (L/W/H)", ""),
        ("Strap (L/R)", "Strap (L/R)", ""), ("Price (per set)", "Price (per set)", ""),
    ],
)  # fmt: skip
def test_units_in_names_are_taken_out(name, bare, unit):
    assert take_unit(name) == (bare, unit)


@pytest.mark.parametrize("name", ["Drawer (W × D × H)", "Folded (L x W x H)", "Lying area (L*W)"])
def test_axes_in_brackets_may_stand_after_any_word(name):
    page = Page(1)
    page.blocks = [
        Grid([[Slot(name), Slot("52 × 38 × 14 cm")], [Slot("Doors"), Slot("two")]], ruled=False)
    ]

    facts = facts_of([page], "", Subject())[0]

    assert [(fact["attribute"], fact["value"], fact["unit"]) for fact in facts] == [
        (name, "52 × 38 × 14", "cm"),
        ("Doors", "two", ""),
    ]


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("材质：不锈钢 容量：500ml", [("材质", "不锈钢"), ("容量", "500ml")]),
        ("• Weight: 2 kg; Height: 3 m", [("Weight", "2 kg"), ("Height", "3 m")]),
        ("【颜色】红色", [("颜色", "红色")]),
        ("Cable length – 1.8 m", [("Cable length", "1.8 m")]),
        ("Height 42 cm", [("Height", "42 cm")]),
        ("A good day 42", []),
    ],
)
def test_labels_are_understood_however_they_are_written(text, pairs):
    assert [(pair.name, pair.value) for pair in text_pairs(text)] == pairs


@pytest.mark.parametrize(
    ("text", "both"),
    [
        ("PC 阻燃 PC flame-retardant", ("PC 阻燃", "PC flame-retardant")),
        ("ABS+PC 塑料 / ABS+PC plastic", ("ABS+PC 塑料", "ABS+PC plastic")),
        ("304 不锈钢 304 stainless steel", ("304 不锈钢", "304 stainless steel")),
        ("PC 外壳 ABS plastic", None),
        ("LED 灯", None),
        ("医用级PP / Medical-grade PP", ("医用级PP", "Medical-grade PP")),
        ("Medical-grade PP / 医用级PP", ("医用级PP", "Medical-grade PP")),
        ("医用级PP Medical-grade PP", ("医用级PP", "Medical-grade PP")),
        ("米色/灰色 / Beige/Grey", ("米色/灰色", "Beige/Grey")),
        ("米色/灰色/Beige/Grey", ("米色/灰色", "Beige/Grey")),
        ("304不锈钢、PP盖 | 304 steel, PP lid", ("304不锈钢、PP盖", "304 steel, PP lid")),
        ("不锈钢304 / SUS304", None),
        ("Type-C接口 / Type-C port", ("Type-C接口", "Type-C port")),
        ("每箱 Pcs/box", ("每箱", "Pcs/box")),
    ],
)
def test_words_in_two_languages_are_parted_and_codes_stay_with_theirs(text, both):
    assert two_languages(text, freely=True) == both


def _lines(*texts: str, head: bool = False):

    return [Line([Part(text)], head=head) for text in texts]
