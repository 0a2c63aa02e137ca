"""A film is exactly as long as its scenes, and every frame belongs to one segment."""

from dataclasses import replace

import pytest

from generation.film import keys, spec
from generation.film.spec import FPS, Film, FilmInvalid, Scene
from generation.film.timeline import LONGEST_PIECE, frames_in, plan

SCENE = Scene(picture="a" * 64, seconds=5.0, motion="push_in", narration="Cold for a day.")


def film(*seconds: float, **changes: object) -> Film:
    scenes = tuple(
        replace(SCENE, seconds=length, picture=f"{number:064x}")
        for number, length in enumerate(seconds)
    )
    return Film(**{"scenes": scenes, "ratio": "9:16", "language": "en", **changes})


@pytest.mark.parametrize(
    "lengths",
    [(1.0,), (20.0,), (5.0,) * 6, (1.0, 1.0), (3.33, 4.47, 1.01), (1.234,) * 20],
)
@pytest.mark.parametrize("transition", [0.0, 0.5, 1.0])
def test_segments_cover_every_frame_once(lengths: tuple[float, ...], transition: float) -> None:
    laid = plan(film(*lengths, transition=transition))

    assert laid.frames == frames_in(sum(lengths))
    ends = [segment.end for segment in laid.segments]
    assert [segment.start for segment in laid.segments] == [0, *ends[:-1]]
    assert ends[-1] == laid.frames
    assert all(0 < segment.frames <= LONGEST_PIECE for segment in laid.segments)


def test_a_crossfade_lies_half_before_and_half_behind_the_border_of_two_scenes() -> None:
    laid = plan(film(5.0, 5.0))

    joints = [segment for segment in laid.segments if len(segment.scenes) == 2]
    assert [(joint.start, joint.end) for joint in joints] == [(143, 158)]
    assert laid.spans[0].end == 158
    assert laid.spans[1].start == 143
    shares = [joints[0].share(frame) for frame in range(143, 158)]
    assert shares == sorted(shares)
    assert 0 < shares[0] < shares[-1] < 1


def test_a_short_scene_keeps_half_of_itself_from_crossfades() -> None:
    laid = plan(film(1.0, 1.0, 1.0, transition=1.0))

    joints = [segment for segment in laid.segments if len(segment.scenes) == 2]
    assert [joint.frames for joint in joints] == [15, 15]


def test_without_transitions_scenes_are_cut() -> None:
    laid = plan(film(2.0, 2.0, transition=0.0))

    assert all(len(segment.scenes) == 1 for segment in laid.segments)


def test_twenty_scenes_are_planned_in_order() -> None:
    laid = plan(film(*[1.5] * 20))

    assert laid.frames == 20 * 45
    assert [segment.scenes for segment in laid.segments][:3] == [(0,), (0, 1), (1,)]
    assert len(laid.segments) == 39


def test_a_changed_scene_changes_its_own_segments_and_the_joints_beside_it() -> None:
    first = film(*[3.0] * 6)
    scenes = list(first.scenes)
    scenes[2] = replace(scenes[2], picture="f" * 64)

    before = keys.segment_keys(first, spoken={})
    after = keys.segment_keys(replace(first, scenes=tuple(scenes)), spoken={})

    segments = plan(first).segments
    changed = [
        number for number, pair in enumerate(zip(before, after, strict=True)) if len({*pair}) > 1
    ]
    assert [segments[number].scenes for number in changed] == [(1, 2), (2,), (2, 3)]


def test_a_longer_scene_leaves_the_segments_of_later_scenes_as_they_are() -> None:
    first = film(*[3.0] * 5)
    scenes = list(first.scenes)
    scenes[0] = replace(scenes[0], seconds=3.5)

    before = keys.segment_keys(first, spoken={})
    after = keys.segment_keys(replace(first, scenes=tuple(scenes)), spoken={})

    assert set(before) - set(after) == set(before[:2])


@pytest.mark.parametrize(
    "changes",
    [
        {"ratio": "1:1"},
        {"subtitles": "small"},
        {"subtitles": "none"},
        {"language": "zh-hans", "transition": 0.3},
        {"scale": 0.5},
    ],
)
def test_what_changes_every_picture_changes_every_key(changes: dict[str, object]) -> None:
    first = film(2.0, 2.0)

    assert not {*keys.segment_keys(first, spoken={})} & {
        *keys.segment_keys(replace(first, **changes), spoken={})
    }


@pytest.mark.parametrize(
    "changes", [{"motion": "hold"}, {"narration": "Warm for a day."}, {"on_screen": "New"}]
)
def test_what_changes_a_scene_changes_its_key(changes: dict[str, str]) -> None:
    first = film(2.0)
    other = replace(first, scenes=(replace(first.scenes[0], **changes),))

    assert keys.segment_keys(first, spoken={}) != keys.segment_keys(other, spoken={})


def test_music_changes_no_segment_and_keys_are_stable() -> None:
    first = film(2.0, 2.0)

    named = keys.segment_keys(first, spoken={})
    assert named == keys.segment_keys(replace(first, music="none"), spoken={})
    assert named == keys.segment_keys(first, spoken={})
    assert all(len(key) == 64 for key in named)


def test_the_fonts_count_only_where_words_are_burnt_in() -> None:
    silent = film(2.0)
    silent = replace(silent, scenes=(replace(silent.scenes[0], narration=""),))

    assert keys.segment_keys(silent, spoken={}, fonts="a") == keys.segment_keys(
        silent, spoken={}, fonts="b"
    )
    assert keys.segment_keys(film(2.0), spoken={}, fonts="a") != keys.segment_keys(
        film(2.0), spoken={}, fonts="b"
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"ratio": "4:3"},
        {"language": "fr"},
        {"subtitles": "huge"},
        {"music": "polka"},
        {"transition": 1.5},
        {"scale": 0.01},
        {"scenes": ()},
        {"scenes": (replace(SCENE, seconds=0.5),)},
        {"scenes": (replace(SCENE, seconds=20.5),)},
        {"scenes": (replace(SCENE, motion="spin"),)},
        {"scenes": (replace(SCENE, picture=""),)},
        {"scenes": (replace(SCENE, narration="a" * 601),)},
        {"scenes": (replace(SCENE, on_screen="a" * 81),)},
    ],
)
def test_what_cannot_be_rendered_is_refused_by_name(changes: dict[str, object]) -> None:
    with pytest.raises(FilmInvalid) as refused:
        spec.check(replace(film(2.0), **changes))

    assert refused.value.code == "video.request_invalid"
    assert refused.value.detail


def test_sizes_are_even_at_every_scale() -> None:
    for ratio in spec.RATIOS:
        for scale in (0.1, 0.123, 0.2, 0.777, 1.0):
            assert not any(side % 2 for side in spec.size(film(2.0, ratio=ratio, scale=scale)))
    assert spec.size(film(2.0)) == (1080, 1920)
    assert FPS == 30
