"""Fills the trail by the million, as who owns it: over months, of many people and places."""

import os
import uuid
from datetime import UTC, datetime
from typing import Any

import psycopg
from django.utils import timezone

from audit import sql
from audit.actions import Action

MONTHS = 13
# So many rows are of one transaction, as a request writes them.
TOGETHER = 4
ROWS = """
INSERT INTO audit_event (at, xid, workspace_id, actor_type, actor_id, on_behalf_of, address,
  user_agent, request_id, session_id, action, target_type, target_id, target_label, outcome, reason,
  changes, data, repeats, schema_version)
SELECT %(since)s + (n::float8 / %(all)s) * %(span)s, (3 + n / %(together)s)::text::xid8,
  (%(places)s::uuid[])[1 + (hashint8(n / %(together)s) & 2147483647) %% %(count)s],
  (ARRAY['user', 'user', 'user', 'system', 'staff', 'api_key'])[1 + n %% 6], 'u' || n %% 997, '',
  ('10.' || n %% 7 || '.' || n %% 251 || '.' || n %% 13)::inet,
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36', md5('r' || n / %(together)s), 's' || n %% 499,
  (%(actions)s::text[])[1 + n %% cardinality(%(actions)s::text[])], 'product', md5('t' || n %% 50021)::uuid::text,
  'Product ' || n %% 50021, (ARRAY['ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'denied', 'error'])[1 + n %% 8],
  '', jsonb_build_object('name', jsonb_build_array('Mug ' || n, 'Cup ' || n)),
  jsonb_build_object('units', n %% 9), 1, 1
FROM generate_series(%(first)s, %(last)s) AS n
"""
STEP = 100_000


def fill(rows: int, places: list[uuid.UUID]) -> None:
    """Write so many rows, the newest now, older than any transaction of the server's."""
    months = [timezone.now().date().replace(day=1)]
    while len(months) < MONTHS:
        last = months[-1]
        months.append(
            last.replace(year=last.year - (last.month == 1), month=(last.month + 10) % 12 + 1)
        )
    for month in months:
        sql.open_month(month)
    since = datetime(months[-1].year, months[-1].month, 1, tzinfo=UTC)
    values = {
        "since": since,
        "span": timezone.now() - since,
        "all": rows,
        "together": TOGETHER,
        "places": places,
        "count": len(places),
        "actions": [action.value for action in Action],
    }
    with as_owner() as connection:
        for first in range(1, rows + 1, STEP):
            part = {"first": first, "last": min(rows, first + STEP - 1)}
            connection.execute(ROWS, {**values, **part})
        connection.execute("SELECT audit_restart_clock()")
        connection.execute("VACUUM ANALYZE audit_event")


def empty() -> None:
    """Take everything out of the trail."""
    with as_owner() as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(
            "TRUNCATE audit_event, audit_seal, audit_seal_rows, audit_seal_kept, audit_dropped"
        )


def as_owner() -> "psycopg.Connection[Any]":
    """Return a connection of who may do what the product may not."""
    return psycopg.connect(owner_url(), autocommit=True)


def owner_url() -> str:
    """Return the address of the database for who may do what the product may not."""
    return os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"]
