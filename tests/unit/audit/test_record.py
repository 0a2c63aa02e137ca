"""The trail: written with the fact, never changed, and no place for a forged line."""

import uuid
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from audit import services as audit
from audit.actions import Action
from audit.models import ActorLabel, AuditEvent
from audit.services import labels

LENA = audit.Actor("user", "lena-id", "Lena")
PLACE = uuid.uuid4()


def record(**changes: Any) -> AuditEvent:
    values = {"actor": LENA, "workspace_id": PLACE, **changes}
    audit.record(Action.WORKSPACE_CREATED, **values)
    return AuditEvent.objects.latest("id")


@pytest.fixture(autouse=True)
def _origin(db: None) -> Any:
    labels.forget_all()
    yield
    audit.clear_origin()


def test_an_event_says_who_did_what_to_which_and_from_where() -> None:
    audit.set_origin(
        address="203.0.113.9", user_agent="curl", request_id="req-1", session_id="session-1"
    )

    event = record(
        target=audit.Target("workspace", "w-1", "Acme"),
        details=audit.Details(changes={"name": ("Old", "New")}, data={"by": "api"}, reason="why"),
    )

    assert (event.action, event.outcome, event.workspace_id) == (
        "workspaces.workspace.created",
        "ok",
        PLACE,
    )
    assert (event.actor_type, event.actor_id) == ("user", "lena-id")
    assert (event.target_type, event.target_id, event.target_label) == ("workspace", "w-1", "Acme")
    assert (event.address, event.user_agent) == ("203.0.113.9", "curl")
    assert (event.request_id, event.session_id) == ("req-1", "session-1")
    assert (event.changes, event.data, event.reason) == (
        {"name": ["Old", "New"]},
        {"by": "api"},
        "why",
    )


def test_the_name_stands_beside_the_trail() -> None:
    event = record()

    assert "Lena" not in str(event.__dict__)
    assert ActorLabel.objects.get(actor_id="lena-id").label == "Lena"


def test_a_new_name_overwrites_the_old_one() -> None:
    record()
    record(actor=audit.Actor("user", "lena-id", "Lena Sørensen"))

    assert ActorLabel.objects.get(actor_id="lena-id").label == "Lena Sørensen"


def test_a_request_that_ended_leaves_nothing_to_the_next() -> None:
    audit.set_origin(address="203.0.113.9", request_id="req-1")
    audit.clear_origin()

    event = record()

    assert (event.address, event.request_id) == (None, "")


@pytest.mark.parametrize("hostile", ["a\nb", "a\r\nfake line", "a\x1b[31mred", "a\0b", "a\u2028b"])
def test_control_characters_are_dropped(hostile: str) -> None:
    event = record(target=audit.Target("file", "1", hostile))

    assert event.target_label.isprintable()
    assert event.target_label.startswith("a")


def test_long_labels_are_cut() -> None:
    event = record(
        target=audit.Target("file", "1", "x" * 500), details=audit.Details(reason="y" * 500)
    )

    assert (len(event.target_label), len(event.reason)) == (200, 300)


def test_a_record_shares_the_fate_of_the_fact() -> None:
    before = AuditEvent.objects.count()

    with pytest.raises(RuntimeError), transaction.atomic():
        record()
        raise RuntimeError

    assert AuditEvent.objects.count() == before


@pytest.mark.django_db(transaction=False)
def test_a_record_without_a_transaction_is_refused(monkeypatch: Any) -> None:
    class Outside:
        in_atomic_block = False

    monkeypatch.setattr("audit.services.recording.transaction.get_connection", Outside)

    with pytest.raises(audit.NotInTransaction):
        audit.record(Action.WORKSPACE_CREATED, actor=LENA)
    with pytest.raises(audit.NotInTransaction):
        audit.record_many(Action.ASSET_DELETED, actor=LENA, workspace_id=PLACE, targets=[None])


def test_a_refusal_is_written_in_a_transaction_of_its_own() -> None:
    audit.record_refusal(Action.WORKSPACE_ENTRY_DENIED, actor=LENA, reason="PRODUCT_EDIT")

    event = AuditEvent.objects.latest("id")
    assert (event.outcome, event.reason) == ("denied", "PRODUCT_EDIT")


def test_only_a_refusal_that_is_written_counts_as_told(monkeypatch: Any) -> None:
    def broken(_rows: Any) -> None:
        raise DatabaseError

    audit.record_refusal(Action.TRAIL_READ_BY_STAFF, actor=LENA, reason="", outcome="ok")
    assert not audit.has_refused(), "it was done"
    with monkeypatch.context() as patched, pytest.raises(DatabaseError):
        patched.setattr("audit.services.refusing.sql.add_events", broken)
        audit.record_refusal(Action.WORKSPACE_ENTRY_DENIED, actor=LENA, reason="PRODUCT_EDIT")
    assert not audit.has_refused(), "it was not written"

    audit.record_refusal(Action.WORKSPACE_ENTRY_DENIED, actor=LENA, reason="PRODUCT_EDIT")

    assert audit.has_refused()


def test_many_facts_are_one_statement(django_assert_max_num_queries: Any) -> None:
    targets = [audit.Target("asset", str(number)) for number in range(50)]
    record()

    with django_assert_max_num_queries(2):
        audit.record_many(Action.ASSET_DELETED, actor=LENA, workspace_id=PLACE, targets=targets)

    assert AuditEvent.objects.filter(action=Action.ASSET_DELETED).count() == 50


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.update(reason="changed"),
        lambda rows: rows.delete(),
        lambda rows: rows.bulk_update(list(rows), ["reason"]),
    ],
    ids=["update", "delete", "bulk update"],
)
def test_what_is_written_is_never_changed(change: Any) -> None:
    event = record()

    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        change(AuditEvent.objects.filter(pk=event.pk))

    assert AuditEvent.objects.get(pk=event.pk).reason == ""
