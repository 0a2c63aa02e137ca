"""What is asked of many workspaces' schemas at a time, and of one that must not be closed now."""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection
from psycopg import sql

# One statement for all would grow without end; this many take the server some 10 ms.
SCHEMAS_AT_ONCE = 500

_HOLDING_A_RECORD = """
    SELECT space.nspname FROM pg_class AS found JOIN pg_namespace AS space
        ON space.oid = found.relnamespace
    WHERE found.relname = 'django_migrations' AND found.relkind = 'r' AND space.nspname = ANY(%s)
"""
_APPLIED = sql.SQL("SELECT {name}, app, name FROM {record} WHERE app = ANY({labels})")

Migration = tuple[str, str]


def applied(
    schema_names: Sequence[str], *, labels: Sequence[str]
) -> dict[str, frozenset[Migration]]:
    """Return the migrations (app, name) of the apps named that each schema has had.

    A schema that is missing, or holds no record of migrations, is left out.
    """
    found: dict[str, set[Migration]] = {}
    with connection.cursor() as cursor:
        for start in range(0, len(schema_names), SCHEMAS_AT_ONCE):
            cursor.execute(_HOLDING_A_RECORD, [list(schema_names[start : start + SCHEMAS_AT_ONCE])])
            part = [row[0] for row in cursor.fetchall()]
            if not part:
                continue
            found |= {name: set() for name in part}
            cursor.execute(sql.SQL(" UNION ALL ").join(_question(name, labels) for name in part))
            for schema_name, app, migration in cursor.fetchall():
                found[schema_name].add((app, migration))
    return {name: frozenset(migrations) for name, migrations in found.items()}


def share(workspace_id: UUID) -> tuple[str, str]:
    """Return (name, status) of a workspace; neither changes before the open transaction ends.

    Any number may hold it so at a time; who changes the workspace waits for all of them.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, status FROM workspaces_workspace WHERE id = %s FOR SHARE", [workspace_id]
        )
        name, status = cursor.fetchone() or ("", "deleted")
    return name, status


def _question(schema_name: str, labels: Sequence[str]) -> sql.Composed:
    return _APPLIED.format(
        name=sql.Literal(schema_name),
        record=sql.Identifier(schema_name, "django_migrations"),
        labels=sql.Literal(list(labels)),
    )
