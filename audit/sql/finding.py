"""Finding rows of the trail: a short walk from the newest on, then the index of what rows say.

Two ways, since neither is good at everything. What is frequent is met within the first rows of a
walk by number. What is rare, or lies far back, is not: it is looked up by its keys, of which one
index holds all, so that any of them together cost no more than the rarest. That is done month by
month, for what is met in the first of them.
"""

from datetime import datetime

from audit.filters import Filters
from audit.sql.asked import KEYS, Values, named, question, wanted, within
from audit.sql.asking import rows

# So many rows are looked at one by one before the keys are asked.
WALK = 4000
_NEWEST = "ORDER BY id DESC LIMIT"
# The time between the months that have tables, and before and after them, with its numbers.
_MONTHS = """
SELECT m.since, m.until, ids.first, ids.last FROM (
  SELECT lag(at) OVER (ORDER BY at) AS since, at AS until FROM (
    SELECT ('-infinity')::timestamptz AS at UNION SELECT 'infinity'
    UNION SELECT (month + made.size) AT TIME ZONE 'UTC' FROM (
      SELECT to_date(substring(c.relname FROM '[0-9]{6}$'), 'YYYYMM')::timestamp AS month
      FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
      WHERE i.inhparent = 'audit_event'::regclass AND c.relname ~ '_[0-9]{6}$'
    ) AS opened CROSS JOIN (VALUES (interval '0'), (interval '1 month')) AS made (size)
  ) AS ends
) AS m CROSS JOIN LATERAL (
  SELECT min(id) AS first, max(id) AS last FROM audit_event WHERE at >= m.since AND at < m.until
) AS ids
"""
_FAR = f"""
SELECT found.id, found.at, m.since FROM (
  SELECT * FROM months ORDER BY since DESC
) AS m CROSS JOIN LATERAL (
  WITH matched AS MATERIALIZED (
    SELECT id, at FROM audit_event
    WHERE at >= m.since AND at < m.until AND {{place}} AND {{wanted}} {{keys}}
  ) SELECT id, at FROM matched {_NEWEST} %(limit)s
) AS found LIMIT %(limit)s
"""
# A month's last rows may have larger numbers than the first ones of the next.
_TORN = """
EXISTS (SELECT FROM months WHERE since < (SELECT min(since) FROM far)
  AND last > (SELECT min(id) FROM far))
"""


def find(filters: Filters, *, before: int | None, limit: int) -> list[tuple[int, datetime]]:
    """Return (id, at) of the newest rows older than `before`, the newest first."""
    bounds, values = within(filters)
    if before is not None:
        bounds.append("id < %(before)s")
    values |= {"before": before, "limit": limit, "walk": WALK}
    place = " AND ".join(bounds) or "true"
    if not filters.narrows:
        newest = f"SELECT id, at FROM audit_event WHERE {place} {_NEWEST} %(limit)s"
        return [(key, at) for key, at in rows(newest, values)]
    names = named(filters)
    columns, more = wanted(filters, names)
    values |= {**more, "keys": question(filters, names)}
    keys = f"AND {KEYS} @@ %(keys)s::tsquery" if values["keys"] else ""
    events, is_torn = _found(filters, place, columns, keys, values)
    return _all(f"{place} AND {columns} {keys}", values) if is_torn else events


def matching(filters: Filters) -> tuple[str, Values]:
    """Return the condition all rows asked for keep, and its values."""
    bounds, values = within(filters)
    columns, more = wanted(filters, named(filters))
    return " AND ".join([*bounds, columns]), {**values, **more}


def _found(
    filters: Filters, place: str, columns: str, by_keys: str, values: Values
) -> tuple[list[tuple[int, datetime]], bool]:
    """Return what is found in both ways; True when the months do not tell which is the newest."""
    # A wide answer is not to be looked at twice for want of memory.
    needed = [
        "(SELECT set_config('work_mem', '64MB', true)) IS NOT NULL",
        "(SELECT count(*) FROM near) < %(limit)s",
        "(%(before)s::bigint IS NULL OR ids.first < %(before)s)",
    ]
    if filters.since:
        needed.append("m.until > %(since)s")
    if filters.until:
        needed.append("m.since < %(until)s")
    found = rows(
        "WITH near AS MATERIALIZED (SELECT id, at FROM ("
        f"SELECT * FROM audit_event WHERE {place} {_NEWEST} %(walk)s) AS newest"
        f" WHERE {columns} {_NEWEST} %(limit)s),"
        f" months AS MATERIALIZED ({_MONTHS} WHERE {' AND '.join(needed)}),"
        f" far AS MATERIALIZED ({_FAR.format(place=place, wanted=columns, keys=by_keys)})"
        f" SELECT id, at, {_TORN} FROM"
        f" (SELECT id, at FROM near UNION SELECT id, at FROM far) AS found {_NEWEST} %(limit)s",
        values,
    )
    return [(key, at) for key, at, _torn in found], any(torn for _key, _at, torn in found)


def _all(condition: str, values: Values) -> list[tuple[int, datetime]]:
    """Return what is found when all months are looked at before anything is told."""
    found = rows(
        f"WITH matched AS MATERIALIZED (SELECT id, at FROM audit_event WHERE {condition})"
        f" SELECT id, at FROM matched {_NEWEST} %(limit)s",
        values,
    )
    return [(key, at) for key, at in found]
