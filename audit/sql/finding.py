"""Finding rows of the trail: a short walk from the newest on, then the index of what rows say.

Two ways, since neither is good at everything. What is frequent is met within the first rows of a
walk by number. What is rare, or lies far back, is not: it is looked up by its keys, of which one
index holds all, so that any of them together cost no more than the rarest. That is done month by
month, for what is met in the first of them.
"""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from uuid import UUID

from audit.filters import Filters
from audit.sql.asked import KEYS, Values, named, numbers_of, question, wanted, within
from audit.sql.asking import rows

# So many rows are looked at one by one before the keys are asked.
WALK = 4000
_NEWEST = "ORDER BY id DESC LIMIT %(limit)s"
# The times between which months have tables of their own, and before and after them.
_MONTHS = """
SELECT m.since, m.until, ids.last FROM (
  SELECT lag(at) OVER (ORDER BY at) AS since, at AS until FROM (
    SELECT %(ever)s::timestamptz AS at UNION SELECT %(never)s
    UNION SELECT (month + made.size) AT TIME ZONE 'UTC' FROM (
      SELECT to_date(substring(c.relname FROM '[0-9]{6}$'), 'YYYYMM')::timestamp AS month
      FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
      WHERE i.inhparent = 'audit_event'::regclass AND c.relname ~ '_[0-9]{6}$'
    ) AS opened CROSS JOIN (VALUES (interval '0'), (interval '1 month')) AS made (size)
  ) AS ends
) AS m CROSS JOIN LATERAL (
  SELECT min(id) AS first, max(id) AS last FROM audit_event WHERE at >= m.since AND at < m.until
) AS ids
WHERE (%(before)s::bigint IS NULL OR ids.first < %(before)s) AND ids.last IS NOT NULL
AND (%(since)s::timestamptz IS NULL OR m.until > %(since)s)
AND (%(until)s::timestamptz IS NULL OR m.since < %(until)s)
ORDER BY m.since DESC
"""
# All that matches in a month, then the newest of it: by number it would be read one by one.
_IN_A_MONTH = f"""
SELECT * FROM (
  WITH matched AS MATERIALIZED (
    SELECT id, at FROM audit_event WHERE {{month}} AND {{condition}}
  ) SELECT id, at FROM matched {_NEWEST}
) AS found
"""
Found = list[tuple[int, datetime]]


_EVER, _NEVER = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)


def find(filters: Filters, *, before: int | None, limit: int) -> Found:
    """Return (id, at) of the newest rows older than `before`, the newest first."""
    bounds, values = within(filters)
    values |= {"before": before, "limit": limit, "walk": WALK}
    older = [] if before is None else ["id < %(before)s"]
    walked = " AND ".join([*bounds, *numbers_of(filters), *older])
    if not filters.narrows:
        return _read(f"SELECT id, at FROM audit_event WHERE {walked} {_NEWEST}", values)
    names = named(filters)
    columns, more = _wanted(filters, names)
    values |= {**more, "keys": question(filters, names)}
    near = _read(
        f"SELECT id, at FROM (SELECT * FROM audit_event WHERE {walked} ORDER BY id DESC"
        f" LIMIT %(walk)s) AS newest WHERE {columns} {_NEWEST}",
        values,
    )
    if len(near) == limit:
        return near
    keys = [f"{KEYS} @@ %(keys)s::tsquery"] if values["keys"] else []
    # By number nothing is to be read here, so the number is not told as one.
    older = [] if before is None else ["id + 0 < %(before)s"]
    return _far(" AND ".join([*bounds, *older, columns, *keys]), values)


def count_newer(filters: Filters, *, after: int, most: int) -> int:
    """Return how many rows are newer than `after`, `most` of them, among the last `WALK` there are."""
    bounds, values = within(filters)
    columns, more = _wanted(filters, named(filters))
    newest = (
        f"SELECT * FROM audit_event WHERE {' AND '.join(bounds)} AND id > %(after)s"
        " ORDER BY id DESC LIMIT %(walk)s"
    )
    counted = rows(
        "SELECT count(*) FROM (SELECT FROM"
        f" ({newest}) AS newest WHERE {columns} LIMIT %(most)s) AS found",
        {**values, **more, "after": after, "walk": WALK, "most": most},
    )
    return int(counted[0][0])


def matching(filters: Filters) -> tuple[str, Values]:
    """Return the condition all rows asked for keep, and its values."""
    bounds, values = within(filters)
    columns, more = _wanted(filters, named(filters))
    return " AND ".join([*bounds, columns]), {**values, **more}


def met(workspace_id: UUID, ids: Collection[str]) -> set[str]:
    """Return those who have acted, or were acted on, in a workspace."""
    if not ids:
        return set()
    there = (
        "EXISTS (SELECT FROM audit_event AS e WHERE e.workspace_id = %(place)s AND {} = asked.id)"
    )
    found = rows(
        "SELECT id FROM unnest(%(ids)s::text[]) AS asked (id)"
        f" WHERE {there.format('e.actor_id')} OR {there.format('e.target_id')}",
        {"ids": sorted(set(ids)), "place": workspace_id},
    )
    return {str(key) for (key,) in found}


def _wanted(filters: Filters, names: Sequence[str]) -> tuple[str, Values]:
    """Return what narrows it; by from where they acted, nobody but staff finds staff."""
    columns, values = wanted(filters, names)
    is_hidden = filters.address and not filters.as_staff
    return f"{columns} AND actor_type <> 'staff'" if is_hidden else columns, values


def _far(condition: str, values: Values) -> Found:
    """Return the newest of what keeps a condition, month by month until there are enough."""
    months = rows(_MONTHS, {**values, "ever": _EVER, "never": _NEVER})
    if not months:
        return []
    found = _in_months([(since, until) for since, until, _last in months], condition, values)
    if len(found) == values["limit"]:
        # A month's last rows may have larger numbers than the first ones of the next.
        smallest, oldest = min(found)[0], min(at for _key, at in found)
        if any(last > smallest for _since, until, last in months if until <= oldest):
            found = _in_months([(_EVER, _NEVER)], condition, values)
    return sorted(found, reverse=True)


def _in_months(
    months: Sequence[tuple[datetime, datetime]], condition: str, values: Values
) -> Found:
    """Ask one month after the other until there are enough."""
    parts: list[str] = []
    bounds: Values = {}
    for number, (since, until) in enumerate(months):
        bounds |= {f"since{number}": since, f"until{number}": until}
        month = f"at >= %(since{number})s AND at < %(until{number})s"
        parts.append(_IN_A_MONTH.format(month=month, condition=condition))
    return _read(f"{' UNION ALL '.join(parts)} LIMIT %(limit)s", {**values, **bounds})


def _read(statement: str, values: Values) -> Found:
    return [(key, at) for key, at in rows(statement, values)]
