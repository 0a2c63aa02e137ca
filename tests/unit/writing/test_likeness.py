"""A hundred products of one category get a hundred texts."""

import pytest

from generation.pipelines.copy import LANGUAGES, LENGTHS, TONES, plain
from generation.providers.base import CopyRequest
from tests.unit.writing.likeness import likeness, most_alike, sequences
from tests.unit.writing.ranges import RANGES, Range, products, write

MOST = 0.4  # of the shorter text's sequences


def descriptions(kind: Range, *, language: str, length: str, tone: str) -> list[str]:
    return [
        plain(
            "description",
            write(CopyRequest("description", language, product, length=length, tone=tone)).content,
        )
        for product in products(kind)
    ]


def test_likeness_is_the_shared_part_of_the_shorter_text() -> None:
    one = sequences("A mug for the first coffee of the day.", "en")
    other = sequences("This is a mug for the first coffee!", "en")

    assert len(one) == 5
    assert likeness(one, other) == pytest.approx(2 / 4)
    assert len(sequences("容量 350 毫升。", "zh-hans")) == 3


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", RANGES)
def test_no_two_descriptions_of_a_hundred_products_are_alike(name: str, language: str) -> None:
    texts = descriptions(RANGES[name], language=language, length="medium", tone="plain")

    shared, pair = most_alike(texts, language)

    assert shared <= MOST, "\n---\n".join(texts[place] for place in pair)


@pytest.mark.slow
@pytest.mark.parametrize("tone", TONES)
@pytest.mark.parametrize("length", [length for length in LENGTHS if length != "short"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", RANGES)
def test_no_tone_and_no_length_makes_them_alike(
    name: str, language: str, length: str, tone: str
) -> None:
    texts = descriptions(RANGES[name], language=language, length=length, tone=tone)

    assert most_alike(texts, language)[0] <= MOST


@pytest.mark.slow
@pytest.mark.parametrize("tone", TONES)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", RANGES)
def test_short_descriptions_differ_too_though_they_have_few_words(
    name: str, language: str, tone: str
) -> None:
    texts = descriptions(RANGES[name], language=language, length="short", tone=tone)

    assert most_alike(texts, language)[0] <= MOST


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_seed_gives_another_text_of_the_same_facts(language: str) -> None:
    product = next(products(RANGES["mugs"]))

    texts = [
        plain(
            "description", write(CopyRequest("description", language, product, seed=seed)).content
        )
        for seed in range(30)
    ]

    assert most_alike(texts, language)[0] < 0.6
    assert len(set(texts)) == len(texts)
