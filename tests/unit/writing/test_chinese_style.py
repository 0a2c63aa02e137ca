"""Chinese reads as a seller writes: no bare headings, no stiff turns, names without gaps."""

import re

import pytest

from config.demo.catalogue import PRODUCTS
from generation.pipelines.copy import KINDS, LENGTHS, NETWORKS, SCRIPT, TONES, plain
from generation.providers.base import CopyRequest, KnownFact, Subject
from tests.unit.writing.ranges import write

DEMO = [
    Subject(
        name=product.name_en,
        name_zh=product.name_zh,
        brand=product.brand,
        category=product.category,
        facts=tuple(
            KnownFact(fact.attribute, str(fact.value), fact.unit, fact.language.lower())
            for fact in product.facts
        ),
    )
    for product in PRODUCTS
]
STIFF = re.compile(
    r"请|[哦啦亲]|自重|取材|出自|看图就知道|打个招呼|上秤|这点也记下|一句话|说说它本身|[，。]论|说到"
)
UMBRELLA = Subject(
    name="Umbrella",
    name_zh="自动折叠雨伞",
    brand="晴川",
    facts=(
        KnownFact("伞骨", "8", "根"),
        KnownFact("附赠", "收纳袋"),
        KnownFact("自动开合", "是"),
        KnownFact("直径", "105", "cm"),
    ),
)


def said(kind: str, subject: Subject, **asked) -> str:
    return plain(kind, write(CopyRequest(kind, "zh-hans", subject, **asked)).content)


@pytest.mark.parametrize("tone", TONES)
@pytest.mark.parametrize("kind", [*KINDS, SCRIPT])
def test_no_stiff_turn_is_written(kind: str, tone: str) -> None:
    for subject in DEMO:
        for seed in range(8):
            text = said(kind, subject, tone=tone, seed=seed, length="long", seconds=30)

            assert not STIFF.search(text), text


@pytest.mark.parametrize("tone", TONES)
@pytest.mark.parametrize("length", LENGTHS)
def test_heads_are_short_and_their_numbers_are_not_said_again(length: str, tone: str) -> None:
    for subject in DEMO:
        for seed in range(8):
            request = CopyRequest(
                "selling_points", "zh-hans", subject, tone=tone, length=length, seed=seed
            )
            for point in write(request).content["points"]:
                assert len(point["head"]) <= 12
                numbers = re.findall(r"\d+ [\u4e00-\u9fff]+", point["head"])
                assert not [number for number in numbers if number in point["text"]]
                assert point["head"] not in ("用料与做工", "尺寸与分量", "实用之处", "更多细节")


def test_a_product_is_named_once_or_twice_in_a_paragraph_at_most() -> None:
    for subject in DEMO:
        for seed in range(8):
            for paragraph in said("description", subject, seed=seed, length="long").split("\n\n"):
                assert len(re.findall(r"这[款只盏副]", paragraph)) <= 2


def test_answers_are_two_sentences_at_most() -> None:
    for subject in DEMO:
        content = write(CopyRequest("faq", "zh-hans", subject, length="long")).content
        for entry in content["entries"]:
            assert entry["question"].endswith("？")
            assert entry["answer"].count("。") <= 2


@pytest.mark.parametrize("network", NETWORKS)
def test_a_post_says_its_facts_once(network: str) -> None:
    for seed in range(8):
        text = said("post", DEMO[0], channel=network, seed=seed, length="long")

        assert text.count("350 毫升") <= 1
        assert text.count("中国景德镇") <= 1


def test_things_are_counted_as_people_count_them() -> None:
    texts = [said("description", UMBRELLA, seed=seed, tone="warm") for seed in range(20)]

    assert any("把雨伞" in text for text in texts)
    assert all("8 根伞骨" in text and "附赠是" not in text for text in texts)
    assert not [text for text in texts if "晴川 " in text]


def test_a_product_with_an_english_name_alone_is_called_by_its_chinese_noun() -> None:
    mug = Subject(
        name="Plain mug", facts=(KnownFact("容量", "350", "毫升"), KnownFact("材质", "粗陶"))
    )

    questions = said("faq", mug)

    assert "350 毫升" in questions
    assert any("杯" in said("description", mug, seed=seed) for seed in range(5))


def test_two_machines_are_said_in_one_breath() -> None:
    mug = Subject(
        name="Mug",
        name_zh="马克杯",
        facts=(KnownFact("可用洗碗机", "是"), KnownFact("可用微波炉", "是")),
    )

    heads = [
        point["head"]
        for point in write(CopyRequest("selling_points", "zh-hans", mug)).content["points"]
    ]

    assert heads in (["洗碗机、微波炉可用"], ["微波炉、洗碗机可用"])
