"""Files of events in a real bucket: what is in them, and that each is written once and goes."""

import csv
import io
import json
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now

from assets import storage
from audit import export_lists, exports, names, queue, services
from audit.actions import Action
from audit.models import ActorLabel, AuditEvent, TrailExport
from audit.search import Filters
from audit.services import labels
from audit.sql import asked, finding
from audit.tables import FORMULA, cell
from tests.integration.audit.events import OTHER, PLACE, write
from tests.integration.audit.killed import writing_in_a_process

BY = services.Actor("user", "lena", "Lena")


@pytest.fixture(autouse=True)
def told(
    _empty_trail: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[list[TrailExport]]:
    """Whom a file was told to; nothing that was asked for is left behind."""
    storage.setup_bucket()
    storage.delete_prefix("exports/audit/")
    storage.drop_begun("exports/audit/")
    TrailExport.objects.all().delete()
    ActorLabel.objects.all().delete()
    labels.forget_all()
    found: list[TrailExport] = []
    settings.AUDIT_EXPORT_HOOKS = ["note"]
    monkeypatch.setattr(exports, "import_string", lambda _path: found.append)
    monkeypatch.setattr(queue, "send_export", lambda _id: None)
    yield found
    TrailExport.objects.all().delete()
    ActorLabel.objects.all().delete()


def ask(form: str = "csv", **narrowed: Any) -> TrailExport:
    filters = Filters(**{"workspace_id": PLACE, **narrowed})
    return exports.ask(filters, format=form, by=BY, name="acme-activity")


def content(export: TrailExport) -> str:
    export.refresh_from_db()
    return storage.read(export.key).decode()


def table(export: TrailExport) -> list[dict[str, str]]:
    text = content(export)
    assert text[0] == "\ufeff"
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def written(**values: Any) -> AuditEvent:
    """Write one row as it stands, whatever the services would make of it."""
    row = {
        "workspace_id": PLACE, "actor_type": "user", "actor_id": "lena", "outcome": "ok",
        "action": Action.ASSET_CHANGED, "target_type": "asset", "target_id": "a1", **values,
    }  # fmt: skip
    return AuditEvent.objects.get(pk=AuditEvent.objects.create(**row).pk)


def objects() -> list[str]:
    return [stored.key for stored in storage.listed("exports/audit/")]


def elsewhere(act: Callable[[], Any]) -> None:
    """Do something on a connection of its own, and wait until it is done."""

    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    other = threading.Thread(target=run)
    other.start()
    other.join()


# --- what is in a file ---------------------------------------------------------------------------
def test_a_table_has_a_row_for_each_event_of_the_workspace_the_oldest_first() -> None:
    ids = write(3)
    write(1, workspace_id=OTHER)
    event = written(
        address="192.0.2.7", user_agent="curl/8", request_id="r1", target_label="Front.jpg",
        reason="asked", outcome="denied", repeats=4, on_behalf_of="robin", data={"items": 3},
    )  # fmt: skip
    ActorLabel.objects.create(actor_type="user", actor_id="robin", label="Robin")
    export = ask()

    assert exports.write(export.pk)

    rows = table(export)
    assert [int(row["id"]) for row in rows[:4]] == [*ids, event.pk]
    assert rows[3] == {
        "id": str(event.pk), "at": f"{event.at:%Y-%m-%dT%H:%M:%S.%fZ}", "workspace_id": str(PLACE),
        "actor_type": "user", "actor_id": "lena", "actor": "Lena", "on_behalf_of_id": "robin",
        "on_behalf_of": "Robin", "address": "192.0.2.7", "user_agent": "curl/8",
        "request_id": "r1", "action": "assets.asset.changed", "target_type": "asset",
        "target_id": "a1", "target": "Front.jpg", "outcome": "denied", "reason": "asked",
        "changes": "", "data": '{"items": 3}', "repeats": "4",
    }  # fmt: skip
    first = AuditEvent.objects.get(pk=ids[0])
    assert json.loads(rows[0]["changes"]) == first.changes != {}
    assert (export.state, export.rows, export.tries) == ("done", 5, 1), "and that it was asked for"
    assert export.size_bytes == storage.size_of(export.key)


def test_lines_of_json_say_the_same() -> None:
    event = written(changes={"name": ["Alt\r\n\\", "“新”\x7f"]}, target_label='a"b\\n,c')
    system = written(actor_type="system", actor_id="", target_type="", target_id="")
    export = ask("jsonl", until=system.at + timedelta(microseconds=1))

    exports.write(export.pk)

    first, second = (json.loads(line) for line in content(export).splitlines())
    assert first == {
        "id": event.pk, "at": f"{event.at:%Y-%m-%dT%H:%M:%S.%fZ}", "workspace_id": str(PLACE),
        "actor": {"type": "user", "id": "lena", "label": "Lena"}, "on_behalf_of": None,
        "address": None, "user_agent": "", "request_id": "", "action": "assets.asset.changed",
        "target": {"type": "asset", "id": "a1", "label": 'a"b\\n,c'}, "outcome": "ok",
        "reason": "", "changes": {"name": ["Alt\r\n\\", "“新”\x7f"]}, "data": {}, "repeats": 1,
    }  # fmt: skip
    assert second["actor"] == {"type": "system", "id": "", "label": "E_Business"}
    assert second["target"] is None


def test_no_cell_is_a_formula() -> None:
    hostile = [f"{sign}cmd|' /C calc'!A0" for sign in FORMULA]
    harmless = ["1=2", " =1", "a,b", 'say "x"', "two\nlines"]
    for text in (*hostile, *harmless):
        written(target_label=text, reason=text, user_agent=text, request_id=text[:60])
    export = ask(actions=(Action.ASSET_CHANGED,))

    exports.write(export.pk)

    rows = table(export)
    for column in ("target", "reason", "user_agent"):
        assert [row[column] for row in rows] == [cell(text) for text in (*hostile, *harmless)]
    assert all(len(sign) == 1 for sign in FORMULA), "the database looks at one character"
    assert all(not value.startswith(FORMULA) for row in rows for value in row.values())


def test_people_are_called_as_everywhere_and_who_is_erased_is_nobody() -> None:
    known_as = [
        ("user", "lena", "Lena"),
        ("user", "gone", ""),
        ("invitation", "i1", "a@example.com"),
    ]
    for kind, key, label in known_as:
        ActorLabel.objects.create(actor_type=kind, actor_id=key, label=label)
    for actor in ("lena", "gone", "never"):
        written(actor_id=actor, on_behalf_of=actor, target_type="member", target_id=actor)
    for kind, key in (("invitation", "i1"), ("invitation", "i2"), ("email", "h"), ("job", "j")):
        written(actor_type="anonymous", actor_id="", target_type=kind, target_id=key)
    events = list(AuditEvent.objects.filter(workspace_id=PLACE).order_by("id"))
    known = names.of(events)
    table_, lines = ask(), exports.ask(Filters(PLACE), format="jsonl", by=services.SYSTEM)

    exports.write(table_.pk)
    exports.write(lines.pk)

    rows = table(table_)[: len(events)]
    said = [(row["actor"], row["on_behalf_of"], row["target"]) for row in rows]
    assert said == [
        (known.actor(event), known.on_behalf_of(event), known.target(event)) for event in events
    ]
    parsed = [json.loads(line) for line in content(lines).splitlines()][: len(events)]
    assert [(one["actor"]["label"], one["target"]["label"]) for one in parsed] == [
        (known.actor(event), known.target(event)) for event in events
    ]


def test_only_what_is_asked_for_is_in_it() -> None:
    mine = written(outcome="denied", target_label="Front view")
    written(outcome="denied", target_label="Back view")
    written(target_label="Front view")
    export = ask(outcome="denied", text="front")

    exports.write(export.pk)

    assert [int(row["id"]) for row in table(export)] == [mine.pk]


def test_nothing_is_a_table_with_a_head() -> None:
    export = ask(actor_id="nobody")

    exports.write(export.pk)

    assert (table(export), export.rows) == ([], 0)


def test_a_file_shows_one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    written(target_label="Front")

    def meanwhile(*given: Any) -> Any:
        found = asked.wanted(*given)
        # Who is called so has been looked up: the moment is fixed. Now somebody writes.
        elsewhere(lambda: written(target_label="Front two"))
        return found

    export = ask(text="front")
    with monkeypatch.context() as patch:
        patch.setattr(finding, "wanted", meanwhile)
        exports.write(export.pk)
    again = ask(text="front")
    exports.write(again.pk)

    assert [row["target"] for row in table(export)] == ["Front"]
    assert [row["target"] for row in table(again)] == ["Front", "Front two"]


# --- once, and again after a crash ---------------------------------------------------------------
def test_what_is_done_is_recorded_and_told_once(told: list[TrailExport]) -> None:
    write(2)
    export = ask()

    assert exports.write(export.pk)
    before = storage.read(objects()[0])
    assert not exports.write(export.pk), "a message that comes again"

    assert (objects(), storage.read(objects()[0])) == ([export_key(export)], before)
    events = AuditEvent.objects.filter(target_id=str(export.pk)).order_by("id")
    assert [event.action for event in events] == [Action.EXPORT_ASKED, Action.EXPORT_MADE]
    made = events[1]
    assert (made.actor_type, made.on_behalf_of, made.data["rows"]) == ("system", "lena", 3)
    assert [one.pk for one in told] == [export.pk]


def export_key(export: TrailExport) -> str:
    export.refresh_from_db()
    return export.key


def test_two_workers_do_not_write_the_same_file() -> None:
    export = ask()
    with writing_in_a_process(export.pk):
        assert not exports.write(export.pk)
        export.refresh_from_db()
        assert (export.state, export.tries) == ("running", 1)


def test_a_killed_workers_file_is_written_by_the_next(told: list[TrailExport]) -> None:
    write(2)
    export = ask()
    with writing_in_a_process(export.pk) as worker:
        worker.kill()
        worker.wait()
        # The database hears of it within a moment.
        until = time.monotonic() + 20
        while not (is_written := exports.write(export.pk)) and time.monotonic() < until:
            time.sleep(0.1)

    assert is_written
    assert objects() == [export_key(export)]
    assert (export.state, export.tries, export.rows) == ("done", 2, 3)
    assert _begun() == [], "and no part of the first try is left"
    assert len(told) == 1


def _begun() -> list[Any]:
    client, bucket = storage._client(), storage._storage().bucket_name
    return list(client.list_multipart_uploads(Bucket=bucket).get("Uploads", []))


def test_who_was_given_up_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    export = ask()
    put = storage.put_stream

    def slow(*given: Any) -> int:
        size = put(*given)
        elsewhere(lambda: TrailExport.objects.filter(pk=export.pk).update(tries=2))
        return size

    monkeypatch.setattr(storage, "put_stream", slow)

    assert not exports.write(export.pk)
    assert objects() == []
    export.refresh_from_db()
    assert export.state == "running"


def test_what_cannot_be_written_is_tried_three_times(
    monkeypatch: pytest.MonkeyPatch, told: list[TrailExport]
) -> None:
    export = ask()

    def away(*_given: Any) -> int:
        raise OSError("away")

    monkeypatch.setattr(storage, "put_stream", away)
    states = []
    for _ in range(3):
        with pytest.raises(OSError, match="away"):
            exports.write(export.pk)
        export.refresh_from_db()
        states.append(export.state)
    assert not exports.write(export.pk)

    assert states == ["waiting", "waiting", "failed"]
    assert [one.state for one in told] == ["failed"]
    assert AuditEvent.objects.latest("id").outcome == "error"
    with pytest.raises(exports.Gone):
        exports.open_url(export, origin="http://testserver", by=BY)
    assert ask().state == "waiting", "the next one may be asked for"


def test_a_worker_that_died_three_times_is_not_followed_by_a_fourth() -> None:
    export = ask()
    TrailExport.objects.filter(pk=export.pk).update(state="running", tries=3)

    assert not exports.write(export.pk)
    export.refresh_from_db()
    assert export.state == "failed"


# --- rounds, age, and workspaces that go ---------------------------------------------------------
def test_lost_hints_are_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[uuid.UUID] = []
    monkeypatch.setattr(queue, "send_export", sent.append)
    lost = ask()
    sent.clear()
    exports.round_of_exports()
    assert sent == [], "its message is on its way"

    TrailExport.objects.filter(pk=lost.pk).update(asked_at=Now() - timedelta(seconds=61))
    exports.round_of_exports()
    values = {"state": "running", "begun_at": Now() - timedelta(seconds=61)}
    TrailExport.objects.filter(pk=lost.pk).update(**values)
    exports.round_of_exports()

    assert sent == [lost.pk, lost.pk]


def test_an_old_file_is_removed_and_its_row_says_so() -> None:
    export, other = ask(), exports.ask(Filters(OTHER), format="csv", by=BY)
    for one in (export, other):
        exports.write(one.pk)
    TrailExport.objects.filter(pk=export.pk).update(expires_at=Now())

    exports.round_of_exports()
    exports.round_of_exports()

    assert objects() == [export_key(other)]
    export.refresh_from_db()
    assert (export.state, export.key) == ("expired", "")
    with pytest.raises(exports.Gone):
        exports.open_url(export, origin="http://testserver", by=BY)


def test_the_files_of_a_workspace_go_with_it() -> None:
    mine, theirs = ask(), exports.ask(Filters(OTHER), format="csv", by=BY)
    for one in (mine, theirs):
        exports.write(one.pk)

    exports.remove_of(PLACE)

    assert objects() == [export_key(theirs)]
    assert export_lists.of_workspace(PLACE) == []
    assert [one.pk for one in export_lists.of_workspace(OTHER)] == [theirs.pk]


def test_a_file_that_is_written_while_its_workspace_goes_goes_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    export = ask()
    put = storage.put_stream

    def slow(*given: Any) -> int:
        elsewhere(lambda: exports.remove_of(PLACE))
        return put(*given)

    monkeypatch.setattr(storage, "put_stream", slow)

    assert not exports.write(export.pk)
    assert objects() == []


def test_asking_needs_a_transaction_of_its_own() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        ask()
