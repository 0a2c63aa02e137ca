"""Who would drown the trail is counted: the rows stay few, and none of what they tried is lost."""

import uuid
from typing import Any

import pytest
from django.db.models import Sum
from rest_framework.test import APIClient

from accounts.models import User
from audit import services as audit
from audit.actions import Action
from audit.models import AuditEvent, Repeat
from audit.services import floods
from workspaces.models import Workspace

TRIES = 60
pytestmark = pytest.mark.usefixtures("clean_cache")


@pytest.fixture(autouse=True)
def _a_new_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(floods, "_met", {})
    audit.clear_origin()


def known() -> int:
    """Return how many refusals the trail knows, counted ones with them."""
    rows = AuditEvent.objects.aggregate(all=Sum("repeats"))["all"] or 0
    return int(rows + (Repeat.objects.aggregate(all=Sum("count"))["all"] or 0))


def test_addresses_of_one_network_are_one_stranger(settings: Any) -> None:
    """Who has one IPv6 address has as many as there are grains of sand."""
    for number in range(TRIES):
        audit.set_origin(address=f"2001:db8:7:7::{number:x}")
        audit.record_refusal(
            Action.ACCOUNT_SIGN_IN_FAILED,
            actor=audit.ANONYMOUS,
            target=audit.Target("email", "", "lena@example.com"),
            reason="credentials",
        )
    audit.set_origin(address="2001:db8:7:8::1")
    audit.record_refusal(
        Action.ACCOUNT_SIGN_IN_FAILED,
        actor=audit.ANONYMOUS,
        target=audit.Target("email", "", "lena@example.com"),
        reason="credentials",
    )
    audit.clear_origin()

    assert AuditEvent.objects.count() == 2
    assert known() == TRIES + 1


def test_who_names_one_thing_after_the_other_is_counted_in_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(floods, "APART", 20)
    for actor in ("mallory", "lena"):
        for _ in range(TRIES if actor == "mallory" else 3):
            audit.record_refusal(
                Action.WORKSPACE_ENTRY_DENIED,
                actor=audit.Actor("user", actor),
                target=audit.Target("workspace", str(uuid.uuid4()), "Guessed"),
                reason="not_a_member",
            )

    mallorys = AuditEvent.objects.filter(actor_id="mallory")
    assert mallorys.count() == 21, "twenty by name, and one for all that followed"
    assert mallorys.latest("id").target_id == ""
    assert AuditEvent.objects.filter(actor_id="lena").exclude(target_id="").count() == 3
    assert known() == TRIES + 3


def test_a_stranger_with_bad_tokens_leaves_few_rows(acme: Workspace) -> None:
    for number in range(TRIES):
        APIClient().get(
            "/api/v1/products",
            headers={
                "Authorization": f"Bearer no-token-{number}",
                "X-Workspace": f"guess-{number}",
                "User-Agent": f"Robot/{number}",
                "X-Forwarded-For": f"2001:db8:9:9::{number:x}",
            },
        )

    assert AuditEvent.objects.count() <= 1
    assert known() == TRIES


def test_a_member_of_another_workspace_is_counted(
    acme: Workspace, mallory: User, api_for: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(floods, "APART", 10)
    program = api_for(mallory, acme)
    before = AuditEvent.objects.count()
    for _ in range(TRIES):
        assert program.get(f"/api/v1/products/{uuid.uuid4()}").status_code == 404

    assert AuditEvent.objects.count() - before <= 11
