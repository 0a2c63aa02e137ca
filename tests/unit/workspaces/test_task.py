"""Tasks run in the workspace they name, and in no other place."""

from typing import Any

import pytest
from celery import Celery

from accounts.models import User
from assets.models import Product
from workspaces import tenancy
from workspaces.models import Workspace
from workspaces.task import WorkspaceTask

app = Celery("tests", set_as_current=False)
seen: list[tuple[str, Any]] = []


@app.task(base=WorkspaceTask, name="tests.look")
def look(schema_name: str, value: Any = None) -> int:
    seen.append((tenancy.current(), value))
    if value == "break":
        raise RuntimeError("broken on purpose")
    return Product.objects.count()


@pytest.fixture(autouse=True)
def _nothing_seen() -> None:
    seen.clear()


def test_a_task_works_inside_its_workspace(acme: Workspace, alice: User) -> None:
    with tenancy.inside(acme.schema_name):
        before = Product.objects.count()
        Product.objects.create(sku="T-1", name="Seen")

    assert look(acme.schema_name, "hello") == before + 1
    assert seen == [(acme.schema_name, "hello")]
    assert tenancy.current() == tenancy.PUBLIC


def test_a_task_that_breaks_leaves_its_workspace(acme: Workspace) -> None:
    with pytest.raises(RuntimeError, match="on purpose"):
        look(acme.schema_name, "break")

    assert tenancy.current() == tenancy.PUBLIC


def test_one_task_after_another_sees_its_own_workspace(acme: Workspace, beta: Workspace) -> None:
    look(acme.schema_name)
    look(beta.schema_name)

    assert [schema for schema, _value in seen] == [acme.schema_name, beta.schema_name]


@pytest.mark.parametrize(
    "schema_name",
    ["public", "", "ws_" + "0" * 32, "pg_catalog", 'ws_x"; drop schema public'],
)
def test_a_task_without_a_workspace_of_ours_does_not_run(public: None, schema_name: str) -> None:
    with pytest.raises(tenancy.UnknownSchema):
        look(schema_name)

    assert seen == []
