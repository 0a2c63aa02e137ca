import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.providers.openai.partial import NotJson, Open, Reading, read

DOCUMENTS = [
    '{"title": "A \\"quoted\\" lamp \\u00e9\\ud83d\\ude00 \\/ \\n end", "facts": ["a", "b"]}',
    '{"paragraphs": ["one", "two", ""], "facts": [], "extra": {"deep": [[1, 2.5, -3e2], {}]}}',
    '{ "points" : [ { "head" : "H" , "text" : "T" }, {"head": "轻", "text": "很轻。"} ] }',
    '{"scenes":[{"narration":"n","picture":0,"seconds":2.5,"motion":"hold","x":true,"y":null}]}',
]
TEXTS = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=12,
)


def is_start_of(early: object, late: object) -> bool:
    """Return whether what was read early is only added to later."""
    match early:
        case Open():
            return isinstance(late, str) and late.startswith(early)
        case dict():
            assert isinstance(late, dict)
            return all(key in late and is_start_of(early[key], late[key]) for key in early)
        case list():
            assert isinstance(late, list)
            pairs = zip(early, late, strict=False)
            return len(early) <= len(late) and all(is_start_of(one, two) for one, two in pairs)
        case _:
            return early == late


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_beginning_of_a_document_reads_as_a_beginning_of_it(document: str) -> None:
    before: dict = {}

    for end in range(len(document) + 1):
        reading = read(document[:end])
        assert reading.is_whole == (end == len(document))
        assert is_start_of(before, reading.value or {})
        before = reading.value or {}

    assert before == json.loads(document)


@pytest.mark.slow
@given(
    st.dictionaries(TEXTS.filter(bool), VALUES, min_size=1, max_size=4), st.booleans(), st.data()
)
def test_any_object_is_read_as_json_reads_it(
    value: dict, plain_ascii: bool, data: st.DataObject
) -> None:
    document = json.dumps(
        value, ensure_ascii=plain_ascii, indent=data.draw(st.sampled_from([None, 1]))
    )

    assert read(document) == Reading(value, is_whole=True)
    cut = read(document[: data.draw(st.integers(0, len(document) - 1))])
    assert not cut.is_whole
    assert is_start_of(cut.value or {}, value)


@pytest.mark.parametrize(
    "text",
    [
        '```json\n{"title": "x"}\n```',
        'Sure! Here it is:\n\n{"title": "x"}\n\nAnything else?',
        '<think>Maybe {"title": "no"}?</think>\n{"title": "x"}',
        'a thought {"title": "no"}</think>{"title": "x"}',
        '<reasoning>{}</reasoning>{"title": "x"}',
        '\ufeff {"title": "x",}',
        '{"title": "x" "other": 1}',
        '{"title": "x", "title": "y"}',
        '{"title": "x\\u0000\\u0007\x00"}',
    ],
)
def test_what_models_put_around_and_into_json_is_no_hindrance(text: str) -> None:
    reading = read(text)

    assert reading.is_whole
    assert reading.value is not None
    assert reading.value["title"] == "x"


def test_an_unfinished_thought_is_no_answer() -> None:
    assert read('<think>{"title": "no"}') == Reading(None, is_whole=False)


def test_half_a_surrogate_pair_is_held_back_and_a_lone_one_replaced() -> None:
    assert read('{"a": "x\\ud83d').value == {"a": "x"}
    assert read('{"a": "x\\ud83d\\ude').value == {"a": "x"}
    assert read('{"a": "x\\ud83d\\ude00"}').value == {"a": "x😀"}
    assert read('{"a": "x\\ud83d."}').value == {"a": "x\ufffd."}
    assert read('{"a": "\\ude00"}').value == {"a": "\ufffd"}
    assert read('{"a": "\ud800"}').value == {"a": "\ufffd"}
    assert read('{"a": "\\ud83d\\u0041"}').value == {"a": "\ufffdA"}


def test_a_string_that_still_grows_can_be_told_from_one_that_has_ended() -> None:
    value = read('{"a": "ended", "b": "grow').value

    assert value == {"a": "ended", "b": "grow"}
    assert [isinstance(value[key], Open) for key in value] == [False, True]


@pytest.mark.parametrize(
    "text", ['{"a" 1}', '{"a": <b>}', '{"a": "\\uzzzz"}', '{"a": 1} '[:5] + "x}"]
)
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(NotJson):
        read(text)


def test_nesting_without_end_is_refused_not_followed() -> None:
    with pytest.raises(NotJson, match="deeply"):
        read('{"a": ' + "[" * 5000)


@pytest.mark.parametrize("text", ["", "Sorry, no.", "<html><body>{}</body>", "12"])
def test_where_no_object_is_nothing_is_read(text: str) -> None:
    reading = read(text)

    assert not reading.value


def test_noise_is_read_or_refused_but_never_breaks_the_reader() -> None:
    chance = random.Random(7)
    signs = '{}[]",:\\u0aftrue -1.e<>think/ 中\ud800'

    for _ in range(3000):
        noise = "".join(chance.choice(signs) for _ in range(chance.randint(0, 40)))
        try:
            reading = read('{"' + noise)
        except NotJson:
            continue
        assert isinstance(reading.value, dict | None)
