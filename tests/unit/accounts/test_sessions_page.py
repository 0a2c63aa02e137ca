"""The page of one's sessions: where one is signed in, and how that ends."""

import uuid
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from accounts import browsers, services
from accounts.models import TokenFamily, User
from audit.models import AuditEvent
from tests.factories import people

PAGE = "/accounts/sessions/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def at_the_desk(bob: User, client_for: Any) -> Client:
    """Bob's browser."""
    client: Client = client_for(bob)
    client.get(PAGE)
    return client


@pytest.fixture
def elsewhere(bob: User, client_for: Any) -> Client:
    """Another browser of Bob's."""
    client: Client = client_for(bob)
    client.get(PAGE, headers={"user-agent": FIREFOX}, REMOTE_ADDR="203.0.113.7")
    return client


def is_in(client: Client) -> bool:
    return client.get("/workspaces/").status_code == 200


def place_of(client: Client) -> uuid.UUID:
    """Return the id of a browser's session, as the page names it."""
    key = client.session.session_key
    assert key is not None
    return browsers.id_of(key)


def test_every_browser_and_program_is_shown(
    bob: User, at_the_desk: Client, elsewhere: Client, api_for: Any
) -> None:
    api_for(bob)

    said = at_the_desk.get(PAGE).content.decode()

    assert said.count('class="session-row"') == 3
    assert said.count("This device") == 1
    assert "Firefox on Windows" in said
    assert "203.0.113.7" in said
    assert "Program ·" in said


def test_no_key_of_a_session_is_on_the_page(at_the_desk: Client, elsewhere: Client) -> None:
    said = at_the_desk.get(PAGE).content.decode()

    for key in UserSession.objects.values_list("session_key", flat=True):
        assert key not in said


def test_one_browser_is_signed_out(at_the_desk: Client, elsewhere: Client) -> None:
    answer = at_the_desk.post(f"{PAGE}{place_of(elsewhere)}", follow=True)

    assert "Signed out there." in answer.content.decode()
    assert not is_in(elsewhere)
    assert is_in(at_the_desk)
    assert AuditEvent.objects.latest("id").action == "accounts.session.ended"


def test_one_program_is_signed_out(bob: User, at_the_desk: Client, api_for: Any) -> None:
    program = api_for(bob)
    family = TokenFamily.objects.get(user=bob, revoked_at__isnull=True)

    at_the_desk.post(f"{PAGE}{family.pk}")

    assert program.get("/api/v1/auth/me").status_code == 401


def test_a_session_that_is_over_is_said_to_be(at_the_desk: Client) -> None:
    answer = at_the_desk.post(f"{PAGE}{uuid.uuid4()}", follow=True)

    assert "That session was over already." in answer.content.decode()


def test_nobody_signs_somebody_else_out(alice: User, client_for: Any, at_the_desk: Client) -> None:
    client_for(alice).post(f"{PAGE}{place_of(at_the_desk)}")

    assert is_in(at_the_desk)


def test_signing_out_here_leads_out(at_the_desk: Client) -> None:
    at_the_desk.post(f"{PAGE}{place_of(at_the_desk)}")

    assert not is_in(at_the_desk)


def test_everywhere_else_keeps_this_one(
    bob: User, at_the_desk: Client, elsewhere: Client, api_for: Any
) -> None:
    program = api_for(bob)

    answer = at_the_desk.post(f"{PAGE}all", {"keep": "1"}, follow=True)

    assert "Signed out of 2 other sessions." in answer.content.decode()
    assert is_in(at_the_desk)
    assert not is_in(elsewhere)
    assert program.get("/api/v1/auth/me").status_code == 401


def test_everywhere_is_everywhere(bob: User, at_the_desk: Client, elsewhere: Client) -> None:
    answer = at_the_desk.post(f"{PAGE}all")

    assert answer["Location"] == "/accounts/login/"
    assert "You are signed out everywhere." in at_the_desk.get(answer["Location"]).content.decode()
    assert not is_in(at_the_desk)
    assert not is_in(elsewhere)
    assert services.sessions_of(bob) == []


@pytest.mark.parametrize("path", [PAGE, "/accounts/profile/", "/accounts/close/", "/accounts/2fa/"])
def test_strangers_are_led_to_sign_in(public: None, path: str) -> None:
    assert Client().get(path)["Location"].startswith("/accounts/login/")


def test_signing_out_is_not_a_link(at_the_desk: Client) -> None:
    assert at_the_desk.get(f"{PAGE}all").status_code == 405
    assert is_in(at_the_desk)


def test_rows_of_a_browser_are_found_by_what_its_session_is_called(
    bob: User, at_the_desk: Client, elsewhere: Client
) -> None:
    before = AuditEvent.objects.latest("id").pk
    here = place_of(at_the_desk)

    assert at_the_desk.post("/accounts/profile/name", {"name": "Robert"}).status_code == 302
    elsewhere.post(f"{PAGE}{place_of(at_the_desk)}")

    changed, ended = AuditEvent.objects.filter(pk__gt=before).order_by("id")
    assert changed.session_id == ended.data["session"] == str(here)
    assert ended.session_id == str(place_of(elsewhere))


def test_who_signs_in_by_a_page_has_the_session_that_begins(bob: User) -> None:
    client = Client()

    client.post("/accounts/login/", {"login": bob.email, "password": people.PASSWORD})

    event = AuditEvent.objects.filter(actor_id=str(bob.pk)).latest("id")
    assert event.action == "accounts.person.signed_in"
    assert event.session_id == str(place_of(client))
    client.post("/accounts/logout/")
    over = AuditEvent.objects.filter(actor_id=str(bob.pk)).latest("id")
    assert (over.action, over.session_id) == ("accounts.person.signed_out", event.session_id)


def test_a_cookie_that_opens_nothing_is_no_session(bob: User) -> None:
    client = Client()
    client.cookies["sessionid"] = "a" * 32

    client.post("/accounts/login/", {"login": bob.email, "password": "wrong"})

    assert AuditEvent.objects.latest("id").session_id == ""
