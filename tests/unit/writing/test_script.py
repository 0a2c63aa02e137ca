"""A script can be spoken in its time, and its pictures move on."""

import itertools

import pytest

from generation.pipelines.copy import LANGUAGES, SCRIPT, TONES, check
from generation.pipelines.video import LONGEST_SCENE, SHORTEST_SCENE
from generation.providers.base import CopyRequest, Subject
from generation.writing.pace import spoken_seconds
from tests.unit.writing.ranges import RANGES, products, write

HEADPHONES = next(products(RANGES["headphones"]))
NAMELESS = Subject(name="A name without a single fact")
LONG_NAME = Subject(name="The " + "very long name of a thing " * 4)


def scenes(**asked):
    request = CopyRequest(
        SCRIPT, **{"language": "en", "subject": HEADPHONES, "pictures": 3} | asked
    )
    content = write(request).content
    check(SCRIPT, content)
    return content["scenes"]


@pytest.mark.parametrize("subject", [HEADPHONES, NAMELESS, LONG_NAME], ids=["many", "none", "long"])
@pytest.mark.parametrize("seconds", [1, 2, 3, 5, 8, 15, 20, 30, 60, 90, 180])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_fits_its_scene_and_the_scenes_fill_the_time(
    language: str, seconds: int, subject: Subject
) -> None:
    made = scenes(language=language, subject=subject, seconds=seconds)

    assert sum(scene["seconds"] for scene in made) == pytest.approx(seconds, abs=0.05)
    for scene in made:
        assert SHORTEST_SCENE <= scene["seconds"] <= LONGEST_SCENE
        assert spoken_seconds(scene["narration"], language) + 0.4 <= scene["seconds"] + 1e-6


@pytest.mark.parametrize(
    ("pictures", "expected"), [(0, {0}), (1, {0}), (2, {0, 1}), (3, {0, 1, 2})]
)
def test_pictures_take_turns(pictures: int, expected: set[int]) -> None:
    shown = [scene["picture"] for scene in scenes(pictures=pictures, seconds=30)]

    assert set(shown) == expected
    assert pictures < 2 or all(one != other for one, other in itertools.pairwise(shown))


def test_no_motion_comes_twice_in_a_row() -> None:
    motions = [scene["motion"] for scene in scenes(seconds=60)]

    assert len(set(motions)) > 3
    assert all(one != other for one, other in itertools.pairwise(motions))


@pytest.mark.parametrize("tone", TONES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_captions_are_short_and_the_end_names_the_product(language: str, tone: str) -> None:
    for seed in range(20):
        made = scenes(language=language, tone=tone, seconds=30, seed=seed)

        captions = [scene["on_screen"] for scene in made]
        assert any(captions)
        for caption in captions:
            assert len(caption.split()) <= 5 if language == "en" else len(caption) <= 12
        assert HEADPHONES.brand in made[-1]["narration"]
        assert 5 <= len(made) <= 8


def test_no_line_is_said_twice() -> None:
    lines = [scene["narration"] for scene in scenes(seconds=60)]

    assert len(set(lines)) == len(lines)


def test_the_persons_own_words_are_spoken_when_there_is_time() -> None:
    long, brief = scenes(seconds=30, brief="free pouch inside"), "Free pouch inside."

    assert brief in [scene["narration"] for scene in long]
    assert brief not in [scene["narration"] for scene in scenes(seconds=2, brief=brief)]
