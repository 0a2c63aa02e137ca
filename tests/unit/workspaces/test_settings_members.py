"""The page of members: roles, seats, and the table of rules."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from tests.factories import people
from tests.factories.jobs import access_to
from tests.unit.workspaces.members_page import HTMX, MANAGERS, at, invited, role_of, toast
from workspaces import hooks
from workspaces.models import Invitation, Membership, Workspace
from workspaces.roles import EXPLAINED, Role
from workspaces.screens.people import People
from workspaces.services import seats


@pytest.mark.parametrize("role", list(Role))
def test_everybody_sees_who_is_here_and_managers_manage(
    alice: User, acme: Workspace, client_for: Any, role: Role
) -> None:
    invited(acme, alice)
    user = people.member(acme, role)

    page = client_for(user).get(at(acme)).content.decode()

    may = role in MANAGERS
    for name in ("Alice", "Bob", "Carol"):
        assert name in page
    assert ('data-dialog="invite-dialog"' in page) is may
    assert ("Waiting to join" in page) is may
    assert ("Role of Bob" in page) is may
    assert ("Remove Bob?" in page) is may
    assert ("Role of Alice: Owner" in page) is (role == "owner")
    assert ("Make Bob an owner?" in page) is (role == "owner")


def test_who_looks_after_members_sees_who_signs_in_with_two_steps(
    alice: User, bob: User, carol: User, acme: Workspace, client_for: Any
) -> None:
    people.factor(bob)

    seen = client_for(alice).get(at(acme)).content.decode()

    steps = re.findall(r'class="people-step-(on|off)"', seen)
    assert (steps.count("on"), len(steps)) == (1, 3)
    assert steps[seen[: seen.index(bob.email)].count('id="person-') - 1] == "on"
    assert "people-step" not in client_for(carol).get(at(acme)).content.decode()


def test_the_table_tells_every_rule_of_every_role(
    alice: User, acme: Workspace, client_for: Any
) -> None:
    page = client_for(alice).get(at(acme)).content.decode().split("rules-box")[1]

    for sentence, _needed in EXPLAINED:
        assert str(sentence) in page
    assert page.count(">Yes<") + page.count(">No<") == len(EXPLAINED) * len(Role)
    assert page.count(">No<") == 18


def test_seats_count_members_and_invitations_that_work(
    alice: User, acme: Workspace, client_for: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hooks, "seat_limit", lambda _id: 10)
    invited(acme, alice)
    old = invited(acme, alice, "old@northbay.example")
    Invitation.objects.filter(pk=old.pk).update(expires_at=timezone.now() - timedelta(days=1))

    page = client_for(alice).get(at(acme)).content.decode()

    assert "4 of 10 seats used" in page
    assert "The link expired on" in page
    assert "The link works until" in page


@pytest.mark.parametrize("role", list(Role))
def test_everybody_is_told_the_number_of_seats_that_counts(
    alice: User, acme: Workspace, client_for: Any, role: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hooks, "seat_limit", lambda _id: 10)
    user = people.member(acme, role)
    invited(acme, alice)
    theirs = invited(acme, alice, "late@northbay.example")
    # Somebody who is in by now takes one seat, not two.
    Invitation.objects.filter(pk=theirs.pk).update(email=user.email)

    page = client_for(user).get(at(acme)).content.decode()

    assert seats.taken(acme.pk) == 5
    assert "5 of 10 seats used" in page


def test_who_cannot_sign_in_is_not_offered_as_an_owner(
    alice: User, bob: User, acme: Workspace, client_for: Any
) -> None:
    second = people.member(acme, "owner")
    User.objects.filter(pk__in=[bob.pk, second.pk]).update(is_active=False)

    page = client_for(alice).get(at(acme)).content.decode()

    assert "Make Carol an owner?" in page
    assert "Make Bob an owner?" not in page
    rows = {row.member.user_id: row for row in People(access_to(acme), alice.pk).rows}
    assert (rows[alice.pk].is_last_owner, rows[second.pk].is_last_owner) == (True, False)


def test_a_role_is_changed_at_once_and_can_be_taken_back(
    alice: User, bob: User, acme: Workspace, client_for: Any
) -> None:
    browser = client_for(alice)
    # What the browser says it was before is not asked.
    body = {"role": "reviewer", "before": "owner"}

    answer = browser.post(at(acme, f"/{bob.pk}/role"), body, headers=HTMX)

    assert role_of(bob, acme) == "reviewer"
    assert 'id="people"' in answer.content.decode()
    assert toast(answer)["text"] == "Bob is now Reviewer."
    action = toast(answer)["action"]
    assert action["values"]["role"] == "editor"
    back = browser.post(action["post"], action["values"], headers=HTMX)
    assert role_of(bob, acme) == "editor"
    assert "action" not in toast(back)


@pytest.mark.parametrize(
    ("role", "target", "given", "status"),
    [
        ("admin", "bob", "viewer", 200),
        ("admin", "bob", "owner", 403),
        ("admin", "alice", "editor", 403),
        ("editor", "carol", "editor", 403),
        ("owner", "bob", "owner", 200),
        ("owner", "bob", "king", 400),
    ],
)
def test_nobody_raises_anybody_above_themselves(
    request: pytest.FixtureRequest, acme: Workspace, client_for: Any, role: str, target: str,
    given: str, status: int,
) -> None:  # fmt: skip
    user, other = people.member(acme, role), request.getfixturevalue(target)

    answer = client_for(user).post(at(acme, f"/{other.pk}/role"), {"role": given}, headers=HTMX)

    assert answer.status_code == status
    assert (role_of(other, acme) == given) is (status == 200)


def test_a_role_there_is_not_is_said(
    alice: User, bob: User, acme: Workspace, client_for: Any
) -> None:
    answer = client_for(alice).post(at(acme, f"/{bob.pk}/role"), {"role": "king"}, headers=HTMX)

    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Load the page again and choose one it offers." in page.split("data-problem")[1]


def test_the_role_one_has_offers_no_way_back(
    alice: User, bob: User, acme: Workspace, client_for: Any
) -> None:
    answer = client_for(alice).post(at(acme, f"/{bob.pk}/role"), {"role": "editor"}, headers=HTMX)

    assert "action" not in toast(answer)


def test_the_last_owner_stays_one(alice: User, acme: Workspace, client_for: Any) -> None:
    answer = client_for(alice).post(at(acme, f"/{alice.pk}/role"), {"role": "editor"}, headers=HTMX)

    assert answer.status_code == 409
    assert "Make another owner first." in answer.content.decode()
    assert role_of(alice, acme) == "owner"


def test_who_changes_their_own_role_sees_the_page_anew(acme: Workspace, client_for: Any) -> None:
    user = people.member(acme, "owner")

    answer = client_for(user).post(at(acme, f"/{user.pk}/role"), {"role": "viewer"}, headers=HTMX)

    assert answer["HX-Refresh"] == "true"
    assert role_of(user, acme) == "viewer"


@pytest.mark.parametrize("role", list(Role))
def test_members_are_removed_by_who_may(
    bob: User, acme: Workspace, client_for: Any, role: Role
) -> None:
    answer = client_for(people.member(acme, role)).post(at(acme, f"/{bob.pk}/remove"), headers=HTMX)

    may = role in MANAGERS
    assert answer.status_code == (200 if may else 403)
    assert Membership.objects.filter(user=bob, workspace=acme).exists() is not may
    if may:
        assert "Bob" not in answer.content.decode()
        said = "Bob is no longer a member. What they made stays."
        assert toast(answer)["text"] == said


def test_the_page_costs_as_many_queries_for_many_as_for_few(
    alice: User, acme: Workspace, client_for: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(3):
        people.member(acme, "viewer")
        invited(acme, alice, f"lena-{number}@northbay.example")
    browser = client_for(alice)
    browser.get(at(acme))

    with django_assert_max_num_queries(12):
        browser.get(at(acme))
