import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.pipelines.copy import KINDS, check, plain
from generation.pipelines.video import LONGEST_SCENE, MOTIONS, SHORTEST_SCENE
from generation.providers.openai import texts
from generation.providers.openai.partial import read
from tests.factories.listeners import wanted

SCENE = {"narration": "So.", "on_screen": " a ", "picture": 1, "seconds": 3, "motion": "hold"}
ANSWERS = {
    "title": [{"title": " A lamp \n"}],
    "description": [{"paragraphs": [" one ", "", 5, "two\nlines", "  "]}],
    "selling_points": [
        {
            "points": [
                {"head": "Red", "text": "It is red."},
                {"head": "x"},
                {"head": "轻", "text": "轻。"},
            ]
        },
        {"points": [{"text": "first", "head": "late"}, {"text": "b", "head": "c"}]},
    ],
    "faq": [{"entries": [{"question": "How?", "answer": "So. "}, {"question": "", "answer": "x"}]}],
    "post": [
        {"title": "T", "body": "B b", "tags": ["#one", " two words", "one", "#", "onetwo"]},
        {"tags": ["a"], "body": "B", "title": ""},
        {"body": "B", "tags": ["a", "b"]},
        {"facts": ["colour"], "body": "B", "title": "T"},
    ],
    "script": [{"scenes": [SCENE, SCENE | {"narration": ""}, SCENE | {"seconds": "x"}, 7, SCENE]}],
}
CASES = [(kind, answer) for kind, several in ANSWERS.items() for answer in several]


@pytest.mark.parametrize(("kind", "answer"), CASES)
@pytest.mark.parametrize("wrapped", [False, True])
def test_at_every_beginning_the_text_shown_is_a_beginning_of_the_finished_one(
    kind: str, answer: dict, wrapped: bool
) -> None:
    request = wanted(kind)
    document = json.dumps({"result": answer} if wrapped else answer)
    shown = ""

    for end in range(len(document) + 1):
        text = plain(kind, texts.shaped(request, read(document[:end])))
        assert text.startswith(shown), (shown, text)
        shown = text

    check(kind, texts.shaped(request, read(document)))
    assert shown


@pytest.mark.parametrize("kind", [*KINDS, "script"])
@pytest.mark.parametrize(
    "odd", [{}, {"title": 5}, {"paragraphs": "x"}, {"scenes": {"a": 1}}, {"x": {}}]
)
def test_odd_answers_are_shaped_into_something_empty_never_into_an_error(
    kind: str, odd: dict
) -> None:
    content = texts.shaped(wanted(kind), read(json.dumps(odd)))

    assert plain(kind, content) == ""


def test_a_growing_text_shows_before_it_is_finished() -> None:
    request = wanted("selling_points")
    document = '{"points": [{"head": "Red", "text": "It is'

    assert plain("selling_points", texts.shaped(request, read(document))) == "Red: It is"


def test_tags_lose_their_signs_and_their_twins() -> None:
    answer = json.dumps(next(answer for kind, answer in CASES if kind == "post"))

    assert texts.shaped(wanted("post"), read(answer))["tags"] == ["one", "twowords", "onetwo"]


def test_only_attributes_that_the_product_has_count_as_said_and_each_once() -> None:
    reading = read('{"title": "x", "facts": ["height", "weight", "colour", "height", 3]}')

    assert texts.used_facts(wanted("title"), reading) == ("height", "colour")


def test_a_script_is_mended_where_a_mistake_is_small() -> None:
    scenes = [
        SCENE | {"picture": 99, "motion": "Pan left", "seconds": 1000},
        SCENE | {"picture": "two", "motion": "spin", "seconds": True},
        SCENE | {"picture": -4, "motion": "zoom in", "seconds": -3, "on_screen": None},
    ]

    content = texts.shaped(wanted("script", seconds=12), read(json.dumps({"scenes": scenes})))

    made = content["scenes"]
    assert [scene["picture"] for scene in made] == [2, 1, 0]
    assert [scene["motion"] for scene in made] == ["pan_left", MOTIONS[1], "push_in"]
    assert [scene["seconds"] for scene in made] == [10.0, 1.0, 1.0]
    assert made[2]["on_screen"] == ""
    check("script", content)


def test_more_scenes_than_seconds_are_cut() -> None:
    answer = json.dumps({"scenes": [SCENE] * 30})

    made = texts.shaped(wanted("script", seconds=5), read(answer))["scenes"]

    assert [scene["seconds"] for scene in made] == [1.0] * 5


@given(st.lists(st.floats(0.01, 1e5), min_size=1, max_size=40), st.floats(0, 400, allow_nan=False))
def test_seconds_add_up_within_the_bounds_of_a_scene(weights: list[float], total: float) -> None:
    shares = texts.timed(weights, total=total)

    assert all(SHORTEST_SCENE <= share <= LONGEST_SCENE for share in shares)
    assert all(round(share, 1) == share for share in shares)
    if SHORTEST_SCENE * len(weights) <= total <= LONGEST_SCENE * len(weights):
        assert sum(shares) == pytest.approx(round(total, 1), abs=0.051)
