"""Everything concrete comes from a fact, and no fact is said twice."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation import writing
from generation.pipelines.copy import KINDS, LANGUAGES, LENGTHS, SCRIPT, TONES, check, plain
from generation.providers.base import CopyRequest, KnownFact, Subject
from tests.unit.writing.ranges import write

WRITING = Path(writing.__file__).parent
ATTRIBUTES = (
    "Capacity", "Material", "Colour", "Weight", "Height", "Width", "Diameter", "Battery life",
    "Origin", "Care", "Craft", "Fits", "Power", "Luminous flux", "Inner pockets", "Lining",
    "Suitable for children", "Widget rating", "Cable length", "In the box", "Directions",
    "Skin type", "Connection", "Warranty", "pH", "Keeps cold", "WHATEVER", "how to hold it",
    "Texture", "Scent", "Packaging", "Key ingredient", "材质", "颜色", "保养", "灯罩直径", "随便写的",
)  # fmt: skip
UNITS = ("", "ml", "g", "mm", "W", "h", "pieces", "%", "°C", "months", "lm", "mAh", "pcs", "支")
# Words and numbers that no frame holds, so that each can be counted in the text.
TOKENS = st.integers(min_value=0, max_value=25**4 - 1).map(lambda number: f"q{letters(number)}q")


def letters(number: int) -> str:
    signs = []
    for _ in range(4):
        number, sign = divmod(number, 25)
        signs.append(chr(ord("a") + sign + (sign >= 16)))
    return "".join(signs)


@st.composite
def values(draw: st.DrawFn, token: str, number: int) -> tuple[str, str]:
    """Draw (value, unit): a number, or words around the token."""
    if draw(st.booleans()):
        return str(number), draw(st.sampled_from(UNITS))
    shapes = ("{}", "Soft {}", "{} with a loop, coated", "Wipe with a {}, wash by hand", "手工{}",
              "Made by {}", "It is {}. Nothing else", "None {}", "{}，粗陶", "{!}")  # fmt: skip
    return draw(st.sampled_from(shapes)).replace("{}", token).replace("{!}", f"[{token}|{{v}}]"), ""


@st.composite
def subjects(draw: st.DrawFn, most: int = 40) -> tuple[Subject, list[str]]:
    """Draw a product, and the tokens of its facts."""
    attributes = draw(st.lists(st.sampled_from(ATTRIBUTES), unique=True, max_size=most))
    tokens = draw(st.lists(TOKENS, unique=True, min_size=len(attributes), max_size=len(attributes)))
    facts, said = [], []
    for place, (attribute, token) in enumerate(zip(attributes, tokens, strict=True)):
        number = 700001 + place * 13
        value, unit = draw(values(token, number))
        language = draw(st.sampled_from(("", "en", "zh-Hans", "zh-hans")))
        facts.append(KnownFact(attribute, value, unit, language))
        said.append(token if token in value else str(number))
    name = draw(st.sampled_from(("Plain mug", "Halo headphones", "X200", "台灯", "Ünïque – thing")))
    return Subject(
        name=name, brand=draw(st.sampled_from(("", "Northbay"))), facts=tuple(facts)
    ), said


def requests(subject: Subject) -> st.SearchStrategy[CopyRequest]:
    return st.builds(
        CopyRequest,
        kind=st.sampled_from((*KINDS, SCRIPT)),
        language=st.sampled_from(LANGUAGES),
        subject=st.just(subject),
        channel=st.sampled_from(("general", "xiaohongshu", "instagram", "x")),
        tone=st.sampled_from(TONES),
        length=st.sampled_from(LENGTHS),
        seed=st.integers(0, 99),
        seconds=st.sampled_from((5, 15, 20, 30, 60)),
        pictures=st.integers(0, 5),
    )


def times_said(text: str, token: str) -> int:
    bare = text.replace(",", "") if token.isdigit() else text
    return len(re.findall(re.escape(token), bare, re.IGNORECASE))


@given(data=st.data())
def test_every_fact_is_said_once_at_most_and_the_text_has_its_shape(data: st.DataObject) -> None:
    subject, tokens = data.draw(subjects())
    request = data.draw(requests(subject))

    result = write(request)

    check(request.kind, result.content)
    text = plain(request.kind, result.content)
    assert [token for token in tokens if times_said(text, token) > 1] == []
    assert "{v}" not in text.replace("|{v}]", "")
    said = [
        fact.attribute
        for fact, token in zip(subject.facts, tokens, strict=True)
        if times_said(text, token)
    ]
    assert set(said) <= set(result.facts)
    assert len(result.facts) == len(set(result.facts)) <= len(subject.facts)


@given(data=st.data())
def test_the_same_request_gives_the_same_text(data: st.DataObject) -> None:
    subject, _tokens = data.draw(subjects(most=6))
    request = data.draw(requests(subject))

    assert write(request) == write(request)


MUG = Subject(
    name="Plain mug",
    name_zh="素面马克杯",
    price="24.00 USD",
    facts=(
        KnownFact("Capacity", "350", "ml"),
        KnownFact("Material", "Stoneware", language="en"),
        KnownFact("材质", "粗陶", language="zh-Hans"),
        KnownFact("Price", "24.00", "USD"),
        KnownFact("Offer", "Now only $19"),
        KnownFact("Dishwasher safe", "No", language="en"),
        KnownFact("可用洗碗机", "否", language="zh-Hans"),
        KnownFact("Charging port", "USB-C", language="en"),
        KnownFact("Story", "A potter's tale", language="en"),
        KnownFact("Flurb rating", "7"),
    ),
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_no_price_is_written(kind: str, language: str) -> None:
    text = plain(kind, write(CopyRequest(kind, language, MUG, length="long")).content)

    assert not re.search(r"\b(24|19)\b|USD|\$", text)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_a_product_cannot_do_is_said_in_answers_alone(language: str) -> None:
    described, answered = (
        plain(kind, write(CopyRequest(kind, language, MUG, length="long")).content)
        for kind in ("description", "faq")
    )

    word, refused = ("dishwasher", "No, it is not dishwasher safe.") if language == "en" else (
        "洗碗机", "不可以，不能放进洗碗机。"
    )  # fmt: skip
    assert word not in described
    assert refused in answered


def test_words_of_the_other_language_are_left_out_unless_they_need_none() -> None:
    text = plain("description", write(CopyRequest("description", "zh-hans", MUG)).content)

    assert "USB-C" in text
    assert "粗陶" in text
    assert "Stoneware" not in text
    assert "tale" not in text
    assert "Flurb" not in text


CLAIMS = re.compile(
    r"最|第一|顶级|唯一|首选|极致|完美|国家级|保证|绝对|"
    r"\b(?:best|perfect|guarantee\w*|unique|ultimate|#1|number one|leading|finest|premium)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("tone", TONES)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [*KINDS, SCRIPT])
def test_nothing_is_claimed_and_nothing_is_shouted(kind: str, language: str, tone: str) -> None:
    for seed in range(25):
        request = CopyRequest(kind, language, MUG, tone=tone, length="long", seed=seed, seconds=60)
        text = plain(kind, write(request).content)

        assert not CLAIMS.search(text)
        assert not re.search(r"[!！您请]", text)


def test_no_frame_holds_a_claim_or_shouts() -> None:
    spoken = [*WRITING.glob("english/*.py"), *WRITING.glob("chinese/*.py")]

    found = {path.name: CLAIMS.findall(path.read_text(encoding="utf-8")) for path in spoken}

    assert spoken
    assert {name: words for name, words in found.items() if words} == {}
