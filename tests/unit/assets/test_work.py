"""Work on files: who may write, what counts against it, when it is asked for again."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from django.db.models.functions import Now

from accounts.models import User
from assets import asking, bucket, queue, services, sql, storage
from assets.models import CatalogueImport, Derivative, Export, Reading
from assets.services import exports, work
from assets.services.work import Overtaken, WorkFailed
from audit.models import AuditEvent
from tests.factories import readings, stock
from workspaces.models import Workspace

pytestmark = pytest.mark.usefixtures("in_acme")
AWAY = EndpointConnectionError(endpoint_url="http://s3")


@pytest.fixture(autouse=True)
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, uuid.UUID]]:
    """What was sent to workers: how (do, last), task, key. The broker is the edge."""
    messages: list[tuple[str, str, uuid.UUID]] = []
    monkeypatch.setattr(queue, "do", lambda task, _at, pk: messages.append(("do", task, pk)))
    monkeypatch.setattr(queue, "do_last", lambda task, _at, pk: messages.append(("last", task, pk)))
    return messages


@pytest.fixture
def export(alice: User) -> Export:
    return Export.objects.create(
        kind="files", filename="files.zip", content_type="application/zip", created_by=alice
    )


def ago(row: Any, seconds: float, **values: Any) -> None:
    """Make it so long ago that a sign of life was given."""
    type(row).objects.filter(pk=row.pk).update(since=Now() - timedelta(seconds=seconds), **values)


def away(_work: Any) -> None:
    raise AWAY


def run(export: Export, do: Any) -> Export:
    work.run(Export, export.pk, do, on_failure=work.fail)
    export.refresh_from_db()
    return export


# --- who may write ------------------------------------------------------------------------------
def test_a_stalled_worker_of_an_earlier_round_writes_nothing_into_the_next(export: Export) -> None:
    stalled = work.claim(Export, export.pk)
    assert stalled is not None
    work.again(stalled)
    now = work.claim(Export, export.pk)
    assert now is not None

    assert (stalled.attempts, now.attempts) == (1, 1)
    for write in (work.alive, work.finish):
        with pytest.raises(Overtaken):
            write(stalled)
    work.finish(now)


def test_what_is_put_back_while_its_worker_is_at_it_stays_put_back(export: Export) -> None:
    def stopped(row: Export) -> None:
        work.again(row)
        raise AWAY

    assert (run(export, stopped).attempts, export.state) == (0, "waiting")
    assert export.held == 0


# --- what counts against it ---------------------------------------------------------------------
def test_a_store_that_is_away_for_long_gives_nothing_up(export: Export) -> None:
    waits = []
    for _ in range(8):
        assert run(export, away).state == "waiting"
        assert export.attempts == 0
        waits.append((export.since - Export.objects.values_list(Now(), flat=True)[0]).seconds)

    # A minute more than that, as for all that is silent: 1, 2, 4, 8 minutes, then every ten.
    assert [round(wait / 60) % 1440 for wait in waits] == [0, 1, 3, 7, 9, 9, 9, 9]
    assert run(export, work.finish).state == "ready"


def test_workers_that_are_lost_count(export: Export) -> None:
    run(export, away)
    for _ in range(3):
        assert work.claim(Export, export.pk) is not None
        ago(export, 61)

    assert run(export, work.finish).problem == "work-given-up"


def test_what_the_store_refuses_for_good_is_no_outage(export: Export) -> None:
    def refused(_work: Export) -> None:
        raise ClientError(
            {
                "Error": {"Code": "EntityTooLarge"},
                "ResponseMetadata": {"HTTPStatusCode": 400},  # type: ignore[typeddict-item]
            },
            "PutObject",
        )

    with pytest.raises(ClientError):
        run(export, refused)
    export.refresh_from_db()

    assert (export.state, export.attempts) == ("running", 1)


@pytest.mark.parametrize(
    ("status", "code", "is_away"),
    [
        (500, "InternalError", True),
        (503, "SlowDown", True),
        (403, "InvalidAccessKeyId", True),
        (404, "NoSuchBucket", True),
        (404, "NoSuchKey", False),
        (400, "InvalidArgument", False),
    ],
)
def test_which_answers_of_the_store_mean_that_it_is_away(
    status: int, code: str, is_away: bool
) -> None:
    answer: Any = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}

    assert bucket.is_away(ClientError(answer, "GetObject")) is is_away


def test_a_reading_waits_for_the_store(alice: User, in_acme: Workspace, monkeypatch: Any) -> None:
    monkeypatch.setattr(storage, "fetch", lambda *_given: away(None))
    version = readings.document(product=stock.product(alice))
    row = Reading.objects.create(version=version, created_by=alice)

    for _ in range(5):
        services.read(row.pk, schema_name=in_acme.schema_name)

    row.refresh_from_db()
    assert (row.state, row.problem) == ("waiting", "")


def test_an_import_waits_for_the_store(alice: User, in_acme: Workspace, monkeypatch: Any) -> None:
    monkeypatch.setattr(storage, "fetch", lambda *_given: away(None))
    sheet = readings.document(product=stock.product(alice))
    row = CatalogueImport.objects.create(
        asset=sheet.asset,
        filename="range.xlsx",
        options={"version_id": str(sheet.pk)},
        created_by=alice,
    )

    for _ in range(5):
        services.import_step(row.pk, schema_name=in_acme.schema_name)

    row.refresh_from_db()
    assert (row.state, row.problem) == ("waiting", "")


# --- what is given up ---------------------------------------------------------------------------
def test_what_is_given_up_is_on_the_record_of_its_owner(
    alice: User, in_acme: Workspace, export: Export, monkeypatch: Any
) -> None:
    dropped: list[str] = []
    monkeypatch.setattr(exports, "_drop", dropped.append)
    version = readings.document(product=stock.product(alice))
    reading = Reading.objects.create(version=version, created_by=alice)
    run = CatalogueImport.objects.create(
        asset=version.asset, filename="range.xlsx", created_by=alice
    )
    for row in (export, reading, run):
        ago(row, 61, state="running", attempts=work.MAX_ATTEMPTS)
    before = AuditEvent.objects.count()

    services.run_export(export.pk, schema_name=in_acme.schema_name)
    services.read(reading.pk, schema_name=in_acme.schema_name)
    services.import_step(run.pk, schema_name=in_acme.schema_name)

    for row in (export, reading, run):
        row.refresh_from_db()
        assert (row.state, row.problem) == ("failed", "work-given-up")
    told = AuditEvent.objects.order_by("pk")[before:]
    assert [(event.action, event.outcome, event.reason) for event in told] == [
        ("assets.export.failed", "error", "work-given-up"),
        ("assets.document.read", "error", "work-given-up"),
        ("assets.import.finished", "error", "work-given-up"),
    ]
    assert dropped == [exports._folder(export.pk, in_acme.schema_name)]


def test_who_gives_up_may_be_overtaken_too(export: Export) -> None:
    def overtaken(row: Export, failure: WorkFailed) -> None:
        work.again(row)
        work.fail(row, failure)

    ago(export, 61, state="running", attempts=work.MAX_ATTEMPTS)

    assert work.claim(Export, export.pk, on_given_up=overtaken) is None
    export.refresh_from_db()
    assert export.state == "waiting"


# --- when it is asked for again -----------------------------------------------------------------
def sweep(in_acme: Workspace) -> bool:
    """Do the round and return whether anything was due."""
    is_due = bool(sql.schemas_with_due_work([in_acme.schema_name]))
    work.sweep_work(schema_name=in_acme.schema_name)
    return is_due


def test_what_waits_is_asked_for_after_a_minute_and_then_every_ten(
    export: Export, in_acme: Workspace, sent: list[Any]
) -> None:
    assert (sweep(in_acme), sent) == (False, [])
    ago(export, 61)

    told = [sweep(in_acme) for _ in range(3)]
    assert told == [True, False, False]
    assert sent == [("do", "assets.export", export.pk)]

    ago(export, 700, asked_at=Now() - timedelta(seconds=601))
    assert (sweep(in_acme), len(sent)) == (True, 2)


def test_a_worker_that_is_lost_after_the_question_is_missed_within_a_minute(
    export: Export, in_acme: Workspace, sent: list[Any]
) -> None:
    ago(export, 300)
    sweep(in_acme)
    assert work.claim(Export, export.pk) is not None
    Export.objects.update(asked_at=Now() - timedelta(seconds=70))
    ago(export, 61)

    assert (sweep(in_acme), len(sent)) == (True, 2)


def test_those_behind_the_oldest_have_their_turn_in_the_next_round(
    export: Export, in_acme: Workspace, sent: list[Any], monkeypatch: Any, alice: User
) -> None:
    monkeypatch.setattr(work, "SWEEP_AT_ONCE", 1)
    younger = Export.objects.create(
        kind="files", filename="b.zip", content_type="application/zip", created_by=alice
    )
    ago(export, 200)
    ago(younger, 100)

    sweep(in_acme)
    sweep(in_acme)

    assert [pk for _how, _task, pk in sent] == [export.pk, younger.pk]


def test_what_nobody_waits_for_is_asked_for_behind_all_else(
    in_acme: Workspace, sent: list[Any], alice: User
) -> None:
    version = stock.asset().file
    web, own = (
        Derivative.objects.create(version=version, recipe=str(n) * 64, created_by=by)
        for n, by in enumerate((None, alice))
    )
    ago(web, 61)
    ago(own, 61)

    sweep(in_acme)

    assert sorted(sent) == [("do", "assets.convert", own.pk), ("last", "assets.convert", web.pk)]


def test_what_could_not_be_sent_is_asked_for_in_the_next_round(
    export: Export, in_acme: Workspace, sent: list[Any], monkeypatch: Any
) -> None:
    ago(export, 61)

    def broken(*_given: Any) -> None:
        raise OSError("the broker is away")

    with monkeypatch.context() as amiss:
        amiss.setattr(queue, "do", broken)
        with pytest.raises(OSError, match="broker"):
            sweep(in_acme)

    assert (sweep(in_acme), len(sent)) == (True, 1)


def test_what_waits_for_the_store_is_not_asked_for_before_its_time(
    export: Export, in_acme: Workspace, sent: list[Any]
) -> None:
    run(export, away)
    run(export, away)
    Export.objects.update(since=Now() + asking.LOST_AFTER)

    assert (sweep(in_acme), sent) == (False, [])
