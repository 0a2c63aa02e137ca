"""Google vouches for people: who is new gets an account, who has one connects it first.

Google itself is stood in for at the one call that is made to it: the exchange of the code.
"""

import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Client
from django.conf import settings as django_settings
from django.test import Client
from joserfc import jwt
from joserfc.jwk import OctKey

from accounts.models import Notification, User
from audit.models import AuditEvent
from tests.factories import people
from tests.factories.people import PASSWORD

CLIENT_ID = "the-studio.apps.googleusercontent.com"
WAY, BACK, PAGE = "/accounts/google/login/", "/accounts/google/login/callback/", "/accounts/social/"
LENA = {"sub": "10001", "email": "Lena@Gmail.com", "email_verified": True, "name": "Lena Sørensen"}
pytestmark = pytest.mark.usefixtures("clean_cache", "google")


class StandIn:
    """What Google says of whoever comes back next."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = LENA
        self.verifiers: list[str | None] = []

    def get_access_token(self, _code: str, pkce_code_verifier: str | None = None) -> Any:
        self.verifiers.append(pkce_code_verifier)
        now = int(time.time())
        claims = {
            **self.claims,
            "iss": "https://accounts.google.com",
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 600,
        }
        key = OctKey.import_key("what comes from Google itself is not held against a signature")
        token = jwt.encode({"alg": "HS256", "kid": "1"}, claims, key, algorithms=["HS256"])
        return {"access_token": "opaque", "id_token": token, "token_type": "Bearer"}


@pytest.fixture
def google(settings: Any, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """Connect the studio to a stand-in of Google."""
    settings.GOOGLE_CLIENT_ID = CLIENT_ID
    given = django_settings.SOCIALACCOUNT_PROVIDERS["google"]
    app = {"client_id": CLIENT_ID, "secret": "hush", "key": ""}
    settings.SOCIALACCOUNT_PROVIDERS = {"google": {**given, "APPS": [app]}}
    stand_in = StandIn()
    monkeypatch.setattr(
        OAuth2Client,
        "get_access_token",
        lambda _client, code, **rest: stand_in.get_access_token(code, **rest),
    )
    return stand_in


def go(client: Client, *, process: str = "login", **query: str) -> Any:
    """Go to Google and come back; return the answer to that."""
    away = client.post(f"{WAY}?process={process}", query)
    state = parse_qs(urlsplit(away["Location"]).query)["state"][0]
    return client.get(BACK, {"code": "a-code", "state": state})


def actions(count: int = 1) -> list[str]:
    return list(AuditEvent.objects.order_by("-id").values_list("action", flat=True)[:count])


def proven(user: User) -> Client:
    client = Client()
    people.sign_in(client, user)
    people.prove_again(client)
    return client


@pytest.mark.parametrize("page", ["/accounts/login/", "/accounts/signup/"])
def test_the_button_is_there_when_google_is_connected(
    public: None, settings: Any, page: str
) -> None:
    assert "Continue with Google" in Client().get(page).content.decode()

    settings.GOOGLE_CLIENT_ID = ""

    assert "Google" not in Client().get(page).content.decode()


def test_the_way_to_google_carries_a_state_and_a_challenge(public: None) -> None:
    answer = Client().post(f"{WAY}?process=login")

    place = urlsplit(answer["Location"])
    asked = parse_qs(place.query)
    assert place.netloc == "accounts.google.com"
    assert asked["client_id"] == [CLIENT_ID]
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["state"][0]) >= 16
    assert len(asked["code_challenge"][0]) >= 43


def test_a_link_alone_leads_nobody_to_google(public: None) -> None:
    """Whoever lures somebody to an address must not sign them in as somebody else."""
    answer = Client().get(f"{WAY}?process=login")

    assert answer.status_code == 200
    assert "Go to Google" in answer.content.decode()


def test_who_is_new_gets_an_account_of_their_own(google: StandIn, public: None) -> None:
    client = Client()

    answer = go(client)

    assert answer["Location"] == "/"
    lena = User.objects.get(email="lena@gmail.com")
    assert (lena.name, lena.language, lena.has_usable_password()) == ("Lena Sørensen", "en", False)
    address = EmailAddress.objects.get(user=lena)
    assert (address.email, address.verified) == ("lena@gmail.com", True)
    assert actions(3) == [
        "accounts.person.signed_in",
        "accounts.identity.linked",
        "accounts.person.signed_up",
    ]
    assert client.get("/workspaces/").status_code == 200
    # The challenge was answered for with what was hidden behind it.
    assert google.verifiers != [None]


def test_who_came_before_is_signed_in_again(public: None) -> None:
    go(Client())
    client = Client()

    go(client)

    assert User.objects.filter(email="lena@gmail.com").count() == 1
    assert client.get("/workspaces/").status_code == 200
    assert actions() == ["accounts.person.signed_in"]


def test_an_e_mail_that_is_the_same_signs_nobody_in(bob: User, google: StandIn) -> None:
    google.claims = {**LENA, "email": bob.email}
    client = Client()

    answer = go(client)

    assert answer["Location"].startswith("/accounts/login/?connect=google")
    said = client.get(answer["Location"]).content.decode()
    assert "This e-mail has an account here" in said
    assert f'value="{bob.email}"' in said
    assert client.get("/workspaces/")["Location"].startswith("/accounts/login/")
    assert not SocialAccount.objects.filter(user=bob).exists()


def test_an_e_mail_google_does_not_vouch_for_tells_nothing(bob: User, google: StandIn) -> None:
    google.claims = {**LENA, "email": bob.email, "email_verified": False}
    client = Client()

    answer = go(client)

    assert "connect=google" not in answer["Location"]
    assert client.get("/workspaces/")["Location"].startswith("/accounts/login/")
    assert not SocialAccount.objects.exists()


def test_somebody_signed_in_connects_google_and_is_told(bob: User) -> None:
    client = proven(bob)

    answer = go(client, process="connect")

    assert answer["Location"] == PAGE
    assert SocialAccount.objects.get(user=bob).uid == "10001"
    assert actions() == ["accounts.identity.linked"]
    assert [one.kind for one in Notification.objects.filter(user=bob)] == ["identity_linked"]
    assert "Google" in client.get(PAGE).content.decode()
    other = Client()
    go(other)
    assert other.get("/workspaces/").status_code == 200


def test_connecting_waits_until_they_prove_it_is_them(bob: User, client_for: Any) -> None:
    client = client_for(bob)

    answer = go(client, process="connect")
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert not SocialAccount.objects.exists()
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    assert SocialAccount.objects.get(user=bob).provider == "google"
    assert actions() == ["accounts.identity.linked"]


def test_one_google_account_is_connected_to_one_person(bob: User, alice: User) -> None:
    go(proven(bob), process="connect")

    client = proven(alice)
    go(client, process="connect")

    assert not SocialAccount.objects.filter(user=alice).exists()
    assert "connected to another account here" in client.get(PAGE).content.decode()


def test_google_is_disconnected_and_recorded(bob: User) -> None:
    client = proven(bob)
    go(client, process="connect")
    linked = SocialAccount.objects.get(user=bob)

    client.post(PAGE, {"account": str(linked.pk)})

    assert not SocialAccount.objects.exists()
    assert actions() == ["accounts.identity.unlinked"]


def test_who_has_no_password_sets_one_first(public: None) -> None:
    client = Client()
    go(client)
    linked = SocialAccount.objects.get()

    answer = client.post(PAGE, {"account": str(linked.pk)})

    assert answer["Location"] == "/accounts/password/set/"
    assert SocialAccount.objects.filter(pk=linked.pk).exists()


@pytest.mark.parametrize("named", ["", "nonsense", "0"])
def test_what_is_not_theirs_is_not_disconnected(bob: User, alice: User, named: str) -> None:
    theirs = SocialAccount.objects.create(user=alice, provider="google", uid="7")
    client = proven(bob)

    for account in (named, str(theirs.pk)):
        assert client.post(PAGE, {"account": account})["Location"] == PAGE

    assert SocialAccount.objects.filter(pk=theirs.pk).exists()


def test_what_a_front_end_vouches_for_is_listed_too(bob: User) -> None:
    SocialAccount.objects.create(user=bob, provider="nextauth:github", uid="7")

    assert "Front end (Github)" in proven(bob).get(PAGE).content.decode()


def test_the_second_step_is_asked_for_after_google(google: StandIn, bob: User) -> None:
    go(proven(bob), process="connect")
    people.factor(bob)
    client = Client()

    answer = go(client)

    assert answer["Location"].startswith("/accounts/2fa/authenticate/")
    assert client.get("/workspaces/")["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"error": "access_denied"}, "You came back without signing in"),
        ({"error": "server_error"}, "It did not work"),
        ({"code": "a-code", "state": "not-ours"}, "It did not work"),
        ({}, "It did not work"),
    ],
)
def test_coming_back_empty_handed_is_said(public: None, query: dict[str, str], said: str) -> None:
    client = Client()
    away = client.post(f"{WAY}?process=login")
    state = parse_qs(urlsplit(away["Location"]).query)["state"][0]

    answer = client.get(BACK, {"state": state, **query}, follow=True)

    assert said in answer.content.decode()
    assert not User.objects.filter(email="lena@gmail.com").exists()
