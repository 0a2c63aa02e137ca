"""Answers that lead too far: those without end are left early, and no other address is asked."""

import tracemalloc
from collections.abc import Callable, Iterator

import pytest

from generation.providers.base import ImageRequest, ProviderError, SpeechRequest
from generation.providers.openai import chat, client, pictures
from generation.providers.openai.client import Patience
from generation.providers.openai.copy import OpenAICopyProvider
from generation.providers.openai.image import OpenAIImageProvider
from generation.providers.openai.speech import OpenAISpeechProvider
from tests.factories import files, openai_faults, openai_server
from tests.factories.listeners import Reader, Told, wanted
from tests.factories.openai_server import StandIn

pytestmark = pytest.mark.contract
MIB = 2**20
# What is read at most, and a copy of it on the way.
MOST = 48 * MIB
PATIENCE = Patience(silence=10, whole=30)


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    client.forget_all()
    with openai_server.running() as running:
        yield running


def text(url: str) -> None:
    adapter = OpenAICopyProvider(
        key=openai_server.KEY, base_url=url, model="writer-1", patience=PATIENCE
    )
    adapter.write(wanted(), report=Told(), on_text=Reader())


def picture(url: str) -> None:
    adapter = OpenAIImageProvider(
        key=openai_server.KEY, base_url=url, model="painter-1", patience=PATIENCE
    )
    request = ImageRequest(photo=files.photo(), style="kitchen", width_px=640, height_px=640)
    adapter.generate(request, report=Told())


def line(url: str) -> None:
    adapter = OpenAISpeechProvider(
        key=openai_server.KEY, base_url=url, model="speaker-1", patience=PATIENCE
    )
    adapter.speak(SpeechRequest("Tea.", "en"))


@pytest.mark.parametrize("what", ["event", "events", "document", "zipped"])
@pytest.mark.parametrize("ask", [text, picture, line], ids=lambda ask: ask.__name__)
def test_an_answer_without_end_is_left_early(
    stand_in: StandIn, monkeypatch: pytest.MonkeyPatch, ask: Callable[[str], None], what: str
) -> None:
    # The real bounds take seconds to reach.
    monkeypatch.setattr(pictures, "MAX_BODY", 8 * MIB)
    monkeypatch.setattr(pictures, "MAX_STREAM", 2 * MIB if what == "events" else 16 * MIB)
    monkeypatch.setattr(chat, "MAX_STREAM", 2 * MIB)
    stand_in.script = [openai_faults.pours(what)] * 3

    tracemalloc.start()
    try:
        with pytest.raises(ProviderError) as raised:
            ask(stand_in.url)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert raised.value.code.endswith(".unreadable")
    assert peak <= MOST
    assert stand_in.poured <= MOST


def test_an_answer_of_many_events_within_bounds_is_read(
    stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "MAX_BODY", MIB)
    monkeypatch.setattr(chat, "MAX_BODY", 2000)

    for ask in (text, picture, line):
        ask(stand_in.url)

    assert len(stand_in.asked) == 3


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("ask", [text, picture, line], ids=lambda ask: ask.__name__)
def test_a_vendor_that_sends_us_elsewhere_is_not_followed(
    stand_in: StandIn, ask: Callable[[str], None], status: int
) -> None:
    with openai_server.running() as inside:
        away = openai_faults.sends_elsewhere(f"{inside.url}/secret", status=status)
        stand_in.script = [away] * 3

        with pytest.raises(ProviderError) as raised:
            ask(stand_in.url)

        assert (raised.value.code, raised.value.retryable) == ("provider.url_invalid", False)
        assert f"{inside.url}/secret" in raised.value.detail
        assert (len(stand_in.asked), inside.asked) == (1, [])
