"""Speaks on this machine with espeak-ng: no network, no key; plain, clear and quick."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from generation.film.client import RunChild
from generation.providers.base import ProviderError, SpeechRequest, SpeechResult, Voice
from generation.providers.speech import sound
from generation.speech.reading import aloud

MODULE = "generation.speech"
MEMORY_MIB, CPU_SECONDS, WALL_SECONDS = 512, 30, 45
WORDS_A_MINUTE = 175  # at speed 1.0
SLOWEST, FASTEST = 0.5, 2.0
LONGEST_TEXT = 3000  # characters


@dataclass(frozen=True, slots=True)
class _Tuned:
    """A voice with its name in the library and how it sounds best.

    Measured over all variants, f2 has the clearest tone of the high ones (most of its energy is
    in harmonics) and m3 is the brightest of the low ones, at a person's pitch: about 190 Hz and
    105 Hz. A livelier range sounds less of a machine.
    """

    voice: Voice
    name: str
    pitch: int = 50
    reach: int = 62


_VOICES = (
    _Tuned(Voice("en-us-clear", "Robin", "en"), "en-us+f2"),
    _Tuned(Voice("en-us-deep", "Casey", "en"), "en-us+m3", pitch=54),
    _Tuned(Voice("en-gb-clear", "Alex", "en"), "gmw/en+f2"),
    _Tuned(Voice("en-gb-deep", "Morgan", "en"), "gmw/en+m3", pitch=54),
    _Tuned(Voice("zh-clear", "小晴", "zh-hans"), "cmn+f2", pitch=56, reach=55),
    _Tuned(Voice("zh-deep", "小川", "zh-hans"), "cmn+m3", pitch=58, reach=55),
)


class EspeakSpeechProvider:
    """Speaks in a limited child process.

    limits: of the child. run: starts it with them bound. failed: what `run` raises when the child ends
    without an answer; its `reason` attribute says why (memory, time or crash).
    """

    name = "espeak"
    limits = (MEMORY_MIB, CPU_SECONDS, WALL_SECONDS)

    def __init__(self, run: RunChild, *, failed: type[Exception]) -> None:
        self._run = run
        self._failed = failed

    def voices(self) -> tuple[Voice, ...]:
        """Return the voices there are, the best of a language first."""
        return tuple(tuned.voice for tuned in _VOICES)

    def speak(self, request: SpeechRequest) -> SpeechResult:
        """Return the spoken line.

        Raises:
            ProviderError: there is nothing to say or too much, no such voice, or the child ended early.
        """
        return self.speak_many([request])[0]

    def speak_many(self, requests: Sequence[SpeechRequest]) -> list[SpeechResult]:
        """Return many spoken lines from one child: starting it takes longer than a line does.

        Raises:
            ProviderError: as `speak`; then no line is returned.
        """
        if not requests:
            return []
        tuned = [_chosen(request) for request in requests]
        lines = [
            _line(*pair, out=f"{n}.raw") for n, pair in enumerate(zip(requests, tuned, strict=True))
        ]
        with TemporaryDirectory(prefix="speech-") as name:
            folder = Path(name)
            try:
                answer = self._run(MODULE, {"lines": lines}, folder=folder)
            except self._failed as error:
                raise _early_end(error) from error
            if not answer.get("ok"):
                detail = str(answer.get("detail", ""))
                raise ProviderError(str(answer.get("code")), retryable=False, detail=detail)
            spoken = [np.fromfile(folder / line["out"], "<i2") for line in lines]
        return [
            self._result(samples, voice.voice.key)
            for samples, voice in zip(spoken, tuned, strict=True)
        ]

    def _result(self, samples: sound.Samples, voice: str) -> SpeechResult:
        heard = sound.trimmed(samples.astype(np.int16))
        if not heard.size:
            raise ProviderError("speech.nothing_to_say", retryable=False, detail="only silence")
        return SpeechResult(
            content=sound.as_wav(heard),
            duration_ms=round(heard.size * 1000 / sound.RATE),
            provider=self.name,
            voice=voice,
        )


def _chosen(request: SpeechRequest) -> _Tuned:
    """Return the voice a request names, or its language's first."""
    for tuned in _VOICES:
        if tuned.voice.language != request.language:
            continue
        if request.voice in ("", tuned.voice.key):
            return tuned
    detail = f"{request.language}: {request.voice}"
    raise ProviderError("speech.voice_unknown", retryable=False, detail=detail)


def _line(request: SpeechRequest, tuned: _Tuned, *, out: str) -> dict[str, Any]:
    """Return a line as the child reads it: the text goes through a pipe, on no command line."""
    if len(request.text) > LONGEST_TEXT:
        detail = f"{len(request.text)} characters"
        raise ProviderError("speech.too_long", retryable=False, detail=detail)
    text = aloud(request.text, language=request.language)
    if not text:
        raise ProviderError("speech.nothing_to_say", retryable=False)
    speed = min(FASTEST, max(SLOWEST, request.speed))
    return {
        "text": text,
        "voice": tuned.name,
        "words_a_minute": round(WORDS_A_MINUTE * speed),
        "pitch": tuned.pitch,
        "reach": tuned.reach,
        "out": out,
    }


def _early_end(error: Exception) -> ProviderError:
    reason = str(getattr(error, "reason", "crash"))
    code = f"speech.worker_{reason if reason in ('time', 'memory') else 'crash'}"
    return ProviderError(code, retryable=True, detail=str(error))
