"""How an open page learns what is unread: with its first snapshot, and when an event was lost."""

import time
from typing import Any
from uuid import UUID

import pytest
import redis

from accounts import services as accounts
from accounts.models import User
from generation import checks, snapshots
from workspaces.models import Workspace


def ticket(person: User, place: Workspace, *, mark: str = "", job: str = "") -> dict[str, Any]:
    return {
        "id": f"t-{person.pk}",
        "user_id": str(person.pk),
        "workspace_id": str(place.pk),
        "schema_name": place.schema_name,
        "job_id": job,
        "mark": mark,
    }


def news(person: User, place: Workspace, *, mark: str = "") -> dict[str, Any]:
    asked = [ticket(person, place, mark=mark)]
    unread = checks._unread(asked, {asked[0]["id"]})
    return checks._answer(asked[0], until=time.monotonic() + 5, unread=unread)


def test_a_snapshot_says_what_is_unread(in_acme: Workspace) -> None:
    assert snapshots.page(unread=3)["unread"] == 3


def test_what_an_event_did_not_tell_the_next_look_does(
    in_acme: Workspace, alice: User, bob: User
) -> None:
    before = news(alice, in_acme)
    assert before["snapshot"] == {"jobs": [], "unread": 0}

    assert news(alice, in_acme, mark=before["mark"])["snapshot"] is None, "it was shown"
    accounts.tell(alice.pk, "role_changed", data={})

    after = news(alice, in_acme, mark=before["mark"])
    assert after["snapshot"]["unread"] == 1
    assert news(bob, in_acme, mark=before["mark"])["snapshot"] is None, "he was told nothing"


def test_all_pages_cost_one_question(
    in_acme: Workspace, alice: User, bob: User, django_assert_num_queries: Any
) -> None:
    asked = [ticket(alice, in_acme), ticket(bob, in_acme), ticket(alice, in_acme, job="j")]
    accounts.tell(alice.pk, "role_changed", data={})

    with django_assert_num_queries(1):
        unread = checks._unread(asked, {one["id"] for one in asked})

    assert unread == {UUID(str(alice.pk)): 1}


def test_a_notice_stands_also_when_redis_is_away(
    in_acme: Workspace,
    alice: User,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    def away(_pipe: Any) -> Any:
        raise redis.ConnectionError("refused")

    monkeypatch.setattr("redis.client.Pipeline.execute", away)

    with django_capture_on_commit_callbacks(execute=True):
        accounts.tell(alice.pk, "role_changed", data={}, workspace_id=in_acme.pk)

    assert accounts.unread_of(alice.pk) == 1
