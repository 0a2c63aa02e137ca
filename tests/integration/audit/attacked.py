"""All that an attack on the trail could have changed, and a row of the ledger."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from billing.models import LedgerEntry, QuotaPeriod
from tests.integration.audit.conftest import Owner, without_triggers

TABLES = """
SELECT c.relname, pg_get_userbyid(c.relowner), c.relispartition, pg_get_expr(c.relpartbound, c.oid),
       (SELECT array_agg((t.tgname, t.tgenabled)::text ORDER BY t.tgname) FROM pg_trigger AS t
        WHERE t.tgrelid = c.oid AND NOT t.tgisinternal),
       (SELECT array_agg(r.rulename ORDER BY 1) FROM pg_rewrite AS r WHERE r.ev_class = c.oid),
       c.relacl::text, c.relrowsecurity
FROM pg_class AS c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
ORDER BY 1
"""
ROWS = "SELECT t::text FROM public.{} AS t ORDER BY 1"
GUARDED = (
    "audit_event",
    "audit_seal",
    "audit_dropped",
    "audit_clock",
    "audit_hold",
    "billing_ledger",
)
FUNCTIONS = """
SELECT p.oid::regprocedure::text, pg_get_userbyid(p.proowner), md5(p.prosrc), p.proacl::text,
       p.prosecdef, p.proconfig
FROM pg_proc AS p WHERE p.pronamespace = 'public'::regnamespace ORDER BY 1
"""


def everything(owner: Owner) -> list[Any]:
    """Return the rows, owners, partitions, triggers, rules, rights and functions there are."""
    found = owner.execute(TABLES).fetchall() + owner.execute(FUNCTIONS).fetchall()
    names = [str(row[0]) for row in found if str(row[0]).startswith(GUARDED) and "(" not in row[0]]
    return found + [owner.execute(ROWS.format(name)).fetchall() for name in names]


@contextmanager
def ledger_row(owner: Owner) -> Iterator[LedgerEntry]:
    """Let the ledger hold a row of no workspace's for a while."""
    period = uuid4() if QuotaPeriod._meta.pk.get_internal_type() == "UUIDField" else 2**40
    entry = LedgerEntry.objects.create(
        workspace_id=uuid4(), meter="images", period_id=period, kind="reserve",
        units_delta=-1, balance_after=9,
    )  # fmt: skip
    yield entry
    with without_triggers(owner):
        owner.execute("DELETE FROM billing_ledgerentry WHERE id = %s", [entry.pk])
