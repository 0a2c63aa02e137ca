"""Draws background music: soft pads, plucked notes and a gentle beat, no recording, no licence.

A tune is one loop whose echo runs on into its own beginning, so it repeats without a seam.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generation.film.spec import SAMPLE_RATE

Sound = NDArray[np.float32]

BEATS = 4  # to a bar, and one chord a bar
FADE_IN, FADE_OUT = 0.08, 2.2  # seconds
GRID = 600  # samples an eighth is a multiple of: the echo's transform is quick for such lengths
ROOM = 1.6  # seconds the echo takes to die away


@dataclass(frozen=True, slots=True)
class Tune:
    """A mood as data. chords: MIDI notes, a bar each, twice as many bars as chords are played.

    steps: at which eighths of a bar a note is plucked. bright: how much of the overtones is heard.
    kick, brush: at which eighths the beat's two sounds come. swing: how late the off-eighths are.
    """

    tempo: int
    chords: tuple[tuple[int, ...], ...]
    steps: tuple[int, ...]
    bright: float
    kick: tuple[int, ...] = ()
    brush: tuple[int, ...] = ()
    swing: float = 0.0
    pad: float = 1.0
    seed: int = 1


TUNES = {
    "open_road": Tune(
        tempo=100,
        chords=((50, 57, 62, 66), (45, 57, 61, 64), (47, 54, 62, 66), (43, 55, 59, 62)),
        steps=(0, 2, 3, 4, 6, 7),
        bright=0.6,
        kick=(0, 4),
        brush=(1, 2, 3, 5, 6, 7),
        seed=11,
    ),
    "morning_light": Tune(
        tempo=84,
        chords=((53, 57, 60, 64), (50, 57, 60, 65), (48, 55, 59, 64), (43, 55, 58, 62)),
        steps=(0, 1, 3, 4, 6),
        bright=0.4,
        brush=(2, 6),
        seed=23,
    ),
    "city_walk": Tune(
        tempo=94,
        chords=((45, 55, 60, 64), (50, 57, 60, 65), (43, 53, 59, 62), (48, 55, 59, 64)),
        steps=(0, 3, 4, 7),
        bright=0.5,
        kick=(0, 3, 4),
        brush=(2, 3, 6, 7),
        swing=0.14,
        pad=0.8,
        seed=37,
    ),
    "quiet_room": Tune(
        tempo=66,
        chords=((48, 55, 62, 64), (45, 52, 60, 64), (41, 57, 60, 64), (43, 55, 60, 62)),
        steps=(0, 3, 6),
        bright=0.25,
        pad=1.3,
        seed=41,
    ),
    "market_day": Tune(
        tempo=112,
        chords=((55, 59, 62, 67), (52, 59, 64, 67), (48, 55, 60, 67), (50, 57, 62, 66)),
        steps=(0, 1, 2, 4, 5, 6),
        bright=0.7,
        kick=(0, 4),
        brush=(2, 6, 7),
        pad=0.6,
        seed=53,
    ),
}


def draw(name: str, *, samples: int) -> Sound:
    """Return a tune of exactly so many samples, two channels, its loudest near 0.5.

    It comes in softly and fades away at its end. Equal names give equal sound.
    """
    loop = _loop(TUNES[name])
    sound = np.tile(loop, (-(-samples // len(loop)), 1))[:samples].copy()
    for seconds, edge in ((FADE_IN, slice(None)), (FADE_OUT, slice(None, None, -1))):
        count = min(samples // 2, round(seconds * SAMPLE_RATE))
        ramp = np.sin(np.linspace(0, np.pi / 2, count, dtype=np.float32)) ** 2
        sound[edge][:count] *= ramp[:, None]
    return sound


def _loop(tune: Tune) -> Sound:
    """Play every chord in two bars, and let the room answer."""
    eighth = round(SAMPLE_RATE * 60 / tune.tempo / 2 / GRID) * GRID
    bar = eighth * 2 * BEATS
    length = bar * 2 * len(tune.chords)
    chance = np.random.default_rng(tune.seed)
    dry = np.zeros((length, 2), np.float32)
    plucked: dict[int, Sound] = {}
    for number, chord in enumerate(tune.chords):
        start = number * 2 * bar
        _add(dry, start - bar // 8, _pad(chord, 2 * bar + bar // 4) * tune.pad, place=0.0)
        for half in (0, 1):
            for step in tune.steps:
                note = chord[int(chance.integers(1, len(chord)))] + 12
                if note not in plucked:
                    plucked[note] = _pluck(note, tune.bright)
                late = tune.swing * eighth * (step % 2)
                at = start + half * bar + step * eighth + round(late + chance.normal(0, 120))
                loud = 0.16 * (1.0 if step % 2 == 0 else 0.7) * chance.uniform(0.8, 1.0)
                _add(dry, at, plucked[note] * np.float32(loud), place=chance.uniform(-0.5, 0.5))
    wet = _echo(dry, chance)
    for start in range(0, length, bar):
        for step in tune.kick:
            _add(wet, start + step * eighth, _kick() * np.float32(0.3), place=0.0)
        for step in tune.brush:
            late = tune.swing * eighth * (step % 2)
            soft = 0.032 * (1.0 if step % 2 == 0 else 0.6)
            at = start + step * eighth + round(late)
            _add(wet, at, _brush(chance) * np.float32(soft), place=0.2)
    return wet * np.float32(0.5 / np.abs(wet).max())


def _add(sound: Sound, start: int, part: Sound, *, place: float) -> None:
    """Lay a part in, from the left (-1) to the right (1); what passes the end begins again."""
    for channel, side in ((0, 1 - place), (1, 1 + place)):
        where = np.arange(start, start + len(part)) % len(sound)
        sound[where, channel] += part * np.float32(side / 2)


def _hertz(note: float) -> float:
    return float(440 * 2 ** ((note - 69) / 12))


def _pad(chord: tuple[int, ...], length: int) -> Sound:
    """Voices a little out of tune with one another swell and fade under a bar's melody."""
    time = np.arange(length, dtype=np.float32) / SAMPLE_RATE
    swell = np.sin(np.linspace(0.0, 1.0, length, dtype=np.float32) * np.float32(3.1415)) ** 0.6
    total = np.zeros(length, np.float32)
    for note in chord:
        for cents, loud in ((-4, 0.5), (5, 0.5)):
            turn = np.float32(2 * np.pi * _hertz(note + cents / 100))
            phase = turn * time
            total += loud * (np.sin(phase) + 0.25 * np.sin(2 * phase)).astype(np.float32)
    return np.asarray(total * swell * np.float32(0.07), np.float32)


def _pluck(note: int, bright: float) -> Sound:
    """A string's overtones, the higher the sooner gone."""
    time = np.arange(round(1.4 * SAMPLE_RATE), dtype=np.float32) / SAMPLE_RATE
    total = np.zeros_like(time)
    for overtone in range(1, 6):
        strength = bright ** (overtone - 1) / overtone
        fall = np.float32(strength) * np.exp(-time * np.float32(2.6 + 2.2 * overtone))
        total += fall * np.sin(np.float32(2 * np.pi * _hertz(note) * overtone) * time)
    attack = round(0.004 * SAMPLE_RATE)
    total[:attack] *= np.linspace(0, 1, attack, dtype=np.float32)
    return np.asarray(total * np.linspace(1, 0, len(total), dtype=np.float32), np.float32)


def _kick() -> Sound:
    time = np.arange(round(0.28 * SAMPLE_RATE), dtype=np.float32) / SAMPLE_RATE
    sweep = 2 * np.pi * (48 * time + 62 * 0.035 * (1 - np.exp(-time / 0.035)))
    return np.asarray(np.sin(sweep) * np.exp(-time * 14) * np.minimum(1, time * 400), np.float32)


def _brush(chance: np.random.Generator) -> Sound:
    length = round(0.09 * SAMPLE_RATE)
    noise = np.diff(chance.standard_normal(length + 1).astype(np.float32))
    rise = np.minimum(1, np.arange(length, dtype=np.float32) / 480)
    return np.asarray(
        noise * rise * np.exp(-np.arange(length, dtype=np.float32) / 1300), np.float32
    )


def _echo(dry: Sound, chance: np.random.Generator) -> Sound:
    """Add a small room: noise that dies away, a different one for each ear."""
    count = round(ROOM * SAMPLE_RATE)
    fall = np.exp(-np.arange(count, dtype=np.float32) * (6.0 / count))
    wet = dry.copy()
    for channel in (0, 1):
        tail = chance.standard_normal(count).astype(np.float32) * fall
        tail = np.convolve(tail, np.full(6, 1 / 6, np.float32), mode="same")  # no hiss
        tail *= np.float32(0.3 / np.sqrt(np.sum(tail**2)))
        room = np.fft.rfft(tail, len(dry))
        wet[:, channel] += np.fft.irfft(np.fft.rfft(dry[:, channel]) * room, len(dry)).astype(
            np.float32
        )
    return wet
