"""Files of events in a real bucket: each is written once, whoever dies, and goes in time."""

import time
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models.functions import Now

from assets import storage
from audit import export_lists, exports, queue
from audit.actions import Action
from audit.models import AuditEvent, TrailExport
from audit.search import Filters
from tests.integration.audit.events import OTHER, PLACE, write
from tests.integration.audit.filed import BY, PREFIX, ask, elsewhere, objects
from tests.integration.audit.killed import writing_in_a_process

pytestmark = pytest.mark.usefixtures("told")


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


@pytest.mark.slow
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
    begun = client.list_multipart_uploads(Bucket=bucket, Prefix=PREFIX).get("Uploads", [])
    return list(begun)


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
