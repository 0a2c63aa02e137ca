"""What staff see of a workspace as a whole, and how they close it and open it again."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts import services as accounts
from accounts.models import User
from accounts.services import NewPerson
from tests.factories.trail import done
from tests.unit.workspaces.test_closing import put
from workspaces.models import Workspace

REASON = "Invoice 2026-000001 is not paid."


@pytest.fixture
def chief(public: None) -> User:
    return accounts.create_person(
        NewPerson(email="chief@example.com", name="Chief", password="a long one", is_staff=True)
    )


@pytest.fixture
def staff(chief: User, client_for: Any) -> Client:
    return client_for(chief)


def address(place: Workspace, verb: str = "change") -> str:
    return reverse(f"admin:workspaces_workspace_{verb}", args=[place.pk])


def page(staff: Client, place: Workspace) -> str:
    answer = staff.get(address(place))
    assert answer.status_code == 200
    return answer.content.decode()


def act(staff: Client, place: Workspace, verb: str, reason: str = REASON) -> str:
    answer = staff.post(address(place, verb), {"reason": reason}, follow=True)
    return answer.content.decode()


def state(place: Workspace) -> str:
    return Workspace.objects.values_list("status", flat=True).get(pk=place.pk)


# (state, act) → (the state after it, what is said, what the trail says).
MOVES = {
    ("active", "suspend"): ("suspended", "Suspended.", "workspace.suspended"),
    ("archived", "suspend"): ("suspended", "Suspended.", "workspace.suspended"),
    ("suspended", "unsuspend"): ("active", "It goes on.", "workspace.unsuspended"),
    ("active", "archive"): ("archived", "Archived.", "workspace.archived"),
    ("archived", "restore"): ("active", "Restored.", "workspace.restored"),
    ("deleting", "restore"): ("active", "Restored.", "workspace.restored"),
}
VERBS = ("suspend", "unsuspend", "archive", "restore")


@pytest.mark.parametrize(("at", "verb"), list(MOVES))
def test_staff_move_a_workspace_on(
    staff: Client, chief: User, acme: Workspace, at: str, verb: str
) -> None:
    put(acme, at)
    after, said, told = MOVES[at, verb]

    assert said in act(staff, acme, verb)

    assert state(acme) == after
    event = done()
    assert event.action == f"workspaces.{told}"
    assert (event.actor_type, event.actor_id, event.reason) == ("staff", str(chief.pk), REASON)


@pytest.mark.parametrize("at", ["active", "archived", "suspended", "deleting", "deleted"])
def test_only_what_means_something_is_offered_and_done(
    staff: Client, acme: Workspace, at: str
) -> None:
    put(acme, at)
    shown = page(staff, acme)

    for verb in VERBS:
        assert (f"/{verb}/" in shown) is ((at, verb) in MOVES), verb
        if (at, verb) not in MOVES:
            act(staff, acme, verb)
            assert state(acme) == at


def test_what_has_changed_meanwhile_is_said(staff: Client, acme: Workspace) -> None:
    put(acme, "overdue")

    assert "Its state has changed meanwhile." in act(staff, acme, "restore")
    assert state(acme) == "deleting"


@pytest.mark.parametrize("reason", ["", "  ", "x" * 201])
def test_nothing_is_done_without_a_reason_that_fits(
    staff: Client, acme: Workspace, reason: str
) -> None:
    answer = staff.post(address(acme, "suspend"), {"reason": reason})

    assert answer.status_code == 422
    assert state(acme) == "active"


def test_the_reason_is_one_line_of_text(staff: Client, acme: Workspace) -> None:
    act(staff, acme, "suspend", "First\r\n  second <b>third</b>")

    row = Workspace.objects.get(pk=acme.pk)
    assert row.suspended_reason == "First second <b>third</b>"
    assert "<b>third" not in page(staff, acme)


def test_who_may_only_see_moves_nothing(staff: Client, chief: User, acme: Workspace) -> None:
    User.objects.filter(pk=chief.pk).update(is_superuser=False)
    chief.user_permissions.add(Permission.objects.get(codename="view_workspace"))

    shown = page(staff, acme)
    assert "/suspend/" not in shown
    assert "Use in this period" not in shown, "what it uses is billing's to show"
    for verb in VERBS:
        assert staff.post(address(acme, verb), {"reason": REASON}).status_code == 403
    assert state(acme) == "active"


def test_a_page_shows_the_plan_what_is_used_and_where_to_look_on(
    staff: Client, acme: Workspace
) -> None:
    shown = page(staff, acme)

    for said in ("Use in this period", "images", "Free", "without a subscription"):
        assert said in shown
    for name in ("billing_invoice", "billing_subscription", "billing_ledgerentry"):
        link = reverse(f"admin:{name}_changelist") + f"?workspace__id__exact={acme.pk}"
        assert link in shown
        assert staff.get(link).status_code == 200
    trail = reverse("admin:audit_auditevent_changelist") + f"?workspace={acme.pk}"
    assert trail in shown
    assert staff.get(trail).status_code == 200


def test_of_what_is_deleted_no_plan_is_shown(staff: Client, acme: Workspace) -> None:
    put(acme, "deleted")

    assert "Use in this period" not in page(staff, acme)
