"""Nothing stays held for ever: the round gives it back at our cost and says why."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F

from billing import quotas, services, sql, tasks
from billing.models import LedgerEntry, QuotaPeriod, Reservation
from billing.quotas import Account, Hold
from billing.services import rounds
from workspaces.models import Workspace

Reserve = Callable[..., list[uuid.UUID]]


@pytest.fixture
def reserve(public: None) -> Reserve:
    def make(workspace: Workspace, count: int = 1) -> list[uuid.UUID]:
        period = quotas.current_period(workspace_id=workspace.pk, meter="images")
        account = Account(workspace.pk, "images", "image", uuid.uuid4(), "")
        holds = [Hold(uuid.uuid4(), uuid.uuid4(), 1, uuid.uuid4().hex) for _ in range(count)]
        return quotas.reserve(account, period=period, holds=holds)

    return make


def pass_time(*, hours: float) -> None:
    Reservation.objects.update(expires_at=F("expires_at") - timedelta(hours=hours))


def reserved(workspace: Workspace) -> int:
    return QuotaPeriod.objects.get(workspace=workspace, meter="images").reserved


def test_what_is_held_is_left_alone_until_its_deadline(acme: Workspace, reserve: Reserve) -> None:
    reserve(acme)
    pass_time(hours=47.9)

    assert services.settle_overdue() == 0
    pass_time(hours=0.2)
    assert services.settle_overdue() == 1

    assert reserved(acme) == 0


def test_the_ledger_says_why_units_were_given_back(acme: Workspace, reserve: Reserve) -> None:
    held, silent = reserve(acme, 2)
    quotas.unknown(silent)
    pass_time(hours=25)
    assert services.settle_overdue() == 1
    pass_time(hours=25)

    services.sweep()

    why = dict(LedgerEntry.objects.filter(kind="release").values_list("reservation_id", "reason"))
    assert why == {
        held: "overdue: nobody settled it",
        silent: "overdue: the provider did not say what became of it",
    }


def test_the_round_catches_up_after_days_and_changes_nothing_twice(
    acme: Workspace, beta: Workspace, reserve: Reserve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "BATCH", 4)
    reserve(acme, 10)
    reserve(beta, 3)
    pass_time(hours=24 * 30)

    tasks.sweep()
    rows = LedgerEntry.objects.count()
    tasks.sweep()

    assert (reserved(acme), reserved(beta)) == (0, 0)
    assert LedgerEntry.objects.count() == rows


def test_a_late_delivery_after_the_round_is_free(acme: Workspace, reserve: Reserve) -> None:
    (held,) = reserve(acme)
    quotas.unknown(held)
    pass_time(hours=25)
    services.settle_overdue()

    assert quotas.commit(held) is False

    period = QuotaPeriod.objects.get(workspace=acme, meter="images")
    assert (period.used, period.reserved) == (0, 0)
    assert LedgerEntry.objects.get(reservation_id=held, kind="adjust").units_delta == 0


def test_a_period_in_trouble_keeps_no_other_waiting(
    acme: Workspace, beta: Workspace, reserve: Reserve, caplog: pytest.LogCaptureFixture
) -> None:
    reserve(acme)
    reserve(beta)
    pass_time(hours=100)
    # Its counter was spoilt by hand: giving back would make it negative.
    QuotaPeriod.objects.filter(workspace=acme).update(reserved=0)

    assert services.settle_overdue() == 1

    assert reserved(beta) == 0
    assert Reservation.objects.get(workspace=acme, meter="images").state == "held"
    assert "overdue units stay held" in caplog.text


def test_another_round_at_work_is_left_to_it(
    acme: Workspace, reserve: Reserve, monkeypatch: pytest.MonkeyPatch
) -> None:
    reserve(acme)
    pass_time(hours=100)
    monkeypatch.setattr(sql, "only_sweeper", lambda: False)

    assert (services.settle_overdue(), services.expire_grants()) == (0, 0)

    assert reserved(acme) == 1


@contextmanager
def statements() -> Iterator[list[str]]:
    """Note the statements of the block, but savepoints."""
    noted: list[str] = []

    def note(execute, statement, params, many, context):  # type: ignore[no-untyped-def]
        if "SAVEPOINT" not in statement:
            noted.append(statement)
        return execute(statement, params, many, context)

    with connection.execute_wrapper(note):
        yield noted


def test_holding_and_settling_cost_one_statement_each(acme: Workspace, reserve: Reserve) -> None:
    reserve(acme)
    with statements() as holding:
        held = reserve(acme, 500)
    with statements() as settling:
        quotas.commit(held[0])
        quotas.release_many(held[1:])

    assert (len(holding), len(settling)) == (2, 2)  # the period is read before
    assert all("lock_timeout = '2s'" in text for text in [holding[1], *settling])
