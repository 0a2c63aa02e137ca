"""What every copy provider promises, asked of each."""

import json
from collections.abc import Callable

import pytest

from generation.pipelines.copy import KINDS, LANGUAGES, SCRIPT, check, plain
from generation.providers.base import CopyProvider, CopyRequest, KnownFact, ProviderError, Subject
from generation.providers.offline.copy import OfflineCopyProvider

pytestmark = pytest.mark.contract
Build = Callable[[], CopyProvider]

MUG = Subject(
    name="Speckled stoneware mug",
    name_zh="斑点粗陶马克杯",
    brand="Northbay",
    category="Drinkware",
    price="24.00 USD",
    facts=(
        KnownFact("Capacity", "350", "ml"),
        KnownFact("Material", "Stoneware, food-safe glaze", language="en"),
        KnownFact("材质", "粗陶，食品级釉", language="zh-Hans"),
        KnownFact("Dishwasher safe", "Yes", language="en"),
        KnownFact("可用洗碗机", "是", language="zh-Hans"),
        KnownFact("Height", "96", "mm"),
    ),
)


class Told:
    """A report and a reader that remember."""

    def __init__(self, *, stop_at: int = 101) -> None:
        self.heard: list[tuple[str, int]] = []
        self.texts: list[str] = []
        self.stop_at = stop_at

    def __call__(self, stage: str, percent: int, *, preview: bytes | None = None) -> None:
        self.heard.append((stage, percent))
        if percent >= self.stop_at:
            raise StopAsked

    def read(self, text: str) -> None:
        self.texts.append(text)


class StopAsked(Exception):
    """The work is not wanted any more."""


def offline() -> CopyProvider:
    return OfflineCopyProvider()


PROVIDERS: dict[str, Build] = {"offline": offline}


@pytest.fixture(params=list(PROVIDERS.values()), ids=list(PROVIDERS))
def provider(request: pytest.FixtureRequest) -> CopyProvider:
    build: Build = request.param
    return build()


def asked(kind: str = "description", language: str = "en") -> CopyRequest:
    return CopyRequest(kind, language, MUG, channel="instagram", seconds=15, pictures=2)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [*KINDS, SCRIPT])
def test_the_text_has_the_shape_of_its_kind(
    provider: CopyProvider, kind: str, language: str
) -> None:
    told = Told()

    result = provider.write(asked(kind, language), report=told, on_text=told.read)

    check(kind, result.content)
    assert json.loads(json.dumps(result.content)) == result.content
    assert result.provider == provider.name
    assert result.model


@pytest.mark.parametrize("kind", [*KINDS, SCRIPT])
def test_the_text_only_grows_while_it_is_written(provider: CopyProvider, kind: str) -> None:
    told = Told()

    result = provider.write(asked(kind), report=told, on_text=told.read)

    whole = plain(kind, result.content)
    assert told.texts[-1] == whole
    assert all(whole.startswith(text) for text in told.texts)
    lengths = [len(text) for text in told.texts]
    assert lengths == sorted(set(lengths))


def test_progress_is_told_in_percent_and_never_goes_back(provider: CopyProvider) -> None:
    told = Told()

    provider.write(asked(), report=told, on_text=told.read)

    percents = [percent for _stage, percent in told.heard]
    assert percents == sorted(percents)
    assert percents
    assert all(0 <= percent <= 100 for percent in percents)
    assert all(stage for stage, _percent in told.heard)


def test_what_a_report_raises_ends_the_work(provider: CopyProvider) -> None:
    told = Told(stop_at=1)

    with pytest.raises(StopAsked):
        provider.write(asked(), report=told, on_text=told.read)


def test_the_facts_named_are_facts_that_were_given(provider: CopyProvider) -> None:
    told = Told()

    result = provider.write(asked(), report=told, on_text=told.read)

    assert len(result.facts) == len(set(result.facts))
    assert set(result.facts) <= {fact.attribute for fact in MUG.facts}


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (CopyRequest("poem", "en", MUG), "copy.kind_unknown"),
        (CopyRequest("title", "fr", MUG), "copy.language_unknown"),
        (CopyRequest("title", "en", MUG, tone="shouting"), "copy.tone_unknown"),
        (CopyRequest("title", "en", MUG, length="endless"), "copy.length_unknown"),
    ],
)
def test_the_offline_provider_refuses_what_it_cannot_write_by_a_stable_code(
    request_: CopyRequest, code: str
) -> None:
    told = Told()

    with pytest.raises(ProviderError) as refused:
        offline().write(request_, report=told, on_text=told.read)

    assert (refused.value.code, refused.value.retryable) == (code, False)
    assert told.texts == []


def test_the_offline_provider_streams_sentence_by_sentence_and_says_it_is_offline() -> None:
    told = Told()

    result = offline().write(asked(), report=told, on_text=told.read)

    assert result.made_offline
    assert len(told.texts) > 2
    stages = [stage for stage, _percent in told.heard]
    assert list(dict.fromkeys(stages)) == ["read", "plan", "write"]
