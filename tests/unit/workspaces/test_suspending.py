"""What staff close: nothing begins, nothing goes on, owners pay, and all of it comes back."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import Notification, User
from accounts.services import NewPerson, create_person
from billing import services as billing
from generation import pulse, recovery
from generation import services as generation
from generation.models import ItemState, JobState
from tests.factories import billing as orders
from tests.factories import guests, people
from tests.factories.jobs import access_to
from tests.factories.trail import actions, newest
from tests.unit.generation import made
from tests.unit.workspaces.answers import refusal
from tests.unit.workspaces.test_closing import is_streamed, put
from workspaces import access, services, tenancy
from workspaces.models import OpenWork, Workspace
from workspaces.roles import Permission, Role
from workspaces.services import NotInThisState

Status = Workspace.Status
REASON = "Invoice 2026-000001 is not paid."
SUSPENDED = (403, "workspace-suspended")


@pytest.fixture
def chief(public: None) -> User:
    return create_person(
        NewPerson(email="chief@example.com", name="Chief", password="a long one", is_staff=True)
    )


def state(place: Workspace) -> str:
    return Workspace.objects.values_list("status", flat=True).get(pk=place.pk)


def held(place: Workspace) -> int:
    return billing.usage(workspace_id=place.pk, meter="images").reserved


# --- moves --------------------------------------------------------------------------------------
MOVES: dict[tuple[str, str], str] = {
    ("active", "suspend"): "suspended",
    ("archived", "suspend"): "suspended",
    ("suspended", "unsuspend"): "active",
    ("active", "archive_by_staff"): "archived",
    ("archived", "restore_by_staff"): "active",
    ("deleting", "restore_by_staff"): "active",
    ("deleting, was archived", "restore_by_staff"): "archived",
}
ACTS: dict[str, Callable[..., Any]] = {
    "suspend": services.suspend,
    "unsuspend": services.unsuspend,
    "archive_by_staff": services.archive_by_staff,
    "restore_by_staff": services.restore_by_staff,
}
STATES = (
    "active", "archived", "suspended", "deleting", "deleting, was archived", "overdue", "deleted",
)  # fmt: skip


@pytest.mark.parametrize("act", list(ACTS))
@pytest.mark.parametrize("at", STATES)
def test_staff_move_a_workspace_from_these_states_alone(
    chief: User, acme: Workspace, at: str, act: str
) -> None:
    before, told = put(acme, at), actions(acme)
    after = MOVES.get((at, act))

    if after is None:
        with pytest.raises((NotInThisState, access.NotFound)):
            ACTS[act](acme.pk, by=chief, reason=REASON)
        assert state(acme) == before.status
        assert actions(acme) == told
        return
    ACTS[act](acme.pk, by=chief, reason=REASON)

    assert state(acme) == after
    event = newest(acme)
    assert (event.actor_type, event.actor_id, event.reason) == ("staff", str(chief.pk), REASON)
    assert event.changes == {"status": [before.status, after]}


def test_what_was_archived_is_archived_again(chief: User, acme: Workspace) -> None:
    put(acme, "archived")
    services.suspend(acme.pk, by=chief, reason=REASON)

    services.unsuspend(acme.pk, by=chief, reason="Paid.")

    row = Workspace.objects.get(pk=acme.pk)
    assert (row.status, row.suspended_at, row.suspended_reason) == ("archived", None, "")


# --- work ---------------------------------------------------------------------------------------
def test_what_waits_and_what_runs_is_stopped_and_its_units_come_back(
    chief: User, alice: User, acme: Workspace
) -> None:
    with tenancy.inside(acme.schema_name):
        waiting, running = made.job(acme, alice, photos=2), made.job(acme, alice)
        at_it = running.items.get()
        made.begin(at_it)
    assert held(acme) == 3

    services.suspend(acme.pk, by=chief, reason=REASON)

    with tenancy.inside(acme.schema_name):
        waiting.refresh_from_db()
        at_it.refresh_from_db()
        assert (waiting.state, at_it.state) == (JobState.CANCELLED, ItemState.RUNNING)
        assert at_it.cancel_requested_at is not None
    assert held(acme) == 1, "what runs gives it back when its worker notices"


def test_what_could_not_be_stopped_is_stopped_by_the_next_round(
    alice: User, acme: Workspace
) -> None:
    with tenancy.inside(acme.schema_name):
        job = made.job(acme, alice)
    put(acme, "suspended")

    services.sweep()

    with tenancy.inside(acme.schema_name):
        job.refresh_from_db()
        assert job.state == JobState.CANCELLED
    assert held(acme) == 0
    assert state(acme) == "suspended"


def test_nothing_begins_for_whom_the_gate_let_in_a_moment_before(
    chief: User, alice: User, acme: Workspace
) -> None:
    with tenancy.inside(acme.schema_name):
        failed = made.job(acme, alice)
        made.fail(failed.items.get())
    services.suspend(acme.pk, by=chief, reason=REASON)

    with tenancy.inside(acme.schema_name):
        with pytest.raises(access.Suspended):
            made.job(acme, alice)
        with pytest.raises(access.Suspended):
            generation.retry(access_to(acme), failed.pk, by=alice)
        failed.refresh_from_db()
        assert failed.state == JobState.FAILED


def test_beat_does_not_come_and_misses_nobody(chief: User, alice: User, acme: Workspace) -> None:
    with tenancy.inside(acme.schema_name):
        made.job(acme, alice)
    OpenWork.objects.filter(workspace=acme).update(items=1, oldest_due_at=acme.created_at)
    put(acme, "suspended")

    assert (acme.pk, acme.schema_name) not in recovery.sql.workspaces_with_work()
    assert pulse.feel().late is None


def test_streams_end(chief: User, bob: User, acme: Workspace) -> None:
    assert is_streamed(bob, acme)

    services.suspend(acme.pk, by=chief, reason=REASON)

    assert not is_streamed(bob, acme)


# --- people -------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", list(Role))
def test_of_all_rights_these_are_left(acme: Workspace, role: Role) -> None:
    put(acme, "suspended")
    user = people.member(acme, role)
    found = access.find(user_id=user.pk, at=acme.slug)

    def may(permission: Permission) -> bool:
        try:
            access.check(found, permission, user_id=user.pk)
        except (access.Suspended, access.Forbidden):
            return False
        return True

    left = {permission for permission in Permission if may(permission)}
    pays = {Permission.BILLING_MANAGE} if role == Role.OWNER else set()
    assert left == {Permission.WORKSPACE_LEAVE} | pays


def test_members_read_that_it_is_suspended_and_whom_to_ask(
    chief: User, alice: User, bob: User, acme: Workspace, client_for: Any
) -> None:
    services.suspend(acme.pk, by=chief, reason=REASON)

    mine = client_for(alice).get(f"/w/{acme.slug}/")
    theirs = client_for(bob).get(f"/w/{acme.slug}/")
    chinese = client_for(bob).get(f"/w/{acme.slug}/", headers={"Accept-Language": "zh-hans"})

    for answer in (mine, theirs, chinese):
        assert answer.status_code == 403
        assert acme.name in answer.content.decode()
    assert f"{acme.name} is suspended" in theirs.content.decode()
    assert alice.label in theirs.content.decode()
    assert REASON in mine.content.decode()
    assert REASON not in theirs.content.decode(), "owners alone read why"
    assert "You can still pay its invoices." in mine.content.decode()


def test_owners_still_look_at_invoices_and_pay(
    chief: User, alice: User, bob: User, acme: Workspace, client_for: Any, api_for: Any
) -> None:
    invoice = orders.ordered(acme)
    services.suspend(acme.pk, by=chief, reason=REASON)
    mine, theirs = client_for(alice), client_for(bob)
    here = f"/w/{acme.slug}/settings"

    for page in ("invoices", f"invoices/{invoice.pk}", "billing-details"):
        shown = mine.get(f"{here}/{page}")
        assert shown.status_code == 200, page
        assert theirs.get(f"{here}/{page}").status_code == 403
    assert api_for(alice, acme).get("/api/v1/billing/invoices").status_code == 200
    for page in ("", "members", "usage", "plans"):
        assert mine.get(f"{here}/{page}").status_code == 403, page
    link = f"{here}/invoices"
    assert link in mine.get(f"/w/{acme.slug}/").content.decode()
    assert link not in theirs.get(f"/w/{acme.slug}/").content.decode()


def test_a_stranger_sees_nothing_of_it(chief: User, mallory: User, acme: Workspace, client_for: Any) -> None:  # fmt: skip
    services.suspend(acme.pk, by=chief, reason=REASON)

    assert client_for(mallory).get(f"/w/{acme.slug}/").status_code == 404


def test_programs_are_refused_and_told_where_they_look_first(
    chief: User, bob: User, acme: Workspace, api_for: Any
) -> None:
    services.suspend(acme.pk, by=chief, reason=REASON)
    inside, outside = api_for(bob, acme), api_for(bob)

    assert refusal(inside.get("/api/v1/products")) == SUSPENDED
    assert refusal(outside.get("/api/v1/products")) == SUSPENDED, "their only one"
    assert refusal(outside.get(f"/api/v1/workspaces/{acme.pk}")) == SUSPENDED
    listed = outside.get("/api/v1/workspaces").json()
    assert [one["status"] for one in listed if one["id"] == str(acme.pk)] == ["suspended"]


def test_it_stands_in_the_list_of_workspaces_and_can_be_left(
    chief: User, bob: User, acme: Workspace, client_for: Any
) -> None:
    services.suspend(acme.pk, by=chief, reason=REASON)
    browser = client_for(bob)

    page = browser.get("/workspaces/").content.decode()
    assert 'id="suspended"' in page
    assert browser.get("/").headers["Location"] == "/workspaces/"
    assert browser.post(f"/workspaces/{acme.pk}/leave").status_code == 302
    assert not guests.is_in(bob, acme)


def test_nobody_joins_and_nobody_is_invited(chief: User, alice: User, acme: Workspace) -> None:
    robin = people.person("Robin")
    issued = guests.invite(acme, alice, robin)
    services.suspend(acme.pk, by=chief, reason=REASON)

    with pytest.raises(access.Suspended):
        guests.join(issued, robin)
    with pytest.raises(access.Suspended):
        guests.invite(acme, alice, "lena@example.com")
    services.unsuspend(acme.pk, by=chief, reason="Paid.")
    guests.join(issued, robin)
    assert guests.is_in(robin, acme)


def test_the_way_in_by_a_link_says_why(chief: User, alice: User, acme: Workspace) -> None:
    issued = guests.invite(acme, alice, "lena@example.com")
    services.suspend(acme.pk, by=chief, reason=REASON)

    page = Client().get(f"/join/{issued.token}", follow=True)

    assert page.status_code == 403
    assert "This workspace is suspended" in page.content.decode()


def test_owners_are_told_why_and_when_it_is_over(chief: User, alice: User, acme: Workspace) -> None:
    services.suspend(acme.pk, by=chief, reason=REASON)
    services.unsuspend(acme.pk, by=chief, reason="Paid.")

    told = Notification.objects.filter(kind__startswith="workspace_").order_by("created_at")
    assert {(one.kind, one.user_id) for one in told} == {
        ("workspace_suspended", alice.pk),
        ("workspace_unsuspended", alice.pk),
    }
    assert told.get(kind="workspace_suspended").data["reason"] == REASON


def test_an_owner_who_closes_their_account_takes_it_along(
    chief: User, mallory: User, beta: Workspace
) -> None:
    services.suspend(beta.pk, by=chief, reason=REASON)
    assert [holding.name for holding in services.holdings_of(mallory)] == [beta.name]

    services.depart(mallory)

    assert state(beta) == "deleting"
    services.restore_by_staff(beta.pk, by=chief, reason="By mistake.")
    assert state(beta) == "suspended", "kept, and still closed"


def test_everything_is_as_it_was(
    chief: User, bob: User, acme: Workspace, client_for: Any, api_for: Any
) -> None:
    services.suspend(acme.pk, by=chief, reason=REASON)
    services.unsuspend(acme.pk, by=chief, reason="Paid.")

    assert client_for(bob).get(f"/w/{acme.slug}/").status_code == 200
    assert api_for(bob, acme).get("/api/v1/products").status_code == 200
    with tenancy.inside(acme.schema_name):
        assert made.job(acme, bob).state == JobState.QUEUED
