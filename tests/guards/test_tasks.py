"""Every task of ours works inside the workspace it names, or stands here with the reason."""

import inspect
from typing import Any

import pytest
from celery import Task

from config.celery import app
from tests.guards.test_one_switch import APPS
from workspaces import tenancy
from workspaces.task import WorkspaceTask

# Task → why it names no workspace.
ROUNDS: dict[str, str] = {
    "accounts.send_mail": "mails are public, like the people they are for",
    "accounts.send_mails": "beat's round: mails are public",
    "accounts.sweep": "beat's round: what it looks after is public",
    "accounts.tell_paused": "beat's round: people are public",
    "assets.sweep": "beat's round: enters one workspace after another",
    "assets.sweep_orphans": "beat's round: sends a task to each workspace",
    "audit.seal": "beat's round: the trail is public",
    "audit.round_of_months": "beat's round: the trail is public",
    "audit.export": "the trail is public, and staff ask for events of no workspace",
    "audit.round_of_exports": "beat's round: the trail is public",
    "audit.prove": "a proof is of the whole trail, which is public",
    "audit.prove_round": "beat's round: the trail is public",
    "billing.sweep": "beat's round: what it looks after is public",
    "billing.reconcile": "beat's round: what it compares is public",
    "billing.round_of_money": "beat's round: what is owed is public",
    "billing.write_invoice": "an invoice is public, and outlives its workspace's schema",
    "generation.sweep": "beat's round: enters one workspace after another",
    "workspaces.sweep": "beat's round: looks after workspaces themselves",
    "config.draw_demo_product": "the demo's own workspace, which it finds by itself",
    "config.draw_samples": "pictures beside the sign-in form, of no workspace",
}
NOT_OURS = ["public", "", "ws_" + "0" * 32, "pg_catalog", 'ws_x"; drop schema public']


def ours() -> dict[str, Task[Any, Any]]:
    """Return every task of the product, by its name."""
    app.loader.import_default_modules()
    return {name: task for name, task in app.tasks.items() if name.startswith(APPS)}


def inside() -> dict[str, Task[Any, Any]]:
    return {name: task for name, task in ours().items() if isinstance(task, WorkspaceTask)}


def test_every_task_names_its_workspace_or_has_a_reason() -> None:
    assert len(inside()) >= 7
    assert set(ours()) - set(inside()) - set(ROUNDS) == set(), "inherit WorkspaceTask, or say why"


@pytest.mark.parametrize("name", list(ROUNDS))
def test_reasons_are_for_tasks_that_are_there_and_name_none(name: str) -> None:
    assert name in ours(), "no such task: take it off the list"
    assert name not in inside(), "it names its workspace: take it off the list"


@pytest.mark.parametrize("name", list(ROUNDS))
def test_what_names_no_workspace_takes_none(name: str) -> None:
    assert "schema_name" not in inspect.signature(ours()[name].run).parameters


@pytest.mark.parametrize("name", sorted(inside()))
def test_a_workspace_is_named_first(name: str) -> None:
    assert next(iter(inspect.signature(inside()[name].run).parameters)) == "schema_name"


@pytest.mark.parametrize("name", sorted(inside()))
@pytest.mark.parametrize("schema_name", NOT_OURS)
def test_no_task_runs_in_what_is_no_workspace(public: None, name: str, schema_name: str) -> None:
    task = inside()[name]

    with pytest.raises(tenancy.UnknownSchema):
        task(schema_name, "0" * 32)

    assert tenancy.current() == tenancy.PUBLIC
