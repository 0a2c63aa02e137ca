"""Migrating many workspaces: each on its own, and one failure stops no other."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from workspaces import tenancy
from workspaces.models import Workspace


def run(name: str, *arguments: str, **options: Any) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command(name, *arguments, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def test_the_stock_command_refuses_and_names_ours() -> None:
    with pytest.raises(CommandError, match="migrate_workspaces"):
        run("migrate_schemas")


def test_nothing_is_said_where_nothing_is_due(acme: Workspace, beta: Workspace) -> None:
    assert run("migrate_workspaces") == ("", "")
    assert run("migrate_workspaces", "--plan") == ("", "")


def test_what_was_applied_is_named_by_workspace(
    acme: Workspace, beta: Workspace, monkeypatch: Any
) -> None:
    monkeypatch.setattr(tenancy, "migrate_one", lambda _schema: ["assets.0002_x"])

    said, _problems = run("migrate_workspaces")

    assert f"{acme.schema_name}: applied assets.0002_x" in said
    assert f"{beta.schema_name}: applied assets.0002_x" in said


def test_a_plan_applies_nothing(acme: Workspace, beta: Workspace, monkeypatch: Any) -> None:
    monkeypatch.setattr(tenancy, "pending", lambda _schema: ["assets.0002_x"])
    monkeypatch.setattr(tenancy, "migrate_one", None)

    assert "would apply assets.0002_x" in run("migrate_workspaces", "--plan")[0]


def test_one_failure_stops_no_other_and_is_named(
    acme: Workspace, beta: Workspace, monkeypatch: Any
) -> None:
    tried = []

    def migrate(schema_name: str) -> list[str]:
        tried.append(schema_name)
        if schema_name == acme.schema_name:
            raise OperationalError("lock timeout")
        return []

    monkeypatch.setattr(tenancy, "migrate_one", migrate)

    with pytest.raises(
        CommandError, match=f"1 of {len(tenancy.all_schemas())} .*{acme.schema_name}"
    ):
        run("migrate_workspaces")
    assert beta.schema_name in tried


def test_the_shared_schema_can_be_migrated_alone(acme: Workspace, monkeypatch: Any) -> None:
    monkeypatch.setattr(tenancy, "build_script", None)

    run("migrate", shared_only=True, verbosity=0)

    assert tenancy.current() == tenancy.PUBLIC
