"""Months of the trail: opened ahead, dropped by age with their seals left, and held."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from threading import Event, Thread
from time import monotonic, sleep
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from audit import holds, months, sealing, sql
from audit import services as audit
from audit.actions import Action
from audit.models import AuditEvent, DroppedMonth, Seal
from audit.sealing import proving
from tests.integration.audit.conftest import Owner, Tamper
from tests.integration.audit.events import OTHER, PLACE, write

STAFF = audit.Actor("staff", "sam")
OLD = date(2023, 5, 1)


Write = Callable[..., None]


@pytest.fixture
def write_in(owner: Owner) -> Write:
    """Write rows of a month, as they would have been written then."""

    def write_then(
        month: date, count: int = 2, *, workspace_id: Any = PLACE, is_opened: bool = True
    ) -> None:
        if is_opened:
            sql.open_month(month)
        at = datetime(month.year, month.month, 15, tzinfo=UTC)
        names = [field.column for field in AuditEvent._meta.concrete_fields]
        rest = ", ".join(name for name in names if name not in ("id", "at"))
        for number in write(count, workspace_id=workspace_id):
            owner.execute(
                f"INSERT INTO audit_event (at, {rest}) SELECT %s, {rest} FROM audit_event WHERE id=%s",  # noqa: S608
                [at, number],
            )

    return write_then


def test_this_month_and_three_more_are_opened_once() -> None:
    assert months.open_ahead() == 4
    assert months.open_ahead() == 0

    opened = sql.opened_months()
    assert opened[0] == timezone.now().date().replace(day=1)
    assert [sql.following(month) for month in opened[:-1]] == opened[1:]
    write()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_event_rest")
        assert cursor.fetchone()[0] == 0, "the month's own table takes it"


def test_a_month_whose_rows_lie_elsewhere_already_is_left() -> None:
    write()

    assert months.open_ahead() == 3
    assert sealing.seal() == 1
    assert sealing.verify().is_whole


def test_an_old_month_is_dropped_whole_and_what_is_left_is_still_proven(
    settings: Any, write_in: Write
) -> None:
    write_in(OLD, 3)
    write(2)
    sealing.seal()

    assert months.drop_old() == 1
    assert months.drop_old() == 0

    gone = DroppedMonth.objects.get()
    assert (gone.month, gone.rows, gone.last_seal) == (OLD, 3, 1)
    assert Seal.objects.filter(month=OLD).count() == 1
    report = sealing.verify()
    assert (report.is_whole, report.dropped) == (True, 3)
    event = AuditEvent.objects.latest("id")
    assert (event.action, event.target_label, event.data["rows"]) == (
        "audit.month.dropped",
        "2023-05",
        3,
    )


def test_how_long_rows_are_kept_is_set_and_a_year_is_kept_in_any_case(
    settings: Any, write_in: Write
) -> None:
    today = timezone.now().date().replace(day=1)
    young = date(today.year - 1, today.month, 1)
    write_in(young)
    sealing.seal()
    settings.AUDIT_RETENTION_MONTHS = 1

    assert months.drop_old() == 0
    with pytest.raises(DatabaseError, match="too young"), transaction.atomic():
        sql.drop_month(young)


def test_what_is_not_sealed_is_not_dropped(write_in: Write) -> None:
    write_in(OLD)

    assert months.drop_old() == 0
    sealing.seal()
    assert months.drop_old() == 1


@pytest.mark.parametrize("held", [PLACE, None])
def test_a_held_month_stays_until_the_hold_is_lifted(held: Any, write_in: Write) -> None:
    write_in(OLD)
    sealing.seal()
    hold = holds.place(held, reason="a court asks", by=STAFF)

    assert months.drop_old() == 0
    assert holds.lift(hold.pk, reason="the court is done", by=STAFF)
    assert not holds.lift(hold.pk, reason="again", by=STAFF)
    assert months.drop_old() == 1


def test_a_hold_of_another_workspace_holds_nothing_here(write_in: Write) -> None:
    write_in(OLD)
    sealing.seal()
    holds.place(OTHER, reason="a court asks", by=STAFF)

    assert months.drop_old() == 1


def test_holds_are_said_with_a_reason_once_and_are_in_the_trail() -> None:
    with pytest.raises(holds.ReasonMissing):
        holds.place(PLACE, reason=" ", by=STAFF)
    hold = holds.place(PLACE, reason="why", by=STAFF)
    with pytest.raises(holds.AlreadyHeld):
        holds.place(PLACE, reason="why", by=STAFF)
    with pytest.raises(holds.ReasonMissing):
        holds.lift(hold.pk, reason="", by=STAFF)
    holds.lift(hold.pk, reason="done", by=STAFF)

    said = AuditEvent.objects.filter(target_type="audit_hold").order_by("id")
    assert list(said.values_list("action", "reason")) == [
        (Action.HOLD_PLACED, "why"),
        (Action.HOLD_LIFTED, "done"),
    ]


def test_rows_taken_out_of_a_month_are_missed_though_it_could_be_dropped(
    tamper: Tamper, write_in: Write
) -> None:
    write_in(OLD, 3)
    sealing.seal()

    tamper("DELETE FROM audit_event WHERE at < '2023-06-01'")

    assert len(sealing.verify().findings) == 3


# --- beside readers and writers -------------------------------------------------------------------
def _beside(run: Callable[[], Any], reader: Owner) -> float:
    """Run something while somebody reads; return how long a writer waited meanwhile."""
    ended = Event()

    def whole() -> None:
        run()
        connection.close()
        ended.set()

    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '5s'")
    Thread(target=whole).start()
    sleep(0.1)
    began = monotonic()
    write()
    took = monotonic() - began
    reader.execute("SELECT count(*) FROM audit_event")
    assert ended.wait(5), "it waits for the reader"
    return took


def test_nobody_waits_for_a_month_that_is_opened(monkeypatch: Any, reader: Owner) -> None:
    months.open_ahead()
    reader.execute("SELECT count(*) FROM audit_event")
    monkeypatch.setattr(months, "AHEAD", 4)

    assert _beside(months.open_ahead, reader) < 1
    assert len(sql.opened_months()) == 4

    reader.rollback()
    assert months.open_ahead() == 1


def test_nobody_waits_for_a_month_that_is_dropped(reader: Owner, write_in: Write) -> None:
    months.open_ahead()
    write_in(OLD)
    sealing.seal()
    reader.execute("SELECT count(*) FROM audit_event WHERE at >= '2026-01-01'")

    assert _beside(months.drop_old, reader) < 1.5
    assert not DroppedMonth.objects.exists()

    reader.rollback()
    assert months.drop_old() == 1


# --- what lies in no table of a month -------------------------------------------------------------
def test_past_months_that_have_no_table_get_one_and_grow_old(owner: Owner, write_in: Write) -> None:
    months.open_ahead()
    today = timezone.now().date().replace(day=1)
    young = (today - timedelta(days=1)).replace(day=1)
    write_in(OLD, 3, is_opened=False)
    write_in(young, 2, is_opened=False)
    assert sealing.seal() == 10
    hashed = list(sql.lines(young))

    months.round_of_months()

    assert {young, OLD} & set(sql.opened_months()) == {young}
    assert DroppedMonth.objects.get().rows == 3
    assert list(sql.lines(young)) == hashed
    assert sealing.verify().is_whole
    assert owner.execute("SELECT count(*) FROM audit_event_rest").fetchone() == (0,)
    write_in(OLD, 1, is_opened=False)
    with pytest.raises(psycopg.Error, match="append-only"):
        owner.execute("DELETE FROM audit_event_rest")


def test_while_this_month_has_no_table_nothing_is_moved(write_in: Write) -> None:
    write_in(OLD, is_opened=False)

    assert months.open_past() == 0
    assert months.open_ahead() == 3


# --- months that are said to be dropped -----------------------------------------------------------
SAID_DROPPED = "INSERT INTO audit_dropped VALUES (%s, %s, %s, now() - %s::interval)"


def kinds() -> set[str]:
    return {one.kind for one in sealing.verify().findings}


def test_a_month_whose_rows_are_there_was_not_dropped(tamper: Tamper, write_in: Write) -> None:
    write_in(OLD, 3)
    sealing.seal()
    tamper("UPDATE audit_event SET reason = 'x' WHERE at < '2023-06-01'")

    tamper(SAID_DROPPED, OLD, 3, 1, "0")

    assert kinds() == {proving.CHANGED, proving.NOT_DROPPED}


@pytest.mark.parametrize("what", ["event", "count", "age"])
def test_a_month_is_believed_dropped_only_as_the_product_drops_it(
    tamper: Tamper, write_in: Write, what: str
) -> None:
    write_in(OLD, 3)
    sealing.seal()
    assert months.drop_old() == 1
    sealing.seal()
    assert sealing.verify().is_whole

    if what == "event":
        tamper("UPDATE audit_event SET target_id = '2023-04' WHERE action = 'audit.month.dropped'")
    elif what == "count":
        tamper("UPDATE audit_dropped SET rows = 2")
    else:
        tamper("UPDATE audit_dropped SET at = '2024-05-30'")

    assert proving.NOT_DROPPED in kinds()


def test_a_month_that_is_not_what_was_sealed_is_not_dropped(
    tamper: Tamper, write_in: Write
) -> None:
    write_in(OLD, 3)
    sealing.seal()
    tamper(
        "DELETE FROM audit_event WHERE id = (SELECT min(id) FROM audit_event WHERE at < '2023-06-01')"
    )

    assert months.drop_old() == 0
