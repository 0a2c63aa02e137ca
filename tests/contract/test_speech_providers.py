"""What every voice that needs no network promises."""

import io
import wave
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assets import child
from generation.providers.base import ProviderError, SpeechProvider, SpeechRequest, SpeechResult
from generation.providers.speech import espeak
from generation.speech.reading import aloud
from generation.speech.worker import resampled

pytestmark = pytest.mark.contract

LIMITS = child.Limits(
    memory_mib=espeak.MEMORY_MIB,
    cpu_seconds=espeak.CPU_SECONDS,
    wall_seconds=espeak.WALL_SECONDS,
)
LINES = {
    "en": "Keeps water cold for 24 hours.",
    "zh-hans": "这款保温杯容量五百毫升。",
}


@pytest.fixture
def provider() -> espeak.EspeakSpeechProvider:
    return espeak.EspeakSpeechProvider(partial(child.run, limits=LIMITS), failed=child.ChildFailed)


def samples(result: SpeechResult) -> np.ndarray:
    with wave.open(io.BytesIO(result.content)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 48_000)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float64)


def pitch(sound: np.ndarray) -> float:
    """Return the median height of a voice in hertz, by how it repeats itself."""
    found = []
    for start in range(0, len(sound) - 4096, 2048):
        piece = sound[start : start + 4096]
        if np.sqrt(np.mean(piece**2)) < 1500:
            continue
        spectrum = np.abs(np.fft.rfft(piece - piece.mean(), 8192)) ** 2
        alike = np.fft.irfft(spectrum)[: 48_000 // 65]
        lag = 48_000 // 380 + int(alike[48_000 // 380 :].argmax())
        if alike[lag] > 0.45 * alike[0]:
            found.append(48_000 / lag)
    return float(np.median(found))


@pytest.mark.slow
def test_every_voice_speaks_its_language_in_the_products_form(provider: SpeechProvider) -> None:
    assert {voice.language for voice in provider.voices()} == {"en", "zh-hans"}

    for voice in provider.voices():
        spoken = provider.speak(SpeechRequest(LINES[voice.language], voice.language, voice.key))

        sound = samples(spoken)
        assert (spoken.provider, spoken.voice) == ("espeak", voice.key)
        assert spoken.duration_ms == round(len(sound) / 48)
        assert 1200 < spoken.duration_ms < 4000
        assert 3000 < np.abs(sound).max() <= 0.91 * 32768
        expected = (140, 260) if voice.key.endswith("clear") else (75, 150)
        assert expected[0] < pitch(sound) < expected[1]


def test_a_language_speaks_with_its_first_voice_unless_one_is_named(
    provider: SpeechProvider,
) -> None:
    assert provider.speak(SpeechRequest("Hello.", "en")).voice == "en-us-clear"
    assert provider.speak(SpeechRequest("你好。", "zh-hans")).voice == "zh-clear"


def test_silence_is_trimmed_at_both_ends(provider: SpeechProvider) -> None:
    sound = np.abs(samples(provider.speak(SpeechRequest(" ...  Hello there.  ...  ", "en"))))

    loud = np.flatnonzero(sound > 160)
    assert loud[0] <= 0.03 * 48_000
    assert len(sound) - loud[-1] <= 0.03 * 48_000


def test_speed_shortens_and_lengthens_a_line(provider: espeak.EspeakSpeechProvider) -> None:
    slow, own, fast = (
        result.duration_ms
        for result in provider.speak_many(
            [SpeechRequest(LINES["en"], "en", speed=speed) for speed in (0.7, 1.0, 1.5)]
        )
    )

    assert slow > 1.25 * own
    assert fast < 0.8 * own


@pytest.mark.parametrize("more", ["USB-C", "500", "500ml", "Aurora", "50%", "iPhone 15 Pro"])
def test_latin_words_and_figures_in_chinese_are_spoken(
    provider: espeak.EspeakSpeechProvider, more: str
) -> None:
    short, long = provider.speak_many(
        [SpeechRequest(f"这款{part}保温杯", "zh-hans") for part in ("", more)]
    )

    assert long.duration_ms > short.duration_ms + 150


def test_many_lines_sound_as_each_alone(provider: espeak.EspeakSpeechProvider) -> None:
    asked = [SpeechRequest(LINES[language], language) for language in ("en", "zh-hans", "en")]

    together = provider.speak_many(asked)

    alone = [provider.speak(request) for request in asked]
    for one, other in zip(together, alone, strict=True):
        assert one.duration_ms == pytest.approx(other.duration_ms, rel=0.03)
    assert together[1].voice == "zh-clear"
    assert provider.speak_many([]) == []


@pytest.mark.parametrize("text", ["", "  \n", "🧊🎉", "...", "！？，"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_has_no_words_is_refused(provider: SpeechProvider, text: str, language: str) -> None:
    with pytest.raises(ProviderError) as refused:
        provider.speak(SpeechRequest(text, language))

    assert (refused.value.code, refused.value.retryable) == ("speech.nothing_to_say", False)


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (SpeechRequest("Hello", "fr"), "speech.voice_unknown"),
        (SpeechRequest("Hello", "en", "zh-clear"), "speech.voice_unknown"),
        (SpeechRequest("a " * 2000, "en"), "speech.too_long"),
    ],
)
def test_what_cannot_be_spoken_is_refused_by_a_stable_code(
    provider: SpeechProvider, request_: SpeechRequest, code: str
) -> None:
    with pytest.raises(ProviderError) as refused:
        provider.speak(request_)

    assert (refused.value.code, refused.value.retryable) == (code, False)


class Ended(Exception):
    """A stand-in for the launcher's own error."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def test_a_child_that_ends_early_is_worth_another_try() -> None:
    def dies(module: str, request: dict[str, Any], **_: Any) -> dict[str, Any]:
        raise Ended("time")

    broken = espeak.EspeakSpeechProvider(dies, failed=Ended)

    with pytest.raises(ProviderError) as failed:
        broken.speak(SpeechRequest("Hello", "en"))
    assert (failed.value.code, failed.value.retryable) == ("speech.worker_time", True)


def test_a_text_goes_to_the_child_as_data_and_never_as_an_argument(tmp_path: Path) -> None:
    seen: list[tuple[str, dict[str, Any]]] = []

    def watch(module: str, request: dict[str, Any], **given: Any) -> dict[str, Any]:
        seen.append((module, request))
        run: Callable[..., dict[str, Any]] = partial(child.run, limits=LIMITS)
        return run(module, request, **given)

    watched = espeak.EspeakSpeechProvider(watch, failed=child.ChildFailed)
    watched.speak(SpeechRequest("-h; rm --version", "en"))

    assert seen[0][0] == "generation.speech"
    assert seen[0][1]["lines"][0]["text"] == "-h; rm --version"


def test_the_worker_answers_nonsense_with_a_code(tmp_path: Path) -> None:
    line = {
        "text": "a",
        "voice": "no-such-voice",
        "words_a_minute": 175,
        "pitch": 50,
        "reach": 50,
        "out": "a",
    }
    for request, code in (
        ({}, "speech.request_invalid"),
        ({"lines": [{}]}, "speech.request_invalid"),
        ({"lines": [line]}, "speech.voice_unknown"),
    ):
        answer = child.run("generation.speech", request, folder=tmp_path, limits=LIMITS)

        assert (answer["ok"], answer["code"]) == (False, code)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("容量500ml", "容量500毫升"),
        ("重1,280 g", "重1280克"),
        ("¥99.9起", "99.9元起"),
        ("省50%", "省百分之50"),
        ("-20℃", "零下20摄氏度"),
        ("5G手机", "5G手机"),
        ("2L装", "2升装"),
    ],
)
def test_signs_and_units_are_read_as_words_in_chinese(written: str, read: str) -> None:
    assert aloud(written, language="zh-hans") == read


def test_a_new_rate_keeps_the_tone_and_adds_none() -> None:
    time = np.arange(22_050) / 22_050
    tone = (np.sin(2 * np.pi * 1000 * time) * 12_000).astype(np.int16)

    heard = resampled(tone, 22_050, 48_000)[2400:45_600].astype(float)

    spectrum = np.abs(np.fft.rfft(heard * np.hanning(len(heard))))
    hertz = np.fft.rfftfreq(len(heard), 1 / 48_000)
    assert hertz[spectrum.argmax()] == pytest.approx(1000, abs=2)
    assert spectrum[np.abs(hertz - 1000) > 60].max() < spectrum.max() / 1000
    assert np.abs(heard).max() == pytest.approx(12_000, rel=0.01)
