"""Months of the trail: opened ahead, dropped by age with their seals left, and held."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from audit import holds, months, sealing, sql
from audit import services as audit
from audit.actions import Action
from audit.models import AuditEvent, DroppedMonth, Seal
from tests.integration.audit.conftest import Owner, Tamper
from tests.integration.audit.events import OTHER, PLACE, write

STAFF = audit.Actor("staff", "sam")
OLD = date(2023, 5, 1)


Write = Callable[..., None]


@pytest.fixture
def write_in(owner: Owner) -> Write:
    """Write rows of a month, as they would have been written then."""

    def write_then(month: date, count: int = 2, *, workspace_id: Any = PLACE) -> None:
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
