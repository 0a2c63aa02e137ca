"""Whoever has the application's account adds to the trail, and can do nothing else to it.

Each attack is made over a connection of its own with the account the product runs under.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import psycopg
import pytest
from django.db import connection
from psycopg.errors import InsufficientPrivilege

from audit import holds, months, ownership, sealing, sql
from audit import services as audit
from audit.models import SealKept
from tests.integration.audit.attacked import everything, ledger_row
from tests.integration.audit.conftest import Owner, clear, without_triggers
from tests.integration.audit.events import OTHER, PLACE, write

App = psycopg.Connection[Any]
OLD, HELD, UNSEALED = date(2023, 5, 1), date(2023, 6, 1), date(2023, 7, 1)
# Each with a column of its own.
GUARDED = {
    "audit_event": "reason", "audit_event_rest": "reason", "audit_event_{month}": "reason",
    "audit_seal": "count", "audit_seal_rows": "n", "audit_seal_rows_rest": "n",
    "audit_seal_rows_{month}": "n", "audit_seal_kept": "n", "audit_dropped": "rows",
    "audit_clock": "shift", "billing_ledgerentry": "units_delta",
}  # fmt: skip


@pytest.fixture(autouse=True, scope="module")
def _empty_trail(owner: Owner, django_db_blocker: Any) -> Iterator[None]:
    """Rows of every kind, sealed, for all attacks: none of them changes any."""
    with django_db_blocker.unblock():
        clear(owner)
        months.open_ahead()
        write(3)
        _write_then(owner, OLD)
        sealing.seal()
        SealKept.objects.create(n=1)
        holds.place(OTHER, reason="a court asks", by=audit.SYSTEM)
        _write_then(owner, HELD, workspace_id=OTHER)
        sealing.seal()
        _write_then(owner, UNSEALED)
        owner.execute("INSERT INTO audit_dropped VALUES ('2020-01-01', 1, 1)")
        with ledger_row(owner):
            yield
        connection.close()
        clear(owner)


def _write_then(owner: Owner, month: date, *, workspace_id: Any = PLACE) -> None:
    """Write a row of a month, as it would have been written then."""
    sql.open_month(month)
    (number,) = write(1, workspace_id=workspace_id)
    at = datetime(month.year, month.month, 15, tzinfo=UTC)
    with without_triggers(owner):
        owner.execute("UPDATE audit_event SET at = %s WHERE id = %s", [at, number])


@pytest.fixture
def app() -> Iterator[App]:
    """A connection with the application's account, as whoever got into a worker would open one."""
    known = connection.settings_dict
    with psycopg.connect(
        host=known["HOST"], port=known["PORT"], dbname=known["NAME"], user=known["USER"],
        password=known["PASSWORD"], autocommit=True,
    ) as opened:  # fmt: skip
        yield opened


@pytest.fixture
def names(owner: Owner) -> dict[str, str]:
    """What statements are filled with: the month that has rows, and the roles."""
    row = owner.execute("SELECT current_user::text").fetchone()
    assert row is not None
    return {
        "month": f"{datetime.now(UTC):%Y%m}",
        "trail": ownership.keeper(),
        "owner": row[0],
        "database": str(connection.settings_dict["NAME"]),
    }


def refused(app: App, owner: Owner, *statements: str) -> None:
    """Try each statement; hold that it is refused and that nothing is other than it was."""
    before = everything(owner)
    for statement in statements:
        with pytest.raises(InsufficientPrivilege):
            app.execute(statement)
            pytest.fail(f"done: {statement}")
    assert everything(owner) == before


WITH_EACH_TABLE = {
    "update": "UPDATE {table} SET {column} = {column}",
    "delete": "DELETE FROM {table}",
    "truncate": "TRUNCATE {table}",
    "truncate in cascade": "TRUNCATE {table} CASCADE",
    "disable triggers": "ALTER TABLE {table} DISABLE TRIGGER USER",
    "own": "ALTER TABLE {table} OWNER TO CURRENT_USER",
    "drop": "DROP TABLE {table} CASCADE",
    "lock rows": "SELECT 1 FROM {table} FOR UPDATE",
    "rule": "CREATE RULE away AS ON INSERT TO {table} DO INSTEAD NOTHING",
    "policy": "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
    "rename": "ALTER TABLE {table} RENAME TO elsewhere",
    "move": "CREATE SCHEMA mine; ALTER TABLE {table} SET SCHEMA mine",
    "another trigger": (
        "CREATE TRIGGER mine BEFORE INSERT ON {table} FOR EACH ROW"
        " EXECUTE FUNCTION suppress_redundant_updates_trigger()"
    ),
    "merge": "MERGE INTO {table} AS t USING (SELECT 1) AS x ON true WHEN MATCHED THEN DELETE",
}


@pytest.mark.parametrize("how", WITH_EACH_TABLE)
def test_no_guarded_table_is_changed(
    app: App, owner: Owner, names: dict[str, str], how: str
) -> None:
    refused(
        app,
        owner,
        *(
            WITH_EACH_TABLE[how].format(table=table.format(**names), column=column)
            for table, column in GUARDED.items()
        ),
    )


ATTACKS = {
    "a row is put in over another": (
        "INSERT INTO audit_seal_kept (n) VALUES (1) ON CONFLICT (n) DO UPDATE SET n = 9"
    ),
    "a trigger of the trail is dropped": "DROP TRIGGER audit_event_no_change ON audit_event",
    "a trigger of the ledger is dropped": (
        "DROP TRIGGER billing_ledgerentry_no_change ON billing_ledgerentry"
    ),
    "triggers are told to rest": "SET session_replication_role = replica",
    "triggers are told to rest for the account": (
        "ALTER ROLE CURRENT_USER SET session_replication_role = replica"
    ),
    "triggers are told to rest in the database": (
        'ALTER DATABASE "{database}" SET session_replication_role = replica'
    ),
    "a month is detached": "ALTER TABLE audit_event DETACH PARTITION audit_event_{month}",
    "the rest is detached": "ALTER TABLE audit_event DETACH PARTITION audit_event_rest",
    "a month of one's own is attached": (
        "CREATE TEMP TABLE mine (LIKE audit_event); ALTER TABLE audit_event"
        " ATTACH PARTITION mine FOR VALUES FROM ('2001-01-01') TO ('2001-02-01')"
    ),
    "a table inherits": "CREATE TEMP TABLE mine () INHERITS (audit_clock)",
    "a column is dropped": "ALTER TABLE audit_event DROP COLUMN reason",
    "another default dates rows back": (
        "ALTER TABLE audit_event ALTER COLUMN at SET DEFAULT '2001-01-01'"
    ),
    "a key of one's own deletes seals": (
        "CREATE SCHEMA mine; CREATE TABLE mine.t (n bigint REFERENCES audit_seal ON DELETE CASCADE)"
    ),
    "an index is dropped": "DROP INDEX audit_event_by_xid",
    "the trail's role is taken on": 'SET ROLE "{trail}"',
    "the trail's role is joined": 'GRANT "{trail}" TO CURRENT_USER',
    "the owner's role is taken on": 'SET ROLE "{owner}"',
    "the owner's session is taken on": 'SET SESSION AUTHORIZATION "{owner}"',
    "what the trail's role owns is dropped": 'DROP OWNED BY "{trail}"',
    "what the trail's role owns is taken": 'REASSIGN OWNED BY "{trail}" TO CURRENT_USER',
    "a role is made": "CREATE ROLE mighty SUPERUSER",
    "the account is made mighty": "ALTER ROLE CURRENT_USER SUPERUSER",
    "rows are copied into a month": "COPY audit_event_{month} FROM STDIN",
    "rows are copied with their numbers": "COPY audit_event FROM STDIN",
    "rows are copied from a program": "COPY audit_seal_kept FROM PROGRAM 'echo 7'",
    "the schema is dropped": "DROP SCHEMA public CASCADE",
    "the schema is renamed": "ALTER SCHEMA public RENAME TO elsewhere",
    "the database is dropped": 'ALTER DATABASE "{database}" RENAME TO elsewhere',
    "the clock is restarted": "SELECT audit_restart_clock()",
    "the trail's numbers are set back": "SELECT setval('audit_event_id_seq', 1)",
    "the ledger's numbers are set back": "SELECT setval('billing_ledgerentry_id_seq', 1)",
    "a hold is deleted": "DELETE FROM audit_hold",
    "a hold is changed to another place's": "UPDATE audit_hold SET workspace_id = NULL",
    "holds are read from elsewhere": "ALTER TABLE audit_hold RENAME TO held",
    "holds have a policy": "CREATE POLICY mine ON audit_hold USING (true)",
    "a table is put before another": "CREATE TABLE public.mine (n int)",
    "a function is put before another": (
        "CREATE FUNCTION public.date_trunc(text, date) RETURNS timestamp LANGUAGE sql"
        " AS 'SELECT NULL::timestamp'"
    ),
    "an operator is put before another": (
        "CREATE OPERATOR public.= (LEFTARG = uuid, RIGHTARG = uuid, FUNCTION = uuid_ne)"
    ),
    "rights are given to all": "GRANT ALL ON audit_event TO PUBLIC; TRUNCATE audit_event",
}


@pytest.mark.parametrize("what", ATTACKS)
def test_an_attack_is_refused(app: App, owner: Owner, names: dict[str, str], what: str) -> None:
    refused(app, owner, ATTACKS[what].format(**names))


# --- functions ------------------------------------------------------------------------------------
def test_what_runs_for_the_trail_is_not_written_anew(app: App, owner: Owner) -> None:
    found = owner.execute(
        "SELECT p.oid::regprocedure::text, pg_get_functiondef(p.oid) FROM pg_proc AS p"
        " WHERE p.pronamespace = 'public'::regnamespace"
        " AND (starts_with(p.proname, 'audit_') OR p.proname = 'billing_refuse_change')"
    ).fetchall()
    assert {"audit_refuse_change()", "audit_drop_month(date)", "billing_refuse_change()"} <= {
        name for name, _text in found
    }

    for name, text in found:
        refused(
            app,
            owner,
            text,
            f"DROP FUNCTION {name} CASCADE",
            f"ALTER FUNCTION {name} OWNER TO CURRENT_USER",
            f"ALTER FUNCTION {name} RENAME TO elsewhere",
            f"ALTER FUNCTION {name} SECURITY INVOKER",
        )


def test_three_functions_alone_lend_the_trails_rights(app: App, names: dict[str, str]) -> None:
    found = app.execute(
        "SELECT oid::regprocedure::text, pg_get_userbyid(proowner), proconfig::text FROM pg_proc"
        " WHERE prosecdef AND pronamespace <> 'for_tests'::regnamespace"
        " AND has_function_privilege(oid, 'EXECUTE') ORDER BY 1"
    ).fetchall()

    # They look nothing up where somebody else could have put it.
    place = '{"search_path=pg_catalog, pg_temp"}'
    assert found == [
        (name, names["trail"], place)
        for name in ("audit_drop_month(date)", "audit_open_month(date)", "audit_watermark()")
    ]


SHADOWS = """
CREATE TEMP TABLE audit_hold (workspace_id uuid, lifted_at timestamptz);
CREATE TEMP TABLE audit_seal (n bigint, month date, to_xid bigint);
CREATE TEMP TABLE audit_event_{name} (xid xid8, workspace_id uuid);
INSERT INTO audit_seal VALUES (1, '{month}', 9000000000000);
CREATE FUNCTION pg_temp.date_trunc(text, date) RETURNS timestamp LANGUAGE sql
    AS $$ SELECT timestamp '2001-01-01' $$;
CREATE FUNCTION pg_temp.to_char(date, text) RETURNS text LANGUAGE sql AS $$ SELECT '{name}' $$;
SET search_path = pg_temp, public;
"""


@pytest.mark.parametrize(
    ("month", "why"),
    [
        (datetime.now(UTC).date().replace(day=1), "too young"),
        (HELD, "on hold"),
        (UNSEALED, "not sealed yet"),
        (date(1999, 1, 1), "there is no month"),
    ],
    ids=["young", "held", "unsealed", "absent"],
)
@pytest.mark.parametrize("is_shadowed", [False, True], ids=["plainly", "with shadows"])
def test_a_month_that_must_stay_stays(
    app: App, owner: Owner, month: date, why: str, is_shadowed: bool
) -> None:
    if is_shadowed:
        app.execute(SHADOWS.format(name=f"{month:%Y%m}", month=month))
    before = everything(owner)

    with pytest.raises(psycopg.Error, match=why):
        app.execute("SELECT public.audit_drop_month(%s)", [month])

    assert everything(owner) == before


def test_months_to_come_are_the_trails_as_well(app: App, owner: Owner) -> None:
    ahead = sql.following(sql.opened_months()[-1])
    app.execute("SELECT audit_open_month(%s)", [ahead])

    for table in (f"audit_event_{ahead:%Y%m}", f"audit_seal_rows_{ahead:%Y%m}"):
        refused(app, owner, f"TRUNCATE {table}", f"DROP TABLE {table}")
        assert app.execute(f"TABLE {table}").fetchall() == []


# --- rows of another time -------------------------------------------------------------------------
NEEDED = {
    "actor_type": "'user'", "actor_id": "'eve'", "on_behalf_of": "''", "user_agent": "''",
    "request_id": "''", "session_id": "''", "action": "'accounts.person.signed_in'",
    "target_type": "''", "target_id": "''", "target_label": "''", "outcome": "'ok'", "reason": "''",
    "changes": "'{}'", "data": "'{}'", "repeats": "1", "schema_version": "1",
}  # fmt: skip
ADD = "INSERT INTO {table} ({columns}) VALUES ({values})"


def row(table: str = "audit_event", **more: str) -> str:
    """Return a statement that adds a row, with further columns."""
    whole = {**NEEDED, **more}
    return ADD.format(table=table, columns=", ".join(whole), values=", ".join(whole.values()))


@pytest.mark.parametrize(
    ("column", "value"), [("id", "1"), ("at", "'2023-05-02'"), ("xid", "'3'"), ("at", "DEFAULT")]
)
def test_nobody_says_when_a_row_was_written_or_which_it_is(
    app: App, owner: Owner, column: str, value: str
) -> None:
    refused(app, owner, row(**{column: value}))


@pytest.mark.parametrize("table", ["audit_event_rest", "audit_event_{month}"])
def test_no_row_is_put_straight_into_a_partition(
    app: App, owner: Owner, names: dict[str, str], table: str
) -> None:
    refused(app, owner, row(table.format(**names)))


def test_what_is_added_is_dated_and_numbered_by_the_database(app: App) -> None:
    told = (
        " RETURNING id > (SELECT max(id) FROM audit_event),"
        " clock_timestamp() - at < '1 minute', xid = pg_current_xact_id()"
    )
    added = app.execute(row() + told).fetchone()

    assert added == (True, True, True)
