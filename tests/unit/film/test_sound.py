"""Voices stand where they belong, music makes way, and all is as loud as the web expects."""

from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from generation.film import sound, tunes, voices
from generation.film.codec import SOUND
from generation.film.spec import FPS, SAMPLE_RATE, TUNES, FilmInvalid
from generation.film.timeline import plan
from tests.unit.film import made


def heard(path: Path) -> np.ndarray:
    """Return what a player decodes: one row a channel."""
    with av.open(str(path)) as file:
        return np.concatenate([frame.to_ndarray() for frame in file.decode(audio=0)], axis=1)


def test_every_tune_has_a_score() -> None:
    assert set(tunes.TUNES) == set(TUNES)
    assert len(TUNES) >= 4


@pytest.mark.parametrize("name", TUNES)
def test_a_tune_is_as_long_as_asked_comes_in_softly_and_fades_away(name: str) -> None:
    samples = 31 * SAMPLE_RATE + 7

    tune = tunes.draw(name, samples=samples)

    assert tune.shape == (samples, 2)
    assert np.isfinite(tune).all()
    assert 0.2 < np.abs(tune).max() <= 0.51
    assert np.abs(tune[0]).max() < 0.001
    assert np.abs(tune[-100:]).max() < 0.001
    assert np.abs(tune.mean(axis=0)).max() < 0.01


def test_a_tune_repeats_without_a_seam() -> None:
    loop = tunes._loop(tunes.TUNES["quiet_room"])  # the softest: a click would stand out

    step = np.abs(np.diff(np.concatenate([loop[-2000:], loop[:2000]]), axis=0))
    assert step[1990:2010].max() <= np.abs(np.diff(loop, axis=0)).max()
    assert step[1999].max() < 0.02


def test_equal_names_give_equal_sound_and_others_another() -> None:
    drawn = [
        tunes.draw(name, samples=SAMPLE_RATE) for name in ("open_road", "open_road", "city_walk")
    ]

    assert (drawn[0] == drawn[1]).all()
    assert not (drawn[0] == drawn[2]).all()


def test_voices_start_a_little_after_their_scenes_and_are_equally_loud() -> None:
    few = made.Set(scenes=2, seconds=2.0)
    names = list(few.voices)
    soft = made.wav((voices.samples_of(few.voices[names[1]]) * 3000).astype("<i2"))
    laid = plan(few.film)

    track = voices.track(
        few.film, laid, voices={names[0]: few.voices[names[0]], names[1]: soft}, fps=FPS
    )

    assert len(track) == laid.frames * SAMPLE_RATE // FPS
    loud = np.flatnonzero(np.abs(track) > 0.02)
    assert 0.15 <= loud[0] / SAMPLE_RATE < 0.25
    halves = np.split(track, 2)
    first, second = (np.sqrt(np.mean(half**2)) for half in halves)
    assert first == pytest.approx(second, rel=0.15)


@pytest.mark.parametrize(
    ("voiced", "music"), [(True, "open_road"), (True, "none"), (False, "quiet_room")]
)
def test_a_film_is_as_loud_as_the_web_expects_and_never_peaks(
    voiced: bool, music: str, tmp_path: Path
) -> None:
    few = made.Set(scenes=2, seconds=3.0, voiced=voiced, music=music)
    laid = plan(few.film)

    loudness = sound.make(few.film, laid, spoken=few.voices, folder=tmp_path)

    assert loudness.lufs == pytest.approx(-14.0, abs=1.0)
    assert loudness.peak_db is not None
    assert loudness.peak_db <= -1.0
    samples = heard(tmp_path / SOUND)
    assert samples.shape[0] == 2
    assert samples.shape[1] == pytest.approx(laid.frames * SAMPLE_RATE // FPS, abs=1024)


@pytest.mark.slow
def test_equal_films_sound_equal(tmp_path: Path) -> None:
    few = made.Set(scenes=2)
    drawn = []
    for _ in range(3):
        sound.make(few.film, plan(few.film), spoken=few.voices, folder=tmp_path)
        drawn.append(heard(tmp_path / SOUND))

    assert (drawn[0] == drawn[1]).all()
    assert (drawn[0] == drawn[2]).all()


@pytest.mark.slow
def test_music_makes_way_for_a_voice(tmp_path: Path) -> None:
    few = made.Set(scenes=1, seconds=8.0, music="quiet_room")
    name = made.sha(brief := made.voice(3.0))
    few.film = replace(few.film, scenes=(replace(few.film.scenes[0], voice=name),))

    sound.make(few.film, plan(few.film), spoken={name: brief}, folder=tmp_path)

    # Of a buzz of harmonics of 180 Hz, nothing lies around 130 Hz: there is only music.
    samples = heard(tmp_path / SOUND).mean(axis=0)
    beside, alone = (
        np.abs(np.fft.rfft(samples[start * SAMPLE_RATE : (start + 2) * SAMPLE_RATE]))[180:300].max()
        for start in (1, 4)
    )
    assert alone > 1.4 * beside


def test_a_film_without_voice_and_music_is_silent(tmp_path: Path) -> None:
    few = made.Set(scenes=1, voiced=False, music="none")

    loudness = sound.make(few.film, plan(few.film), spoken={}, folder=tmp_path)

    assert (loudness.lufs, loudness.peak_db) == (None, None)
    assert np.abs(heard(tmp_path / SOUND)).max() < 0.0001


def test_a_voice_that_is_silent_is_not_made_louder(tmp_path: Path) -> None:
    few = made.Set(scenes=1, music="none")
    hush = made.wav(np.zeros(SAMPLE_RATE // 2, "<i2"))

    loudness = sound.make(
        few.film, plan(few.film), spoken={few.film.scenes[0].voice: hush}, folder=tmp_path
    )

    assert loudness.lufs is None


def test_a_voice_that_does_not_fit_its_scene_is_named_with_its_excess() -> None:
    few = made.Set(scenes=2, seconds=2.0)
    long = made.voice(2.5)
    scenes = (few.film.scenes[0], replace(few.film.scenes[1], voice=made.sha(long)))
    film = replace(few.film, scenes=scenes)

    assert voices.too_long(film, {**few.voices, made.sha(long): long}) == [(1, 0.8)]
    assert voices.too_long(few.film, few.voices) == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"RIFF",
        b"ID3" * 100,
        made.wav(np.zeros(4800, "<i2"), rate=44_100),
        made.wav(np.zeros(4800, "<i2"), channels=2),
    ],
    ids=["empty", "cut", "other", "rate", "stereo"],
)
def test_what_is_no_voice_is_refused_with_its_scene(content: bytes) -> None:
    few = made.Set(scenes=1)
    name = few.film.scenes[0].voice

    with pytest.raises(FilmInvalid) as refused:
        voices.too_long(few.film, {name: content})

    assert (refused.value.code, refused.value.scene) == ("video.voice_unreadable", 0)
