"""Copies of seals outside the database: what they show that it cannot show of itself."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from audit import finding_words, sealing
from audit.models import AuditEvent, Seal, SealKept
from audit.sealing import copies, forms, lag, proving
from audit.sealing.proving import Finding
from tests.integration.audit import memory_store
from tests.integration.audit.conftest import Tamper, address
from tests.integration.audit.events import PLACE, write

MANUAL = Path(__file__).resolve().parents[3] / "docs" / "audit.md"


@pytest.fixture(autouse=True)
def bucket(settings: Any) -> dict[str, bytes]:
    settings.AUDIT_STORE = memory_store.__name__
    memory_store.objects.clear()
    return memory_store.objects


def kept_rows(*batches: int) -> list[int]:
    found = []
    for count in batches:
        found += write(count)
        sealing.seal()
    sealing.keep()
    return found


def against(where: Any = None) -> list[Finding]:
    return sealing.verify(against=where or copies.InBucket()).findings


def test_each_seal_is_written_once_and_says_all_that_is_signed(bucket: dict[str, bytes]) -> None:
    rows = kept_rows(2, 3)

    assert sealing.keep() == 0
    assert list(SealKept.objects.order_by("n").values_list("n", flat=True)) == [1, 2]
    head = proving.head_of(Seal.objects.get(n=2))
    said = json.loads(bucket[f"audit-seals/{copies.name_of(head)}"])
    assert (said["signed"], said["ids"]) == (head.text().decode(), rows[2:])
    assert against() == []


def test_a_bucket_that_was_away_gets_what_it_missed(monkeypatch: Any) -> None:
    with monkeypatch.context() as away:
        away.setattr(memory_store, "put", _refuse)
        with pytest.raises(OSError, match="away"):
            kept_rows(2)

    kept_rows(1)

    assert len(memory_store.objects) == 2
    assert against() == []


def _refuse(*_given: Any) -> None:
    raise OSError("away")


def test_a_tail_that_was_cut_off_shows_only_there(tamper: Tamper) -> None:
    rows = kept_rows(2, 3)
    tamper("DELETE FROM audit_seal WHERE n = 2")
    tamper("DELETE FROM audit_seal_rows WHERE n = 2")
    tamper("DELETE FROM audit_event WHERE id >= %s", rows[2])

    assert sealing.verify().is_whole, "nothing is left that could tell"
    assert against() == [Finding(proving.GAP, 2)]


def test_a_seal_that_was_written_anew_with_the_key_is_found(tamper: Tamper) -> None:
    """Who has the key, too, can make a whole new history, but not in two places."""
    rows = kept_rows(2)
    tamper("DELETE FROM audit_seal")
    tamper("DELETE FROM audit_seal_rows")
    tamper("UPDATE audit_event SET reason = 'other' WHERE id = %s", rows[0])
    sealing.seal()

    assert sealing.verify().is_whole
    assert against() == [Finding(proving.NOT_ITSELF, 1)]


@pytest.mark.parametrize("leaves", ["lost", "forged"])
def test_a_bad_row_has_its_name_though_the_database_has_lost_its_hash(
    tamper: Tamper, leaves: str
) -> None:
    rows = kept_rows(4)
    tamper("UPDATE audit_event SET reason = 'other' WHERE id = %s", rows[2])
    if leaves == "lost":
        tamper("DELETE FROM audit_seal_rows")
    else:
        tamper("UPDATE audit_seal_rows SET leaves = %s", bytes(4 * forms.DIGEST_BYTES))

    report = sealing.verify(against=copies.InBucket())

    assert report.first == Finding(proving.CHANGED, 1, rows[2], str(PLACE))


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b"{}", b'{"signed":1}', b"\xff", b'{"signed":"","signature":"!","ids":[]}']
)
def test_a_copy_that_is_not_signed_is_not_believed(
    tamper: Tamper, bucket: dict[str, bytes], raw: bytes
) -> None:
    kept_rows(2)
    tamper("DELETE FROM audit_seal_rows")
    bucket[next(iter(bucket))] = raw

    kinds = {one.kind for one in against()}

    assert kinds == {proving.LEAVES_LOST, proving.COPY_NOT_SIGNED}


def test_copies_may_lie_in_a_folder(tmp_path: Path, tamper: Tamper, capsys: Any) -> None:
    kept_rows(1, 1)
    for key, data in memory_store.objects.items():
        (tmp_path / Path(key).name).write_bytes(data)
    (tmp_path / "notes.txt").write_text("of mine")
    call_command("audit_verify", "--against", str(tmp_path))
    assert "as it was written" in capsys.readouterr().out

    tamper("DELETE FROM audit_seal WHERE n = 2")

    with pytest.raises(CommandError, match="First: seal 2 is missing"):
        call_command("audit_verify", "--against", str(tmp_path))


def test_somebody_else_can_check_with_what_the_manual_says(
    tmp_path: Path, tamper: Tamper, capsys: Any
) -> None:
    rows = kept_rows(3, 1, 4, 1)
    cut_off(tamper, 3, rows[4])
    kept_rows(2)
    call_command("audit_verify", acknowledge_restore=True, reason="The disk of May")
    capsys.readouterr()
    for key, data in memory_store.objects.items():
        (tmp_path / Path(key).name).write_bytes(data)
    code = re.search(r"```python\n(.*?)```", MANUAL.read_text(), re.DOTALL)
    assert code is not None
    theirs: dict[str, Any] = {"__name__": "theirs"}
    exec(code[1], theirs)  # noqa: S102  the manual's own lines
    call_command("audit_verify", "--public-key")
    asked = (str(tmp_path), address(), capsys.readouterr().out.strip())
    theirs["check"](*asked)

    tamper("UPDATE audit_event SET reason = 'other' WHERE id = %s", rows[3])

    with pytest.raises(AssertionError, match="000000000002"):
        theirs["check"](*asked)


def test_where_copies_lie_must_be_there() -> None:
    with pytest.raises(CommandError, match="neither `bucket` nor a folder"):
        call_command("audit_verify", "--against", "/nowhere/at/all")


# --- two histories --------------------------------------------------------------------------------
def cut_off(tamper: Tamper, since: int, row: int) -> None:
    """Leave the database as it was before a seal, as a backup would."""
    for table in ("audit_seal", "audit_seal_rows", "audit_seal_kept"):
        tamper(f"DELETE FROM {table} WHERE n >= %s", since)  # noqa: S608
    tamper("DELETE FROM audit_event WHERE id >= %s", row)


def test_a_tail_that_was_cut_off_is_found_though_others_were_sealed_in_its_place(
    tamper: Tamper,
) -> None:
    rows = kept_rows(2, 3)
    cut_off(tamper, 2, rows[2])
    kept_rows(1)

    assert sealing.verify().is_whole
    assert against() == [Finding(proving.NOT_ITSELF, 2)]


def test_a_restore_that_somebody_stands_up_for_is_told_and_is_no_finding(
    tamper: Tamper, capsys: Any, bucket: dict[str, bytes]
) -> None:
    rows = kept_rows(2, 1, 1)
    cut_off(tamper, 2, rows[2])
    kept_rows(1)
    assert {one.seal for one in against()} == {2, 3}

    call_command("audit_verify", acknowledge_restore=True, reason="The disk of May")
    kept_rows(1)

    report = sealing.verify(against=copies.InBucket())
    assert report.is_whole
    assert [(one.copies, one.reason) for one in report.restores] == [(2, "The disk of May")]
    assert "left 2 copies of seals behind" in finding_words.words(finding_words.kept(report))
    event = AuditEvent.objects.get(action="audit.restore.acknowledged")
    assert (event.reason, event.data) == ("The disk of May", {"copies": 2, "first": 2, "last": 3})
    call_command("audit_verify", "--against", "bucket")
    assert "left 2 copies behind: The disk of May" in capsys.readouterr().out

    (note,) = (key for key in bucket if "restore-" in key)
    bucket[note] = bucket[note].replace(b"May", b"June")
    assert {one.seal for one in against()} == {2, 3}, "it is not signed any more"


def test_only_a_restore_is_acknowledged_and_only_for_a_reason(
    tamper: Tamper, capsys: Any, bucket: dict[str, bytes]
) -> None:
    rows = kept_rows(1, 1, 1, 1)
    call_command("audit_verify", acknowledge_restore=True, reason="No reason")
    assert "0 copies" in capsys.readouterr().out
    with pytest.raises(CommandError, match="Say why"):
        call_command("audit_verify", acknowledge_restore=True)

    cut_off(tamper, 2, rows[1])
    del bucket[next(key for key in bucket if "000000000003-" in key)]

    with pytest.raises(CommandError, match="every seal from one on"):
        call_command("audit_verify", acknowledge_restore=True, reason="A tail")
    assert not any("restore-" in key for key in bucket)


# --- copies that are missing ----------------------------------------------------------------------
def test_what_is_said_to_be_copied_hides_no_seal_and_is_found() -> None:
    kept_rows(1)
    SealKept.objects.create(n=10**12)

    kept_rows(2)

    assert len(memory_store.objects) == 2
    assert lag.unkept() == []
    assert against() == [Finding(proving.GAP, 10**12)]


def test_a_seal_without_a_copy_is_found_once_it_should_have_one(
    monkeypatch: Any, bucket: dict[str, bytes], tmp_path: Path
) -> None:
    kept_rows(1, 1)
    del bucket[next(key for key in bucket if "000000000002-" in key)]
    assert against() == []

    monkeypatch.setattr(copies, "KEPT_WITHIN", timedelta())

    assert against() == [Finding(proving.COPY_LOST, 2)]
    assert against(copies.InFolder(tmp_path)) == [], "a folder was filled some time ago"


def test_all_that_wait_are_copied_however_many(monkeypatch: Any) -> None:
    monkeypatch.setattr(lag, "AT_ONCE", 2)
    for _ in range(5):
        write(1)
        sealing.seal()

    assert sealing.keep() == 5
    assert sealing.keep() == 0
