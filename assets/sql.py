"""The question that goes over all workspaces at a time, and which keys rows name."""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection
from psycopg import sql

# One statement for all would grow without end; this many take the server some 10 ms.
SCHEMAS_AT_ONCE = 500

_DUE = sql.SQL(
    """SELECT {name} WHERE EXISTS (
           SELECT FROM {uploads} WHERE state = 'checking' AND {unchecked}
              OR state = 'open' AND expires_at < statement_timestamp())
        OR EXISTS (SELECT FROM {assets} WHERE deleted_at < statement_timestamp() - interval '30 days')
        OR EXISTS (SELECT FROM {readings} WHERE {lost}) OR EXISTS (SELECT FROM {derivatives} WHERE {lost})
        OR EXISTS (SELECT FROM {exports} WHERE {lost}) OR EXISTS (SELECT FROM {imports} WHERE {lost})"""
)
# What nobody is at and was not asked for lately (`assets.asking.due`).
_SILENT = """{since} < statement_timestamp() - interval '60 s'
  AND (asked_at IS NULL OR asked_at < {since} OR asked_at < statement_timestamp() - interval '10 min')"""
_LOST = sql.SQL("state IN ('waiting', 'running') AND " + _SILENT.format(since="since"))
_UNCHECKED = sql.SQL(_SILENT.format(since="checking_since"))

# An upload that has ended names nothing any more: what was accepted is an asset's.
_NAMED = """
SELECT key FROM assets_assetversion WHERE key = ANY(%(keys)s)
UNION ALL
SELECT thumb.value FROM assets_assetversion, jsonb_each_text(thumbs) AS thumb
  WHERE thumb.value = ANY(%(keys)s)
UNION ALL
SELECT companion.value FROM assets_assetversion, jsonb_each_text(companions) AS companion
  WHERE companion.value = ANY(%(keys)s)
UNION ALL
SELECT key FROM assets_derivative WHERE key = ANY(%(keys)s)
UNION ALL
SELECT key FROM assets_export WHERE key = ANY(%(keys)s)
UNION ALL
SELECT picture FROM assets_page WHERE picture = ANY(%(keys)s)
UNION ALL
SELECT key FROM assets_upload WHERE key = ANY(%(keys)s) AND state IN ('open', 'checking')
"""

# An array of arrays must be a rectangle, so each asset's lexemes come as one text.
_SET_WORDS = """
UPDATE assets_asset SET words = array_to_tsvector(string_to_array(given.lexemes, E'\\n'))
  FROM unnest(%(keys)s::uuid[], %(lexemes)s::text[]) AS given (id, lexemes)
  WHERE assets_asset.id = given.id
"""


def named_keys(keys: Sequence[str]) -> set[str]:
    """Return those keys that rows of files and unfinished uploads name, where we stand."""
    with connection.cursor() as cursor:
        cursor.execute(_NAMED, {"keys": list(keys)})
        return {row[0] for row in cursor.fetchall()}


def check_now() -> None:
    """Have the database check what it would check at the end of the transaction.

    Raises:
        IntegrityError: a row names what is not there.
    """
    connection.check_constraints()


def set_words(found: Sequence[tuple[UUID, Sequence[str]]]) -> None:
    """Write by which lexemes assets are found (of which none is empty or holds a line break)."""
    with connection.cursor() as cursor:
        cursor.execute(
            _SET_WORDS,
            {
                "keys": [str(key) for key, _lexemes in found],
                "lexemes": ["\n".join(lexemes) for _key, lexemes in found],
            },
        )


def schemas_with_due_work(schema_names: Sequence[str]) -> list[str]:
    """Return those workspaces in which an upload is left lying or the bin is to be emptied."""
    found: list[str] = []
    with connection.cursor() as cursor:
        for start in range(0, len(schema_names), SCHEMAS_AT_ONCE):
            part = schema_names[start : start + SCHEMAS_AT_ONCE]
            cursor.execute(sql.SQL(" UNION ALL ").join(_question(name) for name in part))
            found += [row[0] for row in cursor.fetchall()]
    return found


def _question(schema_name: str) -> sql.Composed:
    return _DUE.format(
        name=sql.Literal(schema_name),
        uploads=sql.Identifier(schema_name, "assets_upload"),
        assets=sql.Identifier(schema_name, "assets_asset"),
        readings=sql.Identifier(schema_name, "assets_reading"),
        derivatives=sql.Identifier(schema_name, "assets_derivative"),
        exports=sql.Identifier(schema_name, "assets_export"),
        imports=sql.Identifier(schema_name, "assets_catalogueimport"),
        lost=_LOST,
        unchecked=_UNCHECKED,
    )
