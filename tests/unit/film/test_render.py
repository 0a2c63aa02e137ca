"""Whole films, small ones, through the child process."""

import io
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from generation.film import client
from generation.film.spec import FPS, FilmInvalid
from generation.film.timeline import plan
from tests.unit.film import made

ROOT = Path(__file__).parents[3]


def opened(content: bytes) -> av.container.InputContainer:
    return av.open(io.BytesIO(content), mode="r")


@pytest.fixture(scope="module")
def whole() -> tuple[made.Set, client.Rendered]:
    few = made.Set(scenes=3)
    return few, few.render()


def test_a_film_has_the_streams_that_players_expect(whole) -> None:
    few, rendered = whole

    with opened(rendered.content) as file:
        video, audio = file.streams.video[0], file.streams.audio[0]
        assert (video.codec_context.name, video.profile) == ("h264", "High")
        assert video.pix_fmt == "yuv420p"
        assert (video.width, video.height) == (rendered.width, rendered.height) == (216, 384)
        assert video.average_rate == FPS
        context = video.codec_context
        assert (context.color_range, context.colorspace) == (1, 1)
        assert (context.color_primaries, context.color_trc) == (1, 1)
        assert (audio.codec_context.name, audio.rate, audio.channels) == ("aac", 48_000, 2)
        lengths = [
            float((stream.duration or 0) * (stream.time_base or 0)) for stream in (video, audio)
        ]
    expected = plan(few.film).frames / FPS
    assert lengths == pytest.approx([expected, expected], abs=0.04)
    assert rendered.duration_ms == round(expected * 1000) == 3600


def test_frames_stand_at_even_distances_and_all_decode(whole) -> None:
    few, rendered = whole

    with opened(rendered.content) as file:
        times = [frame.time for frame in file.decode(video=0)]

    expected = [number / FPS for number in range(plan(few.film).frames)]
    assert times == pytest.approx(expected, abs=1e-6)


def test_a_film_starts_to_play_before_it_is_loaded(whole) -> None:
    _, rendered = whole

    assert rendered.content.index(b"moov") < rendered.content.index(b"mdat")


def test_sound_is_as_loud_as_the_web_expects(whole) -> None:
    _, rendered = whole

    assert rendered.facts["lufs"] == pytest.approx(-14, abs=1)
    assert rendered.facts["peak_db"] <= -1


def test_a_cover_is_a_picture_of_the_first_scene_without_words(whole) -> None:
    _, rendered = whole

    cover = Image.open(io.BytesIO(rendered.cover))
    assert (cover.format, cover.size) == ("JPEG", (216, 384))
    middle = np.asarray(cover)[192, 108].astype(int)
    assert middle[0] > middle[2] + 60  # the first disc is red
    assert (np.asarray(cover).min(axis=2) > 240).sum() == 0  # white letters would be


def test_subtitles_are_burnt_in_and_handed_out(whole) -> None:
    _, rendered = whole

    assert rendered.srt.count("-->") == 3
    assert "Scene 2 is shown." in rendered.srt
    with opened(rendered.content) as file:
        frames = [frame.to_ndarray(format="rgb24") for frame in file.decode(video=0)]
    below = frames[15][270:330].min(axis=2)
    assert (below > 225).sum() > 40
    assert (frames[15][:60].min(axis=2) > 225).sum() == 0


@pytest.mark.slow
def test_progress_is_exact_and_never_goes_back() -> None:
    few = made.Set(scenes=2, voiced=False)
    few.render()

    percents = [event.percent for event in few.events]
    drawn = [event.drawn for event in few.events]
    total = plan(few.film).frames

    assert percents == sorted(percents)
    assert drawn == sorted(drawn)
    assert (percents[-1], drawn[-1]) == (100, total)
    assert {event.stage for event in few.events} >= {"prepare", "sound", "draw", "join"}
    assert all(
        event.percent == event.drawn * 96 // total for event in few.events if event.stage == "draw"
    )


@pytest.mark.slow
def test_an_equal_film_is_joined_from_kept_segments_and_a_changed_scene_costs_its_own(
    whole,
) -> None:
    few, first = whole

    again = few.render()
    scenes = list(few.film.scenes)
    scenes[0] = replace(scenes[0], on_screen="New")
    changed = few.render(replace(few.film, scenes=tuple(scenes)))

    assert (first.facts["segments_made"], first.facts["segments_reused"]) == (5, 0)
    assert (again.facts["segments_made"], again.facts["segments_reused"]) == (0, 5)
    assert (changed.facts["segments_made"], changed.facts["segments_reused"]) == (1, 4)
    assert [film.facts["sound_reused"] for film in (first, again, changed)] == [False, True, True]
    assert again.facts["lufs"] == pytest.approx(first.facts["lufs"], abs=0.1)
    assert again.content == first.content


@pytest.mark.slow
def test_a_kept_segment_that_is_broken_is_drawn_anew(whole) -> None:
    few, first = whole
    kept = dict(few.kept)
    names = client.segment_keys(few.film, voices=few.voices, fonts=made.FONTS)
    for name in (names[1], names[-1]):
        few.kept[name] = kept[name][: len(kept[name]) // 2]

    again = few.render()

    assert (again.facts["segments_made"], again.facts["sound_reused"]) == (1, False)
    assert again.facts["frames"] == first.facts["frames"]


@pytest.mark.slow
def test_a_render_that_is_killed_goes_on_where_it_was() -> None:
    few = made.Set(scenes=3, voiced=False)

    class Enough(Exception):
        """What a cancelled or moved job raises."""

    def keep(key: str, content: bytes) -> None:
        few.kept[key] = content
        if len(few.kept) == 2:
            raise Enough

    with pytest.raises(Enough):
        few.render(on_segment=keep)
    kept_before = {*few.kept}
    assert not encoders_left()

    second = few.render()

    names = client.segment_keys(few.film, voices={}, fonts=made.FONTS)
    drawn = len(kept_before & {*names[:-1]})
    assert (second.facts["segments_reused"], second.facts["segments_made"]) == (drawn, 5 - drawn)


def encoders_left() -> list[str]:
    """Return the command lines of encoders of small films that still run."""
    found = []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = process.read_bytes()
        except OSError:  # it has just ended
            continue
        if b"ffmpeg" in command and b"216x384" in command and b".part.mp4" in command:
            found.append(command.decode(errors="replace"))
    return found


@pytest.mark.slow
def test_a_child_whose_parent_is_gone_ends_and_leaves_no_encoder() -> None:
    few = made.Set(scenes=3, seconds=3.0, voiced=False)
    ended: list[int] = []

    def abandon(module: str, request: dict, *, folder: Path, on_event=None) -> dict:
        limits = {"memory_mib": client.MEMORY_MIB, "cpu_seconds": 60}
        document = folder / "request.json"
        document.write_text(json.dumps({**request, "limits": limits}))
        with document.open("rb") as asked, (folder / "words").open("wb") as words:
            process = subprocess.Popen(
                [sys.executable, "-m", module],
                stdin=asked,
                stdout=subprocess.PIPE,
                stderr=words,
                cwd=folder,
                env={"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"},
            )
            for line in process.stdout or ():
                if b'"drawn": 3' in line:
                    break
            if process.stdout:
                process.stdout.close()
            ended.append(process.wait(timeout=15))
        return {"ok": False, "code": "video.abandoned"}

    with pytest.raises(FilmInvalid):
        few.render(by=abandon)

    assert ended
    assert ended[0] != 0
    assert not encoders_left()


def test_a_listener_that_raises_ends_the_render() -> None:
    few = made.Set(scenes=1, voiced=False)

    class Cancelled(Exception):
        """The job is not wanted any more."""

    def refuse(event: client.Progress) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        client.render(
            made.run,
            few.film,
            pictures=few.pictures,
            voices={},
            fonts=made.FONTS,
            kept=few.kept.get,
            on_event=refuse,
            on_segment=few.kept.__setitem__,
        )


def test_a_film_of_one_scene_without_a_sound_still_has_a_track() -> None:
    few = made.Set(scenes=1, seconds=1.0, voiced=False, music="none", ratio="1:1")

    rendered = few.render()

    with opened(rendered.content) as file:
        assert len(file.streams.audio) == 1
        assert file.streams.video[0].frames == 30
    assert rendered.facts["lufs"] is None
    assert (rendered.width, rendered.height) == (216, 216)
    assert rendered.srt == ""


def test_chinese_words_are_drawn_and_not_boxes() -> None:
    """Two texts of equal length differ in pixels: missing letters would all look the same."""
    few = made.Set(
        scenes=1, seconds=1.0, voiced=False, music="none", language="zh-hans", ratio="16:9"
    )
    scene = few.film.scenes[0]
    shown = []
    for words in ("保温", "轻巧"):
        rendered = few.render(replace(few.film, scenes=(replace(scene, on_screen=words),)))
        with opened(rendered.content) as file:
            frames = [frame.to_ndarray(format="gray") for frame in file.decode(video=0)]
        shown.append(frames[15][:80].astype(int))

    assert (shown[0] > 200).sum() > 50
    assert (np.abs(shown[0] - shown[1]) > 90).sum() > 50


@pytest.mark.slow
@pytest.mark.parametrize("ratio", ["9:16", "1:1", "16:9"])
def test_a_full_size_film_is_whole(ratio: str) -> None:
    few = made.Set(scenes=2, seconds=2.0, scale=1.0, ratio=ratio)

    rendered = few.render()

    with opened(rendered.content) as file:
        frames = sum(1 for _ in file.decode(video=0))
    assert frames == 120
    assert rendered.facts["lufs"] == pytest.approx(-14, abs=1)
