"""Makes a film's sound: voices over music that makes way for them, at the loudness of the web."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import ffmpeg  # type: ignore[import-untyped,unused-ignore]
import numpy as np

from generation.film import encoder, tunes, voices
from generation.film.codec import SOUND
from generation.film.encoder import EncoderFailed
from generation.film.spec import FPS, NO_MUSIC, SAMPLE_RATE, Film
from generation.film.timeline import Timeline

LOUDNESS, SLACK = -14.0, 0.5  # LUFS, and how far from it is near enough
PEAK = -1.0  # dBTP, of what a player decodes
LIMIT = 0.78  # AAC swings over its input by up to 1 dB: the limiter stands lower
LOWEST_LIMIT = 0.5
TRIES = 4
SILENCE = -60.0  # LUFS: what is quieter is nothing, and is not made louder
PARTS, MIX = "parts.raw", "mix.raw"
MUSIC_UNDER_VOICE = 0.42  # how loud music is beside a voice, before it makes way


@dataclass(frozen=True, slots=True)
class Loudness:
    """What was measured of the finished sound; both None for silence."""

    lufs: float | None
    peak_db: float | None


def make(film: Film, timeline: Timeline, *, spoken: Mapping[str, bytes], folder: Path) -> Loudness:
    """Write `sound.m4a`: two channels, 48 kHz, exactly as long as the film.

    spoken: the voices' bytes by their SHA-256.

    Raises:
        EncoderFailed: ffmpeg ended early.
    """
    speaks = any(scene.voice for scene in film.scenes)
    plays = film.music != NO_MUSIC
    samples = timeline.frames * SAMPLE_RATE // FPS
    if not speaks and not plays:
        np.zeros((samples, 2), "<f4").tofile(folder / MIX)
        return _silent(folder)
    parts = np.zeros((samples, 3), "<f4")  # music on the left and right, then the voices
    if plays:
        parts[:, :2] = tunes.draw(film.music, samples=samples)
        parts[:, :2] *= MUSIC_UNDER_VOICE if speaks else 1
    if speaks:
        parts[:, 2] = voices.track(film, timeline, voices=spoken, fps=FPS)
    parts.tofile(folder / PARTS)
    notes = encoder.run(_mixed(), folder=folder, level="info")
    loud, _ = _measured(notes)
    if loud < SILENCE:
        return _silent(folder)
    return _mastered(loud, folder=folder)


def kept(path: Path, timeline: Timeline, *, folder: Path) -> Loudness | None:
    """Take a sound made earlier and measure it; None when it is not whole."""
    try:
        with av.open(str(path)) as file:
            stream = file.streams.audio[0]
            ticks = sum(packet.duration or 0 for packet in file.demux(stream))
            seconds = float(ticks * (stream.time_base or 0))
    except (av.FFmpegError, OSError, IndexError):
        return None
    # A few frames of the coder's own may stand before the first sample.
    if not 0 <= seconds - timeline.frames / FPS < 0.1:
        return None
    path.replace(folder / SOUND)
    lufs, peak = _listened(folder)
    return Loudness(lufs, peak) if lufs > SILENCE else Loudness(None, None)


def _mixed() -> Any:
    """Return the graph of the mix, measured but not yet levelled.

    Music and voices come as channels of one input: of two files ffmpeg reads now this, now that
    one first, and equal films would not sound equal.
    """
    parts = _raw(PARTS, channels=3).filter_multi_output("asplit", 3)
    music = parts[0].filter("channelmap", "0-0|1-1", "stereo")
    voice, key = (parts[number].filter("channelmap", "2-0|2-1", "stereo") for number in (1, 2))
    under = ffmpeg.filter(
        [music, key], "sidechaincompress", threshold=0.03, ratio=8, attack=20, release=400
    )
    mix = ffmpeg.filter([voice, under], "amix", inputs=2, normalize=0)
    return mix.filter("ebur128", framelog="quiet").output(MIX, format="f32le", ar=SAMPLE_RATE, ac=2)


def _mastered(loud: float, *, folder: Path) -> Loudness:
    """Level, limit and encode; listen to the result and correct it until it holds."""
    gain, limit = LOUDNESS - loud, LIMIT
    lufs, peak = loud, 0.0
    for _ in range(TRIES):
        encoder.run(_encoded(gain=gain, limit=limit), folder=folder)
        lufs, peak = _listened(folder)
        if abs(lufs - LOUDNESS) <= SLACK and peak <= PEAK:
            break
        gain += LOUDNESS - lufs if abs(lufs - LOUDNESS) > SLACK else 0.0
        if peak > PEAK:
            limit = max(LOWEST_LIMIT, limit * 10 ** ((PEAK - peak - 0.15) / 20))
    return Loudness(round(lufs, 2), round(peak, 2))


def _encoded(*, gain: float, limit: float | None) -> Any:
    stream = _raw(MIX, channels=2)
    if limit is not None:
        stream = (
            stream.filter("volume", f"{gain:.3f}dB")
            # Peaks between two samples are seen at four times the rate.
            .filter("aresample", 4 * SAMPLE_RATE)
            .filter("alimiter", limit=f"{limit:.4f}", attack=5, release=50, level=0, latency=1)
            .filter("aresample", SAMPLE_RATE)
        )
    return stream.output(SOUND, acodec="aac", audio_bitrate="192k", ar=SAMPLE_RATE, ac=2)


def _silent(folder: Path) -> Loudness:
    encoder.run(_encoded(gain=0.0, limit=None), folder=folder)
    return Loudness(None, None)


def _listened(folder: Path) -> tuple[float, float]:
    heard = ffmpeg.input(SOUND).filter("ebur128", framelog="quiet", peak="true")
    return _measured(encoder.run(heard.output("-", format="null"), folder=folder, level="info"))


def _measured(notes: str) -> tuple[float, float]:
    """Return LUFS and dBTP from what the meter wrote; a peak it did not look for is 0."""
    summary = notes[notes.rfind("Summary:") :]
    loud = re.search(r"I:\s+(-?[\d.]+|-inf) LUFS", summary)
    peak = re.search(r"Peak:\s+(-?[\d.]+|-inf) dBFS", summary)
    if loud is None:
        raise EncoderFailed(f"no loudness: {notes[-encoder.TAIL_BYTES :]}")
    return float(loud[1]), float(peak[1]) if peak else 0.0


def _raw(name: str, *, channels: int) -> Any:
    return ffmpeg.input(name, format="f32le", ar=SAMPLE_RATE, ac=channels)
