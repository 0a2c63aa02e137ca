"""Programs of people with a second factor: a password alone opens nothing."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client, RequestFactory
from django.utils import timezone
from rest_framework.test import APIClient

from accounts import challenges, services
from accounts.factor_forms import CodeAgainForm, CodeForm
from accounts.models import TokenFamily, User
from audit.services import SYSTEM
from tests.factories import people
from tests.factories.people import PASSWORD

LOGIN = "/api/v1/auth/login"
pytestmark = pytest.mark.usefixtures("clean_cache")


def post(body: dict[str, Any]) -> Any:
    return APIClient().post(LOGIN, body, format="json")


def password(user: User) -> Any:
    return post({"email": user.email, "password": PASSWORD})


def answer(of: Any) -> tuple[int, str]:
    return of.status_code, of.json().get("code", "in")


@pytest.fixture
def key(alice: User) -> str:
    """The key of alice's authenticator app."""
    return people.factor(alice)


def test_the_password_alone_is_answered_with_a_challenge(alice: User, key: str) -> None:
    first = password(alice)

    assert answer(first) == (401, "second-factor-required")
    assert first.json()["kinds"] == ["totp"]
    assert first["Cache-Control"] == "no-store"
    assert first["WWW-Authenticate"].startswith("Bearer ")
    assert not TokenFamily.objects.filter(user=alice).exists()


def test_a_code_opens_the_session(alice: User, key: str) -> None:
    challenge = password(alice).json()["challenge"]

    second = post({"challenge": challenge, "code": people.code(key)})

    assert answer(second) == (200, "in")
    assert TokenFamily.objects.get(user=alice).proof == "second_factor"


def test_a_recovery_code_does_too_once(alice: User, key: str) -> None:
    codes = RecoveryCodes.activate(alice).generate_codes()
    first = password(alice).json()
    assert first["kinds"] == ["totp", "recovery_code"]

    assert answer(post({"challenge": first["challenge"], "code": codes[0]})) == (200, "in")

    again = password(alice).json()["challenge"]
    assert answer(post({"challenge": again, "code": codes[0]})) == (401, "code-wrong")
    assert answer(post({"challenge": again, "code": codes[1]})) == (200, "in")


def test_a_code_of_the_app_works_once_for_as_long_as_it_is_good(
    alice: User, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = people.code(key, steps=1)
    assert answer(post({"challenge": challenges.mint(alice), "code": shown})) == (200, "in")

    # The library forgets after its 30 seconds; the code of the step to come is good for longer.
    monkeypatch.setattr(
        "allauth.mfa.totp.internal.auth.TOTP._mark_code_used", lambda _self, _code: True
    )
    again = post({"challenge": challenges.mint(alice), "code": shown})

    assert answer(again) == (401, "code-wrong")


@pytest.mark.parametrize("form", [CodeForm, CodeAgainForm])
def test_a_code_a_program_has_used_opens_no_page(
    alice: User, key: str, form: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "allauth.mfa.totp.internal.auth.TOTP._mark_code_used", lambda _self, _code: True
    )
    shown, other = people.code(key), people.code(key, steps=1)
    assert answer(post({"challenge": challenges.mint(alice), "code": shown})) == (200, "in")

    with context.request_context(RequestFactory().post("/")):
        assert not form({"code": shown}, user=alice).is_valid()
        assert form({"code": other}, user=alice).is_valid()
        assert not form({"code": other}, user=alice).is_valid()


def test_with_redis_away_a_code_opens_the_session_and_works_once(
    alice: User, key: str, settings: Any
) -> None:
    away = "redis://127.0.0.1:1/0"
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": away}}
    shown = people.code(key)

    assert answer(post({"challenge": challenges.mint(alice), "code": shown})) == (200, "in")
    assert answer(post({"challenge": challenges.mint(alice), "code": shown})) == (401, "code-wrong")
    browser = Client()
    browser.post("/accounts/login/", {"login": alice.email, "password": PASSWORD})
    page = browser.post("/accounts/2fa/authenticate/", {"code": people.code(key, steps=1)})
    assert page.status_code == 302


def test_a_challenge_is_used_once(alice: User, key: str) -> None:
    codes = RecoveryCodes.activate(alice).generate_codes()
    challenge = challenges.mint(alice)
    assert answer(post({"challenge": challenge, "code": codes[0]})) == (200, "in")

    assert answer(post({"challenge": challenge, "code": codes[1]})) == (401, "challenge-invalid")


def test_a_wrong_code_leaves_the_challenge_good(alice: User, key: str) -> None:
    challenge = challenges.mint(alice)

    assert answer(post({"challenge": challenge, "code": "000000"})) == (401, "code-wrong")
    assert answer(post({"challenge": challenge, "code": people.code(key)})) == (200, "in")


def test_guessing_codes_is_stopped_and_new_challenges_do_not_help(alice: User, key: str) -> None:
    tries = [post({"challenge": challenges.mint(alice), "code": "000000"}) for _ in range(6)]

    assert [answer(one)[1] for one in tries[:5]] == ["code-wrong"] * 5
    assert answer(tries[5]) == (429, "too-many-tries")
    assert int(tries[5]["Retry-After"]) > 0
    right = post({"challenge": challenges.mint(alice), "code": people.code(key)})
    assert answer(right) == (429, "too-many-tries")


def test_a_challenge_is_over_after_five_minutes(
    alice: User, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    challenge = challenges.mint(alice)
    monkeypatch.setattr(challenges, "SECONDS", -1)

    late = post({"challenge": challenge, "code": people.code(key)})

    assert answer(late) == (401, "challenge-invalid")


def test_a_changed_password_ends_a_challenge(alice: User, key: str) -> None:
    challenge = challenges.mint(alice)
    services.change_password(alice, password="another long passphrase")

    assert answer(post({"challenge": challenge, "code": people.code(key)})) == (
        401,
        "challenge-invalid",
    )


def test_what_is_no_challenge_is_refused(alice: User, bob: User, key: str) -> None:
    signed_in = services.sign_in_program(bob, user_agent="", address=None, now=timezone.now())
    for text in (
        "x",
        "x" * 400,
        signed_in.access_token[:400],
        signed_in.refresh_token,
        challenges.mint(alice)[:-2],
    ):
        assert answer(post({"challenge": text, "code": people.code(key)}))[0] == 401
    assert post({"challenge": "x" * 401, "code": "1"}).status_code == 400
    assert post({"challenge": challenges.mint(alice)}).status_code == 400
    assert post({"challenge": None, "code": []}).status_code == 400


def test_a_challenge_opens_nothing_else(alice: User, key: str) -> None:
    challenge = challenges.mint(alice)
    asking = APIClient()
    asking.credentials(HTTP_AUTHORIZATION=f"Bearer {challenge}")

    assert asking.get("/api/v1/auth/me").status_code == 401
    refused = asking.post("/api/v1/auth/refresh", {"refresh_token": challenge}, format="json")
    assert refused.status_code == 401


def test_who_is_switched_off_meanwhile_stays_outside(alice: User, key: str) -> None:
    challenge = challenges.mint(alice)
    services.switch_off(alice, actor=SYSTEM)

    assert answer(post({"challenge": challenge, "code": people.code(key)})) == (
        403,
        "account-switched-off",
    )


def test_a_passkey_alone_is_told_that_programs_cannot_ask_for_it(alice: User) -> None:
    Authenticator.objects.create(user=alice, type=Authenticator.Type.WEBAUTHN, data={"name": "k"})

    assert answer(password(alice)) == (403, "second-factor-passkey-only")


def test_staff_without_a_second_factor_are_told_how_to_get_one(alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(is_staff=True)

    assert answer(password(alice)) == (403, "second-factor-missing")
    assert not TokenFamily.objects.filter(user=alice).exists()

    challenge = challenges.mint(alice)
    shown = people.code(people.factor(alice))
    assert answer(post({"challenge": challenge, "code": shown})) == (200, "in")


def test_a_wrong_password_says_nothing_of_a_second_factor(alice: User, key: str) -> None:
    wrong = post({"email": alice.email, "password": "not this one"})

    assert answer(wrong) == (401, "credentials-wrong")
    assert "challenge" not in wrong.json()
    assert timedelta(seconds=challenges.SECONDS) == timedelta(minutes=5)
