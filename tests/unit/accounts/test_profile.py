"""What people choose for themselves, and where it shows."""

from datetime import UTC, datetime
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.exceptions import ValidationError
from django.test import Client

from accounts import services
from accounts.models import User
from audit.models import AuditEvent

PROFILE = "/accounts/profile/"


def kept(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_what_changed_is_kept_and_recorded_with_what_it_was(alice: User) -> None:
    services.change_profile(alice, name="  Alice   Okafor ", time_zone="Asia/Shanghai")

    assert (kept(alice).name, kept(alice).time_zone) == ("Alice Okafor", "Asia/Shanghai")
    assert (alice.name, alice.time_zone) == ("Alice Okafor", "Asia/Shanghai")
    event = AuditEvent.objects.latest("id")
    assert (event.action, event.target_id) == ("accounts.person.changed", str(alice.pk))
    assert event.changes == {
        "name": ["•••", "•••"],
        "time_zone": ["UTC", "Asia/Shanghai"],
    }


def test_what_was_so_already_is_not_recorded(alice: User) -> None:
    before = AuditEvent.objects.count()

    services.change_profile(alice, name="Alice", theme="system")

    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " \t\u200b "),
        ("name", "x" * 121),
        ("language", "tlh"),
        ("language", ""),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "../../etc/passwd"),
        ("theme", "neon"),
    ],
)
def test_what_cannot_be_is_refused_whole(alice: User, field: str, value: str) -> None:
    with pytest.raises(ValidationError) as refused:
        services.change_profile(alice, **{"name": "Another", field: value})

    assert list(refused.value.message_dict) == [field]
    assert kept(alice).name == "Alice"


def test_a_zone_is_understood_with_spaces_and_by_an_older_name(alice: User) -> None:
    services.change_profile(alice, time_zone="America/New York")
    assert kept(alice).time_zone == "America/New_York"

    services.change_profile(alice, time_zone="PRC")
    assert kept(alice).time_zone == "PRC"


def test_a_section_is_kept_and_says_so(alice: User, client_for: Any) -> None:
    client = client_for(alice)

    answer = client.post(f"{PROFILE}name", {"name": "Alice O."}, headers={"hx-request": "true"})

    assert answer.status_code == 200
    assert "Saved" in answer.content.decode()
    assert kept(alice).name == "Alice O."


def test_a_section_that_is_refused_keeps_what_was_typed(alice: User, client_for: Any) -> None:
    body = {"language": "en", "time_zone": "Nowhere"}

    answer = client_for(alice).post(f"{PROFILE}region", body, headers={"hx-request": "true"})

    assert answer.status_code == 422
    said = answer.content.decode()
    assert 'value="Nowhere"' in said
    assert "This time zone is not known." in said


def test_without_scripts_the_page_comes_again(alice: User, client_for: Any) -> None:
    client = client_for(alice)

    assert client.post(f"{PROFILE}theme", {"theme": "dark"})["Location"] == PROFILE
    assert client.post(f"{PROFILE}theme", {"theme": "neon"}).status_code == 422
    assert client.post(f"{PROFILE}shoes", {"size": "42"}).status_code == 404


def test_another_language_is_spoken_at_once(alice: User, client_for: Any) -> None:
    client = client_for(alice)
    body = {"language": "zh-hans", "time_zone": "UTC"}

    answer = client.post(f"{PROFILE}region", body, headers={"hx-request": "true"})

    assert answer["HX-Refresh"] == "true"
    assert client.get(PROFILE).headers["Content-Language"] == "zh-hans"
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "zh-hans"


def test_the_theme_is_the_persons_on_every_device(alice: User, client_for: Any) -> None:
    desk, phone = client_for(alice), client_for(alice)

    assert desk.post("/i18n/theme", {"theme": "dark"}).status_code == 204

    phone.cookies[settings.THEME_COOKIE_NAME] = "light"
    assert 'data-theme="ebiz-dark"' in phone.get(PROFILE).content.decode()


def test_before_sign_in_the_browser_remembers_the_theme(public: None) -> None:
    client = Client()

    client.post("/i18n/theme", {"theme": "dark"})

    assert 'data-theme="ebiz-dark"' in client.get("/accounts/login/").content.decode()
    assert client.post("/i18n/theme", {"theme": "neon"}).status_code == 400


def test_times_are_shown_in_the_persons_zone(alice: User, client_for: Any) -> None:
    services.change_profile(alice, time_zone="Asia/Shanghai")
    client = client_for(alice)
    client.get(PROFILE)
    evening = datetime(2026, 5, 20, 20, 30, tzinfo=UTC)
    UserSession.objects.filter(user=alice).update(created_at=evening)

    shown = client.get("/accounts/sessions/").content.decode()

    assert "May 21, 2026, 4:30 a.m." in shown
    assert "2026-05-20T20:30:00+00:00" in shown


def test_a_zone_that_is_gone_from_the_machine_does_no_harm(alice: User, client_for: Any) -> None:
    User.objects.filter(pk=alice.pk).update(time_zone="Atlantis/City")

    assert client_for(alice).get(PROFILE).status_code == 200


def test_a_session_that_ended_leads_the_whole_page_to_sign_in(public: None) -> None:
    headers = {"hx-request": "true", "hx-current-url": f"http://testserver{PROFILE}"}

    answer = Client().post(f"{PROFILE}name", {"name": "Late"}, headers=headers)

    assert answer.status_code == 401
    assert answer["HX-Redirect"] == "/accounts/login/?expired=1&next=%2Faccounts%2Fprofile%2F"
