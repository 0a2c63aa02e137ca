"""Staff have a second step: led to set it up, asked for it, and never without it."""

from typing import Any
from unittest.mock import patch

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import guessing, services
from accounts.models import User
from accounts.services import NewPerson
from tests.factories import people
from tests.factories.people import PASSWORD

LOGIN, INDEX = "/accounts/login/", "/accounts/2fa/"
ACTIVATE, DEACTIVATE = "/accounts/2fa/totp/activate/", "/accounts/2fa/totp/deactivate/"
CODE, CODE_AGAIN = "/accounts/2fa/authenticate/", "/accounts/2fa/reauthenticate/"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
pytestmark = pytest.mark.usefixtures("clean_cache")


@pytest.fixture
def boss(public: None) -> User:
    return services.create_person(
        NewPerson(email="boss@example.com", name="Boss", password=PASSWORD, is_staff=True)
    )


@pytest.fixture
def browser(boss: User) -> Client:
    """A browser in which staff have signed in with the password."""
    client = Client()
    client.post(LOGIN, {"login": boss.email, "password": PASSWORD})
    return client


@pytest.fixture
def old_session(boss: User) -> Client:
    """A session from before the second step was set up."""
    client = Client()
    client.force_login(boss, backend=BACKEND)
    people.factor(boss)
    return client


def passkey(user: User) -> Authenticator:
    return Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Key", "credential": {}}
    )


def set_up(browser: Client, user: User) -> None:
    """Set an app up by the pages."""
    browser.post(f"/accounts/reauthenticate/?next={ACTIVATE}", {"password": PASSWORD})
    browser.get(ACTIVATE)
    key = browser.session["mfa.totp.secret"]
    # The library tells of it when the transaction ends, before the session is kept.
    with patch.object(transaction, "on_commit", lambda run, **_: run()):
        answer = browser.post(ACTIVATE, {"code": people.code(key)})
    assert answer.status_code == 302, answer.context["form"].errors


# --- none yet -------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", ["/", "/staff/", "/workspaces/", "/accounts/password/change/"])
def test_staff_without_a_second_step_are_led_to_set_one_up(browser: Client, path: str) -> None:
    answer = browser.get(path)

    assert (answer.status_code, answer["Location"]) == (302, INDEX)
    assert "Staff need a second step to sign in." in browser.get(INDEX).content.decode()


def test_what_they_need_for_it_is_open(browser: Client) -> None:
    assert browser.get(INDEX).status_code == 200
    assert browser.get("/accounts/email/").status_code in {200, 302}
    assert browser.get("/healthz").status_code == 200
    assert browser.post("/i18n/language", {"language": "en"}).status_code in {204, 302}
    assert browser.get(ACTIVATE).status_code == 200
    assert browser.post("/staff/logout/")["Location"].startswith(LOGIN)


def test_once_it_is_set_up_everything_is_open(browser: Client, boss: User) -> None:
    set_up(browser, boss)

    assert browser.get("/staff/").status_code == 200
    assert browser.get("/api/v1/auth/me").status_code == 200


def test_a_script_and_a_part_of_a_page_are_not_led_to_a_page(browser: Client) -> None:
    events = browser.get("/workspaces/", headers={"accept": "text/event-stream"})
    part = browser.get("/workspaces/", headers={"hx-request": "true"})

    assert (events.status_code, "Location" in events) == (403, False)
    assert (part.status_code, part["HX-Redirect"]) == (403, INDEX)


def test_the_api_refuses_the_sites_session_and_takes_a_token(
    browser: Client, boss: User, api_for: Any
) -> None:
    refused = browser.get("/api/v1/auth/me")

    assert (refused.status_code, refused.json()["code"]) == (403, "second-factor-needed")
    assert api_for(boss).get("/api/v1/auth/me").status_code == 200


# --- one is there ---------------------------------------------------------------------------------
def test_signing_in_asks_for_the_code(boss: User) -> None:
    key = people.factor(boss)
    browser = Client()

    first = browser.post(LOGIN, {"login": boss.email, "password": PASSWORD})
    before = browser.get("/staff/")
    wrong = browser.post(CODE, {"code": "000000"})
    right = browser.post(CODE, {"code": people.code(key)})

    assert first["Location"].startswith(CODE)
    assert before["Location"].startswith("/staff/login/")
    assert wrong.status_code == 200
    assert right["Location"] == "/"
    assert browser.get("/staff/").status_code == 200


def test_a_session_from_before_has_to_show_it(old_session: Client, boss: User) -> None:
    led = old_session.get("/staff/")
    assert led["Location"] == f"{CODE_AGAIN}?next=%2Fstaff%2F"

    answer = old_session.post(led["Location"], {"code": people.code(people.factor(boss))})

    assert answer["Location"] == "/staff/"
    assert old_session.get("/staff/").status_code == 200


@pytest.mark.parametrize(
    "path",
    [INDEX, ACTIVATE, DEACTIVATE, "/accounts/2fa/webauthn/add/", "/accounts/reauthenticate/"],
)
def test_another_one_is_no_way_around(old_session: Client, path: str) -> None:
    assert old_session.get(path)["Location"].startswith(CODE_AGAIN)
    assert old_session.post(path, {"password": PASSWORD})["Location"].startswith(CODE_AGAIN)


def test_who_has_passkeys_alone_shows_one(boss: User) -> None:
    passkey(boss)
    client = Client()
    client.force_login(boss, backend=BACKEND)

    assert client.get("/staff/")["Location"].startswith("/accounts/2fa/webauthn/reauthenticate/")


def test_a_person_made_staff_is_asked_at_the_next_page(bob: User) -> None:
    client = Client()
    client.force_login(bob, backend=BACKEND)
    assert client.get("/workspaces/").status_code == 200

    User.objects.filter(pk=bob.pk).update(is_staff=True)

    assert client.get("/workspaces/")["Location"] == INDEX


def test_others_are_asked_for_nothing(bob: User, client_for: Any) -> None:
    assert client_for(bob).get("/workspaces/").status_code == 200


# --- never without --------------------------------------------------------------------------------
def test_the_last_one_is_kept(browser: Client, boss: User) -> None:
    set_up(browser, boss)

    people.prove_again(browser)
    answer = browser.post(DEACTIVATE)

    assert "Add another one before you remove this one." in answer.content.decode()
    assert Authenticator.objects.filter(user=boss, type="totp").exists()


def test_the_last_passkey_is_kept(boss: User) -> None:
    key = passkey(boss)
    client = Client()
    people.sign_in(client, boss)
    Authenticator.objects.filter(user=boss, type="totp").delete()
    people.prove_again(client)

    answer = client.post(reverse("mfa_remove_webauthn", args=[key.pk]))

    assert answer["Location"] == INDEX
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_one_of_two_may_go(browser: Client, boss: User) -> None:
    set_up(browser, boss)
    passkey(boss)

    people.prove_again(browser)
    browser.post(DEACTIVATE)

    assert not Authenticator.objects.filter(user=boss, type="totp").exists()


def test_it_costs_one_query_and_others_none(boss: User, bob: User, client_for: Any) -> None:
    def of_second_steps(client: Client) -> int:
        with CaptureQueriesContext(connection) as made:
            client.get("/staff/password_change/")
        return sum("mfa_authenticator" in query["sql"] for query in made)

    assert (of_second_steps(client_for(boss)), of_second_steps(client_for(bob))) == (1, 0)


# --- codes are counted ----------------------------------------------------------------------------
def started(user: User, address: str) -> Client:
    """Return a browser that has given the password and is asked for the code."""
    browser = Client(headers={"x-forwarded-for": address})
    browser.post(LOGIN, {"login": user.email, "password": PASSWORD})
    return browser


def test_five_wrong_codes_are_the_last_for_a_while(boss: User) -> None:
    key = people.factor(boss)
    browser = started(boss, "203.0.113.1")

    for _ in range(5):
        browser.post(CODE, {"code": "000000"})
    refused = browser.post(CODE, {"code": people.code(key)})

    assert "Too many wrong codes. Wait 15 minutes." in refused.content.decode()
    elsewhere = started(boss, "203.0.113.2")
    assert elsewhere.post(CODE, {"code": people.code(key)})["Location"] == "/"


def test_a_person_has_twenty_wrong_codes_an_hour_over_all_addresses(boss: User) -> None:
    key = people.factor(boss)
    for n in range(5):
        browser = started(boss, f"198.51.100.{n}")
        for _ in range(4):
            browser.post(CODE, {"code": "000000"})

    refused = started(boss, "198.51.100.77").post(CODE, {"code": people.code(key)})

    assert "Too many wrong codes. Wait 60 minutes." in refused.content.decode()


def test_a_code_that_was_right_is_not_counted(boss: User) -> None:
    for _ in range(3):
        key = people.factor(boss)
        browser = started(boss, "203.0.113.1")
        assert [browser.post(CODE, {"code": "000000"}).status_code for _ in range(4)] == [200] * 4
        assert browser.post(CODE, {"code": people.code(key)})["Location"] == "/"
        Authenticator.objects.filter(user=boss).delete()  # a code is taken once


def test_programs_codes_are_counted_with_the_pages(boss: User, rf: Any) -> None:
    key = people.factor(boss)
    browser = started(boss, "203.0.113.1")
    for _ in range(4):
        browser.post(CODE, {"code": "000000"})
    request = rf.post("/", headers={"x-forwarded-for": "203.0.113.1"})

    assert services.prove_code(request, user=boss, code="000000") is None
    with pytest.raises(guessing.Paused):
        services.prove_code(request, user=boss, code=people.code(key))
