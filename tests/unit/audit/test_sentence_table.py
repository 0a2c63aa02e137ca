"""The table of sentences: every action has some, for each way it is recorded to end."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.utils import translation

from audit import sentences
from audit.actions import Action
from audit.sentences import refusals, telling, values
from audit.sentences.table import SENTENCES, ways
from audit.sentences.telling import Says
from config.catalogue import of_python, placeholders
from tests.unit.audit import written
from workspaces.roles import Permission

ROOT = Path(__file__).resolve().parents[3]
EVERY = [*refusals.MAY_NOT, *(says for known in SENTENCES.values() for says in known)]
# These need nothing but what every event has, or has words for.
PLAIN = {"who", "what", "n"}


def english(says: Says) -> str:
    return says.written(2)


def test_every_action_has_a_sentence() -> None:
    assert [action.name for action in Action if not SENTENCES.get(action)] == []


def test_the_last_sentence_of_an_action_can_always_be_told() -> None:
    """Also of several at once, where they are told as one: else they would be told of as nothing."""
    wrong = [
        (action.name, outcome)
        for action in Action
        for outcome in {says.outcome or "ok" for says in SENTENCES[action]}
        if not ends_plainly(action, outcome)
    ]

    assert wrong == []


def ends_plainly(action: Action, outcome: str) -> bool:
    known = [says for says in SENTENCES[action] if says.outcome in (outcome, telling.ANY)]
    of_one = [says for says in known if not says.is_of_several]
    of_several = [says for says in known if says.is_of_several]
    return (
        bool(of_one)
        and of_one[-1].when is telling.always
        and of_one[-1].number is None
        and all(placeholders(english(one)) <= PLAIN for one in (*of_one[-1:], *of_several[-1:]))
    )


def test_a_sentence_is_whole() -> None:
    """It begins with who, or is a clause of its own; its names are those that can be filled."""
    sentences_written = {says.written(number) for says in EVERY for number in (1, 2, 12)}
    wrong = [
        words
        for words in sorted(sentences_written)
        if not re.match(r"%\((who|what|n)\)s \w|[A-Z]\w* ", words)
        or words.endswith((".", ",", ":", " "))
        or "  " in words
        or "{" in words
        or words.count("%") != len(re.findall(r"%\(\w+\)s", words))
        or not placeholders(words) <= {*values.VALUES, "n"}
    ]

    assert wrong == []


def test_what_tells_of_a_number_names_it_and_bends_with_it() -> None:
    wrong = [
        english(says)
        for says in EVERY
        for is_counted in [says.is_of_several or says.number is not None]
        if ("n" in placeholders(english(says))) is not is_counted
        or (says.written(1) != says.written(2)) is not is_counted
        or says.written(2) != says.written(12)
    ]

    assert wrong == []


def test_every_permission_has_a_sentence_of_its_refusal() -> None:
    assert set(Permission) == refusals.PERMISSIONS


# --- what the code records ----------------------------------------------------------------------
def test_what_is_recorded_as_refused_or_failed_is_told_in_words_of_its_own() -> None:
    pairs = {pair for pair in written.endings() if pair[1] in ("denied", "error")}
    assert ("ACCOUNT_SIGN_IN_FAILED", "denied") in pairs, "the reader finds none"

    general = [
        (action, outcome)
        for action, outcome in sorted(pairs)
        if not set(ways(Action[action], outcome)) - set(refusals.MAY_NOT)
    ]
    assert general == []


# --- groups and signs ---------------------------------------------------------------------------
def test_every_action_is_in_one_group() -> None:
    counted = Counter(action for group in sentences.GROUPS.values() for action in group.actions)

    assert {action.name: counted[action] for action in Action if counted[action] != 1} == {}


def test_groups_are_called_differently() -> None:
    labels = [str(group.label) for group in sentences.GROUPS.values()]

    assert len(set(labels)) == len(labels)


def test_every_sign_is_drawn() -> None:
    """In the sprite, every name of which stands for a picture of Lucide's (`static/src/js`)."""
    sprite = (ROOT / "static/src/icons.txt").read_text(encoding="utf-8").split("\n")

    assert sorted({sentences.icon(one) for one in [*Action, "gone.thing.done"]} - set(sprite)) == []


@pytest.mark.parametrize(
    ("action", "name"),
    [
        (Action.ASSET_DELETED, "trash-2"),
        (Action.ASSET_CREATED, "image"),
        (Action.JOBS_SEEN_BY_STAFF, "eye"),
        ("gone.thing.done", "activity"),
    ],
)
def test_the_sign_of_an_action_is_its_own_or_that_of_its_noun(action: str, name: str) -> None:
    assert sentences.icon(action) == name


# --- Chinese ------------------------------------------------------------------------------------
CHINESE = re.compile(r"[\u4e00-\u9fff]")
TIGHT = re.compile(r"[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff]|[,;:!?()]")


def test_every_sentence_is_told_in_chinese() -> None:
    wrong = {}
    for says in EVERY:
        with translation.override("en"):
            before = english(says)
        with translation.override("zh-hans"):
            words = says.written(2)
        bare = re.sub(r"%\(\w+\)s", "", words).replace("AI", "")
        is_told = CHINESE.search(words) and placeholders(words) == placeholders(before)
        if not is_told or TIGHT.search(bare):
            wrong[before] = words

    assert wrong == {}


def test_every_word_of_a_sentence_is_told_in_chinese() -> None:
    source = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "audit/sentences").glob("*.py")
    )
    with translation.override("zh-hans"):
        same = [
            message.text
            for message in of_python(source, "audit/sentences")
            if message.text != "SKU"
            and message.text
            == (
                translation.pgettext(message.context, message.text)
                if message.context
                else translation.gettext(message.text)
            )
            and not message.plural
        ]

    assert same == []
