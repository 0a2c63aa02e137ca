"""Programs make accounts and set passwords by mail; nobody learns who has an account."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone
from rest_framework.test import APIClient

from accounts import services, sessions
from accounts.models import User
from audit.models import AuditEvent
from audit.services import SYSTEM
from tests.factories.people import PASSWORD

AUTH = "/api/v1/auth"
NEW = "somebody.new@example.com"
pytestmark = pytest.mark.usefixtures("clean_cache")


def post(path: str, body: dict[str, Any], **headers: str) -> Any:
    return APIClient().post(f"{AUTH}/{path}", body, format="json", headers=headers)


def register(email: str = NEW, **values: str) -> Any:
    return post("register", {"email": email, "name": "Lena", "password": PASSWORD, **values})


def sign_in(email: str, password: str = PASSWORD) -> Any:
    return post("login", {"email": email, "password": password})


@pytest.fixture
def mandatory(settings: Any) -> None:
    """Mail is sent, and addresses are to be confirmed."""
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"


def alike(one: Any, other: Any) -> bool:
    """Tell whether two answers read the same, but for what names the request."""
    bodies = [
        {k: v for k, v in answer.json().items() if k != "request_id"} for answer in (one, other)
    ]
    return bool(one.status_code == other.status_code and bodies[0] == bodies[1])


def link(mails: Any, pattern: str) -> re.Match[str]:
    found = re.search(pattern, mails.last().text)
    assert found is not None
    return found


def test_an_account_is_made_and_its_address_confirmed_by_mail(mandatory: None, mails: Any) -> None:
    answer = register(language="zh-hans")

    assert (answer.status_code, answer.json()["verification"]) == (202, "sent")
    user = User.objects.get(email=NEW)
    assert (user.name, user.language) == ("Lena", "zh-hans")
    assert sign_in(NEW).json()["code"] == "email-not-confirmed"
    made = AuditEvent.objects.filter(action="accounts.person.signed_up", target_id=str(user.pk))
    assert made.count() == 1

    key = link(mails, r"/confirm-email/([^/\s]+)/")[1]
    assert post("verify", {"key": key}).status_code == 204
    assert post("verify", {"key": key}).status_code == 204
    assert sign_in(NEW).status_code == 200
    confirmed = AuditEvent.objects.filter(action="accounts.email.confirmed")
    assert confirmed.count() == 1


def test_without_a_mail_server_one_signs_in_at_once(public: None) -> None:
    answer = register()

    assert (answer.status_code, answer.json()["verification"]) == (202, "not_needed")
    assert sign_in(NEW).status_code == 200


@pytest.mark.parametrize("verification", ["mandatory", "optional"])
def test_an_e_mail_somebody_has_is_answered_the_same(
    alice: User, settings: Any, mails: Any, verification: str
) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = verification
    new, taken = register(), register(alice.email.upper(), password="another long passphrase")

    assert alike(new, taken)
    assert User.objects.filter(email=alice.email).count() == 1
    assert User.objects.get(pk=alice.pk).check_password(PASSWORD)
    assert mails.last().address == alice.email
    assert "/confirm-email/" not in mails.last().text


def test_who_registers_is_held_to_the_rules_of_the_page(public: None) -> None:
    short, common = register(password="short"), register(password="password123")
    like = register(password=f"{NEW}")
    nameless = register(name="\u200b ")

    for answer in (short, common, like):
        assert (answer.status_code, list(answer.json()["errors"])) == (400, ["password"])
    assert list(nameless.json()["errors"]) == ["name"]
    assert list(register(language="de").json()["errors"]) == ["language"]
    assert not User.objects.filter(email=NEW).exists()


def test_a_weak_password_tells_nothing_of_who_is_here(alice: User) -> None:
    assert alike(register(password="short"), register(alice.email, password="short"))


def test_the_same_twice_at_once_is_one_account(alice: User, monkeypatch: Any, mails: Any) -> None:
    """The second has looked before the first was there."""
    monkeypatch.setattr(
        "accounts.services.registering.EmailAddress.objects.filter",
        lambda **_: EmailAddress.objects.none(),
    )

    assert register(alice.email).status_code == 202
    assert mails.last().address == alice.email


@pytest.mark.parametrize("key", ["x", "x:y:z", "é", "x" * 400])
def test_a_key_that_is_none_is_refused(public: None, key: str) -> None:
    answer = post("verify", {"key": key})

    assert (answer.status_code, answer.json()["code"]) == (400, "key-invalid")


def test_the_link_is_sent_again_to_who_waits_for_it(mandatory: None, mails: Any) -> None:
    register()
    before = mails.count()

    answer = post("verify/resend", {"email": NEW.upper()})

    assert answer.status_code == 202
    assert mails.count() == before + 1
    assert link(mails, r"/confirm-email/([^/\s]+)/")[1]


def test_asking_for_the_link_tells_nothing_of_who_is_here(
    alice: User, mandatory: None, mails: Any
) -> None:
    register()
    waiting, confirmed, unknown = (
        post("verify/resend", {"email": email}) for email in (NEW, alice.email, "no@example.com")
    )

    assert alike(waiting, confirmed)
    assert alike(waiting, unknown)


def reset_link(mails: Any) -> tuple[str, str]:
    found = link(mails, r"/password/reset/key/([0-9A-Za-z]+)-([^/\s]+)/")
    return found[1], found[2]


def test_a_forgotten_password_is_set_anew_by_mail(alice: User, mails: Any) -> None:
    family = services.sign_in_program(alice, user_agent="", address=None, now=timezone.now())
    assert post("password/reset", {"email": alice.email}).status_code == 202
    uid, key = reset_link(mails)

    body = {"uid": uid, "key": key, "password": "another long passphrase"}
    assert post("password/reset/confirm", body).status_code == 204

    assert sessions.person_of(family.session_id) is None
    assert sign_in(alice.email).status_code == 401
    assert sign_in(alice.email, "another long passphrase").status_code == 200
    again = post("password/reset/confirm", body)
    assert (again.status_code, again.json()["code"]) == (400, "key-invalid")


def test_a_new_password_is_held_to_the_rules(alice: User, mails: Any) -> None:
    post("password/reset", {"email": alice.email})
    uid, key = reset_link(mails)

    answer = post("password/reset/confirm", {"uid": uid, "key": key, "password": "short"})

    assert list(answer.json()["errors"]) == ["password"]
    assert User.objects.get(pk=alice.pk).check_password(PASSWORD)


@pytest.mark.parametrize(("uid", "key"), [("x", "y"), ("é", "y"), ("0" * 40, "y"), ("1", "a-b")])
def test_a_reset_link_that_is_none_is_refused(public: None, uid: str, key: str) -> None:
    answer = post("password/reset/confirm", {"uid": uid, "key": key, "password": PASSWORD})

    assert (answer.status_code, answer.json()["code"]) == (400, "key-invalid")


def test_a_link_that_is_none_is_recorded(public: None) -> None:
    post("verify", {"key": "none"})
    post("password/reset/confirm", {"uid": "x", "key": "y", "password": PASSWORD})

    refused = AuditEvent.objects.filter(action="accounts.key.refused", outcome="denied")
    assert list(refused.order_by("id").values_list("reason", flat=True)) == ["confirm", "reset"]


def test_what_is_asked_for_by_mail_is_recorded(mandatory: None, alice: User, mails: Any) -> None:
    register()
    before = AuditEvent.objects.latest("id").pk
    asked = [
        ("password/reset", alice.email), ("password/reset", "no@example.com"),
        ("verify/resend", NEW), ("verify/resend", "no@example.com"),
        ("verify/resend", alice.email),
    ]  # fmt: skip

    for path, email in asked:
        post(path, {"email": email})
    register(alice.email)

    events = AuditEvent.objects.filter(pk__gt=before).order_by("id")
    assert [(one.action.partition(".")[2], one.outcome, one.reason) for one in events] == [
        ("person.password_reset_asked", "ok", ""),
        ("person.password_reset_asked", "denied", "unknown"),
        ("email.confirmation_sent", "ok", ""),
        ("email.confirmation_sent", "denied", "unknown"),
        ("email.confirmation_sent", "denied", "taken"),
        ("person.sign_up_refused", "denied", "taken"),
    ]
    assert {one.actor_type for one in events} == {"anonymous"}
    assert "@" not in str([(one.target_id, one.target_label, one.data) for one in events])
    assert "•••" not in str([one.data for one in events])


def test_a_reset_is_no_way_back_in_for_who_is_switched_off(alice: User, mails: Any) -> None:
    post("password/reset", {"email": alice.email})
    uid, key = reset_link(mails)
    services.switch_off(alice, actor=SYSTEM)

    body = {"uid": uid, "key": key, "password": "another long passphrase"}
    assert post("password/reset/confirm", body).json()["code"] == "key-invalid"


def test_asking_for_a_reset_tells_nothing_of_who_is_here(alice: User, mails: Any) -> None:
    services.switch_off(alice, actor=SYSTEM)
    known, unknown = (
        post("password/reset", {"email": email}) for email in (alice.email, "no@example.com")
    )

    assert alike(known, unknown)
    assert known["Cache-Control"] == "no-store"


def test_no_message_is_left_for_a_page(alice: User, mails: Any) -> None:
    post("password/reset", {"email": alice.email})
    uid, key = reset_link(mails)
    asking = APIClient()

    body = {"uid": uid, "key": key, "password": "another long passphrase"}
    answer = asking.post(f"{AUTH}/password/reset/confirm", body, format="json")

    assert answer.status_code == 204
    assert not answer.cookies
