"""Sessions of programs live until they are ended, and no second longer in this process."""

import uuid
from typing import Any

from django.db.models.functions import Now
from django.utils import timezone

from accounts import services, sessions
from accounts.models import TokenFamily, User
from audit.models import AuditEvent
from audit.services import SYSTEM


def sign_in(user: User) -> services.SignedIn:
    return services.sign_in_program(
        user, user_agent="curl", address="203.0.113.9", now=timezone.now()
    )


def last_event() -> AuditEvent:
    return AuditEvent.objects.latest("id")


def test_signing_in_opens_a_session_and_records_it(alice: User) -> None:
    signed_in = sign_in(alice)

    family = TokenFamily.objects.get(pk=signed_in.session_id)
    assert (family.user, family.user_agent, family.address) == (alice, "curl", "203.0.113.9")
    assert family.revoked_at is None
    assert (last_event().action, last_event().session_id) == (
        "accounts.person.signed_in",
        str(family.pk),
    )


def test_a_session_names_its_person(alice: User) -> None:
    assert sessions.person_of(sign_in(alice).session_id) == alice


def test_an_unknown_session_names_nobody(public: None) -> None:
    assert sessions.person_of(uuid.uuid4()) is None


def test_an_ended_session_names_nobody_at_once(alice: User) -> None:
    signed_in = sign_in(alice)
    assert sessions.person_of(signed_in.session_id) == alice

    services.sign_out_program(alice, session_id=signed_in.session_id)

    assert sessions.person_of(signed_in.session_id) is None
    assert last_event().action == "accounts.person.signed_out"


def test_ending_twice_is_recorded_once(alice: User) -> None:
    signed_in = sign_in(alice)
    services.sign_out_program(alice, session_id=signed_in.session_id)
    before = last_event().pk

    services.sign_out_program(alice, session_id=signed_in.session_id)

    assert last_event().pk == before


def test_an_expired_session_names_nobody(alice: User) -> None:
    signed_in = sign_in(alice)
    TokenFamily.objects.filter(pk=signed_in.session_id).update(expires_at=Now())
    sessions.forget_all()

    assert sessions.person_of(signed_in.session_id) is None


def test_what_is_kept_is_asked_again_after_five_seconds(alice: User, monkeypatch: Any) -> None:
    signed_in = sign_in(alice)
    assert sessions.person_of(signed_in.session_id) == alice
    TokenFamily.objects.filter(pk=signed_in.session_id).update(
        revoked_at=Now(), revoked_reason="elsewhere"
    )
    assert sessions.person_of(signed_in.session_id) == alice

    until = sessions._kept[signed_in.session_id][0]
    monkeypatch.setattr("accounts.sessions.time.monotonic", lambda: until + 0.01)

    assert sessions.person_of(signed_in.session_id) is None


def test_each_request_gets_its_own_copy(alice: User) -> None:
    session_id = sign_in(alice).session_id
    first = sessions.person_of(session_id)
    assert first is not None
    first.name = "changed by one request"

    second = sessions.person_of(session_id)

    assert second is not None
    assert second.name == alice.name


def test_what_is_kept_is_bounded(public: None, monkeypatch: Any) -> None:
    monkeypatch.setattr(sessions, "KEEP_ENTRIES", 10)

    for _number in range(25):
        sessions.person_of(uuid.uuid4())

    assert len(sessions._kept) <= 10


def test_switching_off_ends_every_session(alice: User) -> None:
    first, second = sign_in(alice), sign_in(alice)

    assert services.switch_off(alice, actor=SYSTEM) is True

    assert sessions.person_of(first.session_id) is None
    assert sessions.person_of(second.session_id) is None
    assert last_event().changes == {"is_active": [True, False]}
    assert services.switch_off(alice, actor=SYSTEM) is False


def test_switching_on_lets_somebody_in_again(alice: User) -> None:
    services.switch_off(alice, actor=SYSTEM)

    assert services.switch_on(alice, actor=SYSTEM) is True
    assert services.switch_on(alice, actor=SYSTEM) is False
    alice.refresh_from_db()

    assert sessions.person_of(sign_in(alice).session_id) == alice


def test_a_new_password_ends_every_session(alice: User) -> None:
    signed_in = sign_in(alice)

    services.change_password(alice, password="another long passphrase")

    assert sessions.person_of(signed_in.session_id) is None
    assert last_event().action == "accounts.person.password_changed"
    assert User.objects.get(pk=alice.pk).check_password("another long passphrase")
