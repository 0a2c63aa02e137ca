"""The mails of sign-up and reset: text and HTML, in the reader's language, leading to this site."""

import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import MailOut, User
from tests.factories.mails import letter_to

RESET = "/accounts/password/reset/"


@pytest.fixture(autouse=True)
def _site(settings: Any) -> None:
    settings.HAS_EMAIL = True
    settings.PUBLIC_URL = "https://studio.example"
    settings.ALLOWED_HOSTS = ["*"]


def ask(email: str, *, language: str = "en", host: str = "testserver") -> None:
    answer = Client(headers={"Accept-Language": language, "Host": host}).post(
        RESET, {"email": email}
    )
    assert answer.status_code == 302


def test_a_reset_leads_to_this_site_whatever_host_was_named(alice: User) -> None:
    ask(alice.email, host="evil.example")

    letter = letter_to(alice.email)
    assert re.search(r"https://studio\.example/accounts/password/reset/key/\S+", letter.text)
    assert "evil.example" not in letter.text + letter.html
    assert "https://studio.example/accounts/password/reset/key/" in letter.html


def test_a_known_and_an_unknown_address_get_one_mail_each(alice: User) -> None:
    for email in (alice.email, "nobody@example.com"):
        ask(email)

    assert {mail.address: mail.kind for mail in MailOut.objects.all()} == {
        alice.email: "password_reset_key",
        "nobody@example.com": "unknown_account",
    }


def test_it_is_in_the_persons_language_before_the_browsers(alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(language="zh-hans")
    ask(alice.email, language="en")
    ask("nobody@example.com", language="zh-CN")

    assert 'lang="zh-hans"' in letter_to(alice.email).html
    assert 'lang="zh-hans"' in letter_to("nobody@example.com").html


def test_sign_up_asks_to_confirm(public: None, settings: Any) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    person = {"name": "Lena", "email": "lena@example.com", "password1": "a long enough passphrase"}

    Client().post("/accounts/signup/", person)

    letter = letter_to("lena@example.com")
    assert letter.subject == "Confirm your e-mail"
    assert "https://studio.example/accounts/confirm-email/" in letter.text


def test_who_has_an_account_is_told_so_by_mail_alone(alice: User, settings: Any) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    person = {"name": "Eve", "email": alice.email, "password1": "a long enough passphrase"}

    Client().post("/accounts/signup/", person)

    assert letter_to(alice.email).subject == "You have an account already"
