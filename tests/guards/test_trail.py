"""Every action of the trail is written by somebody, and by nobody else's name for it."""

import re
from pathlib import Path

import pytest

from audit.actions import Action

ROOT = Path(__file__).resolve().parents[2]
APPS = ("accounts", "assets", "audit", "billing", "config", "generation", "workspaces")
FORM = re.compile(r"^[a-z]+\.[a-z_]+\.[a-z_]+$")


def code() -> str:
    return "\n".join(
        path.read_text(encoding="utf-8") for app in APPS for path in (ROOT / app).rglob("*.py")
    )


@pytest.mark.parametrize("action", list(Action))
def test_actions_are_named_app_noun_and_past_verb(action: Action) -> None:
    assert FORM.fullmatch(action.value)
    assert action.value.split(".")[0] in APPS
    assert len(action.value) <= 64, "the column's length"


def test_every_action_is_written_somewhere() -> None:
    text = code()

    unused = [action.name for action in Action if f"Action.{action.name}" not in text]
    assert unused == [], "drop it, or record it"
