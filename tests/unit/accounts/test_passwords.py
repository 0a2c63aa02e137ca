"""How passwords are kept, and which are taken."""

from typing import Any

import argon2
import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import User
from audit.models import AuditEvent
from config.settings import people as configured
from tests.factories.people import PASSWORD

LOGIN = "/accounts/login/"
OURS = "accounts.passwords.PasswordHasher"


def refusals(password: str, user: User | None = None) -> list[str]:
    try:
        validate_password(password, user)
    except ValidationError as error:
        return [str(one.code) for one in error.error_list]
    return []


def test_passwords_are_hashed_with_argon2id_above_owasps_least(settings: Any) -> None:
    settings.PASSWORD_HASHERS = configured.PASSWORD_HASHERS

    figures = argon2.extract_parameters(make_password("a passphrase").removeprefix("argon2"))

    assert configured.PASSWORD_HASHERS == [OURS]
    assert figures.type == argon2.Type.ID
    assert figures.memory_cost >= 19 * 1024
    assert figures.time_cost >= 2
    assert (figures.salt_len >= 16, figures.hash_len >= 32) == (True, True)


def test_an_older_hash_is_made_anew_at_the_next_sign_in(
    settings: Any, alice: User, clean_cache: None
) -> None:
    old = "argon2" + argon2.PasswordHasher(1, 1024, 1).hash("a long passphrase")
    User.objects.filter(pk=alice.pk).update(password=old)
    settings.PASSWORD_HASHERS = configured.PASSWORD_HASHERS

    Client().post(LOGIN, {"login": alice.email, "password": "a long passphrase"})

    alice.refresh_from_db()
    assert "m=47104,t=2,p=1" in alice.password


@pytest.mark.parametrize(
    ("password", "codes"),
    [
        ("zqx-7jk", ["password_too_short"]),
        ("zqxjkvbw", []),
        ("no capitals and no digits", []),
        ("密码短语足够长了", []),
        ("p" * 1024, []),
        ("p" * 1025, ["password_too_long"]),
        ("password1", ["password_too_common"]),
        ("iloveyou", ["password_too_common"]),
    ],
)
def test_passwords_are_taken_by_length_and_not_by_what_they_are_made_of(
    password: str, codes: list[str]
) -> None:
    assert refusals(password) == codes


def test_a_password_like_the_e_mail_is_refused() -> None:
    person = User(email="margarete.lindholm@example.com", name="Margarete Lindholm")

    assert refusals("margarete.lindholm", person) == ["password_too_similar"]


def test_no_book_is_hashed_at_sign_in(alice: User, clean_cache: None, monkeypatch: Any) -> None:
    monkeypatch.setattr(User, "check_password", lambda *_: pytest.fail("it was hashed"))

    answer = Client().post(LOGIN, {"login": alice.email, "password": "p" * 1025})

    assert "at most 1024 characters" in answer.content.decode()


def test_the_present_password_is_not_guessed_at_somebodys_browser(
    alice: User, client_for: Any, settings: Any, clean_cache: None
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "change_password": "99/m/user"}
    browser, page = client_for(alice), "/accounts/password/change/"
    new = {"password1": "another long passphrase", "password2": "another long passphrase"}

    for _ in range(5):
        assert "Too many tries" not in (
            browser.post(page, {"oldpassword": "guess", **new}).content.decode()
        )
    late = browser.post(page, {"oldpassword": PASSWORD, **new})

    assert "Too many tries" in late.content.decode()
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)
    assert AuditEvent.objects.filter(action="accounts.person.locked_out").count() == 1
