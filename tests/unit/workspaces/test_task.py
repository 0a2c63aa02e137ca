"""Tasks run in the workspace they name, and in no other place."""

from typing import Any
from unittest.mock import Mock

import pytest
from celery import Celery
from celery.signals import task_prerun
from django.db import connection

from accounts.models import User
from assets.models import Product
from workspaces import task, tenancy
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


def assert_public() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW search_path")
        assert (tenancy.current(), cursor.fetchone()) == ("public", ("public",))


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

    assert_public()


def test_one_task_after_another_sees_its_own_workspace(acme: Workspace, beta: Workspace) -> None:
    look(acme.schema_name)
    look(beta.schema_name)

    assert [schema for schema, _value in seen] == [acme.schema_name, beta.schema_name]


def test_failing_tasks_between_good_ones_leave_nothing(acme: Workspace, beta: Workspace) -> None:
    """As a worker runs them; a real one does in tests/integration/workspaces."""
    visits = [(acme, "look"), (beta, "break"), (beta, "look"), (acme, "break")] * 3
    for place, value in visits:
        result = look.apply((place.schema_name, value))
        assert result.successful() == (value == "look")
        assert_public()

    assert seen == [(place.schema_name, value) for place, value in visits]


def test_a_task_run_at_once_comes_back_to_where_its_sender_stood(
    acme: Workspace, beta: Workspace
) -> None:
    with tenancy.inside(acme.schema_name):
        look.apply((beta.schema_name,))
        look.apply((beta.schema_name, "break"))
        assert tenancy.current() == acme.schema_name


WRONG = [
    "public",
    "",
    "ws_" + "0" * 32,
    "ws_" + "0" * 32 + "\n",
    "WS_" + "0" * 32,
    "pg_catalog",
    'ws_x"; drop schema public',
]


@pytest.mark.parametrize("schema_name", WRONG)
def test_a_task_without_a_workspace_of_ours_does_not_run(public: None, schema_name: str) -> None:
    with pytest.raises(tenancy.UnknownSchema):
        look(schema_name)

    assert seen == []
    assert_public()


@pytest.mark.parametrize("arguments", [(), (None,), (7,)])
def test_a_task_that_names_no_workspace_does_not_run(public: None, arguments: Any) -> None:
    with pytest.raises(TypeError):
        look(*arguments)

    assert seen == []
    assert_public()


def test_a_task_for_a_workspace_that_is_gone_does_not_run(acme: Workspace) -> None:
    tenancy.drop_schema(acme.schema_name)

    with pytest.raises(tenancy.UnknownSchema):
        look(acme.schema_name)

    assert seen == []


def test_a_refused_task_does_not_run_where_its_sender_stands(acme: Workspace) -> None:
    with tenancy.inside(acme.schema_name):
        with pytest.raises(tenancy.UnknownSchema):
            look("public")
        assert tenancy.current() == acme.schema_name

    assert seen == []


@pytest.mark.parametrize(("is_eager", "times"), [(False, 1), (True, 0)])
def test_a_worker_looks_at_its_connection_before_each_task(
    monkeypatch: pytest.MonkeyPatch, is_eager: bool, times: int
) -> None:
    """A task that is run at once stands in its sender's transaction, whose connection stays."""
    closing = Mock()
    monkeypatch.setattr(task, "close_old_connections", closing)

    task_prerun.send(sender=Mock(request=Mock(is_eager=is_eager)))

    assert closing.call_count == times
