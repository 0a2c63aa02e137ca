"""The command that brings the catalogue up to date."""

from io import StringIO
from pathlib import Path

import polib
import pytest
from django.core.management import call_command

COMMAND = "config.management.commands.collect_messages"


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    monkeypatch.setattr(f"{COMMAND}.CATALOGUE", path)
    return path


def collect(*arguments: str) -> str:
    out = StringIO()
    call_command("collect_messages", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.slow
def test_a_first_catalogue_is_written_with_everything_open(catalogue: Path) -> None:
    said = collect("--missing")

    entries = polib.pofile(str(catalogue))
    assert said.startswith(f"{len(entries)} sentences, {len(entries)} without a translation.")
    assert "workspaces/services.py" not in said.splitlines()[0]
    assert entries.metadata["Plural-Forms"] == "nplurals=1; plural=0;"


@pytest.mark.slow
def test_collecting_again_keeps_translations_and_changes_nothing_else(catalogue: Path) -> None:
    collect()
    entries = polib.pofile(str(catalogue))
    first = next(entry for entry in entries if not entry.msgid_plural)
    first.msgstr = "译文"
    entries.save()
    before = catalogue.read_text(encoding="utf-8")

    said = collect()

    assert catalogue.read_text(encoding="utf-8") == before
    assert f"{len(entries) - 1} without a translation." in said
