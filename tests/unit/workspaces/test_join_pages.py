"""The way in by a link: the token is kept nowhere, and every refusal is a page of the entrance."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.models import User
from tests.factories import people
from workspaces import access, hooks, services
from workspaces.models import Invitation, Membership, Workspace
from workspaces.roles import Role
from workspaces.screens.joining import INVITATION

EMAIL = "lena@northbay.example"
HTML = {"Accept": "text/html"}


@pytest.fixture
def lena(public: None) -> User:
    """The person who is invited."""
    user = people.person("Lena")
    User.objects.filter(pk=user.pk).update(email=EMAIL)
    user.email = EMAIL
    return user


@pytest.fixture
def token(alice: User, acme: Workspace) -> str:
    """A link for Lena, to be an editor."""
    found = access.find(user_id=alice.pk, at=acme.slug)
    return services.invite(found, email=EMAIL, role=Role.EDITOR, by=alice).token


def come(browser: Client, token: str) -> Any:
    """Follow the link and return the page it leads to."""
    assert browser.get(f"/join/{token}")["Location"] == "/join"
    return browser.get("/join")


def test_the_token_stands_in_no_session_address_or_cache(client: Client, token: str) -> None:
    answer = client.get(f"/join/{token}")

    assert answer["Location"] == "/join"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]
    assert client.session[INVITATION] == services.hash_of(token)
    assert token not in str(dict(client.session))
    page = client.get("/join")
    assert "no-store" in page["Cache-Control"]
    assert token not in page.content.decode()


def test_a_stranger_sees_who_invites_to_what_as_what(
    client: Client, token: str, acme: Workspace
) -> None:
    page = come(client, token).content.decode()

    assert f"Alice invited you to {acme.name} as Editor." in page
    assert "Make images, copy and video" in page
    assert "Read who did what" not in page
    assert "/accounts/signup/?email=lena%40northbay.example&amp;next=/join" in page
    assert "/accounts/login/?email=lena%40northbay.example&amp;next=/join" in page


def test_sign_up_has_the_email_fixed_and_leads_back(
    client: Client, token: str, acme: Workspace
) -> None:
    come(client, token)

    page = client.get(f"/accounts/signup/?email={EMAIL}&next=/join").content.decode()

    assert f"Join {acme.name}" in page
    assert f"Alice invited you to {acme.name} as Editor." in page
    assert f'name="email" value="{EMAIL}"' in page
    assert "readonly" in page
    assert 'name="next" value="/join"' in page


def test_sign_up_by_an_invitation_and_join(client: Client, token: str, acme: Workspace) -> None:
    come(client, token)
    form = {"name": "Lena", "email": EMAIL, "password1": people.PASSWORD, "next": "/join"}

    assert client.post("/accounts/signup/", form)["Location"] == "/join"
    assert client.get("/")["Location"] == "/join"
    assert f"Join {acme.name}" in client.get("/join").content.decode()
    assert client.post("/join")["Location"] == f"/w/{acme.slug}/"
    member = Membership.objects.get(workspace=acme, user__email=EMAIL)
    assert member.role == "editor"
    assert INVITATION not in client.session
    assert client.get("/")["Location"] == f"/w/{acme.slug}/"


def test_a_refused_sign_up_keeps_the_email_and_the_way_back(client: Client, token: str) -> None:
    come(client, token)
    form = {"name": "Lena", "email": EMAIL, "password1": "short", "next": "/join"}

    page = client.post("/accounts/signup/", form).content.decode()

    assert f'name="email" value="{EMAIL}"' in page
    assert "readonly" in page
    assert 'name="next" value="/join"' in page


def test_sign_up_without_an_invitation_is_as_ever(client: Client, public: None) -> None:
    page = client.get("/accounts/signup/").content.decode()

    assert "Create your account" in page
    assert "readonly" not in page


def test_sign_in_has_the_email_filled_in(client: Client, token: str) -> None:
    come(client, token)

    page = client.get(f"/accounts/login/?email={EMAIL}&next=/join").content.decode()

    assert f'name="login" value="{EMAIL}"' in page
    assert "/accounts/signup/?email=lena%40northbay.example&amp;next=/join" in page


def test_who_is_signed_in_joins_with_one_button(
    lena: User, token: str, acme: Workspace, client_for: Any
) -> None:
    browser = client_for(lena)

    assert f"You are signed in as {EMAIL}." in come(browser, token).content.decode()
    assert browser.post("/join")["Location"] == f"/w/{acme.slug}/"
    assert Membership.objects.filter(user=lena, workspace=acme, role="editor").exists()


def test_somebody_else_is_told_and_can_be_that_person(
    mallory: User, token: str, acme: Workspace, client_for: Any
) -> None:
    browser = client_for(mallory)

    page = come(browser, token).content.decode()

    assert f"This invitation is for {EMAIL}" in page
    assert f">Join {acme.name}</button>" not in page
    assert browser.post("/join")["Location"] == "/join"
    assert not Membership.objects.filter(user=mallory, workspace=acme).exists()
    assert browser.post("/join/switch")["Location"] == "/join"
    assert "Create account" in browser.get("/join").content.decode()


def test_a_member_is_led_to_the_workspace(
    lena: User, token: str, acme: Workspace, client_for: Any
) -> None:
    people.join(lena, acme, Role.VIEWER)
    browser = client_for(lena)

    assert "You are in this workspace already." in come(browser, token).content.decode()
    assert browser.post("/join")["Location"] == f"/w/{acme.slug}/"
    assert Membership.objects.get(user=lena, workspace=acme).role == "viewer"


def test_who_is_not_signed_in_is_asked_to(client: Client, token: str) -> None:
    come(client, token)

    assert client.post("/join")["Location"] == "/accounts/login/?next=/join"


def _revoke(token: str) -> None:
    Invitation.objects.filter(token_hash=services.hash_of(token)).update(revoked_at=timezone.now())


def _expire(token: str) -> None:
    Invitation.objects.filter(token_hash=services.hash_of(token)).update(
        expires_at=timezone.now() - timedelta(days=1)
    )


def _use(token: str) -> None:
    user = people.person("Other")
    Invitation.objects.filter(token_hash=services.hash_of(token)).update(
        accepted_at=timezone.now(), accepted_by=user
    )


def _archive(token: str) -> None:
    people.archived(Workspace.objects.get(invitations__token_hash=services.hash_of(token)))


def _close(token: str) -> None:
    people.going(Workspace.objects.get(invitations__token_hash=services.hash_of(token)))


def _forget(token: str) -> None:
    Invitation.objects.filter(token_hash=services.hash_of(token)).delete()


@pytest.mark.parametrize(
    ("happens", "status", "title"),
    [
        (_forget, 404, "This invitation is not known"),
        (_revoke, 410, "This invitation was taken back"),
        (_expire, 410, "This invitation has expired"),
        (_use, 410, "This invitation has been used"),
        (_archive, 409, "This workspace is archived"),
        (_close, 409, "This workspace is being deleted"),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_refusal_is_a_page_of_the_entrance(
    lena: User, token: str, client_for: Any, happens: Any, status: int, title: str, method: str
) -> None:
    browser = client_for(lena)
    come(browser, token)
    happens(token)

    answer = getattr(browser, method)("/join")

    page = answer.content.decode()
    assert answer.status_code == status
    assert f'<h1 class="page-title mt-3">{title}</h1>' in page
    assert 'class="entrance"' in page
    assert "no-store" in answer["Cache-Control"]
    # And the start page no longer leads there.
    assert browser.get("/")["Location"] == "/workspaces/new"
    assert not Membership.objects.filter(user=lena).exists()


def test_no_seat_is_told_and_the_invitation_stays(
    lena: User, token: str, acme: Workspace, client_for: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = client_for(lena)
    come(browser, token)
    monkeypatch.setattr(hooks, "seat_limit", lambda _id: 3)

    answer = browser.post("/join")

    assert answer.status_code == 402
    assert "No seat is left" in answer.content.decode()
    assert Invitation.objects.get(workspace=acme).accepted_at is None


def test_a_link_for_another_person_leads_nobody_there_for_ever(
    mallory: User, token: str, beta: Workspace, client_for: Any
) -> None:
    browser = client_for(mallory)
    come(browser, token)

    assert browser.get("/")["Location"] == f"/w/{beta.slug}/"
    # Until then who it is for can still be signed in.
    assert browser.get("/join").status_code == 200
    assert browser.post("/join", {"not_now": "1"})["Location"] == "/"
    assert INVITATION not in browser.session
    assert browser.get("/join").status_code == 404


def test_the_start_forgets_a_link_to_where_one_is(
    lena: User, token: str, acme: Workspace, client_for: Any
) -> None:
    people.join(lena, acme, Role.VIEWER)
    browser = client_for(lena)
    come(browser, token)

    assert browser.get("/")["Location"] == f"/w/{acme.slug}/"
    assert INVITATION not in browser.session


def test_who_joins_where_they_are_is_led_there_no_more(
    lena: User, token: str, acme: Workspace, client_for: Any
) -> None:
    people.join(lena, acme, Role.VIEWER)
    browser = client_for(lena)
    come(browser, token)

    browser.post("/join")

    assert INVITATION not in browser.session


def test_a_double_click_leads_to_the_start(
    lena: User, token: str, acme: Workspace, client_for: Any
) -> None:
    browser = client_for(lena)
    come(browser, token)
    browser.post("/join")

    again = browser.post("/join")

    assert (again.status_code, again["Location"]) == (302, "/")
    assert browser.get("/")["Location"] == f"/w/{acme.slug}/"


def test_what_is_no_link_is_kept_nowhere(client: Client, public: None) -> None:
    before = Session.objects.count()

    answer = client.get("/join/nothing")

    assert answer.status_code == 404
    assert "This invitation is not known" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert Session.objects.count() == before


@pytest.mark.parametrize("happens", [_revoke, _expire, _use, _archive, _close])
def test_a_link_that_is_over_still_has_its_sentence(
    client: Client, token: str, happens: Any
) -> None:
    happens(token)

    assert come(client, token).status_code in {409, 410}


def test_what_is_no_link_leaves_a_good_one(client: Client, token: str, acme: Workspace) -> None:
    client.get(f"/join/{token}")
    client.get("/join/nothing")

    assert f"Join {acme.name}" in client.get("/join").content.decode()


@pytest.mark.parametrize("path", ["/join", "/join/nothing"])
def test_a_link_that_is_none_is_said_to_be_unknown(client: Client, public: None, path: str) -> None:
    answer = client.get(path, follow=True)

    assert answer.status_code == 404
    assert "This invitation is not known" in answer.content.decode()


def test_the_page_costs_few_queries(
    lena: User, token: str, client_for: Any, django_assert_max_num_queries: Any
) -> None:
    browser = client_for(lena)
    come(browser, token)

    with django_assert_max_num_queries(7):
        browser.get("/join")
