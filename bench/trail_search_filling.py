"""A trail as uneven as a real one, for `bench.trail_search`."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection  # noqa: TID251  names are hashed as the rows were
from django.utils import timezone

from audit import sql
from bench.trail_filling import as_owner

DAYS = 390
PEOPLE, ADDRESSES = 100, 2_000
# Named by what they are: in every place, in the oldest months alone, once, and never.
BUSY, GONE, ONCE, NEVER = "busy", "gone", "once", "never"

FILLED = """
INSERT INTO audit_event (at, workspace_id, actor_type, actor_id, on_behalf_of, address, user_agent,
  request_id, session_id, action, target_type, target_id, target_label, outcome, reason, changes,
  data, repeats, schema_version)
SELECT at, md5('w' || n % %(places)s)::uuid,
  CASE WHEN alone THEN 'system' ELSE 'user' END,
  CASE WHEN alone THEN '' ELSE person END,
  CASE WHEN alone THEN person ELSE '' END,
  CASE WHEN alone THEN NULL ELSE '10.' || floor(power(random(), 3) * 8)::int || '.' || n % 250 || '.1' END::inet,
  CASE WHEN alone THEN '' ELSE 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' END,
  md5('r' || n / 2), '',
  CASE WHEN n = %(all)s / 3 THEN 'bench.action.once'
       WHEN alone THEN 'bench.work.done' ELSE 'bench.action.n' || floor(power(random(), 3) * 60)::int END,
  (ARRAY['asset', 'job', 'product', 'text', 'workspace', 'brand'])[1 + n % 6],
  md5('t' || n / 5),
  CASE n % 3 WHEN 0 THEN 'Front view ' || n || '.jpg' WHEN 1 THEN '红色连衣裙 ' || n
             ELSE 'Linen shirt, size ' || n % 60 END,
  CASE WHEN n % 50 = 0 THEN 'denied' WHEN n % 97 = 0 THEN 'error' ELSE 'ok' END,
  '', CASE WHEN n % 4 = 0 THEN '{"name": ["before", "after"], "size": [1, 2]}'::jsonb ELSE '{}' END,
  '{}', 1, 1
FROM (
  SELECT n, random() < 0.3 AS alone,
    CASE WHEN n < %(all)s / 4 AND random() < 0.5 THEN 'gone' WHEN n = %(all)s / 5 THEN 'once'
         WHEN random() < 0.3 THEN 'busy' ELSE 'p' || floor(random() * %(people)s)::int END AS person,
    %(since)s + %(span)s * (n::float8 / %(all)s) AS at
  FROM generate_series(1, %(all)s) AS n
) AS made ORDER BY n
"""
NAMED = """
INSERT INTO audit_actorlabel (actor_type, actor_id, label)
SELECT 'user', id, label FROM (VALUES ('busy', 'Beatrice Busy'), ('gone', 'Gordon Gone'),
  ('once', 'Olaf Once')) AS v (id, label)
UNION ALL SELECT 'user', 'p' || n, 'Person ' || n FROM generate_series(0, %(people)s) AS n
UNION ALL SELECT 'user', 'elsewhere' || n, 'Elsewhere ' || n || '@example.com'
FROM generate_series(1, 20000) AS n
"""


def fill(rows: int, *, places: int) -> None:
    """Write so many events over thirteen months, of so many workspaces, and let the database look."""
    until = timezone.now()
    since = until - timedelta(days=DAYS)
    month = since.date().replace(day=1)
    while month <= until.date():
        sql.open_month(month)
        month = sql.following(month)
    values: dict[str, Any] = {
        "all": rows,
        "places": places,
        "people": PEOPLE,
        "since": since,
        "span": until - since,
    }
    with as_owner() as owner:
        owner.execute("SELECT setseed(0.5)")
        # Percent signs are the statement's own.
        owner.execute(FILLED.replace(" % ", " %% "), values)
        owner.execute(NAMED, values)
        owner.execute("VACUUM ANALYZE")


def place(number: int) -> UUID:
    """Return the id of a workspace."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT md5('w' || %s)::uuid", [number])
        found: UUID = cursor.fetchone()[0]
    return found


def key(letter: str, number: int) -> str:
    """Return the id of a request (`r`) or of a target (`t`)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT md5(%s)", [f"{letter}{number}"])
        return str(cursor.fetchone()[0])


def moment(share: float) -> datetime:
    """Return when so large a part of the rows had been written."""
    return timezone.now() - timedelta(days=DAYS * (1 - share))
