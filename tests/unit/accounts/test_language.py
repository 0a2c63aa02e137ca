"""Pages speak the person's language, else the cookie's, else the browser's."""

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User

ADDRESS = "/i18n/language"


def language_of(client: Client, **headers: str) -> str:
    return client.get("/healthz", headers=headers).headers["Content-Language"]


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-hans"),
        ("zh", "zh-hans"),
        ("zh-TW", "zh-hans"),
        ("de-DE,de;q=0.9", "en"),
        ("en-GB", "en"),
        ("", "en"),
        (";;;q=,", "en"),
    ],
)
def test_the_browser_is_listened_to(public: None, asked: str, spoken: str) -> None:
    assert language_of(Client(), accept_language=asked) == spoken


def test_the_cookie_stands_before_the_browser(public: None) -> None:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"

    assert language_of(client, accept_language="en") == "zh-hans"


def test_the_person_stands_before_the_cookie(alice: User, client_for) -> None:
    User.objects.filter(pk=alice.pk).update(language="zh-hans")
    client = client_for(alice)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    assert language_of(client) == "zh-hans"


def test_a_chosen_language_is_kept_in_the_cookie(public: None) -> None:
    client = Client()

    answer = client.post(ADDRESS, {"language": "zh-hans", "next": "/accounts/login/?next=/"})

    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/")
    assert language_of(client, accept_language="en") == "zh-hans"


def test_a_chosen_language_is_kept_with_the_person(alice: User, client_for) -> None:
    client_for(alice).post(ADDRESS, {"language": "zh-hans"})

    assert User.objects.get(pk=alice.pk).language == "zh-hans"
    assert language_of(client_for(alice), accept_language="en") == "zh-hans"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_the_way_back_never_leads_to_another_site(public: None, elsewhere: str) -> None:
    answer = Client().post(ADDRESS, {"language": "en", "next": elsewhere})

    assert answer["Location"] == "/"


@pytest.mark.parametrize("language", ["", "xx", "../../etc"])
def test_an_unknown_language_is_refused(alice: User, client_for, language: str) -> None:
    answer = client_for(alice).post(ADDRESS, {"language": language})

    assert answer.status_code == 400
    assert User.objects.get(pk=alice.pk).language == ""


def test_choosing_is_not_a_link(public: None) -> None:
    assert Client().get(ADDRESS).status_code == 405
