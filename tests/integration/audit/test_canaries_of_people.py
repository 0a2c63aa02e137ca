"""What proves who somebody is stands in no row and no line of the log: every way in, and around it."""

import re
import secrets
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.test import Client, TestCase
from django.utils import timezone
from rest_framework.test import APIClient

from accounts import sealing
from accounts.models import User
from tests.factories import mails, people
from tests.factories import nextauth as front_end
from tests.factories.jobs import access_to
from tests.factories.people import PASSWORD
from tests.integration.audit.canaries import Canaries, leaks, listening
from workspaces import services as workspaces
from workspaces.models import Workspace
from workspaces.roles import Role

AUTH = "/api/v1/auth"
LOGIN = "/accounts/login/"
TOKENS = re.compile(r"/(?:confirm-email|password/reset/key|join|no-more)/([^/\s\"<>?]+)")
pytestmark = pytest.mark.usefixtures("clean_cache")


@pytest.fixture
def secret() -> Iterator[Canaries]:
    """Hold the secrets of a test; at its end they are nowhere."""
    canaries = Canaries()
    with listening() as told, TestCase.captureOnCommitCallbacks(execute=True):
        yield canaries
    assert canaries.words, "nothing was secret"
    assert leaks(canaries) == {}
    assert canaries.heard(told.getvalue()) == set()


def post(path: str, body: dict[str, Any], **headers: str) -> Any:
    return APIClient().post(f"{AUTH}/{path}", body, format="json", headers=headers)


def link_to(address: str) -> str:
    """Return the key of the link in the newest mail to an address."""
    found = TOKENS.search(mails.letters_to(address)[-1].text)
    assert found is not None, "no link was mailed"
    return found[1]


def test_passwords_of_programs(secret: Canaries, alice: User, settings: Any) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    email, password = "lee.new@example.com", secret.new("of a new account")
    new = {"email": email, "name": "Lee", "password": password}
    assert post("register", new).status_code == 202
    assert post("register", {**new, "email": alice.email}).status_code == 202
    key = secret.add("key of the mail", link_to(email))
    assert post("verify", {"key": f"{key}x"}).status_code == 400
    assert post("verify", {"key": key}).status_code == 204
    wrong = {"email": email, "password": secret.new("a wrong one")}
    assert post("login", wrong).status_code == 401
    assert post("login", {**wrong, "email": "nobody@example.com"}).status_code == 401

    opened = post("login", {"email": email, "password": password}).json()
    secret.add("access token", opened["access_token"])
    bearer = {"Authorization": f"Bearer {opened['access_token']}"}
    changed = {"current_password": password, "password": secret.new("the next one")}
    refused = {"current_password": secret.new("wrong again"), "password": PASSWORD}
    assert post("password/change", refused, **bearer).status_code == 400
    assert post("password/change", changed, **bearer).status_code in {200, 204}


def test_passwords_and_links_of_a_mail(secret: Canaries, bob: User) -> None:
    assert post("password/reset", {"email": bob.email}).status_code == 202
    uid, _, key = secret.add("link of the mail", link_to(bob.email)).partition("-")
    secret.add("key of the mail", key)
    body = {"uid": uid, "key": key, "password": secret.new("set by a program")}
    assert post("password/reset/confirm", {**body, "key": f"{key}x"}).status_code == 400
    assert post("password/reset/confirm", body).status_code in {200, 204}

    bob.refresh_from_db()
    token = default_token_generator.make_token(bob)
    link = secret.add("link of a page", f"{user_pk_to_url_str(bob)}-{token}")
    client = Client()
    form = client.get(f"/accounts/password/reset/key/{link}/")["Location"]
    two = {"password1": secret.new("set on a page")}
    client.post(form, {"password1": secret.new("short of one"), "password2": "another"})
    assert client.post(form, {**two, "password2": two["password1"]}).status_code == 302
    Client().get(f"/accounts/password/reset/key/{link}/")
    Client().get(f"/accounts/confirm-email/{secret.new('key nobody was sent')}/")
    Client().get(f"/accounts/notifications/no-more/{secret.new('link that ends mail')}")


def test_passwords_of_pages(secret: Canaries, bob: User) -> None:
    lena = {
        "name": "Lena",
        "email": "lena@example.com",
        "password1": secret.new("of a new account"),
    }
    Client().post("/accounts/signup/", {**lena, "email": "no e-mail"})
    assert Client().post("/accounts/signup/", lena).status_code == 302
    wrong = secret.new("a wrong one")
    Client().post(LOGIN, {"login": bob.email, "password": wrong})
    # Into the wrong field, as people do.
    Client().post(LOGIN, {"login": secret.new("where the e-mail goes"), "password": wrong})
    client = Client()
    assert client.post(LOGIN, {"login": bob.email, "password": PASSWORD}).status_code == 302
    secret.add("session", client.session.session_key)
    people.prove_again(client)
    two = secret.new("the next one")
    page = {"oldpassword": wrong, "password1": two, "password2": two}
    client.post("/accounts/password/change/", page)
    client.post("/accounts/password/change/", {**page, "oldpassword": PASSWORD})
    secret.add("session after that", client.session.session_key)
    client.post("/accounts/reauthenticate/", {"password": wrong})
    client.post("/accounts/reauthenticate/", {"password": two})
    client.post("/accounts/close/", {"password": wrong})
    client.post("/accounts/logout/")


def test_second_factors(secret: Canaries, bob: User) -> None:
    client = Client()
    people.sign_in(client, bob)
    people.prove_again(client)
    client.get("/accounts/2fa/totp/activate/")
    key = secret.add("key of an app", client.session["mfa.totp.secret"])
    client.post("/accounts/2fa/totp/activate/", {"code": secret.new("wrong code")})
    assert (
        client.post("/accounts/2fa/totp/activate/", {"code": people.code(key)}).status_code == 302
    )
    shown = client.get("/accounts/2fa/recovery-codes/").content.decode()
    for number, code in enumerate(set(re.findall(r">\s*([0-9a-f]{8,})\s*<", shown))):
        secret.add(f"recovery code {number}", code)
    assert "recovery code 0" in secret.words
    payload = '{"id": "%s", "response": {"clientDataJSON": "%s"}}'
    passkey = payload % (secret.new("id of a passkey"), secret.new("of a passkey"))
    client.post("/accounts/2fa/webauthn/add/", {"name": "Key", "credential": passkey})
    Client().post("/accounts/2fa/webauthn/login/", {"credential": passkey})
    Client().post(LOGIN, {"login": bob.email, "password": PASSWORD})

    login = {"email": bob.email, "password": PASSWORD}
    challenge = secret.add("challenge", post("login", login).json()["challenge"])
    post("login", {"challenge": challenge, "code": secret.new("wrong code of a program")})
    code = secret.words["recovery code 0"]
    opened = post("login", {"challenge": challenge, "code": code})
    assert opened.status_code == 200
    secret.add("refresh token", opened.json()["refresh_token"])
    client.post("/accounts/2fa/totp/deactivate/")


def test_tokens(secret: Canaries, bob: User, acme: Workspace) -> None:
    first = post("login", {"email": bob.email, "password": PASSWORD}).json()
    again = post("refresh", {"refresh_token": first["refresh_token"]}).json()
    for name, answer in (("first", first), ("second", again)):
        secret.add(f"{name} access token", answer["access_token"])
        secret.add(f"{name} refresh token", answer["refresh_token"])
        # Whoever has the end of one has enough to look the rest up by.
        secret.add(f"signature of the {name}", answer["access_token"].rpartition(".")[2])
    third = post("refresh", {"refresh_token": again["refresh_token"]}).json()
    secret.add("third refresh token", third["refresh_token"])
    post("refresh", {"refresh_token": first["refresh_token"]})  # long used: ends the sign-in
    post("refresh", {"refresh_token": secret.new("no refresh token")})
    for token in (third["access_token"], secret.new("no access token")):
        bearer = {"Authorization": f"Bearer {token}", "X-Workspace": acme.slug}
        assert APIClient().get("/api/v1/products", headers=bearer).status_code == 401
        assert post("logout", {}, **bearer).status_code == 401


def test_tokens_of_a_front_end(secret: Canaries, bob: User, settings: Any) -> None:
    shared = secret.add("shared secret", secrets.token_hex(24))
    settings.AUTH_SECRETS = [shared]
    now = timezone.now()
    good = secret.add("token", front_end.v5(front_end.claims_of(bob.pk, now=now), secret=shared))
    assert post("nextauth", {"token": good}).status_code == 200
    assert post("nextauth", {"token": good}).status_code == 409, "taken once"
    for name, token in {
        "sealed by another": front_end.v5({"sub": "x"}, secret=secrets.token_hex(24)),
        "of nobody": front_end.v5(front_end.claims_of("nobody", now=now), secret=shared),
        "changed": front_end.changed(good, 3),
        "no token": secret.new("no token"),
    }.items():
        secret.add(name, token)
        assert post("nextauth", {"token": token}).status_code in {400, 401, 403}
    cookie = secret.new("cookie of a front end")
    browser = APIClient()
    browser.cookies["authjs.session-token"] = cookie
    browser.post(f"{AUTH}/nextauth", {}, format="json")


def test_invitations(secret: Canaries, acme: Workspace, alice: User, mallory: User) -> None:
    issued = workspaces.invite(
        access_to(acme), email="guest@example.com", role=Role.VIEWER, by=alice
    )
    token = secret.add("invitation", issued.token)
    Client().get(f"/join/{token}")
    Client().get(f"/join/{secret.new('no invitation')}")
    Client().get(
        LOGIN, {"next": f"/join/{token}"}, headers={"Referer": f"http://testserver/join/{token}"}
    )
    other = Client()
    people.sign_in(other, mallory)
    other.get(f"/join/{token}")
    other.post("/join")
    program = APIClient()
    program.force_login(mallory)
    program.post("/api/v1/workspaces/join", {"token": token}, format="json")
    program.post("/api/v1/workspaces/join", {"token": secret.new("none at all")}, format="json")


def test_what_is_sealed_is_readable_nowhere(secret: Canaries, bob: User) -> None:
    """The guard of this file: what is written down is found."""
    plain = secret.new("plain")
    sealing.seal(plain)
    assert leaks(secret) == {}
    User.objects.filter(pk=bob.pk).update(name=plain)
    assert leaks(secret) == {"public.accounts_user": {"plain"}}
    User.objects.filter(pk=bob.pk).update(name="Bob")
