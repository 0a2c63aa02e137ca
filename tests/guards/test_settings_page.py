"""`docs/settings.md` says what `config/settings/table.py` holds, setting by setting."""

import re
from pathlib import Path

import pytest

from config.settings import environment
from config.settings.table import ALIASES, SETTINGS

ROOT = Path(__file__).resolve().parents[2]
# Setting → why nothing of ours reads it.
UNREAD = {"CELERY_RESULT_BACKEND": "results are ignored; the name is accepted"}
ROW = re.compile(r"^\| `(\w+)` \| (.*?) \| (.*) \|$", re.MULTILINE)


def rows() -> dict[str, tuple[str, str]]:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    return {name: (default, meaning) for name, default, meaning in ROW.findall(page)}


def test_the_page_lists_every_setting_with_its_default_and_meaning() -> None:
    table = {
        setting.name: (f"`{setting.default}`" if setting.default else "", setting.meaning)
        for setting in SETTINGS
    }

    assert rows() == table


def test_aliases_are_on_the_page() -> None:
    page = "\n".join(meaning for _default, meaning in rows().values())

    assert all(f"Alias: {alias}." in page for alias in ALIASES.values())


def test_no_setting_is_read_that_the_table_does_not_hold() -> None:
    used: set[str] = set()
    for path in (ROOT / "config" / "settings").glob("*.py"):
        found = re.findall(r'env\.(?:text|flag|words|number|secret)\("(\w+)"', path.read_text())
        used.update(found)

    assert used <= {setting.name for setting in SETTINGS}


def test_every_setting_is_read() -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "config").rglob("*.py")
        if path.name != "table.py"
    )
    unread = {setting.name for setting in SETTINGS if f'"{setting.name}"' not in code}

    assert unread == set(UNREAD), "drop it, or read it"


def test_environment_wins_over_alias_and_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("S3_BUCKET", raising=False)
    monkeypatch.setenv("MINIO_BUCKET", "theirs")
    assert environment.text("S3_BUCKET") == "theirs"
    monkeypatch.setenv("S3_BUCKET", "ours")
    assert environment.text("S3_BUCKET") == "ours"
