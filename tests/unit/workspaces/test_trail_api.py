"""What happened in a workspace, for programs: events, and files of them."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.models import User
from audit import queue, sentences
from audit import services as audit
from audit.actions import Action
from audit.models import AuditEvent, TrailExport
from tests.factories import mighty, people, trail
from tests.unit.workspaces.conftest import Program
from workspaces.models import Workspace
from workspaces.roles import GRANTS, Permission, Role

pytestmark = pytest.mark.django_db
EVENTS, EXPORTS = "/audit/events", "/audit/exports"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def hinted(monkeypatch: pytest.MonkeyPatch) -> list[uuid.UUID]:
    """Keep what workers would be sent."""
    sent: list[uuid.UUID] = []
    monkeypatch.setattr(queue, "send_export", sent.append)
    return sent


@pytest.fixture
def reader(program: Callable[[User], Program], alice: User, acme: Workspace) -> Program:
    return program(alice)


def write(place: Workspace, **values: Any) -> int:
    event = {
        "workspace_id": place.pk, "actor_type": "user", "actor_id": "x", "outcome": "ok",
        "action": Action.ASSET_DELETED, "target_type": "asset", "target_id": "a1",
        "target_label": "Front.jpg", **values,
    }  # fmt: skip
    made = mighty.event(**event) if "at" in event else AuditEvent.objects.create(**event)
    return int(made.pk)


def ids(answer: Any) -> list[int]:
    return [event["id"] for event in answer.json()["results"]]


def made(place: Workspace, **values: Any) -> TrailExport:
    shape = {
        "workspace_id": place.pk, "asked_by": "x", "format": "csv", "name": "acme-activity",
        "key": "exports/audit/x.csv", "state": "done", **values,
    }  # fmt: skip
    return TrailExport.objects.create(**shape)


def test_an_event_is_told_whole(reader: Program, alice: User, acme: Workspace) -> None:
    audit.set_origin(address="192.0.2.7", user_agent="curl/8", request_id="r-1")
    with transaction.atomic():
        audit.record(
            Action.ASSET_CHANGED,
            actor=audit.Actor("system", label="E_Business", on_behalf_of=str(alice.pk)),
            workspace_id=acme.pk,
            target=audit.Target("asset", "a1", "Front.jpg"),
            details=audit.Details(changes={"name": ("Old.jpg", "Front.jpg")}, reason="asked"),
        )
        audit.record(
            Action.WORKSPACE_CHANGED,
            actor=audit.Actor("user", str(alice.pk), alice.label),
            workspace_id=acme.pk,
        )
    audit.clear_origin()

    second, first = reader.get(f"{EVENTS}?limit=2").json()["results"]

    assert first["sentence"]
    assert {key: value for key, value in first.items() if key not in {"id", "at", "sentence"}} == {
        "actor": {"type": "system", "id": "", "label": "E_Business"},
        "on_behalf_of": {"id": str(alice.pk), "label": alice.label},
        "address": "192.0.2.7",
        "user_agent": "curl/8",
        "request_id": "r-1",
        "action": "assets.asset.changed",
        "target": {"type": "asset", "id": "a1", "label": "Front.jpg"},
        "outcome": "ok",
        "reason": "asked",
        "changes": {"name": ["Old.jpg", "Front.jpg"]},
        "data": {},
        "repeats": 1,
    }
    assert second["actor"] == {"type": "user", "id": str(alice.pk), "label": alice.label}
    assert (second["on_behalf_of"], second["target"]) == (None, None)
    assert reader.get(f"{EVENTS}/{first['id']}").json() == first


def test_sentences_are_in_the_callers_language(
    reader: Program, acme: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(acme)
    monkeypatch.setattr(sentences, "text", lambda _events, _names: translation.get_language())

    def said(language: str) -> str:
        answer = reader.get(f"{EVENTS}?limit=1", **{"Accept-Language": language})
        return str(answer.json()["results"][0]["sentence"])

    assert (said("en"), said("zh-hans")) == ("en", "zh-hans")


@pytest.mark.parametrize(
    ("query", "other"),
    [
        ("actor_id=x", {"actor_id": "y"}),
        ("action=assets.asset.deleted", {"action": Action.ASSET_RESTORED}),
        (
            "action=assets.asset.deleted&action=assets.asset.purged",
            {"action": Action.ASSET_CHANGED},
        ),
        ("target_type=asset", {"target_type": "product"}),
        ("target_id=a1", {"target_id": "a2"}),
        ("outcome=denied", {"outcome": "error"}),
        ("address=192.0.2.7", {"address": "192.0.2.8"}),
        ("request_id=r1", {"request_id": "r2"}),
        ("text=front", {"target_label": "Back"}),
        ("since=2026-11-20T12:00:00Z", {"at": NOON - timedelta(seconds=1)}),
        ("since=2026-11-20T20:00:00%2B08:00", {"at": NOON - timedelta(seconds=1)}),
        ("until=2026-11-20T12:00:01", {"at": NOON + timedelta(seconds=1)}),
    ],
)
def test_events_are_narrowed(
    reader: Program, acme: Workspace, query: str, other: dict[str, Any]
) -> None:
    same = {"outcome": "denied", "address": "192.0.2.7", "request_id": "r1", "at": NOON}
    mine = write(acme, **same)
    there = write(acme, **{**same, **other})

    found = ids(reader.get(f"{EVENTS}?{query}"))

    assert mine in found
    assert there not in found


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("outcome=fine", "outcome"),
        ("action=nothing", "action"),
        ("address=nowhere", "address"),
        ("since=yesterday", "since"),
        ("until=2026-13-01", "until"),
        ("since=2026-11-20T12:00:00Z&until=2026-11-20T12:00:00Z", "until"),
        (f"text={'x' * 101}", "text"),
        ("target_id=%00", "target_id"),
    ],
)
def test_what_cannot_be_looked_for_is_told_by_field(
    reader: Program, query: str, field: str
) -> None:
    for answer in (reader.get(f"{EVENTS}?{query}"),):
        assert answer.status_code == 400
        assert (answer.json()["code"], [*answer.json()["errors"]]) == ("invalid", [field])


def test_pages_follow_one_another(reader: Program, acme: Workspace) -> None:
    AuditEvent.objects.filter(workspace_id=acme.pk)
    written = [write(acme, request_id="paged") for _ in range(7)]
    seen: list[int] = []
    address = f"{EVENTS}?limit=3&request_id=paged"
    while address:
        page = reader.get(address)
        seen += ids(page)
        assert page.json()["previous"] is None
        address = (page.json()["next"] or "").partition("/api/v1")[2]

    assert seen == written[::-1]


@pytest.mark.parametrize("cursor", ["x", "cD0tMQ==", "cD05OTk5OTk5OTk5OTk5OTk5OTk5OTk=", "cD14"])
def test_a_cursor_of_nowhere_is_not_found(reader: Program, cursor: str) -> None:
    assert reader.get(f"{EVENTS}?cursor={cursor}").status_code == 404
    assert reader.get(EVENTS + "?cursor=").status_code == 200


def test_a_page_asks_the_same_of_the_database_however_long_it_is(
    reader: Program, acme: Workspace
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert reader.get(f"{EVENTS}?outcome=denied&limit=100").status_code == 200
        return len(queries)

    write(acme, outcome="denied", actor_id="a0")
    cost()
    few = cost()
    for number in range(30):
        write(acme, outcome="denied", actor_id=f"a{number}", on_behalf_of=f"b{number}")

    assert cost() == few <= 12


def test_nothing_of_another_workspace_is_seen(
    reader: Program, acme: Workspace, beta: Workspace
) -> None:
    theirs = write(beta)
    export = made(beta)

    assert theirs not in ids(reader.get(f"{EVENTS}?text=front"))
    assert reader.get(f"{EVENTS}/{theirs}").status_code == 404
    assert reader.get(f"{EVENTS}/{2**70}").status_code == 404
    for address in (f"{EXPORTS}/{export.pk}", f"{EXPORTS}/{export.pk}/download"):
        assert reader.get(address).status_code == 404
    assert reader.get(EXPORTS).json()["results"] == []


@pytest.mark.parametrize("role", Role.values)
def test_the_trail_is_for_who_may_read_it(
    program: Callable[[User], Program], acme: Workspace, role: str
) -> None:
    member = people.person(f"trail-{role}")
    people.join(member, acme, role)
    caller = program(member)
    event, export = write(acme), made(acme)
    may = Permission.AUDIT_READ in GRANTS[role]

    answers = [
        caller.get(EVENTS),
        caller.get(f"{EVENTS}/{event}"),
        caller.get(EXPORTS),
        caller.get(f"{EXPORTS}/{export.pk}"),
        caller.get(f"{EXPORTS}/{export.pk}/download?redirect=false"),
        caller.post(EXPORTS, {"format": "csv"}),
    ]

    wanted = [200] * 5 + [202] if may else [403] * 6
    assert [answer.status_code for answer in answers] == wanted


# --- files of events -----------------------------------------------------------------------------
def test_a_file_is_asked_for_on_the_record(
    reader: Program, alice: User, acme: Workspace, hinted: list[uuid.UUID]
) -> None:
    asked = {"format": "jsonl", "outcome": "denied", "action": ["assets.asset.deleted"]}
    answer = reader.post(EXPORTS, {**asked, "since": "2026-11-01T00:00:00Z", "text": "lena"})

    body = answer.json()
    assert answer.status_code == 202
    assert answer.headers["Location"] == f"/api/v1/audit/exports/{body['id']}"
    assert (body["state"], body["format"], body["rows"]) == ("waiting", "jsonl", 0)
    assert body["asked_by"] == {"id": str(alice.pk), "label": alice.label}
    assert body["filters"] == {
        "action": ["assets.asset.deleted"],
        "outcome": "denied",
        "since": "2026-11-01T00:00:00+00:00",
        "text": "lena",
    }
    assert hinted == [uuid.UUID(body["id"])]
    event = trail.newest(acme)
    assert (event.action, event.target_id) == (Action.EXPORT_ASKED, body["id"])
    assert event.target_label == f"{acme.slug}-activity-2026-11-01.jsonl"
    assert event.data == {"by": ["actions", "outcome", "since", "text"]}
    assert reader.get(f"{EXPORTS}/{body['id']}").json() == body
    assert reader.get(EXPORTS).json() == {"results": [body]}


def test_one_at_a_time_is_written_for_each_who_asks(
    reader: Program, program: Callable[[User], Program], acme: Workspace
) -> None:
    other = people.person("second-reader")
    people.join(other, acme, Role.ADMIN)
    first = reader.post(EXPORTS, {"format": "csv"})

    again = reader.post(EXPORTS, {"format": "jsonl"})

    assert (again.status_code, again.json()["code"]) == (409, "export-under-way")
    assert program(other).post(EXPORTS, {"format": "csv"}).status_code == 202
    TrailExport.objects.filter(pk=first.json()["id"]).update(state="failed")
    assert reader.post(EXPORTS, {"format": "csv"}).status_code == 202


def test_the_same_request_with_a_key_asks_once(reader: Program) -> None:
    key = {"Idempotency-Key": "once"}
    first = reader.post(EXPORTS, {"format": "csv"}, **key)
    again = reader.post(EXPORTS, {"format": "csv"}, **key)

    assert (again.status_code, again.json()) == (202, first.json())
    assert TrailExport.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "format"),
        ({"format": "xlsx"}, "format"),
        ({"format": "csv", "outcome": "fine"}, "outcome"),
        ({"format": "csv", "action": "assets.asset.deleted"}, "action"),
        ({"format": "csv", "since": "2026-11-02", "until": "2026-11-01"}, "until"),
    ],
)
def test_what_cannot_be_asked_for_is_told_by_field(
    reader: Program, body: dict[str, Any], field: str
) -> None:
    answer = reader.post(EXPORTS, body)

    assert answer.status_code == 400
    assert field in answer.json()["errors"]
    assert not TrailExport.objects.exists()


def test_a_file_is_saved_from_the_bucket_on_the_record(
    reader: Program, alice: User, acme: Workspace
) -> None:
    export = made(acme, expires_at=datetime.now(UTC) + timedelta(days=1))

    answer = reader.get(f"{EXPORTS}/{export.pk}/download")

    assert answer.status_code == 307
    assert "/exports/audit/x.csv?" in answer.headers["Location"]
    assert "acme-activity.csv" in answer.headers["Location"]
    event = trail.newest(acme)
    assert (event.action, event.actor_id) == (Action.EXPORT_DOWNLOADED, str(alice.pk))
    told = reader.get(f"{EXPORTS}/{export.pk}/download?redirect=false").json()
    assert told["url"].partition("?")[0] == answer.headers["Location"].partition("?")[0]


@pytest.mark.parametrize(
    ("values", "status", "code"),
    [
        ({"state": "waiting"}, 409, "export-not-ready"),
        ({"state": "running"}, 409, "export-not-ready"),
        ({"state": "failed"}, 410, "export-gone"),
        ({"state": "expired"}, 410, "export-gone"),
        ({"expires_at": NOON - timedelta(days=300)}, 410, "export-gone"),
    ],
)
def test_what_is_not_there_is_not_saved(
    reader: Program, acme: Workspace, values: dict[str, Any], status: int, code: str
) -> None:
    export = made(acme, **values)

    answer = reader.get(f"{EXPORTS}/{export.pk}/download")

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert Action.EXPORT_DOWNLOADED not in [event.action for event in trail.events(acme)]
