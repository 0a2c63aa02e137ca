"""Rows are sealed once each, in signed batches, and whatever is done to them afterwards is found."""

import hashlib
from contextlib import suppress
from threading import Barrier, Thread
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from audit import sealing, sql
from audit.models import AuditEvent, Seal
from audit.sealing import forms, keys, proving
from audit.sealing.proving import Finding
from tests.integration.audit.conftest import Tamper
from tests.integration.audit.events import OTHER, PLACE, write
from tests.integration.audit.sealed import COLUMNS, first, sealed_rows


def test_what_is_written_is_sealed_once_and_proven() -> None:
    write(3)
    write(1, workspace_id=None)

    assert sealing.seal() == 4
    assert sealing.seal() == 0
    write(2)
    report = sealing.verify()

    assert (report.rows, report.seals, report.waiting) == (6, 1, 2)
    assert report.is_whole


def test_seals_follow_each_other_and_are_signed() -> None:
    sealed_rows(2, 1, 3)

    seals = list(Seal.objects.order_by("n"))

    assert [(seal.n, seal.count) for seal in seals] == [(1, 2), (2, 1), (3, 3)]
    assert bytes(seals[0].previous) == forms.ZERO
    assert [bytes(seal.previous) for seal in seals[1:]] == [
        bytes(seal.digest) for seal in seals[:-1]
    ]
    key = keys.trusted()[seals[0].key_name]
    assert all(
        keys.is_signed(proving.head_of(seal).text(), bytes(seal.signature), key) for seal in seals
    )


def test_large_batches_are_parted_but_no_transaction_is(monkeypatch: Any) -> None:
    monkeypatch.setattr(sealing.sealer, "ROWS_A_SEAL", 2)
    write(3)
    with transaction.atomic():
        write(5)

    assert sealing.seal() == 8
    assert sorted(Seal.objects.values_list("count", flat=True)) == [1, 2, 5]
    assert sealing.verify().is_whole


@pytest.mark.parametrize(
    "column", ["target_label", "actor_id", "changes", "at", "address", "outcome"]
)
def test_a_changed_row_is_named(tamper: Tamper, column: str) -> None:
    rows = sealed_rows(3, 3)
    new = {
        "changes": "'{}'",
        "at": "at + interval '1 microsecond'",
        "address": "'10.0.0.1'",
        "outcome": "'denied'",
    }.get(column, "'other'")

    tamper(f"UPDATE audit_event SET {column} = {new} WHERE id = %s", rows[4])  # noqa: S608

    assert first() == Finding(proving.CHANGED, 2, rows[4], str(PLACE))


def test_a_deleted_row_is_named(tamper: Tamper) -> None:
    rows = sealed_rows(3, 3)

    tamper("DELETE FROM audit_event WHERE id = %s", rows[1])

    assert first() == Finding(proving.DELETED, 1, rows[1])


@pytest.mark.parametrize("when", ["in a sealed batch", "before all of them"])
def test_a_row_put_in_later_is_named(tamper: Tamper, when: str) -> None:
    rows = sealed_rows(3, 3)
    xid = "(SELECT xid FROM audit_event WHERE id = %s)" if "in" in when else "'3'::xid8 /* %s */"
    names = ", ".join(COLUMNS)

    tamper(
        f"INSERT INTO audit_event (id, xid, {names}) SELECT 900000, {xid}, {names}"  # noqa: S608
        " FROM audit_event WHERE id = %s",
        rows[4],
        rows[4],
    )

    found = first()
    assert found is not None
    assert (found.kind, found.row) == (proving.INSERTED, 900000)


def test_rows_that_changed_places_are_named(tamper: Tamper) -> None:
    rows = sealed_rows(3)

    tamper(
        "UPDATE audit_event AS e SET target_label = o.target_label FROM audit_event AS o"
        " WHERE (e.id, o.id) IN ((%s, %s), (%s, %s))",
        rows[0],
        rows[2],
        rows[2],
        rows[0],
    )

    assert first() == Finding(proving.CHANGED, 1, rows[0], str(PLACE))
    assert len(sealing.verify().findings) == 2


def test_a_row_that_went_to_another_workspace_is_named(tamper: Tamper) -> None:
    rows = sealed_rows(3)

    tamper("UPDATE audit_event SET workspace_id = %s WHERE id = %s", OTHER, rows[1])

    assert first() == Finding(proving.CHANGED, 1, rows[1], str(OTHER))
    assert sealing.verify(workspace_id=OTHER).findings == [
        Finding(proving.CHANGED, 1, rows[1], str(OTHER))
    ]


def test_a_seal_that_was_forged_with_its_rows_is_found(tamper: Tamper) -> None:
    rows = sealed_rows(3, 3)
    tamper("UPDATE audit_event SET reason = 'forged' WHERE id = %s", rows[0])
    seal = Seal.objects.get(n=1)
    lines = list(sql.lines(seal.month, from_xid=seal.from_xid, to_xid=seal.to_xid))
    leaves = [forms.leaf(line) for line in lines]
    tamper("UPDATE audit_seal SET root = %s WHERE n = 1", forms.root_of(leaves))
    tamper("UPDATE audit_seal_rows SET leaves = %s WHERE n = 1", forms.joined(leaves))
    head = proving.head_of(Seal.objects.get(n=1))
    tamper("UPDATE audit_seal SET digest = %s WHERE n = 1", head.digest())

    kinds = {(one.kind, one.seal) for one in sealing.verify().findings}

    assert kinds == {(proving.NOT_SIGNED, 1), (proving.NOT_BOUND, 2)}


def test_a_seal_in_the_middle_that_is_gone_is_found(tamper: Tamper) -> None:
    sealed_rows(2, 2, 2)

    tamper("DELETE FROM audit_seal WHERE n = 2")

    kinds = {one.kind for one in sealing.verify().findings}
    assert {proving.GAP, proving.INSERTED} <= kinds


def test_a_seal_of_another_key_is_not_believed_until_it_is_named(settings: Any) -> None:
    sealed_rows(2)
    old = keys.shown(keys.public_bytes())

    settings.AUDIT_SEAL_KEY = "another-key-" * 4
    assert [one.kind for one in sealing.verify().findings] == [proving.NOT_SIGNED]

    settings.AUDIT_OLD_PUBLIC_KEYS = [old]
    sealed_rows(2)
    assert sealing.verify().is_whole


def _write_for_a_while(number: int, begun: Barrier) -> None:
    """Write in transactions of many lengths, of which every fifth comes to nothing."""
    begun.wait()
    for turn in range(6):
        with suppress(RuntimeError), transaction.atomic(), connection.cursor() as cursor:
            write(1 + number % 3)
            cursor.execute("SELECT pg_sleep(%s)", [0.002 * ((number * 7 + turn) % 11)])
            if (number + turn) % 5 == 0:
                raise RuntimeError
    connection.close()


def test_every_committed_row_is_sealed_once_whatever_stays_open() -> None:
    """Sixteen writers, long transactions and rollbacks, sealed all the while."""
    begun = Barrier(17)
    threads = [Thread(target=_write_for_a_while, args=(number, begun)) for number in range(16)]
    for thread in threads:
        thread.start()
    begun.wait()
    while any(thread.is_alive() for thread in threads):
        sealing.seal()
    sealing.seal()

    report, kept = sealing.verify(), []
    for seal in Seal.objects.all():
        kept += sql.kept_rows([seal.n], seal.month)[seal.n][0]
    assert sorted(kept) == sorted(AuditEvent.objects.values_list("id", flat=True))
    assert len(kept) == len(set(kept)) > 100
    assert (report.is_whole, report.waiting) == (True, 0)


def test_two_sealers_at_once_seal_nothing_twice() -> None:
    write(40)
    threads = [Thread(target=_seal_and_close) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    sealing.seal()
    assert sum(Seal.objects.values_list("count", flat=True)) == 40
    assert sealing.verify().is_whole


def _seal_and_close() -> None:
    sealing.seal()
    connection.close()


def test_the_command_names_the_first_bad_row_and_fails(tamper: Tamper, capsys: Any) -> None:
    rows = sealed_rows(3, 3)
    call_command("audit_verify")
    assert "The trail is as it was written" in capsys.readouterr().out

    tamper("UPDATE audit_event SET reason = 'x' WHERE id IN (%s, %s)", rows[4], rows[2])

    with pytest.raises(CommandError, match=f"row {rows[2]} of workspace {PLACE} was changed"):
        call_command("audit_verify")


def test_the_key_is_stretched_and_never_in_the_database() -> None:
    sealed_rows(1)
    seed = hashlib.sha256(
        b"e-business audit seal key\n" + settings.AUDIT_SEAL_KEY.encode()
    ).digest()

    assert keys.private_key().private_bytes_raw() == seed
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(s)::text FROM audit_seal AS s")
        assert seed.hex() not in cursor.fetchone()[0]
