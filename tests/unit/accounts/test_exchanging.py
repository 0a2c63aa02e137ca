"""A front end's session token becomes a session of ours: once, and for the person it names."""

import json
import logging
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.utils import timezone
from rest_framework.test import APIClient

from accounts import services
from accounts.models import ExchangedToken, TokenFamily, User
from audit.models import AuditEvent
from audit.services import SYSTEM
from tests.factories import nextauth as front_end
from tests.factories import trail
from tests.factories.nextauth import SECURE_V5, V4, V5, in_parts
from tests.unit.accounts.exchanges import exchanged, post, refused, secret, token_of

ME = "/api/v1/auth/me"
pytestmark = pytest.mark.usefixtures("public")


# --- how a token comes ---------------------------------------------------------------------------
def ways(token: str, cookie: str) -> dict[str, Any]:
    """Return every way to send a token: what it is called → body and headers."""
    parts = in_parts(token, cookie, size=150)
    header = "; ".join(f"{name}={value}" for name, value in parts.items())
    return {
        "in the body": ({"token": token}, {}),
        "as a cookie in the body": ({"cookies": {cookie: token, "theme": "dark"}}, {}),
        "as parts in the body": ({"cookies": dict(reversed(parts.items()))}, {}),
        "as a bearer token": (None, {"authorization": f"Bearer {token}"}),
        "as a cookie": (None, {"cookie": f"theme=dark; {cookie}={token}"}),
        "as parts": (None, {"cookie": header}),
    }


@pytest.mark.parametrize("cookie", [V5, SECURE_V5, V4])
@pytest.mark.parametrize("way", list(ways("t", V5)))
def test_a_token_is_taken_however_it_comes(alice: User, cookie: str, way: str) -> None:
    claims = front_end.claims_of(alice.pk, now=timezone.now())
    token = (
        front_end.v4(claims, secret=secret())
        if cookie == V4
        else front_end.v5(claims, secret=secret(), cookie=cookie)
    )
    body, headers = ways(token, cookie)[way]

    answer = post(body, **headers)

    assert answer.status_code == 200, answer.content
    assert answer.json()["user"]["id"] == str(alice.pk)


def test_a_bearer_token_may_be_written_as_in_an_address(alice: User) -> None:
    token = token_of(alice.pk).replace("-", "%2D").replace("_", "%5F")

    assert post(None, authorization=f"bearer  {token}").status_code == 200


def test_the_body_stands_before_the_headers(alice: User, bob: User) -> None:
    headers = {
        "authorization": f"Bearer {token_of(bob.pk)}",
        "cookie": f"{V5}={token_of(bob.pk)}",
    }

    answer = post({"token": token_of(alice.pk)}, **headers)

    assert answer.json()["user"]["id"] == str(alice.pk)


def test_a_token_and_cookies_at_once_are_refused(alice: User) -> None:
    token = token_of(alice.pk)

    answer = post({"token": token, "cookies": {V5: token}})

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


def test_nothing_is_refused() -> None:
    refused_answer = post()

    assert refused_answer.status_code == 401
    assert refused_answer.json()["code"] == "session-token-invalid"
    assert "error=" in refused_answer["WWW-Authenticate"]


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("https://elsewhere.example", 403),
        ("null", 403),
        ("http://testserver", 200),
        ("https://shop.example", 200),
    ],
)
def test_cookies_of_a_browser_are_not_taken_from_pages_of_others(
    alice: User, settings: Any, origin: str, status: int
) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://shop.example"]

    answer = post(None, cookie=f"{V5}={token_of(alice.pk)}", origin=origin)

    assert answer.status_code == status
    assert not answer.cookies
    assert "Access-Control-Allow-Credentials" not in answer


# --- what it becomes -----------------------------------------------------------------------------
def test_it_becomes_a_session_like_any_other(alice: User) -> None:
    answer = post({"token": token_of(alice.pk)}, user_agent="Next.js")

    body = answer.json()
    assert answer["Cache-Control"] == "no-store"
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {body['access_token']}")
    assert client.get(ME).json()["user"]["id"] == str(alice.pk)
    family = TokenFamily.objects.get(user=alice)
    assert (family.proof, family.user_agent) == ("nextauth", "Next.js")
    refreshed = APIClient().post(
        "/api/v1/auth/refresh", {"refresh_token": body["refresh_token"]}, format="json"
    )
    assert refreshed.status_code == 200
    event = AuditEvent.objects.filter(action="accounts.person.signed_in").latest("id")
    assert event.data["proof"] == "nextauth"


def test_it_is_taken_once(alice: User) -> None:
    token = token_of(alice.pk)

    assert post({"token": token}).status_code == 200
    event = refused(post({"token": token}), 409, "token-used")

    assert event.reason == "used"
    assert TokenFamily.objects.filter(user=alice).count() == 1


def test_used_tokens_are_forgotten_when_nobody_would_read_them(alice: User) -> None:
    exchanged(alice.pk)
    used = ExchangedToken.objects.filter(user=alice)

    assert services.forget_exchanged() == 0
    used.update(expires_at=timezone.now() - timedelta(days=2))

    assert services.forget_exchanged() == 1
    assert not used.exists()


def test_without_a_secret_it_is_off(alice: User, settings: Any) -> None:
    token = token_of(alice.pk)
    settings.AUTH_SECRETS = []

    answer = post({"token": token})

    assert (answer.status_code, answer.json()["code"]) == (404, "nextauth-off")
    assert post([]).status_code == 404


def test_a_secret_that_was_changed_is_still_read(alice: User, settings: Any) -> None:
    token = token_of(alice.pk)

    settings.AUTH_SECRETS = ["a newer one", *settings.AUTH_SECRETS]
    assert post({"token": token}).status_code == 200

    settings.AUTH_SECRETS = ["a newer one"]
    refused(exchanged_with(alice.pk, "the secret it had"), 401, "session-token-invalid")


def exchanged_with(subject: Any, its_secret: str) -> Any:
    claims = front_end.claims_of(subject, now=timezone.now())
    return post({"token": front_end.v5(claims, secret=its_secret)})


def test_too_many_from_one_address_wait(alice: User, settings: Any) -> None:
    settings.ASKS = {**settings.ASKS, "nextauth": {"address": (3, 60)}}

    answers = [post({"token": "nonsense"}) for _ in range(5)]

    assert [answer.status_code for answer in answers] == [401] * 3 + [429] * 2
    assert int(answers[-1]["Retry-After"]) <= 60
    elsewhere = post({"token": token_of(alice.pk)}, x_forwarded_for="203.0.113.9")
    assert elsewhere.status_code == 200


# --- whom it is for ------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["another id", "e-mail", "id written otherwise", "number"])
def test_a_subject_nobody_linked_is_told_how_to(alice: User, kind: str) -> None:
    """Not even by the e-mail, which the front end may never have confirmed."""
    subject = {
        "another id": str(uuid4()),
        "e-mail": alice.email,
        "id written otherwise": alice.pk.hex,
        "number": "7",
    }[kind]

    answer = exchanged(subject, email=alice.email, email_verified=True)

    event = refused(answer, 403, "subject-unknown")
    assert "link" in answer.json()["detail"]
    assert trail.target_of(event) == subject
    assert not ExchangedToken.objects.exists()


def test_somebody_google_vouched_for_here_is_known(alice: User) -> None:
    SocialAccount.objects.create(user=alice, provider="google", uid="108")

    answer = exchanged(uuid4(), provider="google", providerAccountId="108")

    assert answer.json()["user"]["id"] == str(alice.pk)


def test_who_another_vouched_for_is_not_found_by_an_id_of_ours(alice: User) -> None:
    """A provider lets its people choose what they are called."""
    answer = exchanged(alice.pk, provider="github", providerAccountId="1")

    refused(answer, 403, "subject-unknown")


def test_who_may_not_sign_in_does_not(alice: User) -> None:
    services.switch_off(alice, actor=SYSTEM)

    refused(exchanged(alice.pk), 403, "account-switched-off")


def test_who_closed_their_account_is_gone(alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(closed_at=timezone.now())

    refused(exchanged(alice.pk), 403, "account-switched-off")


@pytest.mark.parametrize(("minutes", "status"), [(1, 401), (-1, 200)])
def test_what_was_vouched_for_before_a_sign_out_everywhere_is_over(
    alice: User, minutes: int, status: int
) -> None:
    trusted_since = timezone.now() - timedelta(minutes=10)
    User.objects.filter(pk=alice.pk).update(trusted_since=trusted_since)
    before = int((trusted_since - timedelta(minutes=minutes)).timestamp())

    assert exchanged(alice.pk, iat=before).status_code == status
    # Minted anew since, of a sign-in before.
    assert exchanged(alice.pk, auth_time=before).status_code == status


def test_changing_the_password_ends_what_was_vouched_for(alice: User) -> None:
    token = token_of(alice.pk, iat=int(timezone.now().timestamp()) - 5)
    services.change_password(alice, password="another long passphrase")

    refused(post({"token": token}), 401, "session-token-outdated")


def test_a_second_factor_is_asked_for_as_at_any_sign_in(alice: User) -> None:
    Authenticator.objects.create(user=alice, type=Authenticator.Type.TOTP, data={"secret": "x"})

    answer = exchanged(alice.pk)

    assert (answer.status_code, answer.json()["code"]) == (401, "second-factor-required")
    assert answer.json()["challenge"]
    assert not TokenFamily.objects.filter(user=alice).exists()


def test_staff_without_a_second_factor_stay_outside(alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(is_staff=True)

    answer = exchanged(alice.pk)

    assert (answer.status_code, answer.json()["code"]) == (403, "second-factor-missing")
    assert not TokenFamily.objects.filter(user=alice).exists()


# --- what is kept of it --------------------------------------------------------------------------
def test_neither_token_nor_secret_is_written_anywhere(
    alice: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    good, bad = token_of(alice.pk), token_of("nobody")
    for token in (good, good, bad, good[:-4] + "AAAA"):
        post({"token": token})

    kept = json.dumps([[str(value) for value in vars(row).values()] for row in rows()])
    for told in (kept, caplog.text):
        assert secret() not in told
        assert not any(token.split(".")[3] in told for token in (good, bad))


def rows() -> list[Any]:
    return [*AuditEvent.objects.all(), *ExchangedToken.objects.all(), *TokenFamily.objects.all()]
