"""English sentences hold what belongs together, and call the product so that nobody tires of it."""

import re

import pytest

from config.demo.catalogue import PRODUCTS
from generation.pipelines.copy import TONES, plain
from generation.providers.base import CopyRequest, KnownFact, Subject
from generation.writing.english import heads, joining, spoken
from generation.writing.reading import points_of
from tests.unit.writing.ranges import write

DEMO = [
    Subject(
        name=product.name_en,
        brand=product.brand,
        category=product.category,
        facts=tuple(
            KnownFact(fact.attribute, str(fact.value), fact.unit, fact.language.lower())
            for fact in product.facts
        ),
    )
    for product in PRODUCTS
]


def facts(*pairs: tuple[str, str]) -> Subject:
    return Subject(name="Plain mug", facts=tuple(KnownFact(*pair, language="en") for pair in pairs))


def sentences(kind: str, subject: Subject, **asked) -> list[str]:
    text = plain(kind, write(CopyRequest(kind, "en", subject, **asked)).content)
    return re.split(r"(?<=[.?])\s+", text)


def test_several_yeses_are_said_in_one_breath() -> None:
    mug = facts(("Dishwasher safe", "Yes"), ("Microwave safe", "Yes"))
    [both] = spoken.together(points_of(mug.facts, language="en"))

    assert both.attributes == ("Dishwasher safe", "Microwave safe")
    assert "<is/are> safe in the dishwasher and the microwave" in spoken.spoken(both).ways.does
    assert heads.head_of(both, lambda options: options[0])[0] == "Dishwasher and microwave safe"


@pytest.mark.parametrize(
    ("fact", "head", "rest"),
    [
        (("Capacity", "350 ml"), "Holds 350 ml", ""),
        (
            ("Craft", "Thrown by hand, every speckle falls differently"),
            "Thrown by hand",
            "Every speckle falls differently.",
        ),
        (("Battery life", "40 hours"), "40 hours on one charge", ""),
        (
            ("Texture", "Light gel cream that sinks in without shine"),
            "A light gel cream",
            "It sinks in without shine.",
        ),
        (("Scent", "None added"), "No scent added", ""),
        (("Story", "A tale of " + "many words " * 8), "", ""),
    ],
)
def test_a_head_says_the_thing_itself(fact: tuple[str, str], head: str, rest: str) -> None:
    [point] = points_of(facts(fact).facts, language="en")

    assert heads.head_of(point, lambda options: options[0]) == (head, rest)


def test_a_verb_is_shared_only_where_the_sentence_stays_clear() -> None:
    assert joining.shared("is fired at 1,240 °C", "is leak-proof") == "leak-proof"
    assert joining.shared("is made for dry skin", "is vegan and light") == "is vegan and light"
    assert joining.shared("holds 350 ml", "is leak-proof") == "is leak-proof"


@pytest.mark.parametrize("tone", TONES)
@pytest.mark.parametrize("subject", DEMO, ids=lambda subject: subject.name)
def test_descriptions_read_as_one_text(subject: Subject, tone: str) -> None:
    for seed in range(10):
        said = sentences("description", subject, tone=tone, seed=seed)

        starts = [sentence.split()[0].lower().split("'")[0] for sentence in said]
        runs = [set(starts[at : at + 4]) for at in range(len(starts) - 3)]
        assert {"it"} not in runs
        assert {"they"} not in runs
        assert not [one for one in said if one.startswith(("Yes", "Look closely"))]
        name = subject.name.removesuffix(" 750 ml").lower()  # a fact says the quantity
        assert sum(name in one.lower() for one in said) == 1


@pytest.mark.parametrize("subject", DEMO, ids=lambda subject: subject.name)
def test_selling_points_are_few_and_their_heads_are_short(subject: Subject) -> None:
    for seed in range(10):
        request = CopyRequest("selling_points", "en", subject, seed=seed)
        points = write(request).content["points"]

        assert 3 <= len(points) <= 5
        for point in points:
            assert len(point["head"].split()) <= 8 or "×" in point["head"]
            assert point["head"].lower() not in point["text"].lower()
