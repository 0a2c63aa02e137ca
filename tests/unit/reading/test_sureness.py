"""Clean rows are sure; what breaks off, is guessed or stands in no row is less so."""

import pytest

from assets.reading.blocks import Grid, Line, Page, Part, Slot
from assets.reading.facts import facts_of
from assets.reading.grids import Subject
from assets.reading.sureness import CLEAN, GLUED

LIKELY = 70


def sure(*blocks: Line | Grid) -> dict[str, int]:
    found, _ = facts_of([Page(1, blocks=list(blocks))], "", Subject())
    return {fact["attribute"]: fact["confidence"] for fact in found}


def table(*rows: tuple[str, ...], ruled: bool = True) -> Grid:
    return Grid([[Slot(text) for text in row] for row in rows], ruled=ruled)


def line(*parts: str) -> Line:
    return Line([Part(text) for text in parts])


CLEAN_ROWS = (("Weight", "2.4 kg"), ("Cable length", "1.8 m"), ("Colour", "Sand"))


def test_clean_rows_and_labelled_lines_are_sure():
    rows = sure(table(*CLEAN_ROWS))
    lines = sure(*(line(f"{name}: {value}") for name, value in CLEAN_ROWS))

    assert min(*rows.values(), *lines.values()) >= CLEAN


def test_columns_that_nobody_drew_and_words_side_by_side_are_less_sure():
    placed = sure(table(*CLEAN_ROWS, ruled=False))
    beside = sure(line("Weight", "2.4 kg"))

    assert max(placed.values()) < CLEAN
    assert beside["Weight"] < LIKELY


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Material", "Beech, walnut,"), ("Material", "Beech and"), ("Material", "Beech (oiled"), ("Material", "oiled) beech"),
        ("材质", "榉木、"), ("Features", ", foldable"), ("Material", "Top: beech"),
    ],
)  # fmt: skip
def test_a_value_that_breaks_off_or_holds_another_name_is_unsure(name, value):
    assert sure(table((name, value), *CLEAN_ROWS))[name] < LIKELY


@pytest.mark.parametrize(
    "value", ["Beech, walnut", "A++", "Beech (oiled)", "榉木、胡桃木", "Type-C"]
)
def test_a_whole_value_is_sure(value):
    assert sure(table(("Material", value), *CLEAN_ROWS))["Material"] >= CLEAN


def test_a_figure_whose_unit_nobody_says_is_less_sure():
    rows = sure(table(("Height", "42"), ("Depth (cm)", "30"), ("Pieces", "4"), *CLEAN_ROWS))

    assert rows["Height"] < CLEAN
    assert min(rows["Depth"], rows["Pieces"]) >= CLEAN


def test_words_of_two_languages_that_no_sign_parts_are_less_sure():
    parted = sure(table(("颜色 Colour", "米白 / Cream"), ("重量 Weight", "2 kg")))
    cut = sure(table(("颜色 Colour", "米白 Cream"), ("重量 Weight", "2 kg")))

    assert parted["Colour"] >= CLEAN > cut["Colour"]


def test_facts_that_disagree_are_unsure():
    assert sure(table(("Weight", "2 kg"), ("Colour", "Sand")), line("Weight: 3 kg"))["Weight"] < LIKELY  # fmt: skip


def test_lines_that_are_amounts_of_different_things_are_values_of_several_rows():
    glued = sure(table(("Motor", "310 W\n71 dB\n5.2 kg"), *CLEAN_ROWS))
    whole = sure(table(("Sizes", "30 cm\n40 cm"), *CLEAN_ROWS))

    assert glued["Motor"] <= GLUED
    assert whole["Sizes"] > GLUED
