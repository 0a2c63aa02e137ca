"""The doors themselves: sessions, cookies, where they lead, who may frame and who may keep them."""

from typing import Any

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.test import Client

from accounts import services
from accounts.models import User
from tests.factories import people
from tests.factories.people import PASSWORD

LOGIN = "/accounts/login/"
pytestmark = pytest.mark.usefixtures("clean_cache")


def sign_in(client: Client, user: User, **more: str) -> Any:
    return client.post(LOGIN, {"login": user.email, "password": PASSWORD, **more})


def test_a_session_from_before_is_not_the_one_that_is_signed_in(bob: User, settings: Any) -> None:
    """Whoever slipped somebody a session's key has nothing of it."""
    client = Client()
    session = client.session
    session["slipped"] = "in"
    session.save()
    before = session.session_key
    client.get(LOGIN)

    sign_in(client, bob)

    assert client.session.session_key != before
    stranger = Client()
    stranger.cookies[settings.SESSION_COOKIE_NAME] = str(before)
    assert stranger.get("/workspaces/").status_code == 302


def test_a_code_does_not_end_what_the_old_password_began(bob: User) -> None:
    key, thief = people.factor(bob), Client()
    assert sign_in(thief, bob)["Location"] == "/accounts/2fa/authenticate/"
    services.change_password(User.objects.get(pk=bob.pk), password="another long passphrase")

    answer = thief.post("/accounts/2fa/authenticate/", {"code": people.code(key)})

    assert answer["Location"] == LOGIN
    assert thief.get("/workspaces/").status_code == 302


def test_signing_out_leaves_nothing_of_the_session(bob: User, settings: Any) -> None:
    client = Client()
    sign_in(client, bob)
    key = client.session.session_key

    client.post("/accounts/logout/")

    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = str(key)
    assert thief.get("/workspaces/").status_code == 302


def test_cookies_are_kept_from_scripts_and_other_sites(bob: User, settings: Any) -> None:
    client = Client()
    sign_in(client, bob)

    for name in (settings.SESSION_COOKIE_NAME, settings.DEVICE_COOKIE_NAME):
        cookie = client.cookies[name]
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax"), name
    assert client.cookies[settings.CSRF_COOKIE_NAME]["samesite"] == "Lax"


@pytest.mark.parametrize(
    "to",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "https:evil.example",
        "http://testserver@evil.example/",
        "/%09/evil.example",
        " //evil.example",
    ],
)
def test_no_door_leads_to_another_site(bob: User, to: str) -> None:
    for client, path, body in (
        (Client(), LOGIN, {"login": bob.email, "password": PASSWORD}),
        (Client(), "/accounts/logout/", {}),
    ):
        if path != LOGIN:
            sign_in(client, bob)
        answer = client.post(path, {**body, "next": to})
        place = answer["Location"]
        assert place.startswith("/"), place
        assert not place.startswith(("//", "/\\")), place


@pytest.mark.parametrize(
    "path",
    [
        LOGIN,
        "/accounts/signup/",
        "/accounts/password/reset/",
        "/accounts/password/change/",
        "/accounts/email/",
        "/accounts/2fa/",
        "/accounts/2fa/totp/activate/",
        "/accounts/reauthenticate/",
        "/accounts/sessions/",
        "/accounts/profile/",
    ],
)
def test_account_pages_are_kept_and_framed_by_nobody(bob: User, path: str) -> None:
    client = Client()
    if path not in {LOGIN, "/accounts/signup/", "/accounts/password/reset/"}:
        sign_in(client, bob)

    answer = client.get(path)

    assert "no-store" in answer.get("Cache-Control", ""), answer.headers
    assert answer["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["Referrer-Policy"] == "same-origin"


def test_a_reset_links_key_stands_in_no_address_of_a_page(bob: User) -> None:
    """What a page loads, and where it leads, would be told its address."""
    key = default_token_generator.make_token(bob)
    link = f"/accounts/password/reset/key/{user_pk_to_url_str(bob)}-{key}/"
    client = Client()

    first = client.get(link)

    assert first.status_code == 302
    assert key not in first["Location"]
    shown = client.get(first["Location"])
    assert key not in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert first["Referrer-Policy"] == shown["Referrer-Policy"] == "same-origin"


def test_a_reset_link_opens_once(bob: User) -> None:
    key = default_token_generator.make_token(bob)
    link = f"/accounts/password/reset/key/{user_pk_to_url_str(bob)}-{key}/"
    client = Client()
    form = client.get(link)["Location"]
    new = {"password1": "another passphrase", "password2": "another passphrase"}
    assert client.post(form, new).status_code == 302

    again = Client().get(link)

    assert again.status_code == 200
    assert "password1" not in again.content.decode()
    assert User.objects.get(pk=bob.pk).check_password("another passphrase")


@pytest.mark.parametrize("way", ["", "callback/", "token/"])
def test_where_google_is_not_connected_there_are_no_doors_of_it(way: str, public: None) -> None:
    for answer in (
        Client().get(f"/accounts/google/login/{way}"),
        Client().post(f"/accounts/google/login/{way}"),
    ):
        assert answer.status_code == 404
