"""Nobody guesses: wrong passwords are counted by person, by address and over all of them."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.db.models import F
from django.test import Client
from rest_framework.test import APIClient

from accounts import guessing, limiting, services
from accounts.models import Notification, User
from audit.models import AuditEvent
from audit.services import SYSTEM
from tests.factories import people, trail
from tests.factories.people import PASSWORD

PAGE, API = "/accounts/login/", "/api/v1/auth/login"
pytestmark = pytest.mark.usefixtures("clean_cache")


@pytest.fixture
def ten(settings: Any) -> None:
    """Ten are the most where it is a hundred, so that it is soon over."""
    settings.GUESSES = {**settings.GUESSES, "person": 10}


def by_page(email: str, password: str, address: str, client: Client | None = None) -> str:
    """Return `in`, `wrong` or `paused`."""
    answer = (client or Client()).post(
        PAGE, {"login": email, "password": password}, headers={"x-forwarded-for": address}
    )
    if answer.status_code == 302:
        return "in"
    return "paused" if "Too many tries" in answer.content.decode() else "wrong"


def by_api(email: str, password: str, address: str) -> str:
    answer = APIClient().post(
        API,
        {"email": email, "password": password},
        format="json",
        headers={"x-forwarded-for": address},
    )
    return {200: "in", 401: "wrong", 429: "paused"}[answer.status_code]


def later(seconds: int) -> None:
    """Let time go by for what was counted."""
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(seconds=seconds))


def test_how_many_there_are(settings: Any) -> None:
    assert settings.GUESSES == {"pair": 5, "address": 50, "person": 100, "code_person": 20}
    assert (settings.SIGN_IN_PAUSE_SECONDS, settings.PERSON_GUESSES_SECONDS) == (900, 3600)


def test_after_the_pause_there_are_five_tries_again(alice: User) -> None:
    assert [by_api(alice.email, "guess", "203.0.113.1") for _ in range(6)][-1] == "paused"
    later(890)
    assert by_api(alice.email, PASSWORD, "203.0.113.1") == "paused"

    later(11)

    assert [by_page(alice.email, "guess", "203.0.113.1") for _ in range(6)] == [
        *["wrong"] * 4,
        # The fifth says that it was the last.
        *["paused"] * 2,
    ]


def test_tries_while_paused_do_not_make_it_longer(alice: User) -> None:
    for _ in range(20):
        by_api(alice.email, "guess", "203.0.113.1")
    later(901)

    assert by_api(alice.email, PASSWORD, "203.0.113.1") == "in"


def test_a_right_password_begins_anew(alice: User) -> None:
    for _ in range(3):
        assert [by_api(alice.email, "guess", "203.0.113.1") for _ in range(4)] == ["wrong"] * 4
        assert by_api(alice.email, PASSWORD, "203.0.113.1") == "in"


def test_the_api_says_when_to_come_back(alice: User) -> None:
    for _ in range(5):
        by_api(alice.email, "guess", "203.0.113.1")
    later(300)

    body = {"email": alice.email, "password": PASSWORD}
    headers = {"x-forwarded-for": "203.0.113.1"}
    answer = APIClient().post(API, body, format="json", headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (429, "too-many-tries")
    assert 590 <= int(answer["Retry-After"]) <= 600


def test_one_address_has_fifty_tries_whoever_they_are_at(alice: User) -> None:
    """Each person only once: no person's own count is full."""
    said = [by_api(f"nobody-{n}@example.com", "guess", "203.0.113.9") for n in range(55)]

    assert Counter(said) == {"wrong": 50, "paused": 5}
    assert by_page(alice.email, PASSWORD, "203.0.113.9") == "paused"
    assert by_page(alice.email, PASSWORD, "203.0.113.10") == "in"


def test_an_address_is_forged_only_by_a_proxy_of_ours(alice: User, settings: Any) -> None:
    body = {"email": alice.email, "password": "guess"}
    said = [
        APIClient()
        .post(
            API,
            body,
            format="json",
            headers={"x-forwarded-for": f"198.51.100.{n}, 203.0.113.7"},
            REMOTE_ADDR="127.0.0.1",
        )
        .status_code
        for n in range(8)
    ]
    straight = [
        APIClient()
        .post(
            API,
            body,
            format="json",
            headers={"x-forwarded-for": f"198.51.100.{n}"},
            REMOTE_ADDR="192.0.2.44",
        )
        .status_code
        for n in range(8)
    ]

    assert said == straight == [401] * 5 + [429] * 3


def test_a_household_of_ipv6_is_one_address(alice: User) -> None:
    said = [by_api(alice.email, "guess", f"2001:db8:1:2::{n:x}") for n in range(1, 8)]

    assert said == ["wrong"] * 5 + ["paused"] * 2
    assert by_api(alice.email, PASSWORD, "2001:db8:1:3::1") == "in"
    assert by_api(alice.email, "guess", "::ffff:203.0.113.50") == "wrong"
    assert AccessAttempt.objects.filter(ip_address="203.0.113.50").exists()


def test_spread_over_addresses_a_person_has_so_many_an_hour(alice: User, ten: None) -> None:
    said = [by_api(alice.email, "guess", f"198.51.100.{n}") for n in range(14)]

    assert Counter(said) == {"wrong": 10, "paused": 4}
    assert by_api(alice.email, PASSWORD, "198.51.100.200") == "paused", "a stranger's address"
    later(3601)
    assert by_api(alice.email, PASSWORD, "198.51.100.200") == "in"


def test_during_an_attack_the_person_signs_in_from_where_they_are_known(
    alice: User, ten: None
) -> None:
    browser = Client()
    assert by_page(alice.email, PASSWORD, "203.0.113.20", browser) == "in"
    assert by_api(alice.email, PASSWORD, "203.0.113.21") == "in"
    for n in range(11):
        by_api(alice.email, "guess", f"198.51.100.{n}")
    browser.post("/accounts/logout/")

    assert by_api(alice.email, PASSWORD, "203.0.113.99") == "paused"
    assert by_page(alice.email, PASSWORD, "203.0.113.99", browser) == "in", "a known browser"
    assert by_api(alice.email, PASSWORD, "203.0.113.21") == "in", "a known address"


def test_a_browser_that_knows_somebody_else_is_no_help(alice: User, bob: User, ten: None) -> None:
    browser = Client()
    by_page(bob.email, PASSWORD, "203.0.113.30", browser)
    browser.post("/accounts/logout/")
    for n in range(10):
        by_api(alice.email, "guess", f"198.51.100.{n}")

    assert by_page(alice.email, PASSWORD, "203.0.113.30", browser) == "paused"


def test_a_known_browser_has_five_tries_too(alice: User) -> None:
    browser = Client()
    by_page(alice.email, PASSWORD, "203.0.113.31", browser)
    browser.post("/accounts/logout/")

    said = [by_page(alice.email, "guess", "203.0.113.31", browser) for _ in range(5)]

    assert said == [*["wrong"] * 4, "paused"]


def test_neighbours_use_up_nothing_of_a_known_browser(alice: User, settings: Any) -> None:
    settings.GUESSES = {**settings.GUESSES, "address": 8}
    browser = Client()
    by_page(alice.email, PASSWORD, "203.0.113.34", browser)
    browser.post("/accounts/logout/")
    for email in (alice.email, "nobody@example.com"):
        for _ in range(6):
            by_api(email, "guess", "203.0.113.34")

    assert by_api(alice.email, PASSWORD, "203.0.113.34") == "paused"
    assert by_page(alice.email, PASSWORD, "203.0.113.34", browser) == "in"


def test_the_browsers_memory_is_signed_and_no_script_reads_it(
    alice: User, ten: None, settings: Any
) -> None:
    browser = Client()
    by_page(alice.email, PASSWORD, "203.0.113.32", browser)

    cookie = browser.cookies[settings.DEVICE_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert alice.email not in cookie.value
    forged = Client()
    forged.cookies[settings.DEVICE_COOKIE_NAME] = cookie.value[:-2] + "xx"
    for n in range(10):
        by_api(alice.email, "guess", f"198.51.100.{n}")
    assert by_page(alice.email, PASSWORD, "203.0.113.33", forged) == "paused"


def test_nothing_of_what_was_sent_is_kept(alice: User) -> None:
    by_page(alice.email.upper(), "my secret", "203.0.113.40")
    by_api(alice.email.upper(), "my secret", "203.0.113.40")

    rows = list(AccessAttempt.objects.values())
    assert {row["username"] for row in rows} == {"", alice.email}
    assert "secret" not in str(rows)
    assert [row["failures_since_start"] for row in rows if row["username"]] == [2, 2]


def test_strangers_and_people_are_counted_the_same(alice: User) -> None:
    for email in (alice.email, "nobody@example.com"):
        said = [by_page(email, "guess", "203.0.113.41") for _ in range(6)]
        assert said == [*["wrong"] * 4, *["paused"] * 2]
    rows = AccessAttempt.objects.exclude(username="").values_list(
        "user_agent", "ip_address", "failures_since_start"
    )
    assert set(Counter(rows).values()) == {2}


def test_a_pause_is_recorded_once_and_told_to_the_person_once(alice: User) -> None:
    for address in ("203.0.113.42", "203.0.113.43"):
        for email in (alice.email, "nobody@example.com"):
            for _ in range(8):
                by_api(email, "guess", address)

    locked = AuditEvent.objects.filter(action="accounts.person.locked_out")
    assert Counter(map(trail.target_of, locked)) == {
        alice.email: 2,
        "nobody@example.com": 2,
    }
    assert services.tell_paused() == 1
    assert services.tell_paused() == 0
    told = Notification.objects.get(user=alice, kind="sign_in_paused")
    assert told.data["minutes"] == 15


def test_staff_let_somebody_try_again(alice: User) -> None:
    for _ in range(5):
        by_api(alice.email, "guess", "203.0.113.44")

    assert services.let_try_again(alice, actor=SYSTEM)

    assert by_api(alice.email, PASSWORD, "203.0.113.44") == "in"
    assert not services.let_try_again(alice, actor=SYSTEM)


def test_counts_that_are_over_are_forgotten(alice: User) -> None:
    by_api(alice.email, "guess", "203.0.113.45")
    assert guessing.sweep() == 0
    later(3700)

    assert guessing.sweep() == 3


def test_pages_and_api_share_how_often_strangers_ask(clean_cache: None) -> None:
    """Whether there is such a person is another matter."""
    said = [
        Client().post("/accounts/password/reset/", {"email": "stranger@example.com"}).status_code
        for _ in range(3)
    ]
    body = {"email": "stranger@example.com"}
    said += [
        APIClient().post("/api/v1/auth/password/reset", body, format="json").status_code
        for _ in range(3)
    ]
    page = Client().post("/accounts/password/reset/", body)

    assert said == [302, 302, 302, 202, 202, 429]
    assert page.status_code == 429
    assert int(page["Retry-After"]) > 3000


def test_with_redis_away_guesses_are_counted_all_the_same(
    alice: User, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": settings.REDIS_URL}}
    limiting._limiter.cache_clear()
    try:
        pages = [by_page(alice.email, "guess", "203.0.113.60") for _ in range(3)]
        programs = [by_api(alice.email, "guess", "203.0.113.60") for _ in range(3)]
        assert by_api(alice.email, PASSWORD, "203.0.113.61") == "in"
        assert by_page(alice.email, PASSWORD, "203.0.113.61") == "in"
    finally:
        limiting._limiter.cache_clear()
        monkeypatch.setattr(limiting, "_rests_until", 0.0)

    assert pages + programs == ["wrong"] * 5 + ["paused"]


# --- new devices ----------------------------------------------------------------------------------
def told_of_new_devices(user: User) -> list[dict[str, Any]]:
    rows = Notification.objects.filter(user=user, kind="signed_in_new_device").order_by("pk")
    return list(rows.values_list("data", flat=True))


def test_a_first_sign_in_is_no_news(public: None) -> None:
    fresh = people.person("Fresh")

    by_page(fresh.email, PASSWORD, "203.0.113.70")

    assert told_of_new_devices(fresh) == []


@pytest.mark.parametrize("way", [by_page, by_api])
def test_a_sign_in_from_elsewhere_is_told(public: None, way: Any) -> None:
    person = people.person("Roaming")
    by_page(person.email, PASSWORD, "203.0.113.70")

    way(person.email, PASSWORD, "203.0.113.70")
    assert told_of_new_devices(person) == [], "a known address"
    way(person.email, PASSWORD, "203.0.113.71")

    assert [data["address"] for data in told_of_new_devices(person)] == ["203.0.113.71"]


def test_a_known_browser_elsewhere_is_no_news(public: None) -> None:
    person, browser = people.person("Roaming"), Client()
    by_page(person.email, PASSWORD, "203.0.113.72", browser)
    browser.post("/accounts/logout/")

    by_page(person.email, PASSWORD, "203.0.113.73", browser)

    assert told_of_new_devices(person) == []


def test_a_guess_that_was_wrong_tells_of_no_device(alice: User) -> None:
    by_page(alice.email, PASSWORD, "203.0.113.74")

    by_page(alice.email, "guess", "203.0.113.75")

    assert told_of_new_devices(alice) == []
