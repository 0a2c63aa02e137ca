"""Voices of a video: each line spoken once, kept by its content, and fitted into its scene."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
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
    own_voice = voice if voice in own else ""
    asked = {
        number: SpeechRequest(line.text.strip(), language, own_voice)
        for number, line in enumerate(lines)
        if line.text.strip()
    }
    spoken = _recorded(schema_name, provider, asked, tell=tell)
    hurried = {
        number: replace(asked[number], speed=_speed(line, lines[number].seconds, number))
        for number, line in spoken.items()
        if line.duration_ms > _room_ms(lines[number].seconds)
    }
    for number, line in _recorded(schema_name, provider, hurried, tell=tell).items():
        if line.duration_ms > _room_ms(lines[number].seconds):
            raise _too_long(line, lines[number].seconds, number)
        spoken[number] = line
    return [spoken.get(number, Spoken()) for number in range(len(lines))]


def _room_ms(seconds: float) -> float:
    return (seconds - BREATH_SECONDS) * 1000


def _speed(spoken: Spoken, seconds: float, number: int) -> float:
    """Return how fast a line must be spoken that is too long for its scene."""
    # A little more than needed: voices do not follow their speed exactly.
    speed = round(spoken.duration_ms / max(_room_ms(seconds), 1) * 1.03, 2)
    if speed > FASTEST:
        raise _too_long(spoken, seconds, number)
    return speed


def _too_long(spoken: Spoken, seconds: float, number: int) -> ProviderError:
    detail = f"{spoken.duration_ms} ms of speech in a scene of {seconds} s"
    return ProviderError(f"video.voice_too_long.{number + 1}", retryable=False, detail=detail)


def _recorded(
    schema_name: str, provider: SpeechProvider, asked: Mapping[int, SpeechRequest], *, tell: Tell
) -> dict[int, Spoken]:
    """Return these lines as they were spoken before; speak and keep the others."""
    keys = {number: _key(schema_name, provider, request) for number, request in asked.items()}
    found = {number: _kept(key) for number, key in keys.items()}
    new = {number: asked[number] for number, content in found.items() if content is None}
    for number, result in _spoken(provider, new, done=len(asked) - len(new), tell=tell):
        storage.put(keys[number], result.content, WAV)
        found[number] = result.content
    return {
        number: Spoken(content, duration_of(content), provider.name)
        for number, content in found.items()
        if content is not None
    }


def _spoken(
    provider: SpeechProvider, asked: Mapping[int, SpeechRequest], *, done: int, tell: Tell
) -> Iterator[tuple[int, SpeechResult]]:
    """Speak lines: all in one go where the provider can, which saves it from starting anew."""
    tell(done)
    many = getattr(provider, "speak_many", None)
    if many is not None and len(asked) > 1:
        yield from zip(asked, many(list(asked.values())), strict=True)
        return
    for count, (number, request) in enumerate(asked.items()):
        tell(done + count)
        yield number, provider.speak(request)


def _kept(key: str) -> bytes | None:
    try:
        return storage.read(key)
    except FileNotFoundError:
        return None


def _key(schema_name: str, provider: SpeechProvider, request: SpeechRequest) -> str:
    words = (provider.name, request.voice, request.language, str(request.speed), request.text)
    name = hashlib.sha256("\x00".join(words).encode()).hexdigest()
    return storage.key_for(schema_name, storage.SCENES, f"{name}.wav")


def duration_of(wav: bytes) -> int:
    """Return the length of a WAV of 16 bit mono at 48 kHz, in ms."""
    return max(0, len(wav) - 44) * 1000 // (2 * 48_000)
