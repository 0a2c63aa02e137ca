"""Where a person is signed in, in one list of browsers and programs, and how each ends."""

import uuid
from datetime import timedelta
from importlib import import_module
from typing import Any

from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db.models.functions import Now
from django.test import Client
from django.utils import timezone

from accounts import agents, browsers, services, sessions
from accounts.actors import actor_of
from accounts.models import TokenFamily, User
from audit.models import AuditEvent
from audit.services import SYSTEM

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0"


def browser(user: User, client_for: Any, agent: str = FIREFOX) -> Client:
    """Return a browser in which a person has looked at a page."""
    client: Client = client_for(user)
    assert client.get("/workspaces/", headers={"User-Agent": agent}).status_code == 200
    return client


def program(user: User) -> uuid.UUID:
    return services.sign_in_program(
        user, user_agent="curl/8.5.0", address="203.0.113.9", now=timezone.now()
    ).session_id


def reference(client: Client) -> str:
    return f"{sessions.SESSION}{client.session.session_key}"


def test_browsers_and_programs_stand_in_one_list(alice: User, client_for: Any) -> None:
    client, family = browser(alice, client_for), program(alice)

    found = services.sessions_of(alice, current=reference(client))

    assert [(one.kind, one.device, one.is_current) for one in found] == [
        ("browser", "Firefox on Windows", True),
        ("program", "curl", False),
    ]
    assert found[1].id == family
    assert (found[0].address, found[1].address) == ("127.0.0.1", "203.0.113.9")
    assert found[0].proof == found[1].proof == "password"


def test_the_name_of_a_browsers_session_opens_nothing(alice: User, client_for: Any) -> None:
    client = browser(alice, client_for)

    (found,) = services.sessions_of(alice)

    assert str(found.id) != client.session.session_key
    assert found.id == browsers.id_of(str(client.session.session_key))


def test_nobody_sees_or_ends_the_sign_ins_of_another(
    alice: User, bob: User, client_for: Any
) -> None:
    client, family = browser(alice, client_for), program(alice)
    mine = {one.id for one in services.sessions_of(alice)}

    assert services.sessions_of(bob) == []
    assert not any(services.end_session(bob, one, actor=actor_of(bob)) for one in mine)
    assert client.get("/workspaces/").status_code == 200
    assert sessions.person_of(family) == alice


def test_a_browser_is_signed_out_by_its_name(alice: User, client_for: Any) -> None:
    client, other = browser(alice, client_for), browser(alice, client_for)
    name = browsers.id_of(str(client.session.session_key))

    assert services.end_session(alice, name, actor=actor_of(alice)) is True

    assert client.get("/workspaces/").status_code == 302
    assert other.get("/workspaces/").status_code == 200
    event = AuditEvent.objects.latest("id")
    assert (event.action, event.data["kind"]) == ("accounts.session.ended", "browser")
    assert services.end_session(alice, name, actor=actor_of(alice)) is False


def test_a_program_is_signed_out_by_its_name(alice: User) -> None:
    family, other = program(alice), program(alice)

    assert services.end_session(alice, family, actor=SYSTEM) is True

    assert sessions.person_of(family) is None
    assert sessions.person_of(other) == alice


def test_everywhere_is_everywhere_and_front_ends_too(alice: User, client_for: Any) -> None:
    client, family = browser(alice, client_for), program(alice)

    assert services.end_all_sessions(alice, actor=actor_of(alice)) == 2

    assert client.get("/workspaces/").status_code == 302
    assert sessions.person_of(family) is None
    assert services.sessions_of(alice) == []
    trusted_since = User.objects.get(pk=alice.pk).trusted_since
    assert trusted_since is not None
    assert timezone.now() - trusted_since < timedelta(minutes=1)
    assert AuditEvent.objects.latest("id").data == {"ended": 2, "kept_one": False}


def test_everywhere_else_keeps_the_one_that_asks(alice: User, client_for: Any) -> None:
    client, other, family = browser(alice, client_for), browser(alice, client_for), program(alice)

    services.end_all_sessions(alice, actor=actor_of(alice), keep=reference(client))

    assert client.get("/workspaces/").status_code == 200
    assert other.get("/workspaces/").status_code == 302
    assert sessions.person_of(family) is None

    alice.refresh_from_db()
    family = program(alice)
    services.end_all_sessions(alice, actor=actor_of(alice), keep=f"{sessions.FAMILY}{family}")

    assert sessions.person_of(family) == alice
    assert client.get("/workspaces/").status_code == 302


def test_what_has_ended_is_not_listed(alice: User, client_for: Any) -> None:
    client, family, old = browser(alice, client_for), program(alice), program(alice)
    sessions.end(family, reason="test")
    TokenFamily.objects.filter(pk=old).update(expires_at=Now())
    Session.objects.filter(session_key=client.session.session_key).update(expire_date=Now())

    assert services.sessions_of(alice) == []


def test_a_changed_password_takes_browsers_off_the_list(alice: User, client_for: Any) -> None:
    browser(alice, client_for)
    alice.set_password("another long passphrase")
    alice.save()

    assert services.sessions_of(alice) == []


def test_a_browser_is_noted_once_in_five_minutes(alice: User, client_for: Any) -> None:
    client = browser(alice, client_for)
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(hours=1))

    client.get("/workspaces/")
    assert UserSession.objects.get().last_seen_at < timezone.now() - timedelta(minutes=50)

    browsers.forget_all()
    client.get("/workspaces/", headers={"X-Forwarded-For": "198.51.100.7"})

    seen = UserSession.objects.get()
    assert seen.last_seen_at > timezone.now() - timedelta(minutes=1)
    assert seen.ip == "198.51.100.7"


def test_an_unknown_address_is_told_as_none(alice: User, client_for: Any) -> None:
    client = client_for(alice)
    client.get("/workspaces/", REMOTE_ADDR="")

    assert services.sessions_of(alice)[0].address is None


def test_sweeping_forgets_what_is_over_and_nothing_else(alice: User, client_for: Any) -> None:
    client, old = browser(alice, client_for), browser(alice, client_for)
    Session.objects.filter(session_key=old.session.session_key).update(expire_date=Now())
    UserSession.objects.create(user=alice, session_key="gone", ip="203.0.113.1", user_agent="")

    browsers.sweep()

    assert [row.session_key for row in UserSession.objects.all()] == [client.session.session_key]
    assert Session.objects.count() == 1


def test_a_browser_from_before_there_was_a_list_is_signed_out_like_others(
    alice: User, client_for: Any
) -> None:
    client = client_for(alice)
    Client().get("/accounts/login/")
    UserSession.objects.all().delete()

    import_module("accounts.migrations.0004_browsers_of_before").list_them(apps, None)

    (found,) = services.sessions_of(alice)
    assert (found.device, found.address) == ("unknown device", None)
    services.end_all_sessions(alice, actor=SYSTEM)
    assert client.get("/workspaces/").status_code == 302


def test_devices_have_the_names_people_give_them() -> None:
    chrome = "(KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"
    names = {
        f"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 {chrome}": "Chrome on Linux",
        f"Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 {chrome} Edg/126.0": "Edge on Windows",
        f"Mozilla/5.0 (Linux; Android 14; SM-S901B) {chrome}": "Chrome on Android",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
        "(KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1": "Safari on iPhone",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 "
        "(KHTML, like Gecko) Version/17.5 Safari/605.1.15": "Safari on macOS",
        "python-httpx/0.28.1": "python-httpx",
        "node": "node",
        "": "unknown device",
        "x" * 300: "x" * 60,
    }

    assert {agent: agents.name_of(agent) for agent in names} == names
