"""The trail's months: which there are, and opening and dropping them."""

from collections.abc import Sequence
from datetime import date, datetime

from audit.sql.asking import one, rows

_LOCK_MONTHS = 0x4542534D


def only_keeper_of_months() -> bool:
    """Return whether no other worker opens and drops months, as `only_sealer`."""
    return bool(one("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK_MONTHS]))


def months_with_rows() -> list[date]:
    """Return the months of which there may be rows, the earliest first."""
    found = rows(
        "SELECT DISTINCT date_trunc('month', at AT TIME ZONE 'UTC')::date FROM audit_event_rest"
    )
    return sorted({*opened_months(), *(row[0] for row in found)})


def following(month: date) -> date:
    """Return the first day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def months_in_rest() -> list[date]:
    """Return the months of which rows, or what is kept of their seals, lie in no table of their own."""
    found = rows(
        "SELECT date_trunc('month', at AT TIME ZONE 'UTC')::date FROM audit_event_rest"
        " UNION SELECT month FROM audit_seal_rows_rest ORDER BY 1"
    )
    return [row[0] for row in found]


def open_month(month: date) -> bool:
    """Make the tables of a month, with the rows of it that lie elsewhere; False when it has them.

    Before it is over, a month whose rows lie elsewhere is left, which is False as well.

    Raises:
        OperationalError: somebody uses the trail for too long to be waited for.
    """
    return bool(one("SELECT audit_open_month(%s)", [month]))


def drop_month(month: date) -> int:
    """Drop a month's rows, whose seals stay; return how many there were.

    Raises:
        ProgrammingError, InternalError: the database refuses: too young, held, not sealed yet, or
            not what was sealed.
        OperationalError: somebody uses the trail for too long to be waited for.
    """
    found: int = one("SELECT audit_drop_month(%s)", [month])
    return found


def opened_months() -> list[date]:
    """Return the months that have tables of their own."""
    found = rows(
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
        for month, rows, size in rows(
            "SELECT to_date(substring(c.relname FROM '[0-9]{6}$'), 'YYYYMM'),"
            " nullif(c.reltuples, -1)::bigint, pg_total_relation_size(c.oid)"
            " FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid"
            " WHERE i.inhparent = 'audit_event'::regclass AND c.relname ~ '_[0-9]{6}$'"
            " ORDER BY 1 DESC"
        )
    ]


def has_rows(month: date) -> bool:
    """Return whether there is a row of a month, in whatever table."""
    return bool(
        one(
            "SELECT EXISTS (SELECT FROM audit_event WHERE at >= %(m)s::timestamp AT TIME ZONE 'UTC'"
            " AND at < (%(m)s::date + interval '1 month') AT TIME ZONE 'UTC')",
            {"m": month},
        )
    )


def held_months(months: Sequence[date]) -> set[date]:
    """Return which of these months a hold keeps: all, or those with a row of its workspace."""
    found = rows(
        "SELECT m FROM unnest(%s::date[]) AS m WHERE EXISTS (SELECT FROM audit_hold AS h"
        " WHERE h.lifted_at IS NULL AND (h.workspace_id IS NULL OR EXISTS (SELECT FROM audit_event"
        " AS e WHERE e.workspace_id = h.workspace_id"
        " AND e.at >= m::timestamp AT TIME ZONE 'UTC'"
        " AND e.at < (m + interval '1 month') AT TIME ZONE 'UTC')))",
        [list(months)],
    )
    return {row[0] for row in found}


def oldest_from(xid: int) -> datetime | None:
    """Return when the first row of this transaction or a later one was written; None without one."""
    found = rows(
        "SELECT at FROM audit_event WHERE xid >= %s::text::xid8 ORDER BY xid, id LIMIT 1", [xid]
    )
    return found[0][0] if found else None
