"""What every image provider promises, asked of each: the tests' fake is held to it, too."""

import io
from collections.abc import Callable

import pytest
from PIL import Image

from generation import registry
from generation.pixels.looks import LOOKS
from generation.providers.base import ImageProvider, ImageRequest, ProviderError
from tests.factories import files
from tests.factories.providers import ScriptedProvider

pytestmark = pytest.mark.contract
Build = Callable[[], ImageProvider]


class Told:
    """A report that remembers."""

    def __init__(self, *, stop_at: int = 101) -> None:
        self.heard: list[tuple[str, int]] = []
        self.stop_at = stop_at

    def __call__(self, stage: str, percent: int, *, preview: bytes | None = None) -> None:
        self.heard.append((stage, percent))
        if preview is not None:
            assert Image.open(io.BytesIO(preview)).format == "WEBP"
        if percent >= self.stop_at:
            raise StopAsked


class StopAsked(Exception):
    """The work is not wanted any more."""


def offline() -> ImageProvider:
    return registry.image_provider()


def scripted() -> ImageProvider:
    ScriptedProvider.script = []
    return ScriptedProvider()


@pytest.fixture(params=[offline, scripted], ids=["offline", "scripted"])
def provider(request: pytest.FixtureRequest) -> ImageProvider:
    build: Build = request.param
    return build()


def asked(style: str = "soft-grey") -> ImageRequest:
    return ImageRequest(photo=files.photo(), style=style, width_px=320, height_px=320)


def test_the_result_is_the_picture_it_says_it_is(provider: ImageProvider) -> None:
    result = provider.generate(asked(), report=Told())

    picture = Image.open(io.BytesIO(result.content))
    assert picture.size == (result.width_px, result.height_px) == (320, 320)
    assert Image.MIME[str(picture.format)] == result.content_type
    assert result.provider == provider.name
    assert result.model


@pytest.mark.slow
def test_progress_is_told_in_percent_and_never_goes_back(provider: ImageProvider) -> None:
    told = Told()

    provider.generate(asked(), report=told)

    percents = [percent for _stage, percent in told.heard]
    assert percents == sorted(percents)
    assert percents
    assert all(0 <= percent <= 100 for percent in percents)
    assert all(stage for stage, _percent in told.heard)


def test_what_a_report_raises_ends_the_work(provider: ImageProvider) -> None:
    with pytest.raises(StopAsked):
        provider.generate(asked(), report=Told(stop_at=1))


def test_the_offline_provider_refuses_what_it_cannot_make_by_a_stable_code() -> None:
    with pytest.raises(ProviderError) as refused:
        offline().generate(asked("no-such-look"), report=Told())

    assert (refused.value.code, refused.value.retryable) == ("image.style_unknown", False)


@pytest.mark.slow
@pytest.mark.parametrize("style", sorted(LOOKS))
def test_the_offline_provider_makes_every_look(style: str) -> None:
    result = offline().generate(asked(style), report=Told())

    assert result.made_offline
    assert Image.open(io.BytesIO(result.content)).size == (320, 320)
