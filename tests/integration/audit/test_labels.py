"""What people are called is written after the transaction that names them, and once a process."""

from collections.abc import Iterable
from contextlib import suppress
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from audit import services as audit
from audit.actions import Action
from audit.models import ActorLabel, AuditEvent
from audit.services import labels

EMAIL = "ann@example.com"


@pytest.fixture(autouse=True)
def _nobody_known(_empty_trail: None) -> None:
    ActorLabel.objects.all().delete()
    labels.forget_all()


def note(target: audit.Target) -> None:
    audit.record(Action.ACCOUNT_CHANGED, actor=audit.SYSTEM, target=target)


def name(*targets: audit.Target) -> None:
    with transaction.atomic():
        for target in targets:
            note(target)


def ann(label: str = "Ann") -> audit.Target:
    return audit.Target("user", "ann", label)


def called() -> dict[str, str]:
    return dict(ActorLabel.objects.values_list("actor_id", "label"))


def aside(work: Any) -> Thread:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    return thread


def test_a_name_that_comes_back_is_written_again() -> None:
    for label in ("Ann", "Beth", "Ann"):
        name(ann(label))

    assert called() == {"ann": "Ann"}


def test_a_name_is_written_once_a_process() -> None:
    name(ann())
    ActorLabel.objects.update(label="untouched")

    name(ann())

    assert called() == {"ann": "untouched"}


def test_what_another_process_changed_is_seen_after_a_while(monkeypatch: Any) -> None:
    name(ann())
    ActorLabel.objects.all().delete()
    monkeypatch.setattr(labels.time, "monotonic", lambda: 1e12)

    name(ann())

    assert called() == {"ann": "Ann"}


def test_an_address_that_signs_up_again_is_named_again() -> None:
    address = audit.Target("email", "", EMAIL)
    name(address)
    with transaction.atomic():
        audit.erase_person("ann", addresses=[EMAIL], subjects=[])
    assert EMAIL not in called().values()

    name(address)

    assert EMAIL in called().values()


def test_who_is_named_and_erased_in_one_transaction_is_erased() -> None:
    with transaction.atomic():
        note(ann())
        note(audit.Target("invitation", "17", EMAIL))
        audit.erase_person("ann", addresses=[EMAIL], subjects=[])

    assert called() == {"ann": ""}


def test_nobody_is_named_by_what_was_rolled_back() -> None:
    with suppress(ZeroDivisionError), transaction.atomic():
        note(ann())
        raise ZeroDivisionError

    assert called() == {}
    name(ann())
    assert called() == {"ann": "Ann"}


def test_two_that_name_the_same_people_in_another_order_do_not_wait_for_each_other() -> None:
    people = [audit.Target("user", f"new-{number}", "New") for number in (1, 2)]
    gate, errors = Barrier(2, timeout=10), []

    def both(first: audit.Target, second: audit.Target) -> None:
        try:
            with transaction.atomic():
                note(first)
                gate.wait()
                note(second)
        except (DatabaseError, RuntimeError) as error:
            errors.append(error)

    running = [aside(lambda: both(*people)), aside(lambda: both(*reversed(people)))]
    for thread in running:
        thread.join(20)

    assert errors == []
    assert AuditEvent.objects.count() == 4
    assert called() == {"new-1": "New", "new-2": "New"}


def test_a_new_name_keeps_nobody_waiting() -> None:
    name(ann())
    with transaction.atomic():
        note(ann("Beth"))
        other = aside(lambda: name(ann("Beth")))
        other.join(10)
        assert not other.is_alive()

    assert called() == {"ann": "Beth"}


def test_a_label_that_cannot_be_written_costs_no_answer(monkeypatch: Any) -> None:
    def broken(_labels: Iterable[Any]) -> None:
        raise DatabaseError

    with monkeypatch.context() as patched:
        patched.setattr("audit.services.labels.sql.keep_labels", broken)
        name(ann())
    assert called() == {}

    name(ann())

    assert called() == {"ann": "Ann"}
