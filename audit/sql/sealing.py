"""What seals and proofs ask: transactions, and rows in bulk."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import connection
from psycopg import sql

from audit.sql.asking import one, rows
from audit.sql.months import following

_LOCK_SEAL = 0x45425341

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
EVER = 2**63 - 1


def only_sealer() -> bool:
    """Return whether no other worker seals; until the open transaction ends none will."""
    return bool(one("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK_SEAL]))


def same_view() -> None:
    """See the database as it is now until the open transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


class Watermark(NamedTuple):
    """Where the counting of transactions is. until: the first that may be open; next: not begun yet."""

    until: int
    next: int
    at: datetime


def watermark() -> Watermark:
    """Return where transactions are: what came before `until` is decided."""
    return Watermark(*rows("SELECT until, next, at FROM audit_watermark()")[0])


def cut(from_xid: int, to_xid: int, *, most: int) -> int:
    """Return where to end a batch that begins at `from_xid`, so that it has about `most` rows.

    A transaction's rows are never parted.
    """
    found = rows(
        "SELECT xid::text::bigint FROM audit_event"
        " WHERE xid > %s::text::xid8 AND xid < %s::text::xid8 ORDER BY xid OFFSET %s LIMIT 1",
        [from_xid, to_xid, most],
    )
    return int(found[0][0]) if found else to_xid


def months_between(from_xid: int, to_xid: int) -> list[date]:
    """Return the months that have rows of these transactions, the earliest first."""
    found = rows(
        "SELECT DISTINCT date_trunc('month', at AT TIME ZONE 'UTC')::date FROM audit_event"
        " WHERE xid >= %s::text::xid8 AND xid < %s::text::xid8 ORDER BY 1",
        [from_xid, to_xid],
    )
    return [row[0] for row in found]


def lines(month: date, *, from_xid: int = 0, to_xid: int = EVER) -> Iterator[bytes]:
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


def keep_rows(n: int, month: date, ids: Sequence[int], leaves: bytes) -> None:
    """Note which rows a seal holds, and their leaves in the same order."""
    rows(
        "INSERT INTO audit_seal_rows (n, month, ids, leaves) VALUES (%s, %s, %s, %s) RETURNING n",
        [n, month, list(ids), leaves],
    )


def kept_rows(numbers: Sequence[int], month: date) -> dict[int, tuple[list[int], bytes]]:
    """Return n → the rows a seal holds and their leaves; of those that are still there."""
    found = rows(
        "SELECT n, ids, leaves FROM audit_seal_rows WHERE month = %s AND n = ANY(%s)",
        [month, list(numbers)],
    )
    return {n: (ids, bytes(leaves)) for n, ids, leaves in found}


def xid_of(event_id: int, at: datetime) -> int | None:
    """Return the transaction that wrote a row."""
    found = rows(
        "SELECT xid::text::bigint FROM audit_event WHERE id = %s AND at = %s", [event_id, at]
    )
    return int(found[0][0]) if found else None


def restart_clock() -> bool:
    """Go on counting transactions after a database was restored elsewhere; False when in order."""
    return bool(one("SELECT audit_restart_clock()"))
