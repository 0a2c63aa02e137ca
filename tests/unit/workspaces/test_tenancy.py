"""Schemas: instant ones equal migrated ones, and nothing is left over after a switch."""

import threading

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import User
from assets.models import Product
from tests.factories import people
from workspaces import services, tenancy
from workspaces.models import SchemaScript, Workspace

CATALOG = {
    "columns": """SELECT table_name, column_name, data_type, is_nullable, column_default
                  FROM information_schema.columns WHERE table_schema = %s""",
    "constraints": """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
                      FROM pg_constraint WHERE connamespace = %s::regnamespace""",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = %s",
}


def catalog(schema_name: str) -> dict[str, set[tuple[str, ...]]]:
    """Return what a schema holds, with its own name taken out."""
    found = {}
    for what, query in CATALOG.items():
        with connection.cursor() as cursor:
            cursor.execute(query, [schema_name])
            found[what] = {
                tuple(str(value).replace(schema_name, "ws") for value in row)
                for row in cursor.fetchall()
            }
    return found


def applied(schema_name: str) -> set[tuple[str, str]]:
    with tenancy.inside(schema_name), connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        return set(cursor.fetchall())


def test_an_instant_schema_equals_a_migrated_one(acme: Workspace) -> None:
    migrated = "ws_" + "f" * 32
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {migrated}")
        # Otherwise the recorder finds the shared schema's table and makes none here.
        connection.set_schema(migrated, include_public=False)  # type: ignore[attr-defined]
        tenancy.MigrationRecorder(connection).ensure_schema()
        tenancy.leave()
    tenancy.migrate_one(migrated)

    assert catalog(acme.schema_name) == catalog(migrated)
    assert applied(acme.schema_name) == applied(migrated)
    assert len(catalog(migrated)["columns"]) > 100


def test_the_script_is_made_once_for_one_state_of_the_migrations(acme: Workspace) -> None:
    kept = SchemaScript.objects.get(fingerprint=tenancy.fingerprint())

    assert kept.sql.count("CREATE TABLE") >= 12
    assert "search_path" not in kept.sql


def test_building_the_script_leaves_no_schema_behind(public: None) -> None:
    before = tenancy.current()

    tenancy.build_script()

    assert not tenancy.exists("ws_" + "0" * 32)
    assert tenancy.current() == before == "public"


def test_a_new_workspace_has_nothing_pending(acme: Workspace) -> None:
    assert tenancy.pending(acme.schema_name) == []
    assert tenancy.migrate_one(acme.schema_name) == []


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


def test_a_failed_creation_leaves_neither_row_nor_schema(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tenancy, "_script", lambda: "CREATE TABLE broken (")
    before = Workspace.objects.count()

    with pytest.raises(DatabaseError, match="syntax error"):
        services.create(name="Broken", owner=alice)

    assert Workspace.objects.count() == before


def test_a_dropped_schema_is_gone(alice: User) -> None:
    place = people.workspace("Short lived", alice)
    assert tenancy.exists(place.schema_name)

    tenancy.drop_schema(place.schema_name)

    assert not tenancy.exists(place.schema_name)
