"""Who would read what they may not: of another workspace, after their time, by what they have forged."""

import base64
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.services import sign_in_program
from audit import exports, queue
from audit import services as audit
from audit.actions import Action
from audit.models import AuditEvent, TrailExport
from tests.factories import people
from tests.unit.workspaces.conftest import Program
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "send_export", lambda _key: None)


def write(place: Workspace, **values: Any) -> AuditEvent:
    event = {
        "workspace_id": place.pk, "actor_type": "user", "actor_id": "theirs", "outcome": "ok",
        "action": Action.ASSET_DELETED, "target_type": "asset", "target_id": "theirs",
        "target_label": "Front.jpg", "request_id": "their-request", "address": "203.0.113.77",
        **values,
    }  # fmt: skip
    return AuditEvent.objects.create(**event)


def made(place: Workspace, **values: Any) -> TrailExport:
    shape = {
        "workspace_id": place.pk, "asked_by": "x", "format": "csv", "name": "acme-activity",
        "key": "exports/audit/x.csv", "state": "done", **values,
    }  # fmt: skip
    return TrailExport.objects.create(**shape)


QUERIES = [
    "actor_id=theirs", "target_id=theirs", "request_id=their-request", "address=203.0.113.77",
    "text=front", "text=Front.jpg", "outcome=ok", "workspace_id={beta}", "workspace={beta}",
    "limit=10000", "limit=-1", "cursor={cursor}", "before=9999999999", "is_staff=true",
    "actor_id=theirs&actor_id=x", "since=1970-01-01T00:00:00Z",
]  # fmt: skip


def test_no_question_leads_out_of_the_workspace(
    program: Callable[[User], Program], alice: User, acme: Workspace, beta: Workspace
) -> None:
    write(beta)
    cursor = base64.b64encode(b"p=9223372036854775807&r=1&o=5").decode()
    reader = program(alice)
    browser = Client()
    people.sign_in(browser, alice)

    for query in QUERIES:
        asked = query.format(beta=beta.pk, cursor=cursor)
        answer = reader.get(f"/audit/events?{asked}")
        page = browser.get(f"/w/{acme.slug}/activity?{asked}")
        assert answer.status_code in {200, 400, 404}, asked
        assert page.status_code == 200, asked
        for told in (answer.content.decode(), page.content.decode()):
            assert "203.0.113.77</" not in told
            assert '"theirs"' not in told
            assert str(beta.pk) not in told.replace(asked, "")


def test_a_token_that_is_over_reads_nothing(
    program: Callable[[User], Program], alice: User, acme: Workspace
) -> None:
    export = made(acme)
    old = timezone.now() - timedelta(hours=1)
    token = sign_in_program(alice, user_agent="", address=None, now=old).access_token
    headers = {"Authorization": f"Bearer {token}", "X-Workspace": acme.slug}

    for address in ("events", "exports", f"exports/{export.pk}", f"exports/{export.pk}/download"):
        answer = Client().get(f"/api/v1/audit/{address}", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "token-expired")
    assert not AuditEvent.objects.filter(action=Action.EXPORT_DOWNLOADED).exists()


def test_a_file_of_another_workspace_is_not_there_for_anybody_else(
    alice: User, mallory: User, acme: Workspace, beta: Workspace
) -> None:
    export = made(acme)
    browser = Client()
    people.sign_in(browser, mallory)

    for place, status in ((acme, 404), (beta, 404)):
        answer = browser.get(f"/w/{place.slug}/activity/exports/{export.pk}/download")
        assert answer.status_code == status
        again = browser.post(f"/w/{place.slug}/activity/exports/{export.pk}/again")
        assert again.status_code == status
    assert TrailExport.objects.count() == 1


@pytest.mark.parametrize("poison", ["none", "another", "null"])
def test_a_file_holds_its_workspaces_events_whatever_its_row_says(
    acme: Workspace, beta: Workspace, monkeypatch: pytest.MonkeyPatch, poison: str
) -> None:
    """A row whose filters name another workspace, or none at all."""
    write(acme, target_label="Ours.jpg")
    write(beta, target_label="Theirs.jpg")
    filters = {
        "none": {},
        "another": {"workspace_id": str(beta.pk)},
        "null": {"actions": []},
    }
    export = made(acme, state="waiting", key="", filters=filters[poison])
    files: dict[str, bytes] = {}

    class Store:
        def put_stream(self, key: str, lines: Any, _content_type: str) -> int:
            files[key] = b"".join(lines)
            return len(files[key])

        def delete_many(self, _keys: list[str]) -> list[str]:
            return []

    monkeypatch.setattr(exports.bucket, "store", Store)
    # The test's own transaction has begun already.
    monkeypatch.setattr(exports.sql, "same_view", lambda: None)

    assert exports.write(export.pk)

    (told,) = files.values()
    assert b"Ours.jpg" in told
    assert b"Theirs.jpg" not in told


def test_asking_a_thousand_times_makes_one_file(alice: User, acme: Workspace) -> None:
    actor = audit.Actor("user", str(alice.pk), "Alice")
    refused = 0
    for _ in range(20):
        try:
            exports.ask(exports.Filters(workspace_id=acme.pk), format="csv", by=actor)
        except exports.AlreadyAsked:
            refused += 1

    assert refused == 19
    assert TrailExport.objects.filter(workspace_id=acme.pk).count() == 1
