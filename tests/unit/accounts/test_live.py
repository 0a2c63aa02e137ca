"""Which sign-ins still live: asked by streams for many at once."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory
from django.utils import timezone
from rest_framework.test import APIClient

from accounts import services, sessions
from accounts.models import TokenFamily, User
from audit.services import SYSTEM
from tests.factories.people import PASSWORD


def program(user: User) -> tuple[str, str]:
    """Return reference and user id of a program that has just signed in."""
    signed_in = services.sign_in_program(user, user_agent="", address=None, now=timezone.now())
    return f"{sessions.FAMILY}{signed_in.session_id}", str(user.pk)


def browser(user: User, client_for: Any) -> tuple[str, str]:
    client: Client = client_for(user)
    return f"{sessions.SESSION}{client.session.session_key}", str(user.pk)


def test_sign_ins_of_programs_and_browsers_live(alice: User, bob: User, client_for: Any) -> None:
    known = {program(alice), browser(bob, client_for)}

    assert sessions.live(known) == known


def test_nobody_asked_nobody_lives(public: None) -> None:
    assert sessions.live(set()) == set()


def test_a_programs_ended_session_does_not_live(alice: User) -> None:
    ended, other = program(alice), program(alice)
    sessions.end_all(alice.pk, reason="test")
    alive = program(alice)

    assert sessions.live({ended, other, alive}) == {alive}


def test_a_browser_that_signed_out_does_not_live(bob: User, client_for: Any) -> None:
    reference = browser(bob, client_for)
    Session.objects.all().delete()

    assert sessions.live({reference}) == set()


def test_a_changed_password_ends_a_browsers_sign_in(bob: User, client_for: Any) -> None:
    reference = browser(bob, client_for)

    services.change_password(User.objects.get(pk=bob.pk), password="another long passphrase")

    assert sessions.live({reference}) == set()


def test_who_is_switched_off_has_no_sign_in_that_lives(bob: User, client_for: Any) -> None:
    known = {program(bob), browser(bob, client_for)}

    services.switch_off(bob, actor=SYSTEM)

    assert sessions.live(known) == set()


def test_who_is_switched_on_again_signs_in_anew(bob: User, client_for: Any) -> None:
    page: Client = client_for(bob)
    assert page.get("/accounts/profile/").status_code == 200
    known = {program(bob), (sessions.reference(page), str(bob.pk))}

    services.switch_off(bob, actor=SYSTEM)
    services.switch_on(bob, actor=SYSTEM)

    assert sessions.live(known) == set()
    assert page.get("/accounts/profile/").status_code == 302


@pytest.mark.parametrize("ending", ["password", "everywhere", "switched off"])
def test_what_ends_sign_ins_ends_one_that_is_being_opened(bob: User, ending: str) -> None:
    """Between the look at the password and the session there is time for it."""
    proved, other = User.objects.get(pk=bob.pk), User.objects.get(pk=bob.pk)
    match ending:
        case "password":
            services.change_password(other, password="another long passphrase")
        case "everywhere":
            services.end_all_sessions(other, actor=SYSTEM)
        case _:
            services.switch_off(other, actor=SYSTEM)

    with pytest.raises(services.ProofOutdated):
        services.sign_in_program(proved, user_agent="", address=None, now=timezone.now())

    assert not TokenFamily.objects.filter(user=bob, revoked_at=None).exists()


def test_a_program_is_told_that_the_password_was_changed_meanwhile(
    bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = services.ask_for_more

    def meanwhile(user: User) -> None:
        other = User.objects.get(pk=user.pk)
        services.change_password(other, password="another long passphrase")
        real(user)

    monkeypatch.setattr(services, "ask_for_more", meanwhile)

    answer = APIClient().post(
        "/api/v1/auth/login", {"email": bob.email, "password": PASSWORD}, format="json"
    )

    assert (answer.status_code, answer.json()["code"]) == (401, "challenge-invalid")


def test_a_request_is_named_by_what_it_brought(bob: User, client_for: Any) -> None:
    request = RequestFactory().get("/")
    request.session = client_for(bob).session
    assert sessions.reference(request) == f"{sessions.SESSION}{request.session.session_key}"

    claims = type("Claims", (), {"session_id": "f-1"})()
    request.auth = claims  # type: ignore[attr-defined]

    assert sessions.reference(request) == f"{sessions.FAMILY}f-1"
