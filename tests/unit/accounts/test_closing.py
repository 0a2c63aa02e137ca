"""An account is closed whole or not at all, and nothing of the person stays but their id."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.test import Client

from accounts import services, sessions
from accounts.hooks import Fate, Holding, StillHeld
from accounts.models import MailOut, NoticeChoice, Notification, TokenFamily, User
from accounts.services import ClosedAlready, NewPerson, create_person
from audit import names
from audit.models import ActorLabel, AuditEvent
from audit.services import SYSTEM
from tests.factories import people, trail
from tests.factories.people import PASSWORD

CLOSE = "/accounts/close/"


@pytest.fixture
def robin(public: None) -> User:
    """Somebody who has everything a person can have."""
    user = people.person("Robin")
    services.change_profile(user, language="zh-hans", theme="dark")
    SocialAccount.objects.create(user=user, provider="google", uid="1234")
    Authenticator.objects.create(user=user, type="totp", data={"secret": "sealed"})
    services.tell(user.pk, "password_changed", data={})
    NoticeChoice.objects.create(user=user, kind="job_done", by_mail=True)
    return user


def test_nothing_of_the_person_stays(robin: User, client_for: Any) -> None:
    email = robin.email
    client_for(robin)

    services.close(robin)

    closed = User.objects.get(pk=robin.pk)
    assert closed.closed_at is not None
    assert (closed.is_active, closed.is_staff, closed.has_usable_password()) == (False,) * 3
    assert closed.email == f"closed-{robin.pk.hex}@account.invalid"
    assert (closed.name, closed.language, closed.theme) == ("", "", "system")
    assert closed.label == "Closed account"
    for model in (EmailAddress, SocialAccount, Authenticator, UserSession, Notification):
        assert not model.objects.filter(user=robin).exists(), model
    assert not NoticeChoice.objects.filter(user=robin).exists()
    assert not EmailAddress.objects.filter(email=email).exists()


def test_the_trail_keeps_the_id_and_loses_the_name(robin: User) -> None:
    assert ActorLabel.objects.get(actor_id=str(robin.pk)).label == "Robin"

    services.close(robin)

    assert ActorLabel.objects.get(actor_id=str(robin.pk)).label == ""
    event = AuditEvent.objects.latest("id")
    assert (event.action, event.actor_id) == ("accounts.person.closed", str(robin.pk))
    assert trail.target_of(event) == names.of([event]).actor(event) == "somebody who left"


def test_every_sign_in_is_over(robin: User, client_for: Any, api_for: Any) -> None:
    browser, program = client_for(robin), api_for(robin)
    family = TokenFamily.objects.get(user=robin)

    services.close(robin)

    assert sessions.person_of(family.pk) is None
    assert program.get("/api/v1/auth/me").status_code == 401
    assert browser.get("/workspaces/")["Location"].startswith("/accounts/login/")
    family.refresh_from_db()
    assert (family.revoked_reason, family.user_agent, family.address) == ("closed", "", None)


def test_a_last_mail_goes_to_the_address_in_the_persons_language(robin: User) -> None:
    services.close(robin)

    assert not MailOut.objects.filter(user=robin).exists()
    mail = MailOut.objects.latest("created_at")
    assert (mail.address, mail.kind, mail.user_id) == (robin.email, "account_closed", None)
    assert mail.language == "zh-hans"


def test_the_e_mail_can_sign_up_anew(robin: User) -> None:
    services.close(robin)

    anew = create_person(NewPerson(email=robin.email, name="Robin", password=PASSWORD))

    assert anew.pk != robin.pk


def test_closing_twice_closes_once(robin: User) -> None:
    services.close(robin)
    before = AuditEvent.objects.count()

    with pytest.raises(ClosedAlready):
        services.close(robin)

    assert AuditEvent.objects.count() == before


def test_nobody_opens_a_closed_account_again(robin: User) -> None:
    services.close(robin)

    assert not services.switch_on(robin, actor=SYSTEM)
    assert not User.objects.get(pk=robin.pk).is_active


def test_a_hook_that_fails_leaves_everything(robin: User, settings: Any) -> None:
    settings.ACCOUNT_CLOSING_HOOKS = [*settings.ACCOUNT_CLOSING_HOOKS, f"{__name__}.broken"]
    place = people.workspace("Alone", robin)
    events, mails = AuditEvent.objects.count(), MailOut.objects.count()

    with pytest.raises(RuntimeError, match="the store is away"):
        services.close(robin)

    assert User.objects.get(pk=robin.pk).is_active
    place.refresh_from_db()
    assert place.status == "active"
    assert (AuditEvent.objects.count(), MailOut.objects.count()) == (events, mails)


def broken(_user: User) -> None:
    raise RuntimeError("the store is away")


def test_what_comes_to_them_in_this_very_moment_holds_them(robin: User, settings: Any) -> None:
    """Somebody let them into a workspace after they had left all of theirs."""
    settings.ACCOUNT_HOLDINGS_HOOK = f"{__name__}.just_come"

    with pytest.raises(StillHeld):
        services.close(robin)

    assert User.objects.get(pk=robin.pk).closed_at is None


def just_come(_user: User) -> list[Holding]:
    return [Holding("Just come", Fate.LEFT)]


def test_somebody_stays_to_look_after_the_studio(robin: User) -> None:
    User.objects.filter(is_superuser=True).update(is_superuser=False)
    Authenticator.objects.filter(user=robin).delete()
    robin.language, robin.is_superuser, robin.is_staff = "en", True, True
    robin.save()

    with pytest.raises(services.LastOfStaff):
        services.close(robin)
    assert (
        "Nobody else could look after this server" in signed_in(robin).get(CLOSE).content.decode()
    )
    another = people.person("Another")
    User.objects.filter(pk=another.pk).update(is_superuser=True)
    services.close(robin)

    assert not User.objects.get(pk=robin.pk).is_staff


def signed_in(user: User) -> Client:
    """Return a browser in which this person has just shown again that it is them."""
    client = Client()
    people.sign_in(client, user)
    people.prove_again(client)
    return client


def test_the_page_asks_for_the_password_first(bob: User, client_for: Any) -> None:
    answer = client_for(bob).get(CLOSE)

    assert answer["Location"].startswith("/accounts/reauthenticate/")


def test_the_page_tells_what_becomes_of_each_workspace(bob: User, acme: Any) -> None:
    alone = people.workspace("Alone", bob)

    said = signed_in(bob).get(CLOSE).content.decode()

    assert acme.name in said
    assert "You leave it. What you made stays with it." in said
    assert alone.name in said
    assert "deleted with all its files in 14 days" in said
    assert "Close my account" in said


def test_the_page_offers_nothing_while_something_blocks(alice: User, acme: Any) -> None:
    client = signed_in(alice)

    said = client.get(CLOSE).content.decode()
    answer = client.post(CLOSE, {"email": alice.email})

    assert f'href="/w/{acme.slug}/settings/#end"' in said
    assert "Close my account" not in said
    assert answer.status_code == 422
    assert "Something changed meanwhile" in answer.content.decode()
    assert User.objects.get(pk=alice.pk).is_active


def test_the_e_mail_has_to_be_typed(bob: User) -> None:
    client = signed_in(bob)

    answer = client.post(CLOSE, {"email": "somebody@example.com"})

    assert answer.status_code == 422
    assert "This is not your e-mail." in answer.content.decode()
    assert User.objects.get(pk=bob.pk).is_active


def test_the_account_is_closed_and_the_way_leads_out(bob: User) -> None:
    client = signed_in(bob)

    answer = client.post(CLOSE, {"email": f" {bob.email.upper()} "})

    assert answer["Location"] == "/accounts/closed/"
    assert "Your account is closed" in client.get("/accounts/closed/").content.decode()
    assert client.get("/workspaces/")["Location"].startswith("/accounts/login/")
    assert not User.objects.get(pk=bob.pk).is_active


def test_a_program_cannot_sign_in_to_a_closed_account(robin: User, public: None) -> None:
    services.close(robin)

    answer = Client().post(
        "/api/v1/auth/login",
        {"email": robin.email, "password": PASSWORD},
        content_type="application/json",
    )

    assert answer.status_code == 401
