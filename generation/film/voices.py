"""Reads the voices of a film and lays them on one track."""

import io
import wave
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from generation.film.spec import SAMPLE_RATE, VOICE_LEAD, VOICE_ROOM, Film, FilmInvalid
from generation.film.timeline import Timeline

LOUDNESS = 0.1  # root mean square while somebody speaks: voices of different makers match
SYLLABLE = SAMPLE_RATE // 20  # samples: short enough to fall between two words
PAUSE = 0.1  # of the loudest syllable: what is softer is breath and room
MOST_GAIN = 20.0  # noise that is called a voice stays noise
LONGEST_VOICE = 60  # seconds; a scene has at most 20


class VoiceUnreadable(Exception):
    """The bytes are no WAV file of 16 bits, one channel and 48 kHz."""


def seconds_of(content: bytes) -> float:
    """Return how long a voice speaks.

    Raises:
        VoiceUnreadable: the bytes are broken or another kind of sound.
    """
    return len(samples_of(content)) / SAMPLE_RATE


def samples_of(content: bytes) -> NDArray[np.float32]:
    """Return a voice's samples from -1 to 1.

    Raises:
        VoiceUnreadable: the bytes are broken or another kind of sound.
    """
    try:
        with wave.open(io.BytesIO(content)) as file:
            kind = file.getnchannels(), file.getsampwidth(), file.getframerate()
            if kind != (1, 2, SAMPLE_RATE):
                raise VoiceUnreadable("{} channels, {} bytes, {} Hz".format(*kind))
            data = file.readframes(LONGEST_VOICE * SAMPLE_RATE + 1)
    except (wave.Error, EOFError) as error:
        raise VoiceUnreadable(str(error)) from error
    whole = np.frombuffer(data[: len(data) // 2 * 2], "<i2")
    return whole.astype(np.float32) / np.float32(32768)


def spoken(film: Film, voices: Mapping[str, bytes]) -> dict[str, float]:
    """Return the seconds of every voice of a film, by its SHA-256.

    Raises:
        FilmInvalid: `video.voice_unreadable`, or `video.request_invalid` where one is missing.
    """
    found: dict[str, float] = {}
    for number, scene in enumerate(film.scenes):
        if not scene.voice or scene.voice in found:
            continue
        if scene.voice not in voices:
            raise FilmInvalid("video.request_invalid", scene=number, detail="voice: missing")
        try:
            found[scene.voice] = seconds_of(voices[scene.voice])
        except VoiceUnreadable as error:
            raise FilmInvalid("video.voice_unreadable", scene=number, detail=str(error)) from error
    return found


def too_long(film: Film, voices: Mapping[str, bytes]) -> list[tuple[int, float]]:
    """Return the scenes, counted from 0, whose voice does not fit, and by how many seconds.

    Raises:
        FilmInvalid: a voice is missing or unreadable.
    """
    lengths = spoken(film, voices)
    over = (
        (number, lengths[scene.voice] + VOICE_ROOM - scene.seconds)
        for number, scene in enumerate(film.scenes)
        if scene.voice
    )
    return [(number, round(seconds, 3)) for number, seconds in over if seconds > 0.0005]


def track(
    film: Film, timeline: Timeline, *, voices: Mapping[str, bytes], fps: int
) -> NDArray[np.float32]:
    """Return the voices of a whole film on one track, each at its scene's start and equally loud."""
    sound = np.zeros(timeline.frames * SAMPLE_RATE // fps, np.float32)
    for start, scene in zip(timeline.bounds, film.scenes, strict=False):
        if not scene.voice:
            continue
        voice = _levelled(samples_of(voices[scene.voice]))
        first = start * SAMPLE_RATE // fps + round(VOICE_LEAD * SAMPLE_RATE)
        room = sound[first : first + len(voice)]
        room += voice[: len(room)]
    return sound


def _levelled(voice: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return a voice at the loudness all have: measured where it speaks, not where it pauses."""
    count = len(voice) // SYLLABLE
    if not count or not voice.any():
        return voice
    pieces = voice[: count * SYLLABLE].reshape(count, SYLLABLE)
    loud = np.sqrt(np.mean(pieces**2, axis=1))
    level = float(np.sqrt(np.mean(loud[loud >= PAUSE * loud.max()] ** 2)))
    gain = min(LOUDNESS / max(level, 1e-6), MOST_GAIN, 0.95 / float(np.abs(voice).max()))
    return np.asarray(voice * np.float32(gain), np.float32)
