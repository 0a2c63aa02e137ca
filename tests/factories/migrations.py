"""One more migration of the workspace apps, as the next release would bring it."""

import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import assets.migrations

NAME = "9999_later"
TEXT = """
from django.db import migrations, models

BREAKS = {}
RAN = []


def run(apps, editor):
    schema_name = editor.connection.schema_name
    RAN.append(schema_name)
    happens = BREAKS.get(schema_name)
    if isinstance(happens, BaseException):
        raise happens
    if happens:
        happens()


class Migration(migrations.Migration):
    dependencies = [("assets", "LAST")]
    operations = [
        migrations.CreateModel(
            "Later",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("word", models.CharField(db_default="new", max_length=9)),
            ],
        ),
        migrations.RunPython(run, migrations.RunPython.noop),
    ]
"""


@dataclass(frozen=True)
class Later:
    """The migration.

    breaks: schemas in which it raises something, or does something first. ran: where it has run.
    """

    breaks: dict[str, BaseException | Callable[[], object]]
    ran: list[str]
    name: str = f"assets.{NAME}"
    table: str = "assets_later"


def bring(settings: Any, monkeypatch: pytest.MonkeyPatch, folder: Path) -> Later:
    """Put the migration behind those of `assets` for the time of a test."""
    package = f"later_{secrets.token_hex(4)}"
    present = Path(str(assets.migrations.__file__)).parent
    shutil.copytree(present, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    last = max(file.stem for file in present.glob("0*.py"))
    (folder / package / f"{NAME}.py").write_text(TEXT.replace("LAST", last))
    monkeypatch.syspath_prepend(folder)
    settings.MIGRATION_MODULES = {"assets": package}
    module = import_module(f"{package}.{NAME}")
    return Later(module.BREAKS, module.RAN)
