"""Two labels on one line are two facts, though nothing but a space parts them."""

import pytest

from assets.reading.blocks import Line, Page, Part
from assets.reading.facts import facts_of
from assets.reading.grids import Subject


def said(*parts: str) -> dict[str, str]:
    page = Page(1, blocks=[Line([Part(text) for text in parts])])
    found, _ = facts_of([page], "", Subject())
    return {fact["attribute"]: f"{fact['value']} {fact['unit']}".strip() for fact in found}


@pytest.mark.parametrize(
    ("line", "facts"),
    [
        ("额定电压: 110V~ 额定频率: 60Hz", {"额定电压": "110V~", "额定频率": "60 Hz"}),
        ("净重:2kg 外壳材质:PP 颜色:白", {"净重": "2 kg", "外壳材质": "PP", "颜色": "白"}),
        ("Voltage: 110 V Rated frequency: 60 Hz", {"Voltage": "110 V", "Rated frequency": "60 Hz"}),
        ("Colour: Matte black Net weight: 3 kg", {"Colour": "Matte black", "Net weight": "3 kg"}),
        ("Poids : 2 kg Couleur : rouge mat", {"Poids": "2 kg", "Couleur": "rouge mat"}),
        ("Gear ratio: 4:3 Weight: 5 kg", {"Gear ratio": "4:3", "Weight": "5 kg"}),
    ],
)
def test_a_second_label_ends_the_value(line: str, facts: dict[str, str]) -> None:
    assert said(line) == facts


def test_a_second_label_ends_a_value_that_stands_apart() -> None:
    assert said("额定电压:", "110V~ 额定频率: 60Hz") == {"额定电压": "110V~", "额定频率": "60 Hz"}


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("Material: Upper: leather, Sole: rubber", "Upper: leather, Sole: rubber"),
        ("Sizes: S: 12 cm M: 14 cm", "S: 12 cm M: 14 cm"),
        ("Input: USB-C: 5V/3A", "USB-C: 5V/3A"),
        ("Charging time: 5:30 h", "5:30 h"),
    ],
)
def test_parts_of_a_value_are_no_second_labels(line: str, value: str) -> None:
    assert list(said(line).values()) == [value]
