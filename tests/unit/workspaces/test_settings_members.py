"""The page of members: roles, invitations, seats, and the table of rules."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from tests.factories import people
from workspaces import access, hooks, mail, services
from workspaces.models import Invitation, Membership, Workspace
from workspaces.roles import EXPLAINED, Role

HTMX = {"HX-Request": "true"}
MANAGERS = {"owner", "admin"}


def at(place: Workspace, rest: str = "") -> str:
    return f"/w/{place.slug}/settings/members{rest}"


def toast(answer: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answer["HX-Trigger"])["toast"]
    return found


def role_of(user: User, place: Workspace) -> str:
    return Membership.objects.get(user=user, workspace=place).role


def invited(place: Workspace, by: User, email: str = "lena@northbay.example") -> Invitation:
    found = access.find(user_id=by.pk, at=place.slug)
    return services.invite(found, email=email, role=Role.EDITOR, by=by).invitation


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


def test_a_role_is_changed_at_once_and_can_be_taken_back(
    alice: User, bob: User, acme: Workspace, client_for: Any
) -> None:
    browser = client_for(alice)
    body = {"role": "reviewer", "before": "editor"}

    answer = browser.post(at(acme, f"/{bob.pk}/role"), body, headers=HTMX)

    assert role_of(bob, acme) == "reviewer"
    assert 'id="people"' in answer.content.decode()
    assert toast(answer)["text"] == "Bob is now Reviewer."
    action = toast(answer)["action"]
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
        assert "What they made stays" in toast(answer)["text"]


def test_each_address_is_told_what_became_of_it(
    alice: User, bob: User, acme: Workspace, client_for: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hooks, "seat_limit", lambda _id: 4)
    body = {
        "emails": f"lena@northbay.example，nobody {bob.email}; late@northbay.example",
        "role": "reviewer",
    }

    page = client_for(alice).post(at(acme, "/invite"), body, headers=HTMX).content.decode()

    for said in ("Invited, pass on the link", "Is not an e-mail", "Is a member already",
                 "No seat is left"):  # fmt: skip
        assert page.count(said) == 1
    (invitation,) = Invitation.objects.filter(workspace=acme)
    assert (invitation.email, invitation.role) == ("lena@northbay.example", "reviewer")
    token = page.split("/join/")[1].split('"')[0]
    assert services.hash_of(token) == invitation.token_hash
    assert 'id="people" tabindex="-1" hx-swap-oob="morph"' in page
    assert token not in client_for(alice).get(at(acme)).content.decode()


def test_a_link_that_was_mailed_is_not_shown(
    alice: User, acme: Workspace, client_for: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "send_invitation", lambda _issued: True)
    browser = client_for(alice)

    page = browser.post(
        at(acme, "/invite"), {"emails": "lena@northbay.example", "role": "viewer"}, headers=HTMX
    ).content.decode()
    again = browser.post(_renew(acme), headers=HTMX)

    assert "Invited</span>" in page
    assert "/join/" not in page + again.content.decode()
    assert toast(again)["text"] == "The link is on its way to lena@northbay.example."


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"emails": " ", "role": "editor"}, "This field is required."),
        ({"emails": ",,", "role": "editor"}, "Type at least one e-mail."),
        ({"emails": " ".join(f"a{n}@b.example" for n in range(21)), "role": "editor"},
         "Invite at most 20 people at once."),
        ({"emails": "a@b.example", "role": "owner"}, "Select a valid choice."),
    ],
)  # fmt: skip
@pytest.mark.parametrize("headers", [HTMX, {}])
def test_what_cannot_be_an_invitation_is_said(
    alice: User, acme: Workspace, client_for: Any, body: dict[str, str], said: str,
    headers: dict[str, str],
) -> None:  # fmt: skip
    answer = client_for(alice).post(at(acme, "/invite"), body, headers=headers)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Invitation.objects.filter(workspace=acme).exists()


@pytest.mark.parametrize("role", list(Role))
def test_invitations_are_made_renewed_and_withdrawn_by_who_may(
    alice: User, acme: Workspace, client_for: Any, role: Role
) -> None:
    invitation = invited(acme, alice)
    browser = client_for(people.member(acme, role))
    expected = 200 if role in MANAGERS else 403

    made = browser.post(
        at(acme, "/invite"), {"emails": "a@b.example", "role": "viewer"}, headers=HTMX
    )
    renewed = browser.post(_invitation(acme, invitation, "renew"), headers=HTMX)
    gone = browser.post(_invitation(acme, invitation, "revoke"), headers=HTMX)

    assert [one.status_code for one in (made, renewed, gone)] == [expected] * 3
    if expected == 200:
        assert "It is shown only now" in renewed.content.decode()
        assert invitation.email not in gone.content.decode()
        assert browser.post(_invitation(acme, invitation, "revoke")).status_code == 404
        assert browser.post(_invitation(acme, invitation, "renew")).status_code == 404


def test_an_archived_workspace_invites_nobody(
    alice: User, acme: Workspace, client_for: Any
) -> None:
    people.archived(acme)
    browser = client_for(alice)

    assert "invite-dialog" not in browser.get(at(acme)).content.decode()
    assert browser.post(at(acme, "/invite"), {"emails": "a@b.example"}).status_code == 409


def test_the_dialog_says_beforehand_that_no_email_is_sent(
    alice: User, acme: Workspace, client_for: Any, settings: Any
) -> None:
    said = "This server sends no e-mail."
    settings.HAS_EMAIL = False
    without = client_for(alice).get(at(acme)).content.decode()
    settings.HAS_EMAIL = True
    with_it = client_for(alice).get(at(acme)).content.decode()

    assert (said in without, said in with_it) == (True, False)


def test_the_page_costs_as_many_queries_for_many_as_for_few(
    alice: User, acme: Workspace, client_for: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(3):
        people.member(acme, "viewer")
        invited(acme, alice, f"lena-{number}@northbay.example")
    browser = client_for(alice)
    browser.get(at(acme))

    with django_assert_max_num_queries(10):
        browser.get(at(acme))


def _renew(place: Workspace) -> str:
    return _invitation(place, Invitation.objects.get(workspace=place), "renew")


def _invitation(place: Workspace, invitation: Invitation, verb: str) -> str:
    return f"/w/{place.slug}/settings/invitations/{invitation.pk}/{verb}"
