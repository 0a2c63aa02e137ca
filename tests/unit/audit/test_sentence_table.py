"""The table of sentences: every action has some, for each way it is recorded to end."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from audit import sentences
from audit.actions import Action
from audit.sentences import refusals, telling, values
from audit.sentences.table import SENTENCES, ways
from audit.sentences.telling import Says
from config.catalogue import of_python, placeholders
from workspaces.roles import Permission

ROOT = Path(__file__).resolve().parents[3]
APPS = ("accounts", "assets", "audit", "billing", "config", "generation", "workspaces")
ALL = [(action, says) for action, known in SENTENCES.items() for says in known]
EVERY = [*ALL, *((Action.WORKSPACE_ENTRY_DENIED, says) for says in refusals.MAY_NOT)]
# These need nothing but what every event has, or has words for.
PLAIN = {"who", "what", "n"}


def english(says: Says) -> str:
    return says.written(2)


def test_every_action_has_a_sentence() -> None:
    assert [action.name for action in Action if not SENTENCES.get(action)] == []


@pytest.mark.parametrize("action", list(Action))
def test_the_last_sentence_of_an_action_can_always_be_told(action: Action) -> None:
    """Also of several at once, where they are told as one: else they would be told of as nothing."""
    for outcome in {says.outcome or "ok" for says in SENTENCES[action]}:
        known = [says for says in SENTENCES[action] if says.outcome in (outcome, telling.ANY)]
        of_one = [says for says in known if not says.is_of_several]
        of_several = [says for says in known if says.is_of_several]

        assert of_one, "it is told of several alone"
        assert of_one[-1].when is telling.always
        assert of_one[-1].number is None
        assert placeholders(english(of_one[-1])) <= PLAIN
        assert not of_several or placeholders(english(of_several[-1])) <= PLAIN


@pytest.mark.parametrize(("action", "says"), EVERY, ids=[english(says) for _one, says in EVERY])
def test_a_sentence_is_whole(action: Action, says: Says) -> None:
    for number in (1, 2, 12):
        words = says.written(number)

        assert re.match(r"%\((who|what|n)\)s \w|[A-Z]\w* ", words), "it begins with no one"
        assert not words.endswith((".", ",", ":", " "))
        assert "  " not in words
        assert "{" not in words
        assert words.count("%") == len(re.findall(r"%\(\w+\)s", words))
        assert placeholders(words) <= {*values.VALUES, "n"}


@pytest.mark.parametrize(("action", "says"), ALL, ids=[english(says) for _one, says in ALL])
def test_what_tells_of_a_number_names_it_and_bends_with_it(action: Action, says: Says) -> None:
    one, two, many = (says.written(number) for number in (1, 2, 12))
    is_counted = says.is_of_several or says.number is not None

    assert ("n" in placeholders(two)) is is_counted
    assert (one != two) is is_counted
    assert two == many


def test_every_permission_has_a_sentence_of_its_refusal() -> None:
    assert set(Permission) == refusals.PERMISSIONS


# --- what the code records ----------------------------------------------------------------------
def _outcomes_in(call: ast.Call) -> Iterator[str]:
    for node in ast.walk(call):
        if isinstance(node, ast.keyword) and node.arg == "outcome":
            if isinstance(node.value, ast.Constant):
                yield str(node.value.value)
            elif isinstance(node.value, ast.Attribute):
                yield node.value.attr.lower()


def recorded() -> set[tuple[str, str]]:
    """Return each action with each outcome that the code writes it with, where that is written out."""
    found: set[tuple[str, str]] = set()
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call):
                    continue
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                said = [one for one in node.args[:1] if ast.unparse(one).startswith("Action.")]
                for action in said:
                    outcomes = set(_outcomes_in(node))
                    if name == "record_refusal":
                        outcomes = outcomes or {"denied"}
                    found |= {(ast.unparse(action)[7:], one) for one in outcomes}
    return found


def test_what_is_recorded_as_refused_or_failed_is_told_in_words_of_its_own() -> None:
    pairs = {pair for pair in recorded() if pair[1] in ("denied", "error")}
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


@pytest.mark.parametrize(("action", "says"), EVERY, ids=[english(says) for _one, says in EVERY])
def test_every_sentence_is_told_in_chinese(action: Action, says: Says) -> None:
    with translation.override("en"):
        before = english(says)
    with translation.override("zh-hans"):
        words = says.written(2)

    assert words != before
    assert CHINESE.search(words)
    assert placeholders(words) == placeholders(before)
    assert not TIGHT.search(re.sub(r"%\(\w+\)s", "", words).replace("AI", "")), words


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
