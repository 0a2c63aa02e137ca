"""The statements of the trail that Django has no words for: transactions, months, bulk reading."""

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection
from psycopg import sql

_LOCK_SEAL = 0x45425341
_LOCK_MONTHS = 0x4542534D

# A row as it is hashed, written by COPY's text format. id and xid come first so that a reader need
# not split the rest. Times are UTC with microseconds whatever the session's zone.
ROW = """
id, xid, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), workspace_id,
actor_type, actor_id, on_behalf_of, host(address), user_agent, request_id, session_id, action,
target_type, target_id, target_label, outcome, reason, changes, data, repeats, schema_version
"""
_ROWS = f"""
COPY (
  SELECT {ROW} FROM audit_event
  WHERE at >= {{start}}::timestamptz AND at < {{end}}::timestamptz
    AND xid >= {{from_xid}}::text::xid8 AND xid < {{to_xid}}::text::xid8
  ORDER BY xid, id
) TO STDOUT
"""
_EVER = 2**63 - 1


def only_sealer() -> bool:
    """Return whether no other worker seals; until the open transaction ends none will."""
    return bool(_one("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK_SEAL]))


def only_keeper_of_months() -> bool:
    """Return whether no other worker opens and drops months, as `only_sealer`."""
    return bool(_one("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK_MONTHS]))


def same_view() -> None:
    """See the database as it is now until the open transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def watermark() -> int:
    """Return the first transaction that may still be open: what came before it is decided."""
    found: int = _one("SELECT audit_watermark()")
    return found


def cut(from_xid: int, to_xid: int, *, most: int) -> int:
    """Return where to end a batch that begins at `from_xid`, so that it has about `most` rows.

    A transaction's rows are never parted.
    """
    found = _rows(
        "SELECT xid::text::bigint FROM audit_event"
        " WHERE xid > %s::text::xid8 AND xid < %s::text::xid8 ORDER BY xid OFFSET %s LIMIT 1",
        [from_xid, to_xid, most],
    )
    return int(found[0][0]) if found else to_xid


def oldest_from(xid: int) -> datetime | None:
    """Return when the first row of this transaction or a later one was written; None without one."""
    found = _rows(
        "SELECT at FROM audit_event WHERE xid >= %s::text::xid8 ORDER BY xid, id LIMIT 1", [xid]
    )
    return found[0][0] if found else None


def months_between(from_xid: int, to_xid: int) -> list[date]:
    """Return the months that have rows of these transactions, the earliest first."""
    found = _rows(
        "SELECT DISTINCT date_trunc('month', at AT TIME ZONE 'UTC')::date FROM audit_event"
        " WHERE xid >= %s::text::xid8 AND xid < %s::text::xid8 ORDER BY 1",
        [from_xid, to_xid],
    )
    return [row[0] for row in found]


def lines(month: date, *, from_xid: int = 0, to_xid: int = _EVER) -> Iterator[bytes]:
    """Yield the rows of a month in the order of (xid, id), as they are hashed."""
    statement = sql.SQL(_ROWS).format(
        start=sql.Literal(f"{month:%Y-%m-01} 00:00:00+00"),
        end=sql.Literal(f"{following(month):%Y-%m-01} 00:00:00+00"),
        from_xid=sql.Literal(str(from_xid)),
        to_xid=sql.Literal(str(to_xid)),
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copied:
        for line in copied:
            yield bytes(line).removesuffix(b"\n")


def months_with_rows() -> list[date]:
    """Return the months of which there may be rows, the earliest first."""
    found = _rows(
        "SELECT DISTINCT date_trunc('month', at AT TIME ZONE 'UTC')::date FROM audit_event_rest"
    )
    return sorted({*opened_months(), *(row[0] for row in found)})


def following(month: date) -> date:
    """Return the first day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def open_month(month: date) -> bool:
    """Make the tables of a month; False when it has them, or rows of it lie elsewhere already."""
    return bool(_one("SELECT audit_open_month(%s)", [month]))


def drop_month(month: date) -> int:
    """Drop a month's rows, whose seals stay; return how many there were.

    Raises:
        ProgrammingError, InternalError: the database refuses: too young, held, or not sealed yet.
    """
    found: int = _one("SELECT audit_drop_month(%s)", [month])
    return found


def keep_rows(n: int, month: date, ids: Sequence[int], leaves: bytes) -> None:
    """Note which rows a seal holds, and their leaves in the same order."""
    _rows(
        "INSERT INTO audit_seal_rows (n, month, ids, leaves) VALUES (%s, %s, %s, %s) RETURNING n",
        [n, month, list(ids), leaves],
    )


def kept_rows(numbers: Sequence[int], month: date) -> dict[int, tuple[list[int], bytes]]:
    """Return n → the rows a seal holds and their leaves; of those that are still there."""
    found = _rows(
        "SELECT n, ids, leaves FROM audit_seal_rows WHERE month = %s AND n = ANY(%s)",
        [month, list(numbers)],
    )
    return {n: (ids, bytes(leaves)) for n, ids, leaves in found}


def opened_months() -> list[date]:
    """Return the months that have tables of their own."""
    found = _rows(
        "SELECT to_date(substring(c.relname FROM '[0-9]{6}$'), 'YYYYMM') FROM pg_inherits AS i"
        " JOIN pg_class AS c ON c.oid = i.inhrelid"
        " WHERE i.inhparent = 'audit_event'::regclass AND c.relname ~ '_[0-9]{6}$' ORDER BY 1"
    )
    return [row[0] for row in found]


def month_sizes() -> list[tuple[date, int | None, int]]:
    """Return (month, rows, bytes) of the months that have tables of their own, the newest first.

    Rows are as many as there were when the database last looked; None where it has not.
    """
    return [
        (month, rows, size)
        for month, rows, size in _rows(
            "SELECT to_date(substring(c.relname FROM '[0-9]{6}$'), 'YYYYMM'),"
            " nullif(c.reltuples, -1)::bigint, pg_total_relation_size(c.oid)"
            " FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid"
            " WHERE i.inhparent = 'audit_event'::regclass AND c.relname ~ '_[0-9]{6}$'"
            " ORDER BY 1 DESC"
        )
    ]


def held_months(months: Sequence[date]) -> set[date]:
    """Return which of these months a hold keeps: all, or those with a row of its workspace."""
    found = _rows(
        "SELECT m FROM unnest(%s::date[]) AS m WHERE EXISTS (SELECT FROM audit_hold AS h"
        " WHERE h.lifted_at IS NULL AND (h.workspace_id IS NULL OR EXISTS (SELECT FROM audit_event"
        " AS e WHERE e.workspace_id = h.workspace_id"
        " AND e.at >= m::timestamp AT TIME ZONE 'UTC'"
        " AND e.at < (m + interval '1 month') AT TIME ZONE 'UTC')))",
        [list(months)],
    )
    return {row[0] for row in found}


def xid_of(event_id: int, at: datetime) -> int | None:
    """Return the transaction that wrote a row."""
    found = _rows(
        "SELECT xid::text::bigint FROM audit_event WHERE id = %s AND at = %s", [event_id, at]
    )
    return int(found[0][0]) if found else None


def restart_clock() -> bool:
    """Go on counting transactions after a database was restored elsewhere; False when in order."""
    return bool(_one("SELECT audit_restart_clock()"))


def keep_labels(labels: Sequence[tuple[str, str, str]]) -> None:
    """Note (kind, id, label) of each. One that is called so already is not locked; erased stays so."""
    kinds, ids, names = ([one[at] for one in labels] for at in range(3))
    _do(
        "INSERT INTO audit_actorlabel AS l (actor_type, actor_id, label)"
        " SELECT kind, id, name FROM unnest(%s::text[], %s::text[], %s::text[]) AS n (kind, id, name)"
        " WHERE NOT EXISTS (SELECT FROM audit_actorlabel"
        " WHERE actor_type = kind AND actor_id = id AND label IN (name, ''))"
        " ORDER BY kind, id ON CONFLICT (actor_type, actor_id)"
        " DO UPDATE SET label = excluded.label, changed_at = now() WHERE l.label <> ''",
        [kinds, ids, names],
    )


def erase_labels(person: str, hashes: Sequence[str], texts: Sequence[str]) -> None:
    """Blank a person's label for good, and drop those of their addresses: by hash, and by text."""
    _do(
        "INSERT INTO audit_actorlabel (actor_type, actor_id, label) VALUES ('user', %s, '')"
        " ON CONFLICT (actor_type, actor_id) DO UPDATE SET label = '', changed_at = now()",
        [person],
    )
    _do(
        "DELETE FROM audit_actorlabel WHERE id IN (SELECT id FROM audit_actorlabel"
        " WHERE actor_type IN ('email', 'subject') AND actor_id = ANY(%s)"
        " OR actor_type NOT IN ('user', 'subject') AND lower(label) = ANY(%s)"
        " OR actor_type IN ('staff', 'api_key') AND actor_id = %s"
        " ORDER BY actor_type, actor_id FOR UPDATE)",
        [list(hashes), list(texts), person],
    )


def drop_labels(kinds: Sequence[str], *, before: date) -> int:
    """Drop labels of these kinds that are older and that no row needs; return how many."""
    return _do(
        "DELETE FROM audit_actorlabel AS l WHERE actor_type = ANY(%s) AND changed_at < %s"
        " AND NOT EXISTS (SELECT FROM audit_event AS e WHERE e.target_id = l.actor_id)",
        [list(kinds), before],
    )


def count_refusal(key: str, event: str) -> int | None:
    """Count a refusal; return how many this minute has had before, None when its minute is over.

    event: as JSON. The count is held until the open transaction ends.
    """
    found = _rows(
        "INSERT INTO audit_repeat AS r (key, since, count, event)"
        " VALUES (%s, clock_timestamp(), 0, %s::jsonb) ON CONFLICT (key) DO UPDATE"
        " SET count = r.count + 1, event = CASE WHEN r.count = 0 THEN excluded.event"
        " ELSE r.event || jsonb_build_object('last', excluded.event -> 'last') END"
        " WHERE r.since > clock_timestamp() - interval '1 minute' RETURNING count",
        [key, event],
    )
    return found[0][0] if found else None


def begin_anew(key: str) -> tuple[int, Any]:
    """Begin another minute of a refusal that is held; return what the last one counted."""
    count, event = _rows(
        "UPDATE audit_repeat AS r SET since = clock_timestamp(), count = 0"
        " FROM (SELECT key, count, event FROM audit_repeat WHERE key = %s FOR UPDATE) AS was"
        " WHERE r.key = was.key RETURNING was.count, was.event",
        [key],
    )[0]
    return count, _read(event)


def take_repeats(*, most: int) -> list[tuple[int, Any]]:
    """Take what was counted and whose minute is over, but for what somebody writes just now."""
    found = _rows(
        "DELETE FROM audit_repeat WHERE key IN (SELECT key FROM audit_repeat"
        " WHERE since < clock_timestamp() - interval '1 minute' ORDER BY since LIMIT %s"
        " FOR UPDATE SKIP LOCKED) RETURNING count, event",
        [most],
    )
    return [(count, _read(event)) for count, event in found]


def _rows(statement: str, values: Any = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _one(statement: str, values: Any = None) -> Any:
    return _rows(statement, values)[0][0]


def _do(statement: str, values: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def _read(event: Any) -> Any:
    """Return what is in a JSON column: Django has it come as text."""
    return json.loads(event) if isinstance(event, str) else event
