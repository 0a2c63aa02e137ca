"""The page of members: inviting, new links, and taking invitations back."""

from typing import Any

import pytest

from accounts.models import User
from tests.factories import people
from tests.unit.workspaces.members_page import HTMX, MANAGERS, at, invited, toast
from workspaces import hooks, services
from workspaces.models import Invitation, Workspace
from workspaces.roles import Role


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
    alice: User, acme: Workspace, client_for: Any, settings: Any
) -> None:
    settings.HAS_EMAIL = True
    browser = client_for(alice)

    page = browser.post(
        at(acme, "/invite"), {"emails": "lena@northbay.example", "role": "viewer"}, headers=HTMX
    ).content.decode()
    again = browser.post(_renew(acme), headers=HTMX)

    assert "Invited</span>" in page
    assert "/join/" not in page + again.content.decode()
    assert toast(again)["text"] == "The link is on its way to lena@northbay.example."


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_an_address_that_is_too_long_stands_in_no_other_ones_way(
    alice: User, acme: Workspace, client_for: Any, headers: dict[str, str]
) -> None:
    long = f"{'x' * 64}@{'y' * 63}.{'y' * 63}.{'y' * 63}.example"
    grows = f"x@{'İ' * 31}.{'y' * 63}.{'y' * 63}.{'y' * 60}.com"
    body = {"emails": f"{long} {grows} lena@northbay.example", "role": "viewer"}

    page = client_for(alice).post(at(acme, "/invite"), body, headers=headers).content.decode()

    assert (len(long), len(grows.lower()) > 254 > len(grows)) == (264, True)
    assert page.count("Is not an e-mail") == 2
    assert page.count('aria-label="Link for lena@northbay.example"') == 1


def test_too_many_in_an_hour_are_said_beside_the_field_and_stay_in_it(
    alice: User, acme: Workspace, client_for: Any, settings: Any
) -> None:
    settings.INVITES_AN_HOUR = {"person": 1, "workspace": 60, "email": 5}
    body = {"emails": "lena@northbay.example mia@northbay.example", "role": "viewer"}

    page = client_for(alice).post(at(acme, "/invite"), body, headers=HTMX).content.decode()

    assert page.count("Invited, pass on the link") == page.count("Not invited yet") == 1
    assert "That was often within an hour. Try again in 60 minutes." in page
    assert "mia@northbay.example</textarea>" in page
    assert Invitation.objects.get(workspace=acme).email == "lena@northbay.example"


def test_a_link_is_not_made_anew_too_often(
    alice: User, acme: Workspace, client_for: Any, settings: Any
) -> None:
    settings.INVITES_AN_HOUR = {"person": 30, "workspace": 60, "email": 1}
    browser, address = client_for(alice), _invitation(acme, invited(acme, alice), "renew")
    browser.post(address, headers=HTMX)

    answer = browser.post(address, headers=HTMX)

    assert (answer.status_code, int(answer["Retry-After"]) > 3500) == (429, True)
    assert "That was often within an hour." in answer.content.decode()


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


def _renew(place: Workspace) -> str:
    return _invitation(place, Invitation.objects.get(workspace=place), "renew")


def _invitation(place: Workspace, invitation: Invitation, verb: str) -> str:
    return f"/w/{place.slug}/settings/invitations/{invitation.pk}/{verb}"
