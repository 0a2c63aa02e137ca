"""Texts keep to the limits of where they go."""

import re

import pytest

from generation.pipelines.copy import LANGUAGES, LENGTHS, NETWORKS, TONES, plain
from generation.providers.base import CopyRequest, KnownFact, Subject
from generation.writing import limits
from tests.unit.writing.ranges import RANGES, products, write

SIXTY = Subject(
    name="Speckled stoneware mug with a lid and a saucer",
    name_zh="斑点粗陶马克杯带盖带碟礼盒装",
    brand="Northbay",
    category="Drinkware",
    facts=tuple(
        fact
        for place in range(30)
        for fact in (
            KnownFact(f"Detail {'abcdefghijklmnopqrstuvwxyzäöüß'[place]}", "Oak " * 12, language="en"),
            KnownFact(f"细节{'甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地玄黄宇宙洪荒'[place]}",
                      "一段很长的说明文字，" * 5, language="zh-Hans"),
        )
    ),
)  # fmt: skip
TWO = Subject(
    name="Plain mug",
    name_zh="素面杯",
    facts=(KnownFact("Capacity", "350", "ml"), KnownFact("Weight", "300", "g")),
)
SUBJECTS = [SIXTY, TWO, *(next(products(kind)) for kind in RANGES.values()), Subject(name="X200")]


def content(kind: str, language: str, subject: Subject, **asked):
    return write(CopyRequest(kind, language, subject, **asked)).content


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_fit_amazon_and_taobao_and_name_the_product(language: str, length: str) -> None:
    for subject in SUBJECTS:
        title = content("title", language, subject, length=length)["title"]

        assert len(title) <= 75
        assert language == "en" or limits.gbk_bytes(title) <= 60
        words = re.findall(r"[a-z]{3,}", title.lower())
        assert len(words) == len(set(words))
        assert title.split()[0] in {subject.brand, *subject.name.split(), subject.name_zh}


def test_a_longer_title_says_more_facts() -> None:
    mug = SUBJECTS[2]

    counts = [
        len(write(CopyRequest("title", "en", mug, length=length)).facts) for length in LENGTHS
    ]

    assert counts == sorted(counts)
    assert counts[0] >= 1
    assert counts[-1] > counts[0]


def test_a_title_does_not_repeat_the_quantity_of_the_name() -> None:
    bottle = Subject(name="Trail bottle 750 ml", facts=(KnownFact("Capacity", "750", "ml"),))

    assert content("title", "en", bottle)["title"] == "Trail bottle 750 ml"
    described = plain("description", content("description", "en", bottle))
    assert described.count("750 ml") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_selling_points_fit_amazon(language: str) -> None:
    for subject in SUBJECTS:
        for length in LENGTHS:
            points = content("selling_points", language, subject, length=length)["points"]

            assert 1 <= len(points) <= 5
            for point in points:
                assert 10 <= len(point["head"]) + 2 + len(point["text"]) <= 255


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("network", NETWORKS)
def test_posts_fit_their_network(network: str, language: str) -> None:
    for subject in SUBJECTS:
        for tone in TONES:
            post = content("post", language, subject, channel=network, tone=tone, length="long")

            whole = plain("post", post)
            assert all(re.fullmatch(r"\w+", tag) for tag in post["tags"])
            assert bool(post["title"]) == (network == "xiaohongshu")
            if network == "x":
                assert limits.x_weight(whole) <= 280
            elif network == "instagram":
                assert len(whole) <= 2200
                assert len(post["tags"]) <= 5
            else:
                assert len(post["title"]) <= 20
                assert len(post["body"]) <= 1000
                assert len(post["tags"]) <= 10


EMOJI = re.compile(r"[\U0001f300-\U0001faff\u2600-\u27bf]")


@pytest.mark.parametrize("language", LANGUAGES)
def test_emoji_stand_in_posts_alone_and_are_few(language: str) -> None:
    mug = SUBJECTS[2]
    for seed in range(20):
        listing = content("description", language, mug, tone="lively", seed=seed)
        sober = content("post", language, mug, channel="xiaohongshu", seed=seed)
        post = content("post", language, mug, channel="xiaohongshu", tone="lively", seed=seed)

        assert not EMOJI.search(plain("description", listing) + plain("post", sober))
        assert len(EMOJI.findall(plain("post", post))) <= 3


def test_weights_of_x_are_counted_as_x_counts() -> None:
    assert limits.x_weight("abc") == 3
    assert limits.x_weight("容量") == 4
    assert limits.x_weight("see https://example.com/a/very/long/address/that/goes/on") == 4 + 23


@pytest.mark.parametrize("kind", ["description", "selling_points", "faq", "post"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_two_facts_make_a_text_without_padding(language: str, kind: str) -> None:
    request = CopyRequest(kind, language, TWO, length="long")

    result = write(request)

    text = plain(kind, result.content)
    assert set(result.facts) == {"Capacity", "Weight"}
    assert len(text) < 420
    assert ("350 ml" if language == "en" else "350 毫升") in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_sixty_facts_do_not_become_a_wall(language: str) -> None:
    sizes = [
        len(write(CopyRequest("description", language, SIXTY, length=length)).facts)
        for length in LENGTHS
    ]

    assert sizes == sorted(sizes)
    assert sizes[0] <= 6
    assert sizes[-1] <= 22


@pytest.mark.parametrize(
    ("language", "brief", "said"),
    [
        ("en", "comes in a gift box", "Comes in a gift box."),
        ("en", "送礼盒包装", ""),
        ("zh-hans", "送礼盒包装", "送礼盒包装。"),
        ("zh-hans", "comes in a gift box", ""),
    ],
)
def test_the_persons_own_words_stand_as_a_sentence_in_their_language(
    language: str, brief: str, said: str
) -> None:
    for kind in ("description", "selling_points", "post"):
        text = plain(kind, content(kind, language, SUBJECTS[2], brief=brief))

        assert (said or brief) in text if said else brief not in text
