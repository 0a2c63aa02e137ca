"""Programs sign in, say who they are, and sign out."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from accounts import services
from accounts.models import TokenFamily, User
from audit.models import AuditEvent
from audit.services import SYSTEM
from tests.factories import trail
from tests.factories.people import PASSWORD

LOGIN, ME, LOGOUT = "/api/v1/auth/login", "/api/v1/auth/me", "/api/v1/auth/logout"
pytestmark = pytest.mark.usefixtures("clean_cache")


def sign_in(email: str, password: str = PASSWORD, **headers: str) -> Any:
    body = {"email": email, "password": password}
    return APIClient().post(LOGIN, body, format="json", headers=headers)


def bearing(token: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


def test_e_mail_and_password_are_exchanged_for_a_token(alice: User) -> None:
    answer = sign_in(alice.email.upper(), user_agent="curl/8")

    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    body = answer.json()
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 600)
    assert body["user"]["email"] == alice.email
    assert TokenFamily.objects.get(user=alice).user_agent == "curl/8"


def test_me_is_the_person_with_their_workspaces_and_roles(bob: User, acme: Any) -> None:
    token = sign_in(bob.email).json()["access_token"]

    body = bearing(token).get(ME).json()

    assert body["user"]["id"] == str(bob.pk)
    assert [(row["slug"], row["role"]) for row in body["workspaces"]] == [(acme.slug, "editor")]


def test_signing_out_ends_the_session_at_once(alice: User) -> None:
    token = sign_in(alice.email).json()["access_token"]

    assert bearing(token).post(LOGOUT).status_code == 204

    refused = bearing(token).get(ME)
    assert (refused.status_code, refused.json()["code"]) == (401, "session-ended")


def test_a_new_sign_in_leaves_other_sessions_alone(alice: User) -> None:
    first = sign_in(alice.email).json()["access_token"]
    second = sign_in(alice.email).json()["access_token"]

    bearing(second).post(LOGOUT)

    assert bearing(first).get(ME).status_code == 200


def test_a_dead_token_does_not_stand_in_the_way_of_signing_in(alice: User) -> None:
    answer = sign_in(alice.email, authorization="Bearer nonsense")

    assert answer.status_code == 200


def test_wrong_and_unknown_look_the_same(alice: User) -> None:
    wrong = sign_in(alice.email, "not this one")
    unknown = sign_in("nobody@example.com", "not this one")

    for answer in (wrong, unknown):
        assert (answer.status_code, answer.json()["code"]) == (401, "credentials-wrong")
        assert answer["WWW-Authenticate"] == 'Bearer realm="api"'
    same = {"code", "detail", "title", "status"}
    assert {key: wrong.json()[key] for key in same} == {key: unknown.json()[key] for key in same}


def test_a_failure_is_recorded_without_the_password(alice: User) -> None:
    sign_in(alice.email, "my secret typed wrong")

    event = AuditEvent.objects.latest("id")
    assert (event.action, event.outcome) == ("accounts.person.sign_in_failed", "denied")
    assert trail.target_of(event) == alice.email
    assert "secret" not in str(event.__dict__)


def test_guessing_is_stopped_after_five_tries(alice: User) -> None:
    answers = [sign_in(alice.email, "guess") for _ in range(6)]

    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert answers[-1].json()["code"] == "too-many-tries"
    assert answers[-1]["Retry-After"] == "900"
    assert sign_in(alice.email).status_code == 429


def test_guessing_from_one_address_locks_nobody_out_elsewhere(alice: User) -> None:
    for _ in range(6):
        sign_in(alice.email, "guess", x_forwarded_for="198.51.100.7")

    assert sign_in(alice.email, x_forwarded_for="203.0.113.20").status_code == 200


def test_good_sign_ins_are_not_counted_as_tries(alice: User) -> None:
    answers = [sign_in(alice.email).status_code for _ in range(7)]

    assert set(answers) == {200}


def test_pages_and_api_count_together(alice: User, client: Any) -> None:
    for _ in range(5):
        client.post("/accounts/login/", {"login": alice.email, "password": "guess"})

    assert sign_in(alice.email).status_code == 429


def test_somebody_switched_off_is_told_only_with_the_right_password(alice: User) -> None:
    services.switch_off(alice, actor=SYSTEM)

    assert sign_in(alice.email, "guess").json()["code"] == "credentials-wrong"
    answer = sign_in(alice.email)
    assert (answer.status_code, answer.json()["code"]) == (403, "account-switched-off")


def test_an_e_mail_must_be_confirmed_where_mail_is_sent(alice: User, settings: Any) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    EmailAddress.objects.filter(user=alice).update(verified=False)

    answer = sign_in(alice.email)

    assert (answer.status_code, answer.json()["code"]) == (403, "email-not-confirmed")
    EmailAddress.objects.filter(user=alice).update(verified=True)
    assert sign_in(alice.email).status_code == 200


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["email", "password"]),
        ({"email": "no e-mail", "password": "x"}, ["email"]),
        ({"email": "a@example.com", "password": "x" * 1025}, ["password"]),
        ({"email": "a@example.com", "password": None}, ["password"]),
        ({"email": ["a@example.com"], "password": {}}, ["email", "password"]),
    ],
)
def test_what_is_missing_is_named_by_field(
    public: None, body: dict[str, Any], fields: list[str]
) -> None:
    answer = APIClient().post(LOGIN, body, format="json")

    assert answer.status_code == 400
    assert sorted(answer.json()["errors"]) == fields


@pytest.mark.parametrize(
    ("header", "code", "challenge"),
    [
        ("", "sign-in-required", 'Bearer realm="api"'),
        ("Basic YTpi", "sign-in-required", 'Bearer realm="api"'),
        ("Bearer nonsense", "token-invalid", 'Bearer realm="api", error="invalid_token"'),
        ("bearer ", "token-invalid", 'Bearer realm="api", error="invalid_token"'),
    ],
)
def test_who_is_not_signed_in_is_told_how(
    public: None, header: str, code: str, challenge: str
) -> None:
    answer = APIClient().get(ME, headers={"authorization": header} if header else {})

    assert (answer.status_code, answer.json()["code"]) == (401, code)
    assert answer["WWW-Authenticate"] == challenge


def test_an_expired_token_says_so(alice: User, old_token: str) -> None:
    answer = bearing(old_token).get(ME)

    assert (answer.status_code, answer.json()["code"]) == (401, "token-expired")


@pytest.fixture
def old_token(alice: User) -> str:
    """A token minted an hour ago for a session that still lives."""
    session = services.sign_in_program(
        alice, user_agent="", address=None, now=timezone.now() - timedelta(hours=1)
    )
    return session.access_token


def test_the_sites_session_may_read_and_needs_the_csrf_token_to_write(
    alice: User, client_for: Any
) -> None:
    browser = client_for(alice)
    browser.handler.enforce_csrf_checks = True

    assert browser.get(ME).json()["user"]["id"] == str(alice.pk)
    refused = browser.post("/api/v1/workspaces", {"name": "x"}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf-failed")


def test_the_keys_are_public(public: None) -> None:
    answer = APIClient().get("/api/v1/auth/jwks")

    assert answer.status_code == 200
    assert [set(key) for key in answer.json()["keys"]] == [{"kty", "crv", "x", "kid", "alg", "use"}]


def test_sessions_cannot_be_guessed(alice: User) -> None:
    token = sign_in(alice.email).json()["access_token"]
    services.sign_out_program(alice, session_id=uuid4())

    assert bearing(token).get(ME).status_code == 200


def test_a_page_writes_with_the_csrf_token_of_its_cookie(
    client: Any, bob: User, acme: Any, settings: Any
) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.get("/accounts/login/")
    token = browser.cookies[settings.CSRF_COOKIE_NAME].value
    body = {"login": bob.email, "password": PASSWORD, "csrfmiddlewaretoken": token}
    assert browser.post("/accounts/login/", body).status_code == 302

    answer = browser.post(
        "/api/v1/products",
        {"sku": "A-1", "name": "Mug"},
        content_type="application/json",
        headers={
            "x-csrftoken": browser.cookies[settings.CSRF_COOKIE_NAME].value,
            "x-workspace": acme.slug,
        },
    )

    assert answer.status_code == 201, answer.json()
