"""What the application may do with tables that are not its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg import sql

from audit.ownership.sql.accounts import Roles
from audit.ownership.sql.asking import do, rows


@dataclass(frozen=True, slots=True)
class Grants:
    """What the application may do with a table.

    adds_without: columns it may not name in an INSERT (then INSERT is by column).
    changes: columns it may change.
    """

    table: str
    rights: tuple[str, ...]
    adds_without: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()


def grant(roles: Roles, grants: Grants) -> None:
    """Give the application exactly these rights to a table; to its partitions, reading alone."""
    app, table = sql.Identifier(roles.app), sql.Identifier("public", grants.table)
    partitions = rows(
        "SELECT relid::text FROM pg_partition_tree(('public.' || quote_ident(%s))::regclass)"
        " WHERE level > 0",
        [grants.table],
    )
    for (name,) in partitions:
        part = sql.SQL(name)
        do(sql.SQL("REVOKE ALL ON {} FROM PUBLIC, {}").format(part, app))
        do(sql.SQL("GRANT SELECT ON {} TO {}").format(part, app))
    do(sql.SQL("REVOKE ALL ON {} FROM PUBLIC, {}").format(table, app))
    rights = sql.SQL(", ").join(sql.SQL(right) for right in grants.rights)
    do(sql.SQL("GRANT {} ON {} TO {}").format(rights, table, app))
    for right, columns in (("INSERT", _added(grants)), ("UPDATE", grants.changes)):
        if columns:
            names = sql.SQL(", ").join(map(sql.Identifier, columns))
            words = sql.SQL("GRANT {} ({}) ON {} TO {}")
            do(words.format(sql.SQL(right), names, table, app))
    sequences = rows(
        "SELECT d.objid::regclass::text FROM pg_depend AS d JOIN pg_class AS c ON c.oid = d.objid"
        " WHERE d.refobjid = ('public.' || quote_ident(%s))::regclass AND c.relkind = 'S'",
        [grants.table],
    )
    for (name,) in sequences:
        # A dump reads it; it counts on without being asked.
        do(sql.SQL("REVOKE ALL ON SEQUENCE {} FROM PUBLIC, {}").format(sql.SQL(name), app))
        do(sql.SQL("GRANT SELECT ON SEQUENCE {} TO {}").format(sql.SQL(name), app))


def _added(grants: Grants) -> tuple[str, ...]:
    if not grants.adds_without:
        return ()
    found = rows(
        "SELECT attname FROM pg_attribute WHERE attrelid = ('public.' || quote_ident(%s))::regclass"
        " AND attnum > 0 AND NOT attisdropped AND attname <> ALL(%s) ORDER BY attnum",
        [grants.table, list(grants.adds_without)],
    )
    return tuple(row[0] for row in found)


def grant_functions(roles: Roles, *, called: Sequence[str]) -> None:
    """Of the functions that run with the rights of the trail's role, let the application call these.

    Months that are opened later may be read as well: that is said once, for all tables to come.
    """
    app, trail = sql.Identifier(roles.app), sql.Identifier(roles.trail)
    found = rows(
        "SELECT oid::regprocedure::text FROM pg_proc"
        " WHERE prosecdef AND proowner = to_regrole(quote_ident(%s))"
        " AND pronamespace = 'public'::regnamespace",
        [roles.trail],
    )
    for (name,) in found:
        function = sql.SQL(name)
        do(sql.SQL("REVOKE ALL ON FUNCTION {} FROM PUBLIC, {}").format(function, app))
        if name in called:
            do(sql.SQL("GRANT EXECUTE ON FUNCTION {} TO {}").format(function, app))
    words = "ALTER DEFAULT PRIVILEGES FOR ROLE {} IN SCHEMA public GRANT SELECT ON TABLES TO {}"
    do(sql.SQL(words).format(trail, app))
