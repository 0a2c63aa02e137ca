"""English values stand in sentences as people would write them."""

import pytest

from generation.pipelines.copy import plain
from generation.providers.base import CopyRequest, KnownFact, Subject
from generation.writing.english import predicates, values
from generation.writing.units import Quantity
from tests.unit.writing.ranges import write


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("Stoneware, food-safe glaze", "stoneware with a food-safe glaze"),
        ("Full-grain cowhide, vegetable tanned", "full-grain cowhide, vegetable tanned"),
        ("Opal glass dome, brushed brass", "an opal glass dome and brushed brass"),
        ("A tablet, a wallet and a bottle", "a tablet, a wallet and a bottle"),
        ("Headphones, cloth pouch, USB-C cable", "headphones, a cloth pouch and a USB-C cable"),
        ("E14 LED, included", "an E14 LED, included"),
        ("Screw cap with a loop", "a screw cap with a loop"),
        ("Bluetooth 5.3", "Bluetooth 5.3"),
        ("Solid brass", "solid brass"),
    ],
)
def test_phrases(value: str, said: str) -> None:
    assert values.phrase(value) == said


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        ("Wipe with a dry cloth", "act"),
        ("Push lock under the flap", "phrase"),
        ("Thrown and glazed by hand, every speckle falls differently", "done"),
        ("Hand wash only. Oil once a month", "alone"),
        ("We plant a tree for each one", "alone"),
        ("None added", "none"),
    ],
)
def test_shapes(value: str, shape: str) -> None:
    assert values.shape(value) == shape


@pytest.mark.parametrize(
    ("count", "label", "said"),
    [
        ("3", "Inner pockets", "3 inner pockets"),
        ("1", "Inner pockets", "1 inner pocket"),
        ("2", "Battery", "2 batteries"),
        ("1", "Glasses", "1 glass"),
        ("4", "Shelf", "4 shelves"),
    ],
)
def test_plurals(count: str, label: str, said: str) -> None:
    assert predicates.as_counted(label, Quantity(count, "piece"), count) == said


@pytest.mark.parametrize(
    ("label", "answer"),
    [
        ("Leak proof", "Yes, it is leak-proof."),
        ("Supports fast charging", "Yes, it supports fast charging."),
        ("Batteries included", "Yes, it comes with batteries included."),
        ("Suitable for children", "Yes, it is suitable for children."),
    ],
)
def test_answers(label: str, answer: str) -> None:
    subject = Subject(name="Plain mug", facts=(KnownFact(label, "yes"),))

    text = plain("faq", write(CopyRequest("faq", "en", subject)).content)

    assert text.endswith(answer)


def test_things_that_come_in_pairs_are_several() -> None:
    subject = Subject(name="Halo headphones", facts=(KnownFact("Weight", "248", "g"),))

    for seed in range(20):
        text = plain(
            "description", write(CopyRequest("description", "en", subject, seed=seed)).content
        )

        assert " it " not in f" {text.lower()} "
        assert "headphones weighs" not in text
        assert "a headphones" not in text


def test_shouted_words_are_calmed_and_signs_are_not() -> None:
    facts = (KnownFact("MATERIAL", "BAMBOO"), KnownFact("Charging port", "USB-C"))
    subject = Subject(name="BAMBOO BOARD", facts=facts)

    text = plain("description", write(CopyRequest("description", "en", subject)).content)

    assert "BAMBOO" not in text
    assert "bamboo" in text
    assert "USB-C" in text
