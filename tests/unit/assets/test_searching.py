"""How text is cut into what files are found by, and what somebody asks for."""

import pytest

from assets import searching


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Mug front.jpg", ["mug", "front", "jpg"]),
        ("IMG_2041", ["img", "2041"]),
        ("photo2041b", ["photo2041b", "photo", "2041", "b"]),
        ("Crème brûlée", ["creme", "brulee"]),
        ("ＡＢ１２", ["ab12", "ab", "12"]),
        ("马克杯", ["马", "克", "杯", "马克", "克杯"]),
        ("红色Mug杯", ["红", "色", "红色", "mug", "杯"]),
        ("머그컵", ["머", "그", "컵", "머그", "그컵"]),
        ("mug mug MUG", ["mug"]),
        (" – ()!&|:* ", []),
    ],
)
def test_text_is_cut_into_lexemes(text: str, found: list[str]) -> None:
    assert searching.lexemes(text) == found


@pytest.mark.parametrize(
    ("asked", "query"),
    [
        ("Mu", "'mu':*"),
        ("AB-12", "'ab':* & '12':*"),
        ("杯", "'杯'"),
        ("马克杯", "'马克' & '克杯'"),
        ("红mug", "'红' & 'mug':*"),
        ("' | '':* & !", ""),
    ],
)
def test_what_is_asked_for_is_cut_in_the_same_way(asked: str, query: str) -> None:
    assert searching.query(asked) == query


def test_a_long_text_keeps_what_a_tsvector_can_hold() -> None:
    text = " ".join(f"{number:039d}" for number in range(40_000))

    kept = searching.lexemes(text)

    assert 0 < sum(len(lexeme.encode()) for lexeme in kept) <= searching.MOST_BYTES


def test_a_search_is_of_a_few_words() -> None:
    assert len(searching.words("a b\0c " * 9)) == searching.MOST_WORDS
    assert all("\0" not in word for word in searching.words("b\0c"))
