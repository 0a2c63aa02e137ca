"""People sign up, sign in and sign out in the browser."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts import services
from accounts.models import User
from audit.models import AuditEvent
from audit.services import SYSTEM
from tests.factories.people import PASSWORD

LOGIN, SIGNUP, LOGOUT = "/accounts/login/", "/accounts/signup/", "/accounts/logout/"
LENA = {"name": "Lena", "email": "Lena@Example.com", "password1": "a long passphrase"}
pytestmark = pytest.mark.usefixtures("clean_cache")


def actions() -> list[str]:
    """Return the newest four actions, newest first."""
    return list(AuditEvent.objects.order_by("-id").values_list("action", flat=True)[:4])


def test_signing_up_makes_a_person_and_leads_to_a_first_workspace(client: Client) -> None:
    answer = client.post(SIGNUP, LENA, follow=True)

    assert answer.redirect_chain == [("/", 302), ("/workspaces/new", 302)]
    user = User.objects.get(email="lena@example.com")
    assert (user.name, user.language, user.is_staff) == ("Lena", "en", False)
    assert EmailAddress.objects.get(user=user).primary
    assert actions()[:2] == ["accounts.person.signed_in", "accounts.person.signed_up"]


def test_a_person_speaks_the_language_they_signed_up_in(client: Client) -> None:
    client.post(SIGNUP, LENA, headers={"accept-language": "zh-CN"})

    assert User.objects.get(email="lena@example.com").language == "zh-hans"


def test_a_person_lives_by_the_clock_and_the_light_they_signed_up_in(client: Client) -> None:
    client.cookies["theme"] = "dark"

    client.post(SIGNUP, {**LENA, "time_zone": "Asia/Shanghai"})

    lena = User.objects.get(email="lena@example.com")
    assert (lena.time_zone, lena.theme) == ("Asia/Shanghai", "dark")


def test_a_clock_nobody_knows_keeps_nobody_out(client: Client) -> None:
    client.cookies["theme"] = "neon"

    client.post(SIGNUP, {**LENA, "time_zone": "Atlantis/City"})

    lena = User.objects.get(email="lena@example.com")
    assert (lena.time_zone, lena.theme) == ("UTC", "system")


def test_without_mail_nobody_is_told_of_a_link(client: Client) -> None:
    assert "This server sends no e-mail" in client.get(SIGNUP).content.decode()

    answer = client.post(SIGNUP, LENA, follow=True)

    assert "We sent a link" not in answer.content.decode()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": ""}, "This field is required."),
        ({"password1": "short"}, "This password is too short."),
        ({"password1": "password"}, "This password is too common."),
        ({"email": "no e-mail"}, "Enter a valid email address."),
    ],
)
def test_sign_up_says_what_is_wrong_and_makes_nobody(
    client: Client, change: dict[str, str], said: str
) -> None:
    answer = client.post(SIGNUP, {**LENA, **change})

    assert said in answer.content.decode()
    assert not User.objects.filter(email="lena@example.com").exists()


def test_an_e_mail_signs_up_once(client: Client, alice: User) -> None:
    answer = client.post(SIGNUP, {**LENA, "email": alice.email.upper()})

    assert "Sign in instead." in answer.content.decode()
    assert User.objects.filter(name="Lena").count() == 0


def test_signing_up_twice_at_once_makes_one_person(
    client: Client, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form found the e-mail free; another request was quicker."""
    monkeypatch.setattr(
        "allauth.account.internal.flows.manage_email.email_already_exists",
        lambda email: (email, False),
    )

    answer = client.post(SIGNUP, {**LENA, "email": alice.email})

    assert answer["Location"] == LOGIN
    assert "Sign in instead." in client.get(LOGIN).content.decode()
    assert User.objects.filter(email=alice.email).count() == 1


def test_signing_in_leads_to_the_only_workspace(client: Client, bob: User, acme: Any) -> None:
    answer = client.post(LOGIN, {"login": bob.email, "password": PASSWORD}, follow=True)

    assert answer.redirect_chain == [("/", 302), (f"/w/{acme.slug}/", 302)]
    assert actions()[0] == "accounts.person.signed_in"


def test_signing_in_leads_back_to_where_somebody_was(client: Client, bob: User) -> None:
    body = {"login": bob.email, "password": PASSWORD, "next": "/workspaces/"}

    assert client.post(LOGIN, body)["Location"] == "/workspaces/"


def test_signing_in_never_leads_to_another_site(client: Client, bob: User) -> None:
    body = {"login": bob.email, "password": PASSWORD, "next": "https://evil.example/"}

    assert client.post(LOGIN, body)["Location"] == "/"


def test_a_wrong_password_tells_how_many_tries_are_left(client: Client, bob: User) -> None:
    said = [
        client.post(LOGIN, {"login": bob.email, "password": "guess"}).content.decode()
        for _ in range(6)
    ]

    assert "4 more tries before a pause of 15 minutes." in said[0]
    assert "1 more try before a pause of 15 minutes." in said[3]
    assert "Too many tries. Wait 15 minutes, or reset the password." in said[4]
    assert "Too many tries. Wait 15 minutes, or reset the password." in said[5]
    assert f'value="{bob.email}"' in said[0]


def test_an_unknown_e_mail_reads_the_same(client: Client, bob: User) -> None:
    def said(email: str) -> str:
        page = client.post(LOGIN, {"login": email, "password": "guess"}).content.decode()
        return page[page.index("do not match") : page.index("15 minutes")]

    assert said("nobody@example.com") == said(bob.email)


def test_the_message_is_plural_in_chinese_too(client: Client, bob: User) -> None:
    answer = client.post(
        LOGIN,
        {"login": bob.email, "password": "guess"},
        headers={"accept-language": "zh-CN"},
    )

    assert answer.headers["Content-Language"] == "zh-hans"
    assert answer.status_code == 200


def test_somebody_switched_off_stays_outside(client: Client, bob: User) -> None:
    services.switch_off(bob, actor=SYSTEM)

    answer = client.post(LOGIN, {"login": bob.email, "password": PASSWORD})

    assert answer["Location"] == "/accounts/inactive/"
    assert client.get("/")["Location"].startswith(LOGIN)


def test_switching_off_ends_a_browsers_session(client: Client, bob: User) -> None:
    client.post(LOGIN, {"login": bob.email, "password": PASSWORD})

    services.switch_off(bob, actor=SYSTEM)

    assert client.get("/workspaces/")["Location"].startswith(LOGIN)


def test_signing_out_is_recorded_and_ends_the_session(client: Client, bob: User) -> None:
    client.post(LOGIN, {"login": bob.email, "password": PASSWORD})

    answer = client.post(LOGOUT)

    assert answer["Location"].startswith(LOGIN)
    assert actions()[0] == "accounts.person.signed_out"
    assert client.get("/workspaces/")["Location"].startswith(LOGIN)


def test_signing_out_is_not_a_link(client: Client, bob: User) -> None:
    client.post(LOGIN, {"login": bob.email, "password": PASSWORD})

    assert client.get(LOGOUT).status_code == 200
    assert client.get("/workspaces/").status_code == 200


def test_a_changed_password_ends_sessions_of_programs(client: Client, bob: User) -> None:
    client.post(LOGIN, {"login": bob.email, "password": PASSWORD})
    body = {"oldpassword": PASSWORD, "password1": "another one", "password2": "another one"}

    client.post("/accounts/password/change/", body)

    assert actions()[0] == "accounts.person.password_changed"
    assert User.objects.get(pk=bob.pk).check_password("another one")
    assert client.get("/workspaces/").status_code == 200


def test_an_ended_session_sends_htmx_to_sign_in_and_back_to_the_page(
    client: Client, acme: Any
) -> None:
    headers = {
        "hx-request": "true",
        "hx-current-url": f"http://testserver/w/{acme.slug}/jobs",
    }

    answer = client.get(f"/w/{acme.slug}/home/board", headers=headers)

    assert answer.status_code == 401
    assert answer["HX-Redirect"] == f"{LOGIN}?expired=1&next=%2Fw%2F{acme.slug}%2Fjobs"
    assert "You were signed out" in client.get(answer["HX-Redirect"]).content.decode()


@pytest.mark.parametrize(
    ("path", "accept"), [("events", "text/event-stream"), ("snapshot", "application/json")]
)
def test_an_ended_session_tells_a_script_so_instead_of_leading_it_to_a_page(
    client: Client, acme: Any, path: str, accept: str
) -> None:
    answer = client.get(f"/w/{acme.slug}/{path}", headers={"accept": accept})

    assert answer.status_code == 401
    assert "Location" not in answer


@pytest.mark.parametrize(
    "path",
    [
        LOGIN,
        SIGNUP,
        "/accounts/password/reset/",
        "/accounts/password/reset/done/",
        "/accounts/password/reset/key/done/",
        "/accounts/password/reset/key/1-nonsense/",
        "/accounts/confirm-email/nonsense/",
        "/accounts/inactive/",
        "/accounts/closed/",
        "/accounts/social/login/cancelled/",
    ],
)
def test_pages_for_strangers_are_served(client: Client, path: str) -> None:
    assert client.get(path, follow=True).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/profile/",
        "/accounts/email/",
        "/accounts/password/change/",
        "/accounts/2fa/",
        "/accounts/2fa/totp/activate/",
        "/accounts/2fa/webauthn/",
        "/accounts/2fa/webauthn/add/",
        "/accounts/sessions/",
        "/accounts/social/",
        "/accounts/close/",
        "/accounts/closed/",
        "/accounts/reauthenticate/",
        LOGOUT,
    ],
)
def test_pages_for_people_are_served(client: Client, bob: User, path: str) -> None:
    client.post(LOGIN, {"login": bob.email, "password": PASSWORD})

    assert client.get(path, follow=True).status_code == 200


def test_asking_too_often_is_answered_in_our_own_words(
    client: Client, bob: User, settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "reset_password": "1/m/ip"}
    body = {"email": bob.email}

    client.post("/accounts/password/reset/", body)
    answer = client.post("/accounts/password/reset/", body)

    assert answer.status_code == 429
    assert "That was too often" in answer.content.decode()
