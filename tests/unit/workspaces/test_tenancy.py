"""Entering and leaving: one workspace at a time, and nothing is left over after a switch."""

import threading

import pytest
from django.db import connection, transaction

from assets.models import Product
from workspaces import tenancy
from workspaces.models import Workspace


@pytest.mark.parametrize(
    "name", ["public", "", "ws_", "ws_1; DROP", "WS_" + "0" * 32, "pg_catalog"]
)
def test_only_a_workspace_schema_can_be_entered(public: None, name: str) -> None:
    for act in (tenancy.enter, tenancy.create_schema, tenancy.drop_schema):
        with pytest.raises(tenancy.UnknownSchema):
            act(name)
    assert tenancy.current() == "public"


def test_workspaces_do_not_see_each_other(acme: Workspace, beta: Workspace) -> None:
    with tenancy.inside(acme.schema_name):
        Product.objects.create(sku="A-1", name="Only acme's")
        with tenancy.inside(beta.schema_name):
            assert not Product.objects.exists()
        assert Product.objects.get().name == "Only acme's"


def test_an_exception_inside_leaves_no_search_path(acme: Workspace) -> None:
    with pytest.raises(ZeroDivisionError), tenancy.inside(acme.schema_name):
        raise ZeroDivisionError

    with connection.cursor() as cursor:
        cursor.execute("SHOW search_path")
        assert cursor.fetchone() == ("public",)


def test_a_rollback_inside_leaves_no_search_path(acme: Workspace, beta: Workspace) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        tenancy.enter(acme.schema_name)
        Product.objects.create(sku="A-2", name="Undone")
        raise ZeroDivisionError

    tenancy.enter(beta.schema_name)
    assert not Product.objects.exists()


def test_another_thread_stands_in_public(acme: Workspace) -> None:
    seen = []
    with tenancy.inside(acme.schema_name):
        thread = threading.Thread(target=lambda: seen.append(tenancy.current()))
        thread.start()
        thread.join()

    assert seen == ["public"]
