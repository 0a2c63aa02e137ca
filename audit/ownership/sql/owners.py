"""To whom the tables and functions belong."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection
from psycopg import sql

from audit.ownership.sql.accounts import Roles
from audit.ownership.sql.asking import do, one, rows

_OTHERS = """
SELECT c.oid::regclass::text FROM pg_class AS c
WHERE c.relnamespace = %(schema)s::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
  AND c.relowner <> to_regrole(quote_ident(%(app)s)) AND NOT c.relispartition
  AND NOT EXISTS (SELECT 1 FROM pg_depend AS d WHERE d.classid = 'pg_class'::regclass
                  AND d.objid = c.oid AND d.deptype IN ('a', 'i', 'e'))
  AND c.relowner <> to_regrole(quote_ident(%(trail)s)) ORDER BY c.oid
"""
_OTHER_ROUTINES = """
SELECT p.oid::regprocedure::text FROM pg_proc AS p
WHERE p.pronamespace = %(schema)s::regnamespace
  AND p.proowner NOT IN (to_regrole(quote_ident(%(app)s)), to_regrole(quote_ident(%(trail)s)))
  AND NOT EXISTS (SELECT 1 FROM pg_depend AS d WHERE d.classid = 'pg_proc'::regclass
                  AND d.objid = p.oid AND d.deptype = 'e') ORDER BY p.oid
"""


def is_there(table: str) -> bool:
    """Return whether the shared schema has the table."""
    return bool(one("SELECT to_regclass('public.' || quote_ident(%s)) IS NOT NULL", [table]))


def open_database(roles: Roles) -> None:
    """Let the application make schemas of workspaces, and nothing in the shared one."""
    database = sql.Identifier(str(connection.settings_dict["NAME"]))
    app, trail = sql.Identifier(roles.app), sql.Identifier(roles.trail)
    do(sql.SQL("GRANT CONNECT, CREATE ON DATABASE {} TO {}").format(database, app))
    do("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    do(sql.SQL("REVOKE CREATE ON SCHEMA public FROM {}").format(app))
    do(sql.SQL("GRANT USAGE ON SCHEMA public TO {}, {}").format(app, trail))
    do(sql.SQL("GRANT CREATE ON SCHEMA public TO {}").format(trail))


@contextmanager
def may_be_given(roles: Roles) -> Iterator[None]:
    """Let the application be given tables: that takes the right to make some, for a block."""
    app = sql.Identifier(roles.app)
    do(sql.SQL("GRANT CREATE ON SCHEMA public TO {}").format(app))
    yield
    do(sql.SQL("REVOKE CREATE ON SCHEMA public FROM {}").format(app))


def give_guarded(roles: Roles, tables: Sequence[str], *, prefix: str) -> None:
    """Give tables with their partitions to the trail's role, and what runs when they are used.

    prefix: of the functions that are theirs; those of triggers are found. An index is made with the
    rights of its table's owner, and whoever owns its functions has them as well.
    """
    found = rows(
        "SELECT DISTINCT t.relid::text FROM unnest(%s::text[]) AS g,"
        " LATERAL (SELECT relid FROM pg_partition_tree(('public.' || quote_ident(g))::regclass)"
        " UNION SELECT ('public.' || quote_ident(g))::regclass) AS t"
        " JOIN pg_class AS c ON c.oid = t.relid"
        " WHERE c.relowner <> to_regrole(quote_ident(%s))",
        [list(tables), roles.trail],
    )
    for (name,) in found:
        _own("TABLE", name, roles.trail)
    guarding = rows(
        "SELECT p.oid::regprocedure::text FROM pg_proc AS p"
        " WHERE p.pronamespace = 'public'::regnamespace AND p.proowner <> to_regrole(quote_ident(%s))"
        " AND (starts_with(p.proname, %s) OR p.oid IN (SELECT tgfoid FROM pg_trigger WHERE NOT tgisinternal"
        " AND tgrelid IN (SELECT ('public.' || quote_ident(g))::regclass FROM unnest(%s::text[]) AS g)))",
        [roles.trail, prefix, list(tables)],
    )
    for (name,) in guarding:
        _own("FUNCTION", name, roles.trail)


def give_rest(roles: Roles) -> None:
    """Give what else is in the shared schema to the application."""
    give_schema(roles, "public")


def give_schema(roles: Roles, schema: str) -> None:
    """Give what is in a schema to the application, and the schema unless it is the shared one."""
    values = {"schema": schema, "app": roles.app, "trail": roles.trail}
    for (name,) in rows(_OTHERS, values):
        _own("TABLE", name, roles.app)
    for (name,) in rows(_OTHER_ROUTINES, values):
        _own("ROUTINE", name, roles.app)
    if schema != "public":
        _own("SCHEMA", schema, roles.app)


def schemas_of_others(roles: Roles) -> list[str]:
    """Return the workspaces' schemas that are not wholly the application's."""
    found = rows(
        "SELECT n.nspname FROM pg_namespace AS n WHERE n.nspname ~ '^ws_[0-9a-f]{32}$'"
        " AND (n.nspowner <> to_regrole(quote_ident(%(app)s)) OR EXISTS (SELECT 1 FROM pg_class AS c"
        " WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')"
        " AND c.relowner <> to_regrole(quote_ident(%(app)s)))) ORDER BY 1",
        {"app": roles.app},
    )
    return [row[0] for row in found]


def _own(kind: str, name: str, role: str) -> None:
    """Change an owner. name: quoted already, as the server itself writes it."""
    do(
        sql.SQL("ALTER {} {} OWNER TO {}").format(
            sql.SQL(kind), sql.SQL(name), sql.Identifier(role)
        )
    )
