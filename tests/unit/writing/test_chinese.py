"""Chinese is spaced, listed and labelled as people would write it."""

import re

import pytest

from generation.pipelines.copy import KINDS, TONES, plain
from generation.providers.base import CopyRequest, KnownFact, Subject
from generation.writing.chinese.values import listed, spaced, without_label
from generation.writing.labels import in_chinese, in_english
from tests.unit.writing.ranges import RANGES, products, write


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("蓝牙5.3，附3.5毫米音频线", "蓝牙 5.3，附 3.5 毫米音频线"),
        ("容量350ml,可用微波炉", "容量 350ml，可用微波炉"),
        ("经1240°C烧制", "经 1240°C 烧制"),
        ("防漏。。", "防漏。"),
    ],
)
def test_spaces_and_marks(typed: str, written: str) -> None:
    assert spaced(typed) == written


def test_lists_and_labels() -> None:
    assert listed("粗陶，食品级釉") == "粗陶、食品级釉"
    assert listed("轻盈凝霜，不泛油光") == "轻盈凝霜，不泛油光"
    assert without_label("纯黄铜五金", "五金") == "纯黄铜"
    assert without_label("五金", "五金") == "五金"


@pytest.mark.parametrize(
    ("english", "chinese"),
    [("Capacity", "容量"), ("Shade diameter", "灯罩直径"), ("Inner pockets", "内袋"),
     ("leak-proof", "防漏"), ("Flurb rating", "")],
)  # fmt: skip
def test_names_of_attributes_are_translated_or_left_out(english: str, chinese: str) -> None:
    assert in_chinese(english) == chinese


def test_numbers_with_chinese_names_are_said_in_english() -> None:
    assert in_english("容量") == "capacity"
    subject = Subject(name="Plain mug", facts=(KnownFact("容量", "350", "毫升"),))

    text = plain("faq", write(CopyRequest("faq", "en", subject)).content)

    assert "350 ml" in text


@pytest.mark.parametrize("tone", TONES)
@pytest.mark.parametrize("kind", KINDS)
def test_punctuation_is_full_width_and_latin_stands_apart(kind: str, tone: str) -> None:
    for product in products(RANGES["headphones"], count=15):
        text = plain(kind, write(CopyRequest(kind, "zh-hans", product, tone=tone)).content)
        body = re.sub(r"#\w+", "", text)

        assert not re.search(r"[\u4e00-\u9fff][,;:?!]|[\u4e00-\u9fff][A-Za-z0-9]", body)
        assert not re.search(r"[A-Za-z0-9][\u4e00-\u9fff]|，[，。]|。。| [，。、]", body)
