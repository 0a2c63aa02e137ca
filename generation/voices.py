"""Voices of a video: each line spoken once, kept by its content, and fitted into its scene."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assets import storage
from generation import registry
from generation.providers.base import (
    ProviderError,
    SpeechProvider,
    SpeechRequest,
    SpeechResult,
)

WAV = "audio/wav"
# What a scene keeps free of speech: a breath before and after.
BREATH_SECONDS = 0.3
# Faster than this a voice sounds hurried.
FASTEST = 1.25


@dataclass(frozen=True, slots=True)
class Line:
    """What is said in a scene, and the time there is for it. An empty text is silence."""

    text: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Spoken:
    """A line as it was spoken; an empty content is silence."""

    content: bytes = b""
    duration_ms: int = 0
    provider: str = ""

    @property
    def sha256(self) -> str:
        """The content's hash; empty for silence."""
        return hashlib.sha256(self.content).hexdigest() if self.content else ""


Tell = Callable[[int], None]


def record(
    schema_name: str, lines: Sequence[Line], *, language: str, voice: str, tell: Tell
) -> list[Spoken]:
    """Speak every line with one voice; where a vendor is away, all of them with the next one's.

    tell: called with how many lines are spoken; may raise to end the work.

    Raises:
        ProviderError: no provider could speak, or a line does not fit its scene even when spoken
            faster (`video.voice_too_long.<scene>`).
    """
    last = ProviderError("speech.unavailable", retryable=True)
    for provider in registry.speech_providers():
        try:
            return _with(schema_name, lines, provider, language=language, voice=voice, tell=tell)
        except ProviderError as error:
            if error.code.startswith("video."):
                raise
            last = error
    raise last


def _with(
    schema_name: str,
    lines: Sequence[Line],
    provider: SpeechProvider,
    *,
    language: str,
    voice: str,
    tell: Tell,
) -> list[Spoken]:
    own = {known.key for known in provider.voices() if known.language == language}
    spoken = []
    for number, line in enumerate(lines, start=1):
        tell(number - 1)
        if not line.text.strip():
            spoken.append(Spoken())
            continue
        request = SpeechRequest(line.text.strip(), language, voice if voice in own else "")
        spoken.append(_fitted(schema_name, provider, request, line.seconds, number))
    return spoken


def _fitted(
    schema_name: str, provider: SpeechProvider, request: SpeechRequest, seconds: float, number: int
) -> Spoken:
    """Speak a line, faster when it is too long for its scene."""
    room_ms = (seconds - BREATH_SECONDS) * 1000
    spoken = _kept(schema_name, provider, request)
    if spoken.duration_ms <= room_ms:
        return spoken
    # A little more than needed: voices do not follow their speed exactly.
    speed = round(spoken.duration_ms / max(room_ms, 1) * 1.03, 2)
    if speed <= FASTEST:
        faster = _kept(schema_name, provider, replace(request, speed=speed))
        if faster.duration_ms <= room_ms:
            return faster
    detail = f"{spoken.duration_ms} ms of speech in a scene of {seconds} s"
    raise ProviderError(f"video.voice_too_long.{number}", retryable=False, detail=detail)


def _kept(schema_name: str, provider: SpeechProvider, request: SpeechRequest) -> Spoken:
    """Return a line as it was spoken before, else speak and keep it."""
    words = (provider.name, request.voice, request.language, str(request.speed), request.text)
    name = hashlib.sha256("\x00".join(words).encode()).hexdigest()
    key = storage.key_for(schema_name, storage.SCENES, f"{name}.wav")
    try:
        content = storage.read(key)
    except FileNotFoundError:
        result: SpeechResult = provider.speak(request)
        storage.put(key, result.content, WAV)
        content = result.content
    return Spoken(content, duration_of(content), provider.name)


def duration_of(wav: bytes) -> int:
    """Return the length of a WAV of 16 bit mono at 48 kHz, in ms."""
    return max(0, len(wav) - 44) * 1000 // (2 * 48_000)
