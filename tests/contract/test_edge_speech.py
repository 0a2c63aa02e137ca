"""Edge's voices through the real client, against a stand-in for the service behind them."""

import io
import wave

import edge_tts.communicate
import pytest

from generation.providers.base import ProviderError, SpeechRequest
from generation.providers.speech.edge import EdgeSpeechProvider
from tests.factories import edge_server
from tests.unit.providers.test_sound import mp3

pytestmark = pytest.mark.contract


def spoken_through(monkeypatch: pytest.MonkeyPatch, url: str) -> EdgeSpeechProvider:
    # The client knows its service by this address alone.
    monkeypatch.setattr(edge_tts.communicate, "WSS_URL", url)
    return EdgeSpeechProvider(connect_seconds=2, silence_seconds=5)


def test_a_line_takes_the_whole_way(monkeypatch: pytest.MonkeyPatch) -> None:
    with edge_server.running(mp3(1.0)) as service:
        provider = spoken_through(monkeypatch, service.url)

        result = provider.speak(SpeechRequest("32 < 33 & <b>", "zh-hans", speed=0.9))

    with wave.open(io.BytesIO(result.content)) as file:
        assert file.getnframes() == pytest.approx(48_000, rel=0.1)
    assert result.voice == "zh-CN-XiaoxiaoNeural"
    (ssml,) = service.asked
    # What is written is spoken: it cannot become markup of the request.
    assert edge_server.spoken_of(ssml) == "32 &lt; 33 &amp; &lt;b&gt;"
    assert "rate='-10%'" in ssml
    assert "zh-CN, XiaoxiaoNeural" in ssml


def test_a_service_that_hangs_up_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    with edge_server.running(None) as service:
        provider = spoken_through(monkeypatch, service.url)

        with pytest.raises(ProviderError) as refusal:
            provider.speak(SpeechRequest("Hi", "en"))

    assert (refusal.value.code, refusal.value.retryable) == ("speech.unavailable", True)


def test_a_service_that_is_not_there_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    with edge_server.running(None) as service:
        url = service.url
    provider = spoken_through(monkeypatch, url)

    with pytest.raises(ProviderError) as refusal:
        provider.speak(SpeechRequest("Hi", "en"))

    assert refusal.value.code == "speech.unavailable"
