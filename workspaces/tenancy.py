"""The one module that changes schema: entering, leaving, creating and migrating workspaces.

Everything else sees either `public` (where workspace tables do not exist, so that forgetting to
enter fails loudly) or the workspace the gate entered.
"""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

import psycopg
from django.apps import apps
from django.conf import settings
from django.db import connection as django_connection
from django.db import transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from psycopg import sql

from workspaces.models import SchemaScript, Workspace

PUBLIC = "public"
# This thread's connection; what django-tenants adds to it is not typed.
connection: Any = django_connection
SCHEMA_NAME = re.compile(r"^ws_[0-9a-f]{32}$")
# How long a migration waits for a table somebody works with, before it lets go and tries again.
LOCK_TIMEOUT = "5s"
_LOCK_BUILD = 0x45425553
_LOCK_MIGRATE = 0x4542554D
# What a migration says that leaves nothing behind in the schema. (Django drops a constraint in the
# same breath as it says SET CONSTRAINTS.)
READS = re.compile(r"\s*(SELECT|SHOW |SET (?!CONSTRAINTS)|SAVEPOINT|RELEASE)", re.IGNORECASE)


class UnknownSchema(Exception):
    """The name is not a workspace's schema."""


def enter(schema_name: str) -> None:
    """Put this thread's connection into a workspace until `leave`.

    Raises:
        UnknownSchema: the name is not of the form `ws_…` (so `public` is refused, too).
    """
    if not SCHEMA_NAME.fullmatch(schema_name):
        raise UnknownSchema(f"{schema_name!r} is not the schema of a workspace")
    connection.set_schema(schema_name)


def leave() -> None:
    """Put this thread's connection back to `public`."""
    connection.set_schema_to_public()


def current() -> str:
    """Return the schema this thread's connection is in."""
    return str(connection.schema_name)


@contextmanager
def inside(schema_name: str) -> Iterator[None]:
    """Enter a workspace for a block, and come back to where the thread was."""
    before = current()
    enter(schema_name)
    try:
        yield
    finally:
        leave() if before == PUBLIC else connection.set_schema(before)


@contextmanager
def outside() -> Iterator[None]:
    """Stand in `public` for a block (public rows made while a workspace is entered)."""
    before = current()
    leave()
    try:
        yield
    finally:
        if before != PUBLIC:
            connection.set_schema(before)


def exists(schema_name: str) -> bool:
    """Return whether the database holds the schema."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regnamespace(%s) IS NOT NULL", [schema_name])
        return bool(cursor.fetchone()[0])


def create_schema(schema_name: str) -> None:
    """Write a new, empty workspace schema in one round trip, inside the open transaction."""
    if not SCHEMA_NAME.fullmatch(schema_name):
        raise UnknownSchema(schema_name)
    script = _script()
    name = sql.Identifier(schema_name)
    head = sql.SQL("CREATE SCHEMA {}; SET LOCAL search_path = {}, public;").format(name, name)
    with connection.cursor() as cursor:
        text = head.as_string(cursor.cursor) + "\n" + script + "\nSET LOCAL search_path = public;"
        cursor.execute(text)
    # The script moved the path behind the wrapper's back: make it set its own again.
    leave()


def drop_schema(schema_name: str) -> None:
    """Remove a workspace's schema with everything in it, inside the open transaction.

    For tables in use it waits `LOCK_TIMEOUT` and then raises OperationalError.
    """
    if not SCHEMA_NAME.fullmatch(schema_name):
        raise UnknownSchema(schema_name)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [LOCK_TIMEOUT])
        cursor.execute(
            sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(schema_name))
        )


def migrated_labels() -> list[str]:
    """Return the labels of the apps whose tables lie in workspaces' schemas."""
    return [apps.get_app_config(name).label for name in settings.TENANT_APPS]


def fingerprint() -> str:
    """Return what the migrations of the workspace apps are, as one hash.

    Read anew only where a file has come, gone or changed: it is asked for at each creation.
    """
    return _fingerprint(tuple(_migration_files()))


def _migration_files() -> Iterator[tuple[str, Path, int, int]]:
    for label in migrated_labels():
        name, _is_explicit = MigrationLoader.migrations_module(label)
        if name is None:
            continue
        folder = Path(str(import_module(name).__file__)).parent
        for file in sorted(folder.glob("*.py")):
            facts = file.stat()
            yield label, file, facts.st_mtime_ns, facts.st_size


@lru_cache(maxsize=4)
def _fingerprint(files: tuple[tuple[str, Path, int, int], ...]) -> str:
    digest = hashlib.sha256()
    for label, file, _changed, _size in files:
        digest.update(f"{label}/{file.name}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def build_script() -> str:
    """Record the statements that migrate a fresh schema, keep them, and leave no schema behind."""
    mark = fingerprint()
    statements = _record_migration()
    SchemaScript.objects.update_or_create(fingerprint=mark, defaults={"sql": statements})
    return statements


def _script() -> str:
    kept = (
        SchemaScript.objects.filter(fingerprint=fingerprint()).values_list("sql", flat=True).first()
    )
    return kept if kept is not None else build_script()


class _Undo(Exception):
    """Rolls the rehearsal back."""


def _record_migration() -> str:
    """Migrate a schema that is rolled back at the end, noting each statement that wrote.

    A real rehearsal, not `sqlmigrate`: statements that depend on what an earlier one made
    (constraint names, data migrations) come out exactly as they ran.
    """
    rehearsal = "ws_" + "0" * 32
    noted: list[str] = []

    def note(execute, statement, params, many, context):  # type: ignore[no-untyped-def]
        raw = context["connection"].connection
        text = statement if isinstance(statement, str) else statement.as_string(raw)
        if not READS.match(text):
            rows = params if many else [params]
            mogrify = psycopg.ClientCursor(raw).mogrify
            noted.extend(mogrify(text, row) if row else text for row in rows)
        return execute(statement, params, many, context)

    before = current()
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK_BUILD])
                cursor.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(rehearsal)))
            connection.set_schema(rehearsal, include_public=False)
            with connection.execute_wrapper(note):
                MigrationRecorder(connection).ensure_schema()
                connection.set_schema(rehearsal)
                run_migrations()
            raise _Undo
    except _Undo:
        pass
    finally:
        connection.set_schema(before)
    return "\n".join(text.rstrip().rstrip(";") + ";" for text in noted)


def run_migrations() -> list[str]:
    """Bring the schema that is entered up to date; return the names of what was applied."""
    executor = MigrationExecutor(connection)
    labels = migrated_labels()
    targets = [node for node in executor.loader.graph.leaf_nodes() if node[0] in labels]
    plan = executor.migration_plan(targets)
    if plan:
        executor.migrate(targets, plan)
    # Shared apps they depend on are noted in the schema as well, and make nothing there.
    return [f"{one.app_label}.{one.name}" for one, _backwards in plan if one.app_label in labels]


def migrate_one(schema_name: str) -> list[str]:
    """Migrate one workspace in its own transaction; return the names of what was applied.

    A second run waits for the first one's transaction, however long it takes, and finds nothing
    left to do. For tables in use it waits `LOCK_TIMEOUT` and then raises OperationalError.

    Raises:
        UnknownSchema: it is gone; what a migration makes would otherwise fall into `public`.
    """
    with inside(schema_name), transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK_MIGRATE, schema_name]
            )
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [LOCK_TIMEOUT])
        if not exists(schema_name):
            raise UnknownSchema(schema_name)
        return run_migrations()


def all_schemas() -> list[str]:
    """Return the schemas of all workspaces, oldest first. What is deleted has none any more."""
    return list(
        Workspace.objects.exclude(status=Workspace.Status.DELETED)
        .order_by("created_at")
        .values_list("schema_name", flat=True)
    )
