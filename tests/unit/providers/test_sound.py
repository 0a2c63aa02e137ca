import asyncio
import io
import wave
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import av
import edge_tts
import numpy as np
import pytest

from generation.providers.base import ProviderError, SpeechRequest
from generation.providers.speech import sound
from generation.providers.speech.edge import VOICES, EdgeSpeechProvider
from tests.factories import openai_answers


def mp3(seconds: float = 0.5, *, loudness: float = 0.3) -> bytes:
    """Return a hum as Edge's service sends it: 24 kHz, mono."""
    wave_form = np.sin(np.arange(int(24_000 * seconds)) * 2 * np.pi * 220 / 24_000) * loudness
    out = io.BytesIO()
    with av.open(out, "w", format="mp3") as file:
        stream = file.add_stream("mp3", rate=24_000, layout="mono")
        samples = (wave_form * 32767).astype(np.int16).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
        frame.sample_rate = 24_000
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            file.mux(packet)
    return out.getvalue()


def heard(content: bytes) -> np.ndarray:
    with wave.open(io.BytesIO(content)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 48_000)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2")


def test_any_usual_sound_comes_out_as_the_one_form_without_silence_at_its_ends() -> None:
    content = openai_answers.speech("ten letters", rate=22_050)

    result = sound.spoken(content, provider="p", voice="v")

    samples = heard(result.content)
    assert result.duration_ms == pytest.approx(660 + 40, abs=30)
    assert samples.size == pytest.approx(result.duration_ms * 48, abs=48)
    assert np.abs(samples).max() > 5000


@pytest.mark.parametrize("content", [b"", b"<html>no</html>", mp3()[:40], b"RIFF" + b"\0" * 60])
def test_what_is_no_sound_is_refused(content: bytes) -> None:
    with pytest.raises(ProviderError) as refusal:
        sound.spoken(content, provider="p", voice="v")

    assert (refusal.value.code, refusal.value.retryable) == ("speech.unreadable", True)


def test_silence_is_no_answer() -> None:
    silence = sound.as_wav(np.zeros(48_000, np.int16))

    with pytest.raises(ProviderError, match="silence"):
        sound.spoken(silence, provider="p", voice="v")


def test_a_sound_without_end_is_not_decoded_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sound, "MAX_SECONDS", 0.2)

    with pytest.raises(ProviderError, match="over"):
        sound.spoken(mp3(), provider="p", voice="v")


class Service:
    """Stands where Edge's service is: says these chunks, or raises this."""

    def __init__(self, *said: Any) -> None:
        self.said = said
        self.asked: dict[str, Any] = {}

    def __call__(self, text: str, voice: str, **options: Any) -> "Service":
        self.asked = {"text": text, "voice": voice, **options}
        return self

    async def stream(self) -> AsyncIterator[dict[str, Any]]:
        for chunk in self.said:
            if isinstance(chunk, BaseException):
                raise chunk
            if isinstance(chunk, float):
                await asyncio.sleep(chunk)
                continue
            yield chunk


def edge(service: Service, **options: Any) -> EdgeSpeechProvider:
    return EdgeSpeechProvider(speak=service, **options)


def chunked(content: bytes) -> list[dict[str, Any]]:
    half = len(content) // 2
    boundary = {"type": "SentenceBoundary", "offset": 0.0, "duration": 1.0, "text": "x"}
    audio = [{"type": "audio", "data": part} for part in (content[:half], content[half:])]
    return [boundary, *audio]


def test_edge_speaks_with_the_voice_and_speed_that_are_asked_for() -> None:
    service = Service(*chunked(mp3()))

    result = edge(service).speak(
        SpeechRequest("Hi & bye", "en", voice="en-GB-RyanNeural", speed=1.25)
    )

    assert (result.provider, result.voice) == ("edge", "en-GB-RyanNeural")
    assert service.asked["rate"] == "+25%"
    assert service.asked["text"] == "Hi & bye"
    assert heard(result.content).size > 20_000


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_without_a_voice_edge_takes_the_first_of_the_language(language: str) -> None:
    service = Service(*chunked(mp3()))

    result = edge(service).speak(SpeechRequest("Hi", language))

    assert result.voice == next(voice.key for voice in VOICES if voice.language == language)


@pytest.mark.parametrize(
    "request_", [SpeechRequest("x", "en", voice="me"), SpeechRequest("x", "fr")]
)
def test_a_voice_that_is_not_there_is_refused(request_: SpeechRequest) -> None:
    with pytest.raises(ProviderError) as refusal:
        edge(Service()).speak(request_)

    assert (refusal.value.code, refusal.value.retryable) == ("speech.voice_unknown", False)


@pytest.mark.parametrize(
    "error",
    [
        aiohttp.ClientConnectionError("no way"),
        TimeoutError(),
        edge_tts.exceptions.NoAudioReceived("nothing"),
        OSError("down"),
    ],
)
def test_a_service_that_is_away_is_unavailable(error: Exception) -> None:
    with pytest.raises(ProviderError) as refusal:
        edge(Service(error)).speak(SpeechRequest("x", "en"))

    assert (refusal.value.code, refusal.value.retryable) == ("speech.unavailable", True)


def test_a_service_that_never_ends_is_left() -> None:
    with pytest.raises(ProviderError) as refusal:
        edge(Service(20.0), whole_seconds=0.2).speak(SpeechRequest("x", "en"))

    assert refusal.value.code == "speech.unavailable"
