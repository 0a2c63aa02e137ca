"""Events as lines of a file, made by the database: a row a line, however many there are."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from uuid import UUID

from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from audit.filters import Filters
from audit.names import PRODUCT
from audit.personal import ADDRESSED, PEOPLE, USER
from audit.sql.asking import one
from audit.sql.finding import matching
from audit.tables import FORMULA

_LOCK_EXPORT = 0x45425845
_AT = """to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
_LABEL = (
    "(SELECT nullif(l.label, '') FROM audit_actorlabel AS l"
    " WHERE l.actor_type = {} AND l.actor_id = e.{})"
)
_PERSON = f"coalesce({_LABEL.format('%(user)s', '{}')}, %(left)s)"
_ACTOR = (
    "CASE actor_type WHEN 'system' THEN %(product)s WHEN 'anonymous' THEN %(nobody)s"
    f" ELSE {_PERSON.format('actor_id')} END"
)
_BEHALF = f"CASE WHEN on_behalf_of <> '' THEN {_PERSON.format('on_behalf_of')} ELSE '' END"
_TARGET = (
    f"CASE WHEN target_id = '' THEN target_label"
    f" WHEN target_type = ANY(%(people)s) THEN {_PERSON.format('target_id')}"
    f" WHEN target_type = ANY(%(addressed)s) THEN"
    f" coalesce({_LABEL.format('e.target_type', 'target_id')}, %(erased)s) ELSE target_label END"
)
# From where staff work nobody but staff reads.
_ADDRESS, _AGENT = (
    f"CASE WHEN actor_type <> 'staff' OR %(as_staff)s THEN {one} ELSE {none} END"
    for one, none in (("host(address)", "NULL"), ("user_agent", "''"))
)
# Column → what it is of.
_COLUMNS = {
    "at": _AT,
    "workspace_id": "workspace_id::text",
    "actor_type": "actor_type",
    "actor_id": "actor_id",
    "actor": _ACTOR,
    "on_behalf_of_id": "on_behalf_of",
    "on_behalf_of": _BEHALF,
    "address": _ADDRESS,
    "user_agent": _AGENT,
    "request_id": "request_id",
    "action": "action",
    "target_type": "target_type",
    "target_id": "target_id",
    "target": _TARGET,
    "outcome": "outcome",
    "reason": "reason",
    "changes": "nullif(changes, '{}'::jsonb)::text",
    "data": "nullif(data, '{}'::jsonb)::text",
}
COLUMNS = ("id", *_COLUMNS, "repeats")
# What is never a formula: numbers, times, and words of closed lists.
_SAFE = {
    "id",
    "at",
    "workspace_id",
    "address",
    "actor_type",
    "action",
    "outcome",
    "changes",
    "data",
    "repeats",
}
# A cell of words, by the rule of `audit.tables`: each sign there is one character.
_CELL = (
    "CASE WHEN left({0}, 1) = ANY(%(formula)s::text[]) THEN '''' || {0} ELSE nullif({0}, '') END"
)
_ROW = ", ".join(["id", *(f"{what} AS {name}" for name, what in _COLUMNS.items()), "repeats"])
_CELLS = ", ".join(name if name in _SAFE else _CELL.format(name) for name in COLUMNS)
_NAMED = "CASE WHEN {0} <> '' THEN json_build_object('id', {0}, 'label', {1}) END"
_OBJECT = f"""
id, {_AT} AS at, workspace_id,
json_build_object('type', actor_type, 'id', actor_id, 'label', {_ACTOR}) AS actor,
{_NAMED.format("on_behalf_of", _BEHALF)} AS on_behalf_of,
{_ADDRESS} AS address, {_AGENT} AS user_agent, request_id, action,
CASE WHEN target_type <> '' THEN
json_build_object('type', target_type, 'id', target_id, 'label', {_TARGET}) END AS target,
outcome, reason, changes, data, repeats
"""
# JSON has no control characters, so with these for signs its lines come as they are.
_AS_IS = r"(FORMAT csv, DELIMITER E'\x02', QUOTE E'\x01')"


def table_lines(filters: Filters) -> Iterator[bytes]:
    """Yield the lines of a table, the oldest event first."""
    select = f"SELECT {_ROW} FROM audit_event AS e"
    # What people are called is looked up once, whatever is made of it.
    around = f"SELECT {_CELLS} FROM ({{}} OFFSET 0) AS cells"
    yield from _copied(select, "(FORMAT csv)", filters, around=around)


def object_lines(filters: Filters) -> Iterator[bytes]:
    """Yield each event as a line of JSON, the oldest first."""
    select = f"SELECT {_OBJECT} FROM audit_event AS e"
    yield from _copied(select, _AS_IS, filters, around="SELECT row_to_json(o)::text FROM ({}) AS o")


def _copied(select: str, form: str, filters: Filters, *, around: str) -> Iterator[bytes]:
    where, values = matching(filters)
    said = {
        "user": USER,
        "as_staff": filters.as_staff,
        "people": sorted(PEOPLE),
        "addressed": sorted(ADDRESSED),
        "formula": list(FORMULA),
        "product": PRODUCT,
        "nobody": _("somebody who was not signed in"),
        "left": _("somebody who left"),
        "erased": _("an erased address"),
    }
    found = around.replace("{}", f"{select} WHERE {where} ORDER BY id")
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY ({found}) TO STDOUT {form}", {**values, **said}) as lines,
    ):
        for line in lines:
            yield bytes(line)


@contextmanager
def only_writer(export_id: UUID) -> Iterator[bool]:
    """Tell whether nobody else writes this export; to the end of the block nobody will.

    The database knows at once when a worker is gone.
    """
    key = [_LOCK_EXPORT, export_id.int % 2**31]
    is_mine = bool(one("SELECT pg_try_advisory_lock(%s, %s)", key))
    try:
        yield is_mine
    finally:
        if is_mine:
            # A connection that has failed has let it go already.
            with suppress(DatabaseError):
                one("SELECT pg_advisory_unlock(%s, %s)", key)
