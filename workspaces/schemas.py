"""Which workspaces' schemas are behind, and bringing them up to date one after another.

Who is behind is read from the schemas themselves, never from `SchemaState`: that row is what
staff see, and what is left of a failure.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import OperationalError
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader

from workspaces import sql, tenancy
from workspaces.models import SchemaState, Workspace

# Seconds between tries where somebody else had the tables.
PAUSES = (0.5, 1.0, 2.0)
# lock_not_available, deadlock_detected, serialization_failure: the next try may well pass.
PASSING = frozenset({"55P03", "40P01", "40001"})
_ROWS_AT_ONCE = 1000


class MigrationFailed(Exception):
    """A schema could not be brought up to date; the text is the reason, and it is kept."""


class SchemaMissing(Exception):
    """A workspace has no schema, or one without its record of migrations."""

    def __init__(self, schema_name: str) -> None:
        super().__init__(f"{schema_name} is missing, or holds no record of migrations")


@dataclass(frozen=True, slots=True)
class Schema:
    """A workspace's schema as it was found.

    lacks: the migrations it has not had, in their order; None where there is no schema, or one
    without its record of migrations.
    is_noted: whether `SchemaState` says that it is current.
    """

    workspace_id: UUID
    name: str
    lacks: tuple[str, ...] | None
    is_noted: bool

    @property
    def is_current(self) -> bool:
        """Return whether nothing is to be done."""
        return self.lacks == ()


def survey() -> list[Schema]:
    """Read how the schema of every workspace stands, oldest first."""
    rows = list(
        Workspace.objects.exclude(status=Workspace.Status.DELETED)
        .order_by("created_at")
        .values_list("pk", "schema_name", "schema_state__fingerprint", "schema_state__error")
    )
    lacking = _lacking([schema_name for _key, schema_name, _mark, _error in rows])
    noted = (tenancy.fingerprint(), "")
    return [
        Schema(key, name, lacking.get(name), is_noted=(mark, error) == noted)
        for key, name, mark, error in rows
    ]


def pending(schema_name: str) -> tuple[str, ...] | None:
    """Return the migrations a workspace has not had yet, None where there is no schema."""
    return _lacking([schema_name]).get(schema_name)


def migrate(schema: Schema) -> list[str]:
    """Bring one schema up to date, note how it went, and return what was applied.

    Raises:
        MigrationFailed: it did not work; the schema is as it was before.
    """
    try:
        if schema.lacks is None:
            raise SchemaMissing(schema.name)
        applied = _patiently(schema.name)
    except Exception as error:  # a migration may raise anything, and the others go on
        text = f"{type(error).__name__}: {error}".strip()
        _note([SchemaState(workspace_id=schema.workspace_id, error=text)], fields=["error"])
        raise MigrationFailed(text) from error
    note_current([schema])
    return applied


def note_current(schemas: Iterable[Schema]) -> None:
    """Note that these schemas have had all migrations there are."""
    mark = tenancy.fingerprint()
    rows = [SchemaState(workspace_id=one.workspace_id, fingerprint=mark) for one in schemas]
    _note(rows, fields=["fingerprint", "error"])


def _note(rows: Sequence[SchemaState], *, fields: list[str]) -> None:
    SchemaState.objects.bulk_create(
        rows,
        batch_size=_ROWS_AT_ONCE,
        update_conflicts=True,
        unique_fields=["workspace"],
        update_fields=[*fields, "tried_at"],
    )


def _patiently(schema_name: str) -> list[str]:
    for pause in PAUSES:
        try:
            return tenancy.migrate_one(schema_name)
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", None) not in PASSING:
                raise
        time.sleep(pause)
    return tenancy.migrate_one(schema_name)


def _lacking(schema_names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the migrations each schema has not had; one that is missing is left out."""
    wanted = list(_wanted())
    applied = sql.applied(schema_names, labels=tenancy.migrated_labels())
    return {
        schema_name: tuple(
            f"{one.app_label}.{one.name}" for one in wanted if not _has_had(had, one)
        )
        for schema_name, had in applied.items()
    }


def _has_had(had: frozenset[sql.Migration], migration: Migration) -> bool:
    """Return whether a schema has had it, or every migration it was squashed from."""
    if (migration.app_label, migration.name) in had:
        return True
    return bool(migration.replaces) and set(migration.replaces) <= had


def _wanted() -> Iterator[Migration]:
    """Yield the migrations of the workspace apps in the order in which they are applied."""
    graph = MigrationLoader(None).graph
    labels = tenancy.migrated_labels()
    seen = set()
    for leaf in graph.leaf_nodes():
        for node in graph.forwards_plan(leaf) if leaf[0] in labels else ():
            if node[0] in labels and node not in seen:
                seen.add(node)
                yield graph.nodes[node]
