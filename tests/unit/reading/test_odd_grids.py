"""Tables nobody would write are read without harm, however their cells reach over one another."""

import random

import pytest

from assets.reading.blocks import Grid, Page, Slot
from assets.reading.facts import facts_of
from assets.reading.grids import Subject
from assets.reading.sureness import JOINED

WORDS = [
    "Item", "Description", "Details", "Value", "Unit", "Remark", "", "", "kg", "[V]", "L", "W", "H", "42 mm",
    "640 g", "A-1", "Model", "Colour", "black", "Weight", "N.W.", "To", "Date", "Price", "1", "2", "No.",
    "at no load", "Size", "Section", "Max.", "Symbol", "(mm)", "-", "额定电压", "220V", "单位", "备注", "序号", "a, ",
    "(b",
]  # fmt: skip


def grid(dice: random.Random) -> Grid:
    high, wide = dice.randint(1, 7), dice.randint(1, 9)
    spans = [(1, 1)] * 6 + [(2, 1), (1, 2), (high, 1), (1, wide), (high, wide)]
    rows = [
        [
            Slot(dice.choice(WORDS), span=dice.choice(spans), covered=dice.random() < 0.15)
            for _ in range(wide)
        ]
        for _ in range(high)
    ]
    return Grid(rows, ruled=dice.random() < 0.7)


@pytest.mark.parametrize("seed", range(8))
def test_a_table_of_anything_is_read_and_is_sure_of_whole_cells_alone(seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(60):
        table = grid(dice)
        texts = [" ".join(slot.text.split()) for row in table.rows for slot in row]
        found, _ = facts_of([Page(1, sheet=True, blocks=[table])], "", Subject(sku="A-1"))
        for fact in found:
            whole = any(fact["value"] in text for text in texts)
            assert whole or fact["confidence"] <= JOINED
