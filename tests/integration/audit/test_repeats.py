"""Refusals that are repeated: the first is a row at once, the others of its minute one with a count."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from audit import sealing
from audit import services as audit
from audit.actions import Action
from audit.models import AuditEvent, Repeat
from audit.tasks import seal
from tests.integration.audit.events import OTHER, PLACE

LENA = audit.Actor("user", "lena")
DOOR = audit.Target("workspace", str(PLACE), "Acme")


def refuse(times: int = 1, **other: Any) -> None:
    values: dict[str, Any] = {
        "actor": LENA, "workspace_id": PLACE, "target": DOOR, "reason": "PRODUCT_EDIT"
    }  # fmt: skip
    for _ in range(times):
        audit.record_refusal(Action.WORKSPACE_ENTRY_DENIED, **{**values, **other})


def counts() -> list[int]:
    return list(AuditEvent.objects.order_by("id").values_list("repeats", flat=True))


def a_minute_later() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_repeat SET since = since - interval '61 seconds'")


def at_once(work: Callable[[], object], *, threads: int) -> None:
    gate, errors = Barrier(threads), []

    def run() -> None:
        try:
            gate.wait()
            work()
        except Exception as error:  # noqa: BLE001  told below
            errors.append(error)
        finally:
            connection.close()

    running = [Thread(target=run) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    assert errors == []


def test_the_first_is_written_at_once_and_the_others_with_the_next_minute() -> None:
    refuse(5)
    assert counts() == [1]

    a_minute_later()
    refuse()

    assert counts() == [1, 4, 1]
    counted = AuditEvent.objects.get(repeats=4)
    assert (counted.action, counted.outcome, counted.reason) == (
        "workspaces.workspace.entry_denied", "denied", "PRODUCT_EDIT",
    )  # fmt: skip
    assert (counted.actor_id, counted.workspace_id, counted.target_label) == (
        "lena", PLACE, "Acme",
    )  # fmt: skip


def test_the_counted_row_says_from_when_to_when_and_where_from() -> None:
    audit.set_origin(address="203.0.113.9", request_id="first")
    refuse()
    audit.set_origin(address="203.0.113.10", request_id="second")
    refuse()
    audit.set_origin(request_id="third")
    refuse()
    audit.clear_origin()
    a_minute_later()

    assert audit.write_repeats() == 1

    counted = AuditEvent.objects.get(repeats=2)
    assert (str(counted.address), counted.request_id) == ("203.0.113.10", "second")
    assert counted.data["first"] < counted.data["last"] < counted.at.isoformat()


def test_beat_writes_what_nobody_repeats_any_more_and_seals_it() -> None:
    refuse(3)
    seal()
    assert counts() == [1], "the minute is not over"

    a_minute_later()
    seal()
    seal()

    assert counts() == [1, 2]
    assert not Repeat.objects.exists()
    assert sealing.verify().is_whole
    refuse()
    assert counts() == [1, 2, 1]


def test_what_was_refused_once_leaves_one_row() -> None:
    refuse()
    a_minute_later()

    assert audit.write_repeats() == 0
    assert counts() == [1]
    assert not Repeat.objects.exists()


@pytest.mark.parametrize(
    "other",
    [
        {"actor": audit.Actor("user", "robin")},
        {"actor": audit.Actor("staff", "lena")},
        {"workspace_id": OTHER},
        {"target": audit.Target("workspace", str(OTHER), "Acme")},
        {"reason": "JOB_SUBMIT"},
        {"outcome": "error"},
    ],
    ids=["person", "as staff", "workspace", "target", "reason", "outcome"],
)
def test_another_kind_of_refusal_is_a_row_of_its_own(other: Any) -> None:
    refuse()
    refuse(**other)

    assert counts() == [1, 1]


def test_strangers_are_told_apart_by_address() -> None:
    for address in ("203.0.113.9", "203.0.113.9", "203.0.113.10"):
        audit.set_origin(address=address)
        refuse(actor=audit.ANONYMOUS)
    audit.clear_origin()

    assert counts() == [1, 1]


def test_a_person_is_the_same_from_everywhere() -> None:
    for address in ("203.0.113.9", "203.0.113.10"):
        audit.set_origin(address=address)
        refuse()
    audit.clear_origin()

    assert counts() == [1]


def test_forty_at_once_are_forty_in_two_rows() -> None:
    at_once(refuse, threads=40)
    a_minute_later()
    at_once(audit.write_repeats, threads=4)

    assert sorted(counts()) == [1, 39]


def test_none_is_lost_while_a_minute_ends_among_many() -> None:
    refuse(10)
    a_minute_later()

    def both() -> None:
        refuse(5)
        audit.write_repeats()

    at_once(both, threads=8)
    a_minute_later()
    audit.write_repeats()

    assert sum(counts()) == 10 + 40


def test_what_was_counted_outlives_the_process(monkeypatch: Any) -> None:
    refuse(3)
    a_minute_later()

    def broken(*_args: Any, **_more: Any) -> None:
        raise MemoryError

    with monkeypatch.context() as patched:
        patched.setattr("audit.services.refusing.sql.add_events", broken)
        with pytest.raises(MemoryError):
            refuse()
        with pytest.raises(MemoryError):
            audit.write_repeats()
    audit.write_repeats()

    assert counts() == [1, 2]
