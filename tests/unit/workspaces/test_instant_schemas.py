"""Schemas written at once: equal to migrated ones, from a script that follows the migrations."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection

from accounts.models import User
from tests.factories import people
from tests.factories.migrations import Later
from workspaces import services, tenancy
from workspaces.models import SchemaScript, Workspace

# What a schema is made of, each with the least number of rows that it must have.
CATALOG = {
    "relations": (
        80,
        """SELECT relname, relkind, relpersistence, reloptions FROM pg_class
           WHERE relnamespace = %s::regnamespace""",
    ),
    "columns": (
        100,
        """SELECT relname, attnum, attname, format_type(atttypid, atttypmod), attnotnull,
                  attidentity, attgenerated, attcollation::regcollation,
                  pg_get_expr(adbin, adrelid)
           FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
                LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
           WHERE relnamespace = %s::regnamespace AND attnum > 0 AND NOT attisdropped""",
    ),
    "constraints": (
        40,
        """SELECT conrelid::regclass, conname, contype, condeferrable, condeferred, convalidated,
                  pg_get_constraintdef(oid)
           FROM pg_constraint WHERE connamespace = %s::regnamespace""",
    ),
    "indexes": (
        40,
        """SELECT relname, indisunique, indisprimary, indisvalid, pg_get_indexdef(indexrelid)
           FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
           WHERE relnamespace = %s::regnamespace""",
    ),
    "sequences": (
        4,
        """SELECT kind.relname, seqtypid::regtype, seqstart, seqincrement, seqmax, seqcycle,
                  deptype, refobjid::regclass, refobjsubid
           FROM pg_sequence JOIN pg_class AS kind ON kind.oid = seqrelid
                LEFT JOIN pg_depend ON objid = seqrelid AND deptype IN ('a', 'i')
                     AND refclassid = 'pg_class'::regclass
           WHERE relnamespace = %s::regnamespace""",
    ),
    "triggers": (
        0,
        """SELECT relname, tgname, pg_get_triggerdef(pg_trigger.oid)
           FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
           WHERE NOT tgisinternal AND relnamespace = %s::regnamespace""",
    ),
    "functions": (
        0,
        "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = %s::regnamespace",
    ),
    "types": (
        12,
        "SELECT typname, typtype FROM pg_type WHERE typnamespace = %s::regnamespace",
    ),
}


def rows(query: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


def catalog(schema_name: str, what: str) -> list[tuple[str, ...]]:
    """Return what a schema holds of a kind, with its own name taken out."""
    _least, query = CATALOG[what]
    found = rows(query, schema_name)
    return sorted(tuple(str(value).replace(schema_name, "ws") for value in row) for row in found)


def applied(schema_name: str) -> list[tuple[str, str]]:
    """Return the migrations a schema has had, in order."""
    with tenancy.inside(schema_name):
        return rows("SELECT app, name FROM django_migrations ORDER BY id")


@pytest.fixture(scope="module")
def migrated(cast: Any, django_db_blocker: Any) -> Iterator[str]:
    """A schema that every migration was run in, one after another."""
    name = "ws_" + "f" * 32
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA {name}")
        with tenancy.inside(name):
            tenancy.MigrationRecorder(connection).ensure_schema()
        tenancy.migrate_one(name)
        yield name
        tenancy.drop_schema(name)


@pytest.mark.parametrize("what", list(CATALOG))
def test_an_instant_schema_equals_a_migrated_one(alice: User, migrated: str, what: str) -> None:
    instant = people.workspace("Instant", alice).schema_name

    found = catalog(instant, what)

    assert found == catalog(migrated, what)
    assert len(found) >= CATALOG[what][0]


def test_an_instant_schema_has_had_every_migration(alice: User, migrated: str) -> None:
    instant = people.workspace("Instant", alice).schema_name

    assert applied(instant) == applied(migrated)
    assert ("assets", "0001_initial") in applied(instant)


def test_nothing_in_an_instant_schema_names_another_one(alice: User) -> None:
    """A default or a key that named the schema it was recorded in would tie the two together."""
    instant = people.workspace("Instant", alice).schema_name

    written = str([catalog(instant, what) for what in CATALOG])

    assert re.findall(r"ws_[0-9a-f]{32}", written) == []


def test_the_script_is_made_once_for_one_state_of_the_migrations(acme: Workspace) -> None:
    kept = SchemaScript.objects.get(fingerprint=tenancy.fingerprint())

    assert kept.sql.count("CREATE TABLE") >= 12
    assert "search_path" not in kept.sql


def test_a_kept_script_is_used_and_not_built_again(
    alice: User, acme: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tenancy, "_record_migration", None)

    people.workspace("Quick", alice)

    assert SchemaScript.objects.filter(fingerprint=tenancy.fingerprint()).count() == 1


@pytest.mark.slow
def test_the_script_is_built_again_when_migrations_change(
    alice: User, acme: Workspace, request: pytest.FixtureRequest
) -> None:
    before = tenancy.fingerprint()
    assert SchemaScript.objects.filter(fingerprint=before).exists()

    later: Later = request.getfixturevalue("later")
    place = people.workspace("Newer", alice)

    assert tenancy.fingerprint() != before
    kept = SchemaScript.objects.get(fingerprint=tenancy.fingerprint())
    assert later.table in kept.sql
    assert later.table in {name for name, *_rest in catalog(place.schema_name, "relations")}
    assert ("assets", "9999_later") in applied(place.schema_name)
    assert later.table not in {name for name, *_rest in catalog(acme.schema_name, "relations")}
    # The next one takes what was kept.
    later.ran.clear()
    people.workspace("Newer still", alice)
    assert later.ran == []


def test_the_fingerprint_follows_the_files(later: Later, tmp_path: Any) -> None:
    file = next(tmp_path.rglob("9999_later.py"))
    before = tenancy.fingerprint()

    file.write_text(file.read_text() + "\n# changed\n")
    changed = tenancy.fingerprint()
    file.unlink()

    assert len({before, changed, tenancy.fingerprint()}) == 3


def test_the_fingerprint_reads_files_once(later: Later, monkeypatch: pytest.MonkeyPatch) -> None:
    first = tenancy.fingerprint()
    monkeypatch.setattr(tenancy.Path, "read_bytes", None)

    assert tenancy.fingerprint() == first


@pytest.mark.slow
def test_building_the_script_leaves_no_schema_behind(public: None) -> None:
    before = tenancy.current()

    tenancy.build_script()

    assert not tenancy.exists("ws_" + "0" * 32)
    assert tenancy.current() == before == "public"


@pytest.mark.slow
def test_a_build_that_breaks_leaves_nothing_behind(later: Later, acme: Workspace) -> None:
    later.breaks["ws_" + "0" * 32] = ZeroDivisionError()

    with pytest.raises(ZeroDivisionError), tenancy.inside(acme.schema_name):
        tenancy.build_script()

    assert not SchemaScript.objects.filter(fingerprint=tenancy.fingerprint()).exists()
    assert not tenancy.exists("ws_" + "0" * 32)
    assert tenancy.current() == "public"


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
