"""When a row was written, and how far transactions were counted: what cannot be is found."""

from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction

from audit import months, ownership, sealing, sql
from audit.models import AuditEvent, Seal
from audit.sealing import keys, proving
from audit.sealing.proving import Finding
from tests.integration.audit.conftest import Owner, Tamper
from tests.integration.audit.events import PLACE, write
from tests.integration.audit.sealed import COLUMNS, first, sealed_rows


def test_a_database_restored_into_a_younger_server_goes_on_counting(tamper: Tamper) -> None:
    """A new server's transactions begin at a small number: what is written then is sealed, too."""
    sealed_rows(2)
    tamper("UPDATE audit_event SET xid = (xid::text::bigint + 1000000)::text::xid8")
    tamper("DELETE FROM audit_seal")
    tamper("DELETE FROM audit_seal_rows")

    with ownership.as_owner():
        assert sql.restart_clock()
        assert not sql.restart_clock()
    write(3)

    assert sealing.seal() == 5
    assert sealing.verify().is_whole


# --- when a row was written -----------------------------------------------------------------------
PUT_IN = """
INSERT INTO audit_event ({names}) SELECT {values} FROM audit_event WHERE id = %s RETURNING id
"""


def put_in(owner: Owner, like: int, **said: str) -> int:
    """Put a row in as the database's owner can: nothing is in the way, and no trigger sees it."""
    names: list[str] = [name for name in COLUMNS if name not in said]
    statement = PUT_IN.format(
        names=", ".join([*names, *said]), values=", ".join([*names, *said.values()])
    )
    found = owner.execute(statement, [like]).fetchone()
    assert found is not None
    return int(found[0])


@pytest.mark.parametrize("when", ["waits", "is sealed"])
def test_a_row_that_is_dated_back_is_named_though_it_is_sealed_with_the_others(
    owner: Owner, when: str
) -> None:
    rows = sealed_rows(2)

    late = put_in(owner, rows[0], at="now() - interval '20 minutes'")
    if when == "is sealed":
        assert sealing.seal() == 1

    assert first() == Finding(proving.INSERTED, 1, late, str(PLACE))


def test_a_row_of_a_transaction_that_was_open_when_others_were_sealed_is_not_doubted(
    tamper: Tamper,
) -> None:
    with transaction.atomic():
        write(1)
        thread = Thread(target=_write_and_close)
        thread.start()
        thread.join()
    sealing.seal()
    write(1)
    tamper(
        "UPDATE audit_event SET at = at - interval '3 minutes' WHERE id = (SELECT max(id) FROM audit_event)"
    )

    assert sealing.verify().is_whole, "clocks may differ a little"


def _write_and_close() -> None:
    write(1)
    sealing.seal()
    connection.close()


@pytest.mark.parametrize(
    "number", ["4611686018427387904", "pg_current_xact_id()::text::bigint + 9"]
)
def test_a_row_of_a_transaction_to_come_is_named_and_moves_no_clock(
    owner: Owner, number: str
) -> None:
    rows = sealed_rows(2)

    ahead = put_in(owner, rows[0], xid=f"({number})::text::xid8")

    found = first()
    assert found is not None
    assert (found.kind, found.row) == (proving.AHEAD, ahead)
    with ownership.as_owner():
        assert not sql.restart_clock()


def test_a_restored_clock_goes_past_the_seals_and_not_to_where_a_row_says(
    owner: Owner, monkeypatch: Any
) -> None:
    rows = sealed_rows(2)
    put_in(owner, rows[0], xid="'4611686018427387904'::xid8")
    seal = _signed_ahead(1_000_000)

    with ownership.as_owner():
        months.prepare()
    owner.execute("DELETE FROM audit_hold")
    write(1)

    (shift,) = owner.execute("SELECT shift FROM audit_clock").fetchone() or (0,)
    assert 0 < shift < 2**33
    written = AuditEvent.objects.latest("id")
    assert (sql.xid_of(written.pk, written.at) or 0) > seal.next_xid


@pytest.mark.parametrize("column", ["to_xid", "next_xid"])
def test_a_seal_that_nobody_signed_moves_no_clock(column: str) -> None:
    sealed_rows(1)
    known = Seal.objects.get()
    known.n, known.from_xid, known.to_xid = 2, known.to_xid, known.to_xid + 1
    setattr(known, column, 2**62)
    known.save(force_insert=True)

    with ownership.as_owner():
        months.prepare()

    with connection.cursor() as cursor:
        cursor.execute("SELECT shift FROM audit_clock")
        assert cursor.fetchone()[0] == 0


def _signed_ahead(by: int) -> Seal:
    """Add a seal as a server would have written it that has counted further."""
    last = Seal.objects.latest("n")
    seal = Seal.objects.latest("n")
    seal.n, seal.previous = last.n + 1, last.digest
    seal.from_xid, seal.to_xid, seal.next_xid = last.to_xid, last.to_xid + by, last.next_xid + by
    head = proving.head_of(seal)
    seal.digest, seal.signature = head.digest(), keys.private_key().sign(head.text())
    seal.save(force_insert=True)
    return seal
