"""How a workspace ends: every state with every action, and what stops at once."""

import itertools
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import orjson
import pytest
from django.conf import settings as configured
from django.db import DatabaseError
from django.db.models.functions import Now
from django.test import RequestFactory
from django.utils import timezone

from accounts import sessions
from accounts.models import User
from accounts.services import sign_in_program
from config.celery import app
from config.management.commands import setup
from generation import checks, progress
from tests.factories import people
from tests.factories.jobs import access_to
from tests.factories.trail import actions, newest
from tests.unit.generation import made
from workspaces import access, hooks, services, tenancy
from workspaces.models import Workspace
from workspaces.roles import Role
from workspaces.services import NotInThisState, sweeping

Status = Workspace.Status
AT: dict[str, dict[str, Any]] = {
    "active": {"status": Status.ACTIVE},
    "archived": {"status": Status.ARCHIVED, "archived_at": Now()},
    "suspended": {"status": Status.SUSPENDED, "suspended_at": Now()},
    "deleting": {"status": Status.DELETING, "delete_at": Now() + timedelta(days=14)},
    "deleting, was archived": {
        "status": Status.DELETING, "archived_at": Now(), "delete_at": Now() + timedelta(days=14),
    },
    "overdue": {"status": Status.DELETING, "delete_at": Now() - timedelta(seconds=1)},
    "deleted": {"status": Status.DELETED, "deleted_at": Now()},
}  # fmt: skip
ACTS: dict[str, Callable[..., object]] = {
    "archive": services.archive,
    "restore": services.restore,
    "ask_deletion": services.ask_deletion,
}
# (state, action) → the state after it; what is not here is refused.
MOVES = {
    ("active", "archive"): "archived",
    ("active", "ask_deletion"): "deleting",
    ("archived", "restore"): "active",
    ("archived", "ask_deletion"): "deleting",
    ("deleting", "restore"): "active",
    ("deleting, was archived", "restore"): "archived",
}
RECORDED = {
    "archive": "workspace.archived",
    "restore": "workspace.restored",
    "ask_deletion": "workspace.deletion_asked",
}


def put(place: Workspace, state: str) -> Workspace:
    Workspace.objects.filter(pk=place.pk).update(**AT[state])
    return Workspace.objects.get(pk=place.pk)


def act_keeps(state: str, act: str) -> bool:
    """That it was archived is still known while it is being deleted, and once it is back."""
    return (state, act) == ("archived", "ask_deletion")


@pytest.mark.parametrize(("state", "act"), list(itertools.product(AT, ACTS)))
def test_a_state_allows_exactly_these_moves(
    alice: User, acme: Workspace, state: str, act: str
) -> None:
    before = put(acme, state)
    told = actions(acme)

    after = MOVES.get((state, act))
    if after is None:
        with pytest.raises((NotInThisState, access.NotFound)):
            ACTS[act](access_to(acme), by=alice)
    else:
        ACTS[act](access_to(acme), by=alice)

    row = Workspace.objects.get(pk=acme.pk)
    if after is None:
        assert (row.status, row.archived_at, row.delete_at) == (
            before.status, before.archived_at, before.delete_at,
        )  # fmt: skip
        assert actions(acme) == told
    else:
        assert row.status == after
        assert (row.archived_at is not None) == (after == "archived" or act_keeps(state, act))
        assert (row.delete_at is not None) == (after == "deleting")
        assert actions(acme) == [*told, RECORDED[act]]
        assert newest(acme).changes == {"status": [before.status, after]}


def test_the_grace_is_fourteen_days(alice: User, acme: Workspace) -> None:
    workspace = services.ask_deletion(access_to(acme), by=alice)

    assert workspace.delete_at is not None
    assert abs(workspace.delete_at - timezone.now() - timedelta(days=14)) < timedelta(minutes=1)


@pytest.mark.parametrize("state", [state for state in AT if state != "overdue"])
def test_nothing_goes_before_its_time(acme: Workspace, state: str) -> None:
    before = put(acme, state)

    assert services.finish_deletions() == 0

    assert tenancy.exists(acme.schema_name)
    assert Workspace.objects.get(pk=acme.pk).status == before.status


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(("state", "act"), list(MOVES))
def test_what_counts_is_the_role_now_and_not_the_one_the_gate_saw(
    acme: Workspace, role: str, state: str, act: str
) -> None:
    put(acme, state)
    by = people.member(acme, role)
    is_managed = act == "archive" or (state, act) == ("archived", "restore")
    may = role in ({"owner", "admin"} if is_managed else {"owner"})

    if may:
        ACTS[act](access_to(acme, Role(role)), by=by)
    else:
        with pytest.raises(access.Forbidden) as refused:
            ACTS[act](access_to(acme, Role.OWNER), by=by)
        assert refused.value.access.role == role
    assert Workspace.objects.get(pk=acme.pk).status == (
        MOVES[state, act] if may else AT[state]["status"]
    )


@pytest.mark.parametrize("act", ["archive", "ask_deletion"])
def test_whoever_was_removed_meanwhile_ends_nothing(
    mallory: User, acme: Workspace, act: str
) -> None:
    with pytest.raises(services.NotAMember):
        ACTS[act](access_to(acme), by=mallory)


def broken(_workspace: Workspace) -> None:
    raise hooks.NotNow("not now")


def defect(workspace: Workspace) -> None:
    """Fail for one workspace in a way nobody foresaw."""
    if workspace.name.startswith("Acme"):
        raise ZeroDivisionError


def test_work_that_cannot_be_stopped_hinders_nobody_from_closing(
    alice: User, acme: Workspace, settings: Any, caplog: Any
) -> None:
    settings.WORKSPACE_CLOSING_HOOKS = [f"{__name__}.broken"]

    assert services.ask_deletion(access_to(acme), by=alice).status == Status.DELETING
    assert "could not be stopped yet" in caplog.text


def test_one_broken_workspace_keeps_no_other_from_its_end(
    alice: User, acme: Workspace, beta: Workspace, settings: Any, caplog: Any
) -> None:
    settings.WORKSPACE_CLOSING_HOOKS = [f"{__name__}.defect"]
    assert services.ask_deletion(access_to(acme), by=alice).status == Status.DELETING
    settings.WORKSPACE_BEFORE_DELETED_HOOKS = [f"{__name__}.defect"]
    waiting = people.workspace("Acme", alice)
    put(waiting, "deleting")
    put(acme, "overdue")
    put(beta, "overdue")

    assert services.finish_deletions() == 1

    assert Workspace.objects.get(pk=acme.pk).status == Status.DELETING
    assert Workspace.objects.get(pk=beta.pk).status == Status.DELETED
    for said in ("cannot be stopped", "cannot be deleted", "ZeroDivisionError"):
        assert said in caplog.text


def test_deletions_do_not_wait_for_invitations(
    acme: Workspace, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> int:
        raise ZeroDivisionError

    settings.WORKSPACE_BEFORE_DELETED_HOOKS = []
    monkeypatch.setattr(sweeping, "clear_invitations", fail)
    put(acme, "overdue")

    with pytest.raises(ZeroDivisionError):
        services.sweep()

    assert Workspace.objects.get(pk=acme.pk).status == Status.DELETED


# --- the end is put off -------------------------------------------------------------------------
@pytest.mark.parametrize("error", [hooks.NotNow("away"), DatabaseError("locked")], ids=str)
def test_a_hook_that_cannot_yet_leaves_everything_and_the_others_go_on(
    alice: User, acme: Workspace, settings: Any, monkeypatch: Any, caplog: Any, error: Exception
) -> None:
    def refuse(_workspace: Workspace) -> None:
        raise error

    monkeypatch.setattr(f"{__name__}.broken", refuse)
    settings.WORKSPACE_BEFORE_DELETED_HOOKS = [
        "billing.services.release_all", f"{__name__}.broken",
    ]  # fmt: skip
    with tenancy.inside(acme.schema_name):
        made.job(acme, alice)
    put(acme, "overdue")

    assert services.finish_deletions() == 0

    row = Workspace.objects.get(pk=acme.pk)
    assert (row.status, row.name, row.slug) == (Status.DELETING, acme.name, acme.slug)
    assert row.memberships.count() == 3
    assert tenancy.exists(acme.schema_name)
    assert "could not be deleted yet" in caplog.text
    # Nobody can keep it any more: some of it may be gone.
    with pytest.raises(NotInThisState):
        services.restore(access_to(acme), by=alice)


# --- what is wired ------------------------------------------------------------------------------
def test_the_beat_asks_and_a_worker_knows_the_task() -> None:
    app.loader.import_default_modules()

    wired = {task for task, _seconds in setup.PERIODIC.values()}
    assert "workspaces.sweep" in wired
    assert wired <= set(app.tasks)


def test_the_task_makes_one_round(acme: Workspace) -> None:
    app.loader.import_default_modules()

    assert app.tasks["workspaces.sweep"].run(schema_later="ignored") is None
    assert tenancy.exists(acme.schema_name)


def is_streamed(user: User, place: Workspace) -> bool:
    """Ask what the events process asks of an open stream."""
    signed_in = sign_in_program(user, user_agent="", address=None, now=timezone.now())
    ticket = {
        "id": str(uuid.uuid4()), "user_id": str(user.pk), "workspace_id": str(place.pk),
        "schema_name": place.schema_name, "job_id": "", "mark": "",
    }  # fmt: skip
    progress.keep_session(ticket["id"], f"{sessions.FAMILY}{signed_in.session_id}")
    body = orjson.dumps({"at": time.time(), "tickets": [ticket]})
    signature = checks.sign(body, key=configured.EVENTS_KEY)
    request = RequestFactory().post(
        "/internal/streams", body, content_type="application/json",
        headers={"X-Events-Signature": signature},
    )  # fmt: skip
    answers = orjson.loads(checks.streams(request).content)["answers"]
    return bool(answers[ticket["id"]]["allowed"])


@pytest.mark.parametrize(
    ("state", "allowed"), [("active", True), ("archived", True), ("deleting", False)]
)
def test_streams_end_where_a_workspace_is_on_its_way_out(
    bob: User, acme: Workspace, state: str, allowed: bool
) -> None:
    put(acme, state)

    assert is_streamed(bob, acme) is allowed
